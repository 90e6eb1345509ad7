"""What an inventory level is, fact by fact (PLATFORM.md C.3)."""

from decimal import Decimal

from support.development_shop import ITEM, LONDON, Shop
from support.quantity_calls import OURS, adjust, codes, payload, row

from devstore.state import NAMES, ON_HAND_PARTS, Variant, gid


def test_there_are_eight_names_and_on_hand_comprises_six(shop: Shop) -> None:
    text = "{ inventoryProperties { quantityNames { name belongsTo comprises } } }"
    names = {one["name"]: one for one in payload(shop.ask(text))["quantityNames"]}
    assert set(names) == set(NAMES)
    assert set(names["on_hand"]["comprises"]) == set(ON_HAND_PARTS)
    assert names["incoming"] == {"name": "incoming", "belongsTo": [], "comprises": []}
    assert names["committed"]["belongsTo"] == ["on_hand"]


def test_each_part_moves_on_hand_with_it_and_incoming_does_not(shop: Shop) -> None:
    for name in ("damaged", "quality_control", "reserved", "safety_stock", "incoming"):
        before = shop.level().quantities["on_hand"]
        group = payload(adjust(shop, row(2, ledgerDocumentUri=OURS), name=name))["inventoryAdjustmentGroup"]
        changed = [(one["name"], one["delta"]) for one in group["changes"]]
        mirrored = [] if name == "incoming" else [("on_hand", 2)]
        assert changed == [(name, 2), *mirrored]
        assert shop.level().quantities["on_hand"] == before + 2 * len(mirrored)


def test_the_number_of_a_level_is_not_that_of_its_location(shop: Shop) -> None:
    assert shop.level().gid == "gid://shopify/InventoryLevel/1001?inventory_item_id=1"
    text = '{ inventoryLevel(id: "' + shop.level().gid + '") { id location { id } item { id } } }'
    found = payload(shop.ask(text))
    assert found == {"id": shop.level().gid, "location": {"id": LONDON}, "item": {"id": ITEM}}


def test_a_closed_level_is_hidden_unless_it_is_asked_for(shop: Shop) -> None:
    adjust(shop, row(3, "gid://shopify/Location/2"))
    shop.store.disconnect(shop.level(2).key)
    text = '{ inventoryItem(id: "' + ITEM + '") { inventoryLevels(first: 9%s) { nodes { isActive } } } }'
    shown = payload(shop.ask(text % ""))["inventoryLevels"]["nodes"]
    known = payload(shop.ask(text % ", includeInactive: true"))["inventoryLevels"]["nodes"]
    assert shown == [{"isActive": True}]
    assert known == [{"isActive": True}, {"isActive": False}]
    assert shop.level(2).quantities["available"] == 3


def test_one_item_may_belong_to_several_variants(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_products([], [Variant(9, 2, 1, "Twin", "MUG-1", Decimal(4), now, now)], [])
    text = '{ inventoryItem(id: "' + ITEM + '") { variants(first: 9) { nodes { id } } } }'
    assert payload(shop.ask(text))["variants"]["nodes"] == [
        {"id": gid("ProductVariant", 1)},
        {"id": gid("ProductVariant", 9)},
    ]


def test_a_shop_tells_how_many_variants_a_product_may_have(shop: Shop) -> None:
    text = "{ shop { resourceLimits { maxProductVariants } } }"
    assert payload(shop.ask(text))["resourceLimits"] == {"maxProductVariants": 2048}


def test_on_hand_and_committed_are_never_adjusted(shop: Shop) -> None:
    for name in ("on_hand", "committed"):
        answer = adjust(shop, row(1, ledgerDocumentUri=OURS), name=name)
        assert codes(answer) == ["INVALID_QUANTITY_NAME"]
    assert shop.level().quantities == {**dict.fromkeys(NAMES, 0), "available": 10, "on_hand": 10}
