"""What merchants and other apps change: products, variants, items, locations, orders, subscriptions."""

from typing import Any

from support.development_shop import ITEM, LONDON, PARIS, Shop

from devstore.state import gid

VARIANTS = """mutation V($id: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $id, variants: $variants) {
    productVariants { sku price barcode } userErrors { code field message }
  }
}"""


def payload(answer: dict[str, Any]) -> Any:
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def test_a_variants_sku_is_its_items_sku(shop: Shop) -> None:
    given = {"id": gid("ProductVariant", 1), "price": "5.50", "inventoryItem": {"sku": "CUP"}}
    changed = payload(shop.ask(VARIANTS, {"id": gid("Product", 1), "variants": [given]}))
    assert changed["productVariants"] == [{"sku": "CUP", "price": "5.50", "barcode": None}]
    assert shop.store.items[1].sku == "CUP"
    assert shop.topics() == ["inventory_items/update", "products/update"]


def test_one_wrong_variant_changes_none(shop: Shop) -> None:
    given = [{"id": gid("ProductVariant", n), "price": "9.00"} for n in (1, 2)]
    changed = payload(shop.ask(VARIANTS, {"id": gid("Product", 1), "variants": given}))
    assert [error["code"] for error in changed["userErrors"]] == ["PRODUCT_VARIANT_DOES_NOT_EXIST"]
    assert shop.store.variants[1].price == 4


def test_an_input_that_the_store_would_drop_is_named(shop: Shop) -> None:
    given = {"id": gid("ProductVariant", 1), "taxCode": "X"}
    (error,) = shop.ask(VARIANTS, {"id": gid("Product", 1), "variants": [given]})["errors"]
    assert error["message"] == "The development store does not execute ProductVariantsBulkInput.taxCode."


def test_an_item_is_changed_and_told(shop: Shop) -> None:
    text = "mutation I($id: ID!, $input: InventoryItemInput!) { inventoryItemUpdate(id: $id, input: $input)"
    text += " { inventoryItem { tracked unitCost { amount currencyCode } } userErrors { message } } }"
    changed = payload(shop.ask(text, {"id": ITEM, "input": {"cost": "2.75", "tracked": False}}))
    assert changed["inventoryItem"] == {
        "tracked": False,
        "unitCost": {"amount": "2.75", "currencyCode": "GBP"},
    }
    assert shop.events[-1][1]["cost"] == "2.75"


def test_a_deleted_product_takes_its_items_with_it(shop: Shop) -> None:
    text = (
        "mutation D($id: ID!) { productDelete(input: {id: $id}) { deletedProductId userErrors { message } } }"
    )
    assert payload(shop.ask(text, {"id": gid("Product", 1)}))["deletedProductId"] == gid("Product", 1)
    assert shop.topics() == ["products/delete", "inventory_items/delete"]
    assert shop.ask('{ inventoryItem(id: "' + ITEM + '") { id } }')["data"] == {"inventoryItem": None}


def test_a_new_product_opens_with_stock(shop: Shop) -> None:
    variant = {
        "optionValues": [],
        "sku": "BOWL",
        "inventoryQuantities": [{"locationId": LONDON, "name": "available", "quantity": 6}],
    }
    text = "mutation P($input: ProductSetInput!) { productSet(input: $input, synchronous: true)"
    text += " { product { totalInventory variants(first: 5) { nodes { sku } } } userErrors { message } } }"
    made = payload(shop.ask(text, {"input": {"title": "Soup bowl", "variants": [variant]}}))["product"]
    assert made == {"totalInventory": 6, "variants": {"nodes": [{"sku": "BOWL"}]}}
    assert "products/create" in shop.topics()


def test_an_order_of_the_api_commits_stock(shop: Shop) -> None:
    text = "mutation O($order: OrderCreateOrderInput!) { orderCreate(order: $order)"
    text += " { order { name lineItems(first: 5) { nodes { quantity } } } userErrors { message } } }"
    lines = [{"variantId": gid("ProductVariant", 1), "quantity": 3}]
    made = payload(shop.ask(text, {"order": {"lineItems": lines}}))["order"]
    assert made["lineItems"]["nodes"] == [{"quantity": 3}]
    quantities = shop.level().quantities
    assert (quantities["available"], quantities["committed"], quantities["on_hand"]) == (7, 3, 10)


def test_stock_is_opened_at_a_location_and_kept_when_closed(shop: Shop) -> None:
    text = """mutation A($item: ID!, $location: ID!, $available: Int) {
      inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available)
        @idempotent(key: "%s") { inventoryLevel { id isActive } userErrors { field message } }
    }"""
    opened = payload(shop.ask(text % "a", {"item": ITEM, "location": PARIS, "available": 4}))
    assert opened["inventoryLevel"]["isActive"] is True
    again = payload(shop.ask(text % "b", {"item": ITEM, "location": PARIS, "available": 4}))
    assert again["userErrors"][0]["field"] == ["available"]
    close = "mutation C($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }"
    assert payload(shop.ask(close, {"id": opened["inventoryLevel"]["id"]}))["userErrors"] == []
    level = shop.level(2)
    assert (level.is_active, level.quantities["available"]) == (False, 4)
    reopened = payload(shop.ask(text % "c", {"item": ITEM, "location": PARIS}))
    assert (reopened["inventoryLevel"]["id"], shop.level(2).quantities["available"]) == (level.gid, 4)


def test_the_last_location_of_an_item_stays(shop: Shop) -> None:
    close = "mutation C($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }"
    assert payload(shop.ask(close, {"id": shop.level().gid}))["userErrors"] != []
    assert shop.level().is_active


def test_subscriptions_of_the_api_are_listed_and_removed(shop: Shop) -> None:
    text = """mutation W($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
        webhookSubscription { id topic uri } userErrors { message }
      }
    }"""
    given = {"uri": "https://app.example/hooks"}
    made = payload(shop.ask(text, {"topic": "INVENTORY_LEVELS_UPDATE", "given": given}))[
        "webhookSubscription"
    ]
    assert (made["topic"], made["uri"]) == ("INVENTORY_LEVELS_UPDATE", "https://app.example/hooks")
    query = "{ webhookSubscriptions(first: 5) { nodes { id format updatedAt } } }"
    (listed,) = payload(shop.ask(query))["nodes"]
    assert listed["id"] == made["id"]
    remove = "mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }"
    assert payload(shop.ask(remove, {"id": made["id"]})) == {"deletedWebhookSubscriptionId": made["id"]}
    assert payload(shop.ask(query))["nodes"] == []
