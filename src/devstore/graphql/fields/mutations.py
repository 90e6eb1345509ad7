"""The roots of mutations. Payloads are dictionaries in the schema's own names."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from devstore import inventory
from devstore.graphql.context import Context
from devstore.graphql.errors import FieldError
from devstore.graphql.fields import billing, catalogue_changes, metafields, transfers, uploads, webhooks
from devstore.graphql.fields.paging import PAGE_MAX
from devstore.graphql.idempotency import run_once
from devstore.graphql.selection import Resolver
from devstore.inventory import Group, Refused, UserError
from devstore.state import InventoryItem, Level, LevelKey, Store, number_of, payloads

Args = dict[str, Any]
Payload = dict[str, Any]
Change = Callable[[Store, Any, str, str], Group | None]


def _quantities(mutation: str, change: Change, rows: str, input_name: str) -> Resolver:
    """set, adjust or move: checked for what Shopify refuses outright, then run once for its key."""

    def run(_source: Any, args: Args, context: Context) -> Payload:
        given = args["input"]
        for row in given[rows]:
            terminals = (row["from"], row["to"]) if mutation == "inventoryMoveQuantities" else (row,)
            if any("changeFromQuantity" not in terminal for terminal in terminals):
                message = f"{input_name} must include the following argument: changeFromQuantity."
                raise FieldError(message, "INVALID_FIELD_ARGUMENTS")
        _check_size(given[rows])
        version = context.version.name

        def work() -> Group | None:
            return change(context.store, given, version, context.actor)

        try:
            group = run_once(context, mutation, args, work, Group | None)
        except Refused as refusal:
            return {"inventoryAdjustmentGroup": None, "userErrors": refusal.errors}
        return {"inventoryAdjustmentGroup": group, "userErrors": []}

    return run


def _activate(_source: Any, args: Args, context: Context) -> Payload:
    store = context.store

    def work() -> int:
        key = _level_key(store, args["inventoryItemId"], args["locationId"])
        return inventory.activate(store, key, args.get("available"), args.get("onHand"), context.actor).id

    try:
        number = run_once(context, "inventoryActivate", args, work, int)
    except Refused as refusal:
        return {"inventoryLevel": None, "userErrors": refusal.errors}
    return {"inventoryLevel": store.level_of_number[number], "userErrors": []}


def _deactivate(_source: Any, args: Args, context: Context) -> Payload:
    number = number_of(args["inventoryLevelId"], "InventoryLevel")
    level = context.store.level_of_number.get(number or 0)
    if level is None:
        return {"userErrors": [UserError(["inventoryLevelId"], "The inventory level couldn't be found.")]}
    try:
        inventory.deactivate(context.store, level)
    except Refused as refusal:
        return {"userErrors": refusal.errors}
    return {"userErrors": []}


def _bulk_toggle(_source: Any, args: Args, context: Context) -> Payload:
    """One item at many locations, all or nothing."""
    store, updates = context.store, args["inventoryItemUpdates"]
    _check_size(updates)
    item_id = number_of(args["inventoryItemId"], "InventoryItem")
    item = store.items.get(item_id or 0)
    nothing: Payload = {"inventoryItem": None, "inventoryLevels": None}
    if item is None:
        error = UserError(
            ["inventoryItemId"], "The inventory item was not found.", "INVENTORY_ITEM_NOT_FOUND"
        )
        return {**nothing, "userErrors": [error]}
    try:
        with store.transaction():
            levels = [_toggle(store, item, update, index) for index, update in enumerate(updates)]
    except Refused as refusal:
        return {**nothing, "userErrors": refusal.errors}
    return {"inventoryItem": item, "inventoryLevels": levels, "userErrors": []}


def _toggle(store: Store, item: InventoryItem, update: Args, index: int) -> Level:
    path = ["inventoryItemUpdates", str(index), "locationId"]
    location_id = number_of(update["locationId"], "Location")
    if location_id not in store.locations:
        raise Refused([UserError(path, "The location was not found.", "LOCATION_NOT_FOUND")])
    key = LevelKey(item.id, location_id)
    level = store.levels.get(key)
    if update["activate"]:
        return store.connect(key) if level is None or not level.is_active else level
    if level is None:
        message = "Failed to unstock this inventory item from this location."
        raise Refused([UserError(path, message, "FAILED_TO_UNSTOCK_FROM_LOCATION")])
    inventory.deactivate(store, level)
    return level


def _update_item(_source: Any, args: Args, context: Context) -> Payload:
    store, given = context.store, args["input"]
    item = store.items.get(number_of(args["id"], "InventoryItem") or 0)
    if item is None:
        error = UserError(["id"], "The product couldn't be updated because it does not exist.")
        return {"inventoryItem": None, "userErrors": [error]}
    names = {
        "sku": "sku",
        "tracked": "tracked",
        "requiresShipping": "requires_shipping",
        "countryCodeOfOrigin": "country_code_of_origin",
        "provinceCodeOfOrigin": "province_code_of_origin",
        "harmonizedSystemCode": "harmonized_system_code",
    }
    unknown = sorted(given.keys() - names.keys() - {"cost"})
    if unknown:
        raise FieldError(
            f"The development store does not execute InventoryItemInput.{unknown[0]}.", "NOT_EXECUTED"
        )
    with store.transaction():
        for name, attribute in names.items():
            if name in given:
                setattr(item, attribute, given[name])
        if "cost" in given:
            item.cost = None if given["cost"] is None else Decimal(str(given["cost"]))
        item.updated_at = store.clock.now()
        store.save(item)
        store.emit("inventory_items/update", payloads.inventory_item(item))
    return {"inventoryItem": item, "userErrors": []}


def _run_bulk_query(_source: Any, args: Args, context: Context) -> Payload:
    try:
        operation = context.bulk.start_query(context, args["query"], grouped=args["groupObjects"])
    except Refused as refusal:
        return {"bulkOperation": None, "userErrors": refusal.errors}
    return {"bulkOperation": operation, "userErrors": []}


def _run_bulk_mutation(_source: Any, args: Args, context: Context) -> Payload:
    try:
        operation = context.bulk.start_mutation(context, args["mutation"], args["stagedUploadPath"])
    except Refused as refusal:
        return {"bulkOperation": None, "userErrors": refusal.errors}
    return {"bulkOperation": operation, "userErrors": []}


def _cancel_bulk(_source: Any, args: Args, context: Context) -> Payload:
    try:
        operation = context.bulk.cancel(number_of(args["id"], "BulkOperation"))
    except Refused as refusal:
        return {"bulkOperation": None, "userErrors": refusal.errors}
    return {"bulkOperation": operation, "userErrors": []}


def _level_key(store: Store, item_gid: str, location_gid: str) -> LevelKey:
    item_id = number_of(item_gid, "InventoryItem")
    location_id = number_of(location_gid, "Location")
    if item_id not in store.items:
        raise Refused([UserError(["inventoryItemId"], "The inventory item was not found.")])
    if location_id not in store.locations:
        raise Refused([UserError(["locationId"], "The location was not found.")])
    return LevelKey(item_id, location_id)


def _check_size(rows: Sequence[Any]) -> None:
    if len(rows) > PAGE_MAX:
        message = f"The input array size of {len(rows)} is greater than the maximum allowed of {PAGE_MAX}."
        raise FieldError(message, "MAX_INPUT_SIZE_EXCEEDED")


FIELDS: dict[str, dict[str, Resolver]] = {
    "Mutation": {
        "inventorySetQuantities": _quantities(
            "inventorySetQuantities", inventory.set_quantities, "quantities", "InventoryQuantityInput"
        ),
        "inventoryAdjustQuantities": _quantities(
            "inventoryAdjustQuantities", inventory.adjust_quantities, "changes", "InventoryChangeInput"
        ),
        "inventoryMoveQuantities": _quantities(
            "inventoryMoveQuantities",
            inventory.move_quantities,
            "changes",
            "InventoryMoveQuantityTerminalInput",
        ),
        "inventoryActivate": _activate,
        "inventoryDeactivate": _deactivate,
        "inventoryBulkToggleActivation": _bulk_toggle,
        "inventoryItemUpdate": _update_item,
        "bulkOperationRunQuery": _run_bulk_query,
        "bulkOperationRunMutation": _run_bulk_mutation,
        "bulkOperationCancel": _cancel_bulk,
        **webhooks.MUTATIONS,
        **uploads.MUTATIONS,
        **metafields.MUTATIONS,
        **billing.MUTATIONS,
        **catalogue_changes.MUTATIONS,
        **transfers.MUTATIONS,
    },
}
