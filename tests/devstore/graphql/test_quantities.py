"""What Shopify was recorded to do with quantities (PLATFORM.md C.3, C.4)."""

import asyncio
from typing import Any

import pytest
from support.development_shop import ITEM, LONDON, PARIS, Shop
from support.quantity_calls import ADJUST, OURS, SET, adjust, codes, move, payload, row, set_quantity

from devstore.auth import Access


def test_an_adjustment_of_available_is_mirrored_on_hand(shop: Shop) -> None:
    group = payload(adjust(shop, row(-3)))["inventoryAdjustmentGroup"]
    assert [(one["name"], one["delta"]) for one in group["changes"]] == [("available", -3), ("on_hand", -3)]
    assert [one["quantityAfterChange"] for one in group["changes"]] == [None, None]
    assert shop.level().quantities["available"] == shop.level().quantities["on_hand"] == 7


def test_the_group_carries_the_time_that_its_quantities_carry(shop: Shop) -> None:
    group = payload(adjust(shop, row(-3)))["inventoryAdjustmentGroup"]
    assert group["createdAt"] == shop.level().updated_at["available"] == shop.level().touched_at


def test_times_of_a_level_strictly_increase(shop: Shop) -> None:
    times = [payload(adjust(shop, row(1)))["inventoryAdjustmentGroup"]["createdAt"] for _ in range(20)]
    assert times == sorted(set(times))


def test_incoming_is_outside_of_on_hand(shop: Shop) -> None:
    answer = adjust(shop, row(5, ledgerDocumentUri=OURS), name="incoming")
    group = payload(answer)["inventoryAdjustmentGroup"]
    assert [(one["name"], one["delta"]) for one in group["changes"]] == [("incoming", 5)]
    assert shop.level().quantities["on_hand"] == 10


def test_a_change_of_nothing_has_no_group_and_no_error(shop: Shop) -> None:
    assert payload(adjust(shop, row(0))) == {"inventoryAdjustmentGroup": None, "userErrors": []}
    assert shop.events == []


def test_a_stale_expectation_changes_nothing(shop: Shop) -> None:
    answer = adjust(shop, row(1, PARIS), row(1, changeFromQuantity=9))
    assert payload(answer)["inventoryAdjustmentGroup"] is None
    error = payload(answer)["userErrors"][0]
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"
    assert error["field"] == ["input", "changes", "1", "changeFromQuantity"]
    assert len(shop.store.levels_of_item(1)) == 1


def test_a_true_expectation_is_accepted(shop: Shop) -> None:
    assert codes(adjust(shop, row(1, changeFromQuantity=10))) == []
    assert codes(set_quantity(shop, 3, changeFromQuantity=11)) == []
    assert shop.level().quantities["available"] == 3


@pytest.mark.parametrize(
    ("mutation", "name", "rows", "told"),
    [
        (ADJUST, "available", {"changes": [{"delta": 1}]}, "InventoryChangeInput"),
        (SET, "available", {"quantities": [{"quantity": 1}]}, "InventoryQuantityInput"),
    ],
)
def test_the_expectation_must_be_written_even_when_null(
    shop: Shop, mutation: str, name: str, rows: dict[str, Any], told: str
) -> None:
    for given in next(iter(rows.values())):
        given |= {"inventoryItemId": ITEM, "locationId": LONDON}
    answer = shop.ask(mutation, {"input": {"name": name, "reason": "correction", **rows}, "key": "k"})
    (error,) = answer["errors"]
    assert error["message"] == f"{told} must include the following argument: changeFromQuantity."
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert list(answer["data"].values()) == [None]


