"""Levels with their eight quantities, and what an adjustment changed."""

from typing import Any

from devstore.graphql.errors import FieldError
from devstore.graphql.fields.paging import attribute, keys
from devstore.graphql.selection import FieldPlan, Prepared, Read, Resolver, Selection
from devstore.state import NAMES, Level, gid

PROPERTIES = {
    # name: (shown, belongs to, comprises)
    "available": ("Available", ("on_hand",), ()),
    "committed": ("Committed", ("on_hand",), ()),
    "reserved": ("Reserved", ("on_hand",), ()),
    "damaged": ("Damaged", ("on_hand",), ()),
    "safety_stock": ("Safety stock", ("on_hand",), ()),
    "quality_control": ("Quality control", ("on_hand",), ()),
    "on_hand": (
        "On hand",
        (),
        ("available", "committed", "damaged", "quality_control", "reserved", "safety_stock"),
    ),
    "incoming": ("Incoming", (), ()),
}


def _quantities(source: Level, args: dict[str, Any], _context: Any) -> list[tuple[str, int, Any, int]]:
    """Name, quantity, time; on_hand is derived and carries no time of its own (PLATFORM.md C.4)."""
    quantities, times = source.quantities, source.updated_at
    try:
        return [
            (name, quantities[name], None if name == "on_hand" else times.get(name), source.id)
            for name in args["names"]
        ]
    except KeyError as error:
        message = f"The specified quantity name is invalid: {error.args[0]}. Valid names: {', '.join(NAMES)}."
        raise FieldError(message, "INVALID_FIELD_ARGUMENTS") from error


def _prepare_quantities(field: FieldPlan) -> tuple[Read | None, bool]:
    """The usual wish, names of quantities with number and time, as rows that only have to be filled in."""
    wanted = field.children.fields if isinstance(field.children, Selection) else []
    number = [one.key for one in wanted if one.name == "quantity"]
    time = [one.key for one in wanted if one.name == "updatedAt"]
    named = [one.key for one in wanted if one.name == "name"]
    names = field.args["names"]
    if len(number) != 1 or len(time) != 1 or len(wanted) != len(named) + 2 or not set(names) <= set(NAMES):
        return None, False
    number_key, time_key = number[0], time[0]
    rows = [(name, {one.key: name if one.name == "name" else None for one in wanted}) for name in names]

    def read(source: Level) -> list[dict[str, Any]]:
        quantities, times, answer = source.quantities, source.updated_at, []
        for name, row in rows:
            one = row.copy()
            one[number_key] = quantities[name]
            if name != "on_hand":
                one[time_key] = times.get(name)
            answer.append(one)
        return answer

    return read, True


def properties() -> dict[str, Any]:
    """inventoryProperties: the names and how they make up each other."""
    return {
        "quantityNames": [
            {"name": name, "displayName": shown, "belongsTo": list(up), "comprises": list(down),
             "isInUse": True}
            for name, (shown, up, down) in PROPERTIES.items()
        ]
    }  # fmt: skip


FIELDS: dict[str, dict[str, Resolver]] = {
    "InventoryLevel": {
        "id": lambda source, _a, _c: source.gid,
        "isActive": attribute("is_active"),
        "canDeactivate": attribute("is_active"),
        "deactivationAlert": lambda _s, _a, _c: None,
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("touched_at"),
        "item": lambda source, _a, context: context.store.items[source.item_id],
        "location": lambda source, _a, context: context.store.locations[source.location_id],
        "quantities": Prepared(_quantities, _prepare_quantities),
    },
    "InventoryQuantity": {
        "id": lambda source, _a, _c: f"{gid('InventoryQuantity', source[3])}?name={source[0]}",
        "name": lambda source, _a, _c: source[0],
        "quantity": lambda source, _a, _c: source[1],
        "updatedAt": lambda source, _a, _c: source[2],
    },
    "InventoryProperties": keys("quantityNames"),
    "InventoryQuantityName": keys("name", "displayName", "belongsTo", "comprises", "isInUse"),
    "InventoryAdjustmentGroup": {
        "id": lambda source, _a, _c: gid("InventoryAdjustmentGroup", source.id),
        "createdAt": attribute("created_at"),
        "reason": attribute("reason"),
        "referenceDocumentUri": attribute("reference_document_uri"),
        "changes": attribute("changes"),
    },
    "InventoryChange": {
        "name": attribute("name"),
        "delta": attribute("delta"),
        "quantityAfterChange": lambda _s, _a, _c: None,
        "ledgerDocumentUri": attribute("ledger_document_uri"),
        "item": lambda source, _a, context: context.store.items[source.item_id],
        "location": lambda source, _a, context: context.store.locations[source.location_id],
    },
}
