"""Rules of the mutations of quantities, fact by fact (PLATFORM.md C.4)."""

from typing import Any
from uuid import uuid4

import pytest
from support.development_shop import ITEM, LONDON, PARIS, Shop
from support.quantity_calls import ADJUST, MOVE, OURS, SET, adjust, codes, move, payload, row, set_quantity

REASONS = [
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
]


def messages(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["code"], error["message"]) for error in payload(answer)["userErrors"]]


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_that_is_accepted(shop: Shop, reason: str) -> None:
    group = payload(adjust(shop, row(1), reason=reason))["inventoryAdjustmentGroup"]
    assert group["reason"] == reason
    assert shop.level().quantities["available"] == 11


def test_our_own_document_is_told_with_the_group(shop: Shop) -> None:
    group = payload(adjust(shop, row(1), referenceDocumentUri=OURS))["inventoryAdjustmentGroup"]
    assert group["referenceDocumentUri"] == OURS


def test_a_move_must_name_its_document(shop: Shop) -> None:
    given = {"reason": "damaged", "changes": []}
    (error,) = shop.ask(MOVE, {"input": given, "key": "k"})["errors"]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["problems"] == [
        {"path": ["referenceDocumentUri"], "explanation": "Expected value to not be null"}
    ]


@pytest.mark.parametrize(
    ("quantity", "code", "message"),
    [
        (10**9 + 1, "INVALID_QUANTITY_TOO_HIGH", "The total quantity can't be higher than 1,000,000,000."),
        (-(10**9) - 1, "INVALID_QUANTITY_TOO_LOW", "The total quantity can't be lower than -1,000,000,000."),
    ],
)
def test_bounds_of_set(shop: Shop, quantity: int, code: str, message: str) -> None:
    assert messages(set_quantity(shop, quantity)) == [(code, message)]
    assert shop.level().quantities["available"] == 10


@pytest.mark.parametrize("quantity", [10**9, -(10**9)])
def test_the_bounds_of_set_themselves_are_allowed(shop: Shop, quantity: int) -> None:
    assert codes(set_quantity(shop, quantity)) == []
    assert shop.level().quantities["available"] == quantity


@pytest.mark.parametrize(
    ("delta", "code", "message"),
    [
        (2 * 10**9 + 1, "INVALID_QUANTITY_TOO_HIGH", "The quantity can't be higher than 2,000,000,000."),
        (-2 * 10**9 - 1, "INVALID_QUANTITY_TOO_LOW", "The quantity can't be lower than -2,000,000,000."),
    ],
)
def test_bounds_of_adjust(shop: Shop, delta: int, code: str, message: str) -> None:
    assert messages(adjust(shop, row(delta))) == [(code, message)]


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(2 * 10**9 + 1, "INVALID_QUANTITY_TOO_HIGH"), (-1, "INVALID_QUANTITY_NEGATIVE")],
)
def test_bounds_of_move(shop: Shop, quantity: int, code: str) -> None:
    target = {"name": "damaged", "ledgerDocumentUri": OURS}
    assert codes(move(shop, quantity, {"name": "available"}, target)) == [code]
    assert shop.level().quantities["damaged"] == 0


def test_a_stale_set_and_a_stale_adjust_say_so_in_their_own_words(shop: Shop) -> None:
    code = "CHANGE_FROM_QUANTITY_STALE"
    assert messages(set_quantity(shop, 5, changeFromQuantity=9)) == [
        (code, "The changeFromQuantity value does not match persisted value.")
    ]
    assert messages(adjust(shop, row(5, changeFromQuantity=9))) == [
        (code, "The changeFromQuantity argument no longer matches the persisted quantity.")
    ]
    assert shop.level().quantities["available"] == 10


def test_both_sides_of_a_move_may_be_compared(shop: Shop) -> None:
    stale = {"name": "damaged", "ledgerDocumentUri": OURS, "changeFromQuantity": 1}
    answer = move(shop, 1, {"name": "available", "changeFromQuantity": 10}, stale)
    (error,) = payload(answer)["userErrors"]
    assert error["field"] == ["input", "changes", "0", "to", "changeFromQuantity"]
    fresh = stale | {"changeFromQuantity": 0}
    assert codes(move(shop, 1, {"name": "available", "changeFromQuantity": 10}, fresh)) == []


def test_a_move_must_write_both_expectations(shop: Shop) -> None:
    side = {"locationId": LONDON, "name": "available"}
    change = {"inventoryItemId": ITEM, "quantity": 1, "from": side, "to": side | {"changeFromQuantity": None}}
    given = {"reason": "damaged", "referenceDocumentUri": OURS, "changes": [change]}
    (error,) = shop.ask(MOVE, {"input": given, "key": "k"})["errors"]
    assert error["message"] == (
        "InventoryMoveQuantityTerminalInput must include the following argument: changeFromQuantity."
    )