def test_the_idempotent_directive_is_required(shop: Shop) -> None:
    text = ADJUST.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    answer = shop.ask(text, {"input": {"name": "available", "reason": "correction", "changes": [row(1)]}})
    (error,) = answer["errors"]
    assert error["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["path"] == ["inventoryAdjustQuantities"]
    assert answer["data"] == {"inventoryAdjustQuantities": None}


def test_a_key_runs_once_and_answers_the_same_again(shop: Shop) -> None:
    first = payload(adjust(shop, row(1), key="one"))
    again = payload(adjust(shop, row(1), key="one"))
    assert again == first
    assert shop.level().quantities["available"] == 11


def test_a_key_belongs_to_its_arguments(shop: Shop) -> None:
    adjust(shop, row(1), key="one")
    assert codes(adjust(shop, row(2), key="one")) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert shop.level().quantities["available"] == 11


def test_a_key_whose_first_attempt_failed_is_burnt(shop: Shop) -> None:
    assert codes(adjust(shop, row(1, changeFromQuantity=9), key="one")) == ["CHANGE_FROM_QUANTITY_STALE"]
    again = adjust(shop, row(1, changeFromQuantity=9), key="one")
    assert codes(again) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]


async def test_a_key_whose_first_call_still_runs_is_refused_and_can_be_tried_again(shop: Shop) -> None:
    given = {"name": "available", "reason": "correction", "changes": [row(1)]}

    async def call(hold_seconds: float = 0.0, key: str = "one") -> Any:
        access = Access("token", shop.scopes)
        variables = {"input": given, "key": key}
        return await shop.graphql.answer(
            "2026-10", ADJUST, variables, None, access, hold_seconds=hold_seconds
        )

    first = asyncio.create_task(call(0.05))
    await asyncio.sleep(0)
    second, other = await asyncio.gather(call(), call(key="two"))
    (error,) = payload(second)["userErrors"]
    assert error["code"] == "IDEMPOTENCY_CONCURRENT_REQUEST"
    assert error["message"] == "This request is currently in progress, please try again."
    assert codes(other) == codes(await first) == []
    assert payload(await call()) == payload(await first)
    assert shop.level().quantities["available"] == 12


def test_a_key_is_forgotten_after_a_day(shop: Shop) -> None:
    adjust(shop, row(1), key="one")
    shop.store.advance_clock(24 * 3600 + 1)
    shop.graphql.refill()
    assert codes(adjust(shop, row(1), key="one")) == []
    assert shop.level().quantities["available"] == 12


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "committed"}, "INVALID_QUANTITY_NAME"),
        ({"name": "on_hand"}, "INVALID_QUANTITY_NAME"),
        ({"reason": "because"}, "INVALID_REASON"),
        ({"referenceDocumentUri": "no uri"}, "INVALID_REFERENCE_DOCUMENT"),
        ({"name": "damaged"}, "INVALID_QUANTITY_DOCUMENT"),
    ],
)
def test_adjustments_follow_the_rules_of_names_reasons_and_documents(
    shop: Shop, given: dict[str, Any], code: str
) -> None:
    assert codes(adjust(shop, row(1), **given)) == [code]
    assert shop.level().quantities["available"] == 10


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        (row(2_000_000_001), "available", "INVALID_QUANTITY_TOO_HIGH"),
        (row(-2_000_000_001), "available", "INVALID_QUANTITY_TOO_LOW"),
        (row(1, "gid://shopify/Location/9"), "available", "INVALID_LOCATION"),
        (row(1, inventoryItemId="gid://shopify/InventoryItem/9"), "available", "INVALID_INVENTORY_ITEM"),
        (row(1, ledgerDocumentUri=OURS), "available", "INVALID_AVAILABLE_DOCUMENT"),
        (row(1, ledgerDocumentUri="gid://shopify/Order/1"), "damaged", "INTERNAL_LEDGER_DOCUMENT"),
    ],
)
def test_rows_of_adjustments_have_bounds(shop: Shop, change: dict[str, Any], name: str, code: str) -> None:
    assert codes(adjust(shop, change, name=name)) == [code]


def test_one_ledger_document_an_adjustment(shop: Shop) -> None:
    rows = (row(1, ledgerDocumentUri=OURS), row(1, PARIS, ledgerDocumentUri=OURS + "2"))
    assert codes(adjust(shop, *rows, name="damaged")) == ["MAX_ONE_LEDGER_DOCUMENT"]


