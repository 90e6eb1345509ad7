"""Every operation an app of this kind sends is executed, on both versions (PLATFORM.md C.8)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from graphql import parse
from support.development_shop import Shop

from devstore import orders

OPERATIONS = Path(__file__).parents[1] / "operations"
PLAIN = sorted(path.name for path in OPERATIONS.glob("[0-9]*.graphql"))
INNER = sorted(path.name for path in OPERATIONS.glob("bulk_[ABC]*.graphql"))
ITEM, LEVEL = "gid://shopify/InventoryItem/1", "gid://shopify/InventoryLevel/1001?inventory_item_id=1"
VARIANT, PRODUCT = "gid://shopify/ProductVariant/1", "gid://shopify/Product/1"
LONDON, PARIS = "gid://shopify/Location/1", "gid://shopify/Location/2"
FIELD = {
    "ownerId": VARIANT,
    "namespace": "custom",
    "key": "bin",
    "value": "A1",
    "type": "single_line_text_field",
}
ROW = {"inventoryItemId": ITEM, "locationId": LONDON, "changeFromQuantity": 10}
END = {"locationId": LONDON, "changeFromQuantity": None}
TRANSFER = {
    "originLocationId": LONDON,
    "destinationLocationId": PARIS,
    "lineItems": [{"inventoryItemId": ITEM, "quantity": 1}],
}
GIVEN: dict[str, dict[str, Any]] = {
    "05": {"levels": 10},
    "06": {"inventoryItemId": ITEM},
    "07": {"ids": [LEVEL]},
    "08": {"locationId": LONDON},
    "10": {"input": {"name": "available", "reason": "correction", "quantities": [{**ROW, "quantity": 3}]}},
    "11": {"input": {"name": "available", "reason": "correction", "changes": [{**ROW, "delta": 3}]}},
    "12": {
        "input": {
            "reason": "damaged",
            "referenceDocumentUri": "gid://app/Count/1",
            "changes": [
                {
                    "inventoryItemId": ITEM,
                    "quantity": 1,
                    "from": {**END, "name": "available"},
                    "to": {**END, "name": "damaged", "ledgerDocumentUri": "gid://app/Count/1"},
                }
            ],
        }
    },
    "13": {"inventoryItemId": ITEM, "locationId": PARIS, "available": 2},
    "14": {"inventoryItemId": ITEM, "updates": [{"locationId": PARIS, "activate": True}]},
    "15": {"inventoryLevelId": LEVEL},
    "16": {"id": ITEM, "input": {"cost": "2.50"}},
    "17": {"productId": PRODUCT, "variants": [{"id": VARIANT, "price": "5.00"}]},
    "20": {"input": TRANSFER},
    "21": {"input": TRANSFER},
    "42": {"query": "test:false"},
    "50": {"query": "{ products { edges { node { id } } } }"},
    "54": {
        "input": [
            {
                "resource": "BULK_MUTATION_VARIABLES",
                "filename": "bulk_op_vars",
                "mimeType": "text/jsonl",
                "httpMethod": "POST",
            }
        ]
    },
    "60": {
        "definition": {
            "name": "Bin",
            "namespace": "custom",
            "key": "bin",
            "ownerType": "PRODUCTVARIANT",
            "type": "single_line_text_field",
        }
    },
    "61": {"metafields": [FIELD]},
    "62": {"metafields": [{name: FIELD[name] for name in ("ownerId", "namespace", "key")}]},
    "63": {"id": VARIANT, "namespace": "custom"},
    "71": {"topic": "ORDERS_CREATE", "webhookSubscription": {"uri": "https://example.com/hooks"}},
    "80": {
        "name": "Plan",
        "returnUrl": "https://example.com",
        "lineItems": [
            {"plan": {"appRecurringPricingDetails": {"price": {"amount": "9.00", "currencyCode": "USD"}}}}
        ],
    },
    "82": {"price": {"amount": "1.00", "currencyCode": "USD"}, "description": "Use"},
    "83": {"scopes": ["read_returns"]},
    "90": {
        "input": {
            "title": "Jug",
            "productOptions": [{"name": "Title", "values": [{"name": "Default Title"}]}],
            "variants": [
                {
                    "optionValues": [{"optionName": "Title", "name": "Default Title"}],
                    "sku": "JUG",
                    "price": "3.00",
                }
            ],
        },
        "synchronous": True,
    },
    "91": {"input": {"name": "Oslo", "address": {"countryCode": "NO"}}},
    "92": {"order": {"lineItems": [{"variantId": VARIANT, "quantity": 1}]}},
}
UNKNOWN = {  # what this shop does not have: answered by userErrors or null
    "22": "InventoryTransfer", "26": "InventoryTransfer", "27": "InventoryTransfer",
    "32": "InventoryShipment", "33": "InventoryShipment", "35": "InventoryShipment",
    "36": "InventoryShipment", "51": "BulkOperation",
    "53": "BulkOperation", "72": "WebhookSubscription", "81": "AppSubscription",
}  # fmt: skip


NOTHING_THERE = {*UNKNOWN, "15", "23", "24", "25", "30", "31", "34", "55", "82"}


def variables_of(number: str) -> dict[str, Any]:
    given: dict[str, Any] = {"first": 5, "lineItems": 10, **GIVEN.get(number, {})}
    if number in UNKNOWN:
        given["id"] = f"gid://shopify/{UNKNOWN[number]}/404"
    transfer, shipment = "gid://shopify/InventoryTransfer/404", "gid://shopify/InventoryShipment/404"
    match number:
        case "23":
            given["input"] = {"id": transfer, "lineItems": []}
        case "24":
            given["input"] = {"id": transfer, "transferLineItemIds": []}
        case "25":
            given |= {"id": transfer, "input": {"note": "x"}}
        case "30" | "31":
            given["input"] = {"movementId": transfer, "lineItems": []}
        case "33":
            given["lineItems"] = None
        case "34":
            given |= {"id": shipment, "tracking": {"company": "DHL"}}
        case "55":
            given |= {"mutation": (OPERATIONS / "bulk_D_mutation_set_quantities.graphql").read_text()}
            given["stagedUploadPath"] = "tmp/none"
        case "82":
            given["subscriptionLineItemId"] = "gid://shopify/AppSubscriptionLineItem/404"
    return given


def send(shop: Shop, name: str, version: str) -> dict[str, Any]:
    text = (OPERATIONS / name).read_text()
    made = orders.place_order(shop.store, [orders.Wanted(2, 1)])
    given = {"idempotencyKey": str(uuid4()), "id": f"gid://shopify/Order/{made.id}", **variables_of(name[:2])}
    shop.scopes |= {"write_locations"}
    (operation,) = parse(text).to_dict()["definitions"]
    known = {one["variable"]["name"]["value"] for one in operation["variable_definitions"] or ()}
    return shop.ask(text, {key: value for key, value in given.items() if key in known}, version)


@pytest.mark.parametrize("version", ["2026-07", "2026-10"])
@pytest.mark.parametrize("name", PLAIN)
async def test_the_operation_is_executed(shop: Shop, name: str, version: str) -> None:
    answer = send(shop, name, version)
    assert "errors" not in answer, answer["errors"]
    (operation,) = parse((OPERATIONS / name).read_text()).to_dict()["definitions"]
    roots = [one["name"]["value"] for one in operation["selection_set"]["selections"]]
    assert list(answer["data"]) == roots
    payloads = [root for root in answer["data"].values() if isinstance(root, dict)]
    refusals = [error for payload in payloads for error in payload.get("userErrors", ())]
    if name[:2] in NOTHING_THERE:
        assert refusals or answer["data"][roots[0]] is None
    else:
        assert refusals == []
        assert payloads or name.startswith("07")
    await shop.graphql.stop()


@pytest.mark.parametrize("version", ["2026-07", "2026-10"])
@pytest.mark.parametrize("name", INNER)
async def test_the_bulk_query_runs(shop: Shop, name: str, version: str) -> None:
    start = (OPERATIONS / "50_bulk_operation_run_query.graphql").read_text()
    answer = shop.ask(start, {"query": (OPERATIONS / name).read_text()}, version)
    assert answer["data"]["bulkOperationRunQuery"]["userErrors"] == []
    await shop.graphql.stop()
