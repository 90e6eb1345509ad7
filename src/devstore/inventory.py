"""Shopify's rules for changing quantities: set, adjust, move, activate (PLATFORM.md C.4).

Inputs are the GraphQL inputs after coercion, as dictionaries. A refusal carries every userError found;
nothing is written then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from devstore.state import Level, LevelKey, Store, number_of

REASONS = frozenset(
    {
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_canceled",
        "movement_created",
        "movement_received",
        "movement_updated",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    }
)
SETTABLE = ("available", "on_hand")
ADJUSTABLE = ("available", "damaged", "incoming", "quality_control", "reserved", "safety_stock")
SET_MAX = 1_000_000_000
MOVE_MAX = 2_000_000_000
STALE = "The changeFromQuantity argument no longer matches the persisted quantity."
STALE_SET = "The changeFromQuantity value does not match persisted value."
UNSTOCKED_IS_ERROR = ("2026-07",)  # the code left the API with 2026-10

Input = Mapping[str, Any]


@dataclass(frozen=True)
class UserError:
    """One entry of userErrors; `code` is None where the payload's type has none."""

    field: list[str] | None
    message: str
    code: str | None = None


class Refused(Exception):
    """userErrors: nothing was written."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)


@dataclass
class Change:
    """One row of an adjustment group."""

    name: str
    delta: int
    item_id: int
    location_id: int
    ledger_document_uri: str | None = None


@dataclass
class Group:
    """What one mutation changed; `created_at` is the time written to every quantity it changed."""

    id: int
    created_at: datetime
    reason: str
    reference_document_uri: str | None
    changes: list[Change]


def _no_deltas() -> dict[LevelKey, dict[str, int]]:
    return defaultdict(lambda: defaultdict(int))


@dataclass
class _Checked:
    """The errors found so far, and the deltas to write."""

    store: Store
    version: str
    errors: list[UserError] = field(default_factory=list)
    deltas: dict[LevelKey, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    ledgers: dict[tuple[LevelKey, str], str] = field(default_factory=dict)

    def refuse(self, path: Sequence[str | int], message: str, code: str) -> None:
        """Note a userError; indexes become strings, as Shopify sends them."""
        self.errors.append(UserError([str(part) for part in path], message, code))

    def key(self, row: Input, path: Sequence[str | int], location: Input | None = None) -> LevelKey | None:
        """The level a row speaks of, or None after noting what is wrong with it."""
        place = location if location is not None else row
        item_id = number_of(row["inventoryItemId"], "InventoryItem")
        location_id = number_of(place["locationId"], "Location")
        if item_id not in self.store.items:
            self.refuse(
                [*path, "inventoryItemId"],
                "The specified inventory item could not be found.",
                "INVALID_INVENTORY_ITEM",
            )
        if location_id not in self.store.locations:
            self.refuse(
                [*path, "locationId"], "The specified location could not be found.", "INVALID_LOCATION"
            )
        if item_id not in self.store.items or location_id not in self.store.locations:
            return None
        key = LevelKey(item_id, location_id)
        level = self.store.levels.get(key)
        if self.version in UNSTOCKED_IS_ERROR and not (level and level.is_active):
            self.refuse(
                [*path, "locationId"],
                "The specified inventory item is not stocked at the location.",
                "ITEM_NOT_STOCKED_AT_LOCATION",
            )
            return None
        return key

    def compare(
        self, row: Input, key: LevelKey, name: str, path: Sequence[str | int], stale: str = STALE
    ) -> None:
        """Refuse a stale changeFromQuantity; null skips the comparison."""
        expected = row.get("changeFromQuantity")
        if expected is not None and expected != _quantity(self.store, key, name):
            self.refuse([*path, "changeFromQuantity"], stale, "CHANGE_FROM_QUANTITY_STALE")

    def ledger(self, key: LevelKey | None, name: str, uri: str | None, path: Sequence[str | int]) -> None:
        """A ledger document is required for every name but available, and forbidden for that."""
        if name == "available" and uri is not None:
            message = "A ledger document URI is not allowed when adjusting available."
            self.refuse([*path, "ledgerDocumentUri"], message, "INVALID_AVAILABLE_DOCUMENT")
        elif name != "available" and uri is None:
            message = "A ledger document URI is required except when adjusting available."
            self.refuse([*path, "ledgerDocumentUri"], message, "INVALID_QUANTITY_DOCUMENT")
        elif uri is not None and uri.startswith("gid://shopify/"):
            message = "Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API."
            self.refuse([*path, "ledgerDocumentUri"], message, "INTERNAL_LEDGER_DOCUMENT")
        elif uri is not None and not _is_uri(uri):
            self.refuse(
                [*path, "ledgerDocumentUri"],
                "The specified ledger document is invalid.",
                "INVALID_LEDGER_DOCUMENT",
            )
        elif uri is not None and key is not None:
            self.ledgers[(key, name)] = uri


def set_quantities(store: Store, given: Input, version: str, actor: str) -> Group | None:
    """inventorySetQuantities: `available` or `on_hand` to absolute numbers, -1e9..1e9."""
    checked = _Checked(store, version)
    _check_document(checked, given, ("input",))
    name = given["name"]
    if name not in SETTABLE:
        checked.refuse(
            ("input", "name"), "The quantity name must be either 'available' or 'on_hand'.", "INVALID_NAME"
        )
        raise Refused(checked.errors)
    seen: set[LevelKey] = set()
    for index, row in enumerate(given["quantities"]):
        path = ("input", "quantities", index)
        quantity = row["quantity"]
        _check_bounds(checked, quantity, SET_MAX, [*path, "quantity"], "total quantity")
        if name == "on_hand" and -SET_MAX <= quantity < 0:
            checked.refuse(
                [*path, "quantity"], "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE"
            )
        key = checked.key(row, path)
        if key is None:
            continue
        if key in seen:
            checked.refuse(
                [*path, "locationId"],
                "The combination of inventoryItemId and locationId must be unique.",
                "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
            )
        seen.add(key)
        checked.compare(row, key, name, path, STALE_SET)
        checked.deltas[key]["available"] += quantity - _quantity(store, key, name)
    return _apply(checked, given, actor)


def adjust_quantities(store: Store, given: Input, version: str, actor: str) -> Group | None:
    """inventoryAdjustQuantities: one name by deltas, +-2e9."""
    checked = _Checked(store, version)
    _check_document(checked, given, ("input",))
    name = given["name"]
    if name not in ADJUSTABLE:
        checked.refuse(("input", "name"), _name_message(), "INVALID_QUANTITY_NAME")
        raise Refused(checked.errors)
    uris = {row.get("ledgerDocumentUri") for row in given["changes"]} - {None}
    if len(uris) > 1:
        checked.refuse(
            ("input", "changes"),
            "All changes must have the same ledger document URI or, in the case of adjusting available, "
            "no ledger document URI.",
            "MAX_ONE_LEDGER_DOCUMENT",
        )
    for index, row in enumerate(given["changes"]):
        path = ("input", "changes", index)
        _check_bounds(checked, row["delta"], MOVE_MAX, [*path, "delta"])
        key = checked.key(row, path)
        checked.ledger(key, name, row.get("ledgerDocumentUri"), path)
        if key is not None:
            checked.compare(row, key, name, path)
            checked.deltas[key][name] += row["delta"]
    return _apply(checked, given, actor)


def move_quantities(store: Store, given: Input, version: str, actor: str) -> Group | None:
    """inventoryMoveQuantities: between two names at one location, 0..2e9."""
    checked = _Checked(store, version)
    _check_document(checked, given, ("input",))
    uris = {side.get("ledgerDocumentUri") for row in given["changes"] for side in (row["from"], row["to"])}
    if len(uris - {None}) > 2:
        checked.refuse(
            ("input", "changes"),
            "Only a maximum of 2 ledger document URIs across all changes is allowed.",
            "MAXIMUM_LEDGER_DOCUMENT_URIS",
        )
    for index, row in enumerate(given["changes"]):
        _check_move(checked, row, ("input", "changes", index))
    return _apply(checked, given, actor)


def edit(store: Store, key: LevelKey, name: str, quantity: int, actor: str = "staff") -> list[Change]:
    """What a person does in Shopify's admin: set one quantity of a level. Raises Refused."""
    checked = _Checked(store, "2026-10")
    if name not in (*ADJUSTABLE, "on_hand"):
        checked.refuse(("name",), f"{name} is not a quantity that a person can set.", "INVALID_NAME")
    if key.item_id not in store.items or key.location_id not in store.locations:
        checked.refuse(("level",), "There is no such item or location.", "INVALID_INVENTORY_ITEM")
    _check_bounds(checked, quantity, SET_MAX, ("quantity",))
    if checked.errors:
        raise Refused(checked.errors)
    delta = quantity - _quantity(store, key, name)
    moved = "available" if name == "on_hand" else name
    rows = store.change(key, {moved: delta}, "shopify_adjustment", actor=actor, document="correction")
    return [Change(row.name, row.delta, *key) for row in rows]


