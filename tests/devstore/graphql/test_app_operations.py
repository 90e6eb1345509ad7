"""Every operation that the app sends, as it sends it, on both versions."""

from pathlib import Path
from typing import Any

import pytest
from graphql import parse
from support.development_shop import ITEM, LONDON, PARIS, Shop

from devstore.orders import Wanted, fulfil, place_order, refund
from devstore.shipments import create_shipment
from devstore.state import gid
from devstore.transfers import create_transfer

OPERATIONS = Path(__file__).parents[3] / "src" / "inventorysync" / "shopify" / "operations"
OURS = "gid://inventorysync/ChangeSet/1"
ROW = {"inventoryItemId": ITEM, "locationId": LONDON, "changeFromQuantity": 10}
BULK = (OPERATIONS / "bulk_catalogue.graphql").read_text()
GIVEN: dict[str, dict[str, Any]] = {
    "bulk_operation_cancel": {"id": "gid://shopify/BulkOperation/1"},
    "bulk_operation_get": {"id": "gid://shopify/BulkOperation/1"},
    "bulk_operation_run_query": {"query": BULK},
    "bulk_operations_running": {"query": "status:running"},
    "inventory_activate": {"inventoryItemId": ITEM, "locationId": PARIS, "available": 2},
    "inventory_adjust_quantities": {
        "input": {"name": "available", "reason": "correction", "changes": [{**ROW, "delta": 2}]}
    },
    "inventory_set_quantities": {
        "input": {"name": "available", "reason": "correction", "quantities": [{**ROW, "quantity": 2}]}
    },
    "inventory_move_quantities": {
        "input": {
            "reason": "damaged",
            "referenceDocumentUri": OURS,
            "changes": [
                {
                    "inventoryItemId": ITEM,
                    "quantity": 1,
                    "from": {"locationId": LONDON, "name": "available", "changeFromQuantity": 10},
                    "to": {
                        "locationId": LONDON,
                        "name": "damaged",
                        "changeFromQuantity": 0,
                        "ledgerDocumentUri": OURS,
                    },
                }
            ],
        }
    },
    "inventory_items_by_ids": {"ids": [ITEM]},
    "inventory_levels_by_ids": {"ids": ["gid://shopify/InventoryLevel/1001?inventory_item_id=1"]},
    "inventory_levels_by_item": {"inventoryItemId": ITEM},
    "metafield_definitions_page": {"ownerType": "PRODUCTVARIANT", "namespace": "$app"},
    "metafields_delete": {
        "metafields": [{"ownerId": gid("ProductVariant", 1), "namespace": "$app", "key": "bin"}]
    },
    "orders_updated_page": {"query": "updated_at:>='2020-01-01T00:00:00Z'"},
    "product_variants_page": {"productId": gid("Product", 1)},
    "products_by_ids": {"ids": [gid("Product", 1), gid("Product", 2)]},
}


def a_transfer(shop: Shop) -> str:
    """The id of one that holds three pieces for Paris."""
    rows = [{"inventoryItemId": ITEM, "quantity": 3}]
    places = {"originLocationId": LONDON, "destinationLocationId": PARIS}
    return gid("InventoryTransfer", create_transfer(shop.store, {**places, "lineItems": rows}, ready=True).id)


def a_definition(shop: Shop) -> str:
    """The id of a custom field that was defined."""
    define = """mutation D($given: MetafieldDefinitionInput!) {
      metafieldDefinitionCreate(definition: $given) { createdDefinition { id } userErrors { code } } }"""
    given = {"name": "Bin", "namespace": "$app", "key": "bin", "ownerType": "PRODUCTVARIANT"}
    made = shop.ask(define, {"given": {**given, "type": "single_line_text_field"}})
    return str(made["data"]["metafieldDefinitionCreate"]["createdDefinition"]["id"])