def test_a_move_has_at_most_two_ledger_documents(shop: Shop) -> None:
    side = {"locationId": LONDON, "changeFromQuantity": None}
    changes = [
        {
            "inventoryItemId": ITEM,
            "quantity": 1,
            "from": side | {"name": "reserved", "ledgerDocumentUri": f"{OURS}{n}"},
            "to": side | {"name": "damaged", "ledgerDocumentUri": f"{OURS}{n + 1}"},
        }
        for n in (1, 2)
    ]
    given = {"reason": "damaged", "referenceDocumentUri": OURS, "changes": changes}
    assert codes(shop.ask(MOVE, {"input": given, "key": str(uuid4())})) == ["MAXIMUM_LEDGER_DOCUMENT_URIS"]


def test_one_wrong_row_writes_none(shop: Shop) -> None:
    answer = adjust(shop, row(1), row(1, "gid://shopify/Location/99"), row(1, PARIS))
    assert payload(answer)["inventoryAdjustmentGroup"] is None
    assert payload(answer)["userErrors"][0]["field"] == ["input", "changes", "1", "locationId"]
    assert shop.level().quantities["available"] == 10
    assert shop.events == []


def test_a_row_may_not_be_set_twice_in_one_call(shop: Shop) -> None:
    rows = [
        {"inventoryItemId": ITEM, "locationId": LONDON, "quantity": n, "changeFromQuantity": None}
        for n in (1, 2)
    ]
    given = {"name": "available", "reason": "correction", "quantities": rows}
    answer = shop.ask(SET, {"input": given, "key": str(uuid4())})
    assert codes(answer) == ["NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"]


@pytest.mark.parametrize("key", ["", "  "])
def test_a_key_is_not_blank(shop: Shop, key: str) -> None:
    given = {"name": "available", "reason": "correction", "changes": [row(1)]}
    (error,) = shop.ask(ADJUST, {"input": given, "key": key})["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert shop.level().quantities["available"] == 10


def test_a_key_used_otherwise_and_a_burnt_key_say_so(shop: Shop) -> None:
    adjust(shop, row(1), key="one")
    assert messages(adjust(shop, row(2), key="one")) == [
        (
            "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
            "The same idempotency key cannot be used with different operation parameters.",
        )
    ]
    adjust(shop, row(1, changeFromQuantity=99), key="two")
    assert messages(adjust(shop, row(1, changeFromQuantity=99), key="two")) == [
        (
            "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
            "A previous request with this idempotency key failed. Retry with a new idempotency key.",
        )
    ]


ACTIVATE = """mutation A($item: ID!, $location: ID!, $available: Int, $onHand: Int) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available, onHand: $onHand)
    @idempotent(key: "%s") { inventoryLevel { id } userErrors { %s } }
}"""


def test_activation_takes_one_opening_and_its_errors_have_no_code(shop: Shop) -> None:
    both = {"item": ITEM, "location": PARIS, "available": 1, "onHand": 1}
    refused = payload(shop.ask(ACTIVATE % ("a", "message"), both))
    assert refused["inventoryLevel"] is None
    assert len(refused["userErrors"]) == 1
    (error,) = shop.ask(ACTIVATE % ("b", "code"), both)["errors"]
    assert error["message"].startswith("Cannot query field 'code' on type 'UserError'")
    assert len(shop.store.levels_of_item(1)) == 1


def test_closing_a_level_does_not_ask_what_is_on_it(shop: Shop) -> None:
    adjust(shop, row(3, PARIS, ledgerDocumentUri=OURS), name="incoming")
    adjust(shop, row(2, PARIS, ledgerDocumentUri=OURS), name="reserved")
    text = 'mutation { inventoryDeactivate(inventoryLevelId: "%s") { userErrors { message } } }'
    assert payload(shop.ask(text % shop.level(2).gid)) == {"userErrors": []}
    level = shop.level(2)
    assert (level.is_active, level.quantities["incoming"], level.quantities["reserved"]) == (False, 3, 2)


def test_the_last_location_is_told_with_a_code_where_the_type_has_one(shop: Shop) -> None:
    text = """mutation T($item: ID!, $updates: [InventoryBulkToggleActivationInput!]!) {
      inventoryBulkToggleActivation(inventoryItemId: $item, inventoryItemUpdates: $updates) {
        userErrors { code message }
      }
    }"""
    updates = [{"locationId": LONDON, "activate": False}]
    (error,) = payload(shop.ask(text, {"item": ITEM, "updates": updates}))["userErrors"]
    assert error == {
        "code": "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION",
        "message": "Cannot unstock an inventory item from the only location at which it is stocked.",
    }
    many = shop.ask(text, {"item": ITEM, "updates": updates * 251})
    assert many["errors"][0]["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


def test_at_most_25_custom_fields_a_call(shop: Shop) -> None:
    text = "mutation M($fields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $fields)"
    text += " { metafields { id } userErrors { code } } }"
    field = {"ownerId": ITEM.replace("InventoryItem", "ProductVariant"), "namespace": "$app", "key": "a"}
    fields = [field | {"key": f"k{n}", "type": "single_line_text_field", "value": "x"} for n in range(26)]
    assert payload(shop.ask(text, {"fields": fields}))["userErrors"][0]["code"] == "LESS_THAN_OR_EQUAL_TO"
    assert len(payload(shop.ask(text, {"fields": fields[:25]}))["metafields"]) == 25