def activate(store: Store, key: LevelKey, available: int | None, on_hand: int | None, actor: str) -> Level:
    """inventoryActivate: stock an item at a location; a level that was active before keeps its quantities."""
    level = store.levels.get(key)
    if available is not None and on_hand is not None:
        raise Refused([UserError(["available"], "Cannot specify both available and onHand.")])
    if level and level.is_active and (available is not None or on_hand is not None):
        message = "Not allowed to set available or on_hand quantity when the item is already active."
        raise Refused([UserError(["available" if available is not None else "onHand"], message)])
    if level and level.is_active:
        return level
    with store.transaction():
        opening = available if available is not None else on_hand
        is_first = level is None
        level = store.connect(key)
        if is_first and opening:
            store.change(
                key, {"available": opening}, "shopify_adjustment", actor=actor, document="activation"
            )
    return level


def deactivate(store: Store, level: Level) -> None:
    """inventoryDeactivate: refused only for the last active location of an item (PLATFORM.md C.4)."""
    active = [one for one in store.levels_of_item(level.item_id) if one.is_active]
    if level.is_active and len(active) == 1:
        message = "Cannot unstock an inventory item from the only location at which it is stocked."
        raise Refused([UserError(None, message, "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION")])
    if level.is_active:
        store.disconnect(level.key)