def for_a_transfer(shop: Shop, name: str) -> dict[str, Any]:
    """What a mutation of a transfer or of its shipment is sent with."""
    rows = [{"inventoryItemId": ITEM, "quantity": 3}]
    places = {"originLocationId": LONDON, "destinationLocationId": PARIS}
    if name.startswith("inventory_transfer_create"):
        return {"input": {**places, "lineItems": rows}}
    is_ready = "shipment" in name or name.endswith("_cancel")
    made = create_transfer(shop.store, {**places, "lineItems": rows}, ready=is_ready)
    number = gid("InventoryTransfer", made.id)
    by_input = {
        "inventory_transfer_set_items": {"id": number, "lineItems": rows},
        "inventory_transfer_remove_items": {
            "id": number,
            "transferLineItemIds": [gid("InventoryTransferLineItem", made.lines[0].id)],
        },
        "inventory_transfer_edit": {"note": "by the van"},
        "inventory_shipment_create": {"movementId": number, "lineItems": rows},
        "inventory_shipment_create_in_transit": {"movementId": number, "lineItems": rows},
    }
    if "transfer" in name or "create" in name:
        return {"id": number, "input": by_input.get(name)}
    given = {"movementId": number, "lineItems": rows}
    shipment = create_shipment(shop.store, given, in_transit=not name.endswith("_mark_in_transit"))
    line = gid("InventoryShipmentLineItem", shipment.lines[0].id)
    return {
        "id": gid("InventoryShipment", shipment.id),
        "lineItems": [{"shipmentLineItemId": line, "quantity": 1, "reason": "ACCEPTED"}],
        "tracking": {"trackingNumber": "1Z"},
    }


NAMES = sorted(path.stem for path in OPERATIONS.glob("*.graphql"))
IN_BULK = {"bulk_catalogue", "bulk_inventory_levels", "bulk_past_orders"}
SENT = [name for name in NAMES if name not in IN_BULK]


@pytest.mark.parametrize("version", ["2026-07", "2026-10"])
@pytest.mark.parametrize("name", SENT)
async def test_the_operation_is_answered(shop: Shop, name: str, version: str) -> None:
    text = (OPERATIONS / f"{name}.graphql").read_text()
    (operation,) = parse(text).to_dict()["definitions"]
    known = {one["variable"]["name"]["value"] for one in operation["variable_definitions"] or ()}
    given = {"first": 5, "idempotencyKey": "key", **GIVEN.get(name, {})}
    if name in ("orders_by_ids", "order_line_items_page"):
        given |= {"ids": [an_order(shop)], "orderId": an_order(shop)}
    if name == "metafield_definition_delete":
        given |= {"id": a_definition(shop)}
    if name == "transfers_by_ids":
        given |= {"ids": [a_transfer(shop)]}
    if name.startswith(("inventory_transfer", "inventory_shipment")):
        given |= for_a_transfer(shop, name)
    answer = shop.ask(text, {key: value for key, value in given.items() if key in known}, version)
    assert "errors" not in answer, answer
    for root in answer["data"].values():
        is_refused = isinstance(root, dict) and root.get("userErrors")
        assert bool(is_refused) == (name == "bulk_operation_cancel")
        assert root is not None or name == "bulk_operation_get"
        assert not isinstance(root, list) or all(root)
    await shop.graphql.stop()


def an_order(shop: Shop) -> str:
    """One that was sent and came back in part."""
    order = place_order(shop.store, [Wanted(1, 2)])
    fulfil(shop.store, order.id)
    refund(shop.store, order.id, {order.lines[0].id: 1})
    return gid("Order", order.id)


def test_an_order_tells_what_became_of_its_pieces(shop: Shop) -> None:
    text = (OPERATIONS / "orders_by_ids.graphql").read_text()
    (order,) = shop.ask(text, {"ids": [an_order(shop)]})["data"]["nodes"]
    (line,) = order["lineItems"]["nodes"]
    assert (line["quantity"], line["currentQuantity"], line["unfulfilledQuantity"]) == (2, 1, 0)
    assert order["displayFulfillmentStatus"] == "FULFILLED"
    (sent_from,) = order["fulfillmentOrders"]["nodes"]
    assert (sent_from["status"], sent_from["assignedLocation"]["location"]["id"]) == ("CLOSED", LONDON)
    (returned,) = order["refunds"][0]["refundLineItems"]["nodes"]
    assert (returned["quantity"], returned["restockType"], returned["restocked"]) == (1, "RETURN", True)
    assert (returned["location"]["id"], returned["lineItem"]["id"]) == (LONDON, line["id"])