def test_on_hand_is_set_by_moving_available(shop: Shop) -> None:
    assert codes(set_quantity(shop, 4, "on_hand")) == []
    assert (shop.level().quantities["available"], shop.level().quantities["on_hand"]) == (4, 4)


def test_available_may_be_negative_and_on_hand_may_not(shop: Shop) -> None:
    assert codes(set_quantity(shop, -4)) == []
    assert codes(set_quantity(shop, -4, "on_hand")) == ["INVALID_QUANTITY_NEGATIVE"]
    assert codes(set_quantity(shop, 1_000_000_001)) == ["INVALID_QUANTITY_TOO_HIGH"]
    assert codes(set_quantity(shop, 1, "damaged")) == ["INVALID_NAME"]


def test_a_move_changes_two_names_at_one_moment(shop: Shop) -> None:
    answer = move(shop, 3, {"name": "available"}, {"name": "damaged", "ledgerDocumentUri": OURS})
    changes = payload(answer)["inventoryAdjustmentGroup"]["changes"]
    assert [(one["name"], one["delta"]) for one in changes] == [("available", -3), ("damaged", 3)]
    times = shop.level().updated_at
    assert times["available"] == times["damaged"]
    assert shop.level().quantities["on_hand"] == 10


def test_a_move_stays_at_one_location_and_between_two_names(shop: Shop) -> None:
    away = {"name": "damaged", "locationId": PARIS, "ledgerDocumentUri": OURS}
    assert "DIFFERENT_LOCATIONS" in codes(move(shop, 1, {"name": "available"}, away))
    assert "SAME_QUANTITY_NAME" in codes(move(shop, 1, {"name": "available"}, {"name": "available"}))


def test_since_2026_10_an_item_can_be_adjusted_anywhere_and_is_stocked_there_then(shop: Shop) -> None:
    assert codes(adjust(shop, row(2, PARIS))) == []
    assert shop.level(2).quantities["available"] == 2
    assert shop.topics() == ["inventory_levels/connect", "inventory_levels/update"]


def test_in_2026_07_an_item_must_be_stocked_first(shop: Shop) -> None:
    assert codes(adjust(shop, row(2, PARIS), version="2026-07")) == ["ITEM_NOT_STOCKED_AT_LOCATION"]


def test_a_change_is_told_by_a_webhook_that_knows_only_available(shop: Shop) -> None:
    adjust(shop, row(-3))
    ((topic, body, _),) = shop.events
    assert topic == "inventory_levels/update"
    assert body.keys() == {
        "inventory_item_id", "location_id", "available", "updated_at", "admin_graphql_api_id"
    }  # fmt: skip
    assert body["available"] == 7


def test_a_variant_that_sells_out_and_comes_back_is_told(shop: Shop) -> None:
    adjust(shop, row(-4))
    adjust(shop, row(-6))
    adjust(shop, row(2, PARIS))
    adjust(shop, row(5))
    told = [(topic, body) for topic, body, _ in shop.events if topic.startswith("variants/")]
    assert [topic for topic, _ in told] == ["variants/out_of_stock", "variants/in_stock"]
    pieces = [(body["old_inventory_quantity"], body["inventory_quantity"]) for _, body in told]
    assert pieces == [(6, 0), (0, 2)]
    assert {body["inventory_item_id"] for _, body in told} == {1}


def test_a_lagging_read_tells_what_was_before(shop: Shop) -> None:
    query = (
        '{ inventoryLevel(id: "' + shop.level().gid + '") { quantities(names: ["available"]) { quantity } } }'
    )
    adjust(shop, row(-3))
    shop.faults.settings.stale_reads.rate, shop.faults.settings.stale_reads.lag_seconds = 1.0, 60
    assert payload(shop.ask(query))["quantities"] == [{"quantity": 10}]
    shop.faults.settings.stale_reads.rate = 0.0
    assert payload(shop.ask(query))["quantities"] == [{"quantity": 7}]