def _check_move(checked: _Checked, row: Input, path: tuple[str | int, ...]) -> None:
    source, target, quantity = row["from"], row["to"], row["quantity"]
    if quantity < 0:
        checked.refuse([*path, "quantity"], "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE")
    elif quantity > MOVE_MAX:
        _check_bounds(checked, quantity, MOVE_MAX, [*path, "quantity"])
    if source["locationId"] != target["locationId"]:
        checked.refuse(
            path, "The quantities can't be moved between different locations.", "DIFFERENT_LOCATIONS"
        )
    if source["name"] == target["name"]:
        checked.refuse(path, "The quantity names for each change can't be the same.", "SAME_QUANTITY_NAME")
    key = checked.key(row, path, source)
    for side, terminal, sign in (("from", source, -1), ("to", target, 1)):
        name = terminal["name"]
        if name not in ADJUSTABLE:
            checked.refuse([*path, side, "name"], _name_message(), "INVALID_QUANTITY_NAME")
            continue
        checked.ledger(key, name, terminal.get("ledgerDocumentUri"), [*path, side])
        if key is not None:
            checked.compare(terminal, key, name, [*path, side])
            checked.deltas[key][name] += sign * quantity


def _check_document(checked: _Checked, given: Input, path: tuple[str, ...]) -> None:
    if given["reason"] not in REASONS:
        message = f"The specified reason is invalid. Valid values are: {', '.join(sorted(REASONS))}."
        checked.refuse((*path, "reason"), message, "INVALID_REASON")
    uri = given.get("referenceDocumentUri")
    if uri is not None and not _is_uri(uri):
        checked.refuse(
            (*path, "referenceDocumentUri"),
            "The specified reference document is invalid.",
            "INVALID_REFERENCE_DOCUMENT",
        )


def _check_bounds(
    checked: _Checked, quantity: int, most: int, path: Sequence[str | int], what: str = "quantity"
) -> None:
    if quantity > most:
        message = f"The {what} can't be higher than {most:,}."
        checked.refuse(path, message, "INVALID_QUANTITY_TOO_HIGH")
    elif quantity < -most:
        message = f"The {what} can't be lower than -{most:,}."
        checked.refuse(path, message, "INVALID_QUANTITY_TOO_LOW")


def _apply(checked: _Checked, given: Input, actor: str) -> Group | None:
    """Write all deltas at one moment; None when nothing changed, as Shopify answers."""
    if checked.errors:
        raise Refused(checked.errors)
    store = checked.store
    deltas = {key: moves for key, moves in checked.deltas.items() if any(moves.values())}
    if not deltas:
        return None
    with store.transaction():
        for key in deltas:
            level = store.levels.get(key)
            if level is None or not level.is_active:
                store.connect(key)
        moment = store.moment(deltas, store.clock.now() + timedelta(microseconds=1))
        document = given.get("referenceDocumentUri") or ""
        changes = []
        for key, moves in deltas.items():
            for row in store.change(key, moves, "app", actor=actor, document=document, at=moment):
                uri = checked.ledgers.get((key, row.name))
                changes.append(Change(row.name, row.delta, *key, uri))
    number = int(moment.timestamp() * 1_000_000)  # no two groups share a microsecond
    return Group(number, moment, given["reason"], given.get("referenceDocumentUri"), changes)


def _quantity(store: Store, key: LevelKey, name: str) -> int:
    level = store.levels.get(key)
    return level.quantities[name] if level else 0


def _is_uri(text: str) -> bool:
    scheme, colon, rest = text.partition("://")
    return bool(colon and rest and scheme.replace("+", "").isalnum() and " " not in text)


def _name_message() -> str:
    return f"The specified quantity name is invalid. Valid values are: {', '.join(ADJUSTABLE)}."
