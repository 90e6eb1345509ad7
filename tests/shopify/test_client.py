from collections.abc import Sequence

import httpx2
import pytest
from shopify.stand_in import SHOP, Answer, MovableClock, Wire, cost, data, failure

from inventorysync.shopify import inventory
from inventorysync.shopify.budget import LocalBudget, Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import (
    AccessDenied,
    OperationRefused,
    OutcomeUnknown,
    ShopClosed,
    ShopifyUnavailable,
    Throttled,
    TokenRejected,
)
from inventorysync.shopify.generated import bulk_operation_run_query, inputs

ACCESS = ShopAccess(SHOP, "shpat_secret")
LEVEL = "gid://shopify/InventoryLevel/1?inventory_item_id=2"
LEVEL_DATA = {
    "id": LEVEL,
    "isActive": True,
    "updatedAt": "2026-11-23T10:00:00Z",
    "item": {"id": "gid://shopify/InventoryItem/2"},
    "location": {"id": "gid://shopify/Location/3"},
    "quantities": [{"name": "available", "quantity": 5, "updatedAt": "2026-11-23T10:00:00Z"}],
}
GROUP: dict[str, object] = {
    "id": "gid://shopify/InventoryAdjustmentGroup/9",
    "createdAt": "2026-11-23T10:00:00Z",
    "reason": "correction",
    "referenceDocumentUri": None,
    "changes": [],
}
APPLIED = {"inventoryAdjustQuantities": {"inventoryAdjustmentGroup": GROUP, "userErrors": []}}
LOST = httpx2.ReadTimeout("no answer")


class Shopify:
    """A client before a network that gives the listed answers."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.wire = Wire(list(answers))
        self.clock = MovableClock()
        self.client = AdminClient(
            self.wire.client(),
            LocalBudget(self.clock),
            self.clock,
            lambda: 1.0,
        )

    async def read(self, priority: Priority = Priority.BULK) -> list[inventory.Level | None]:
        return await inventory.read_levels(self.client, ACCESS, [LEVEL], priority=priority)

    async def adjust(self) -> inventory.Changed:
        change = inputs.InventoryChangeInput(
            delta=-2,
            inventory_item_id="gid://shopify/InventoryItem/2",
            location_id="gid://shopify/Location/3",
            change_from_quantity=None,
        )
        wanted = inputs.InventoryAdjustQuantitiesInput(
            name="available",
            reason="correction",
            changes=[change],
        )
        return await inventory.adjust(self.client, ACCESS, wanted, "key-1")


async def test_levels_come_typed_and_in_the_order_asked_for() -> None:
    shopify = Shopify([data({"nodes": [LEVEL_DATA, None]})])
    found = await inventory.read_levels(shopify.client, ACCESS, [LEVEL, f"{LEVEL}0"])
    assert found[1] is None
    assert found[0] is not None
    assert found[0].quantities[0].quantity == 5
    request = shopify.wire.requests[0]
    assert str(request.url) == f"https://{SHOP}/admin/api/2026-10/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == "shpat_secret"
    assert shopify.wire.sent()["variables"] == {"ids": [LEVEL, f"{LEVEL}0"]}


async def test_more_than_250_levels_are_read_in_several_requests() -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        return data({"nodes": [None] * request.content.count(b"InventoryLevel/")})

    shopify = Shopify([echo, echo, echo])
    found = await inventory.read_levels(shopify.client, ACCESS, [LEVEL] * 501)
    assert len(found) == 501
    assert len(shopify.wire.requests) == 3


async def test_an_adjustment_says_explicitly_that_it_does_not_compare() -> None:
    shopify = Shopify([data(APPLIED)])
    changed = await shopify.adjust()
    assert changed.is_applied
    assert changed.group_gid == GROUP["id"]
    change = shopify.wire.sent()["variables"]["input"]["changes"][0]
    assert "changeFromQuantity" in change
    assert change["changeFromQuantity"] is None
    assert "ledgerDocumentUri" not in change


async def test_user_errors_are_a_definitive_answer_with_the_row_they_speak_of() -> None:
    error = {
        "code": "CHANGE_FROM_QUANTITY_STALE",
        "field": ["input", "changes", "17", "changeFromQuantity"],
        "message": "The quantity has changed.",
    }
    payload = {"inventoryAdjustmentGroup": None, "userErrors": [error]}
    changed = await Shopify([data({"inventoryAdjustQuantities": payload})]).adjust()
    assert changed.is_stale
    assert not changed.is_applied
    assert changed.errors[0].row == 17


@pytest.mark.parametrize(
    "lost",
    [
        LOST,
        httpx2.ReadError("reset"),
        httpx2.RemoteProtocolError("closed"),
        httpx2.Response(502),
        httpx2.Response(504, text="<html>"),
        httpx2.Response(200, text='{"data": {"inventoryAdj'),
        httpx2.Response(200, text="<html>oops</html>"),
        failure("Internal error", "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_a_mutation_that_may_have_run_is_sent_again_with_the_same_key_and_input(lost: Answer) -> None:
    shopify = Shopify([lost, data(APPLIED)])
    assert (await shopify.adjust()).is_applied
    first, second = shopify.wire.requests
    assert first.content == second.content
    assert shopify.wire.sent()["variables"]["idempotencyKey"] == "key-1"


async def test_a_mutation_that_stays_without_an_answer_has_an_unknown_outcome() -> None:
    shopify = Shopify([LOST] * 4)
    with pytest.raises(OutcomeUnknown) as unknown:
        await shopify.adjust()
    assert unknown.value.idempotency_key == "key-1"
    assert shopify.clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "then",
    [
        [httpx2.Response(401)],
        [httpx2.Response(402)],
        [failure("bad", "INVALID_VARIABLE")],
        [httpx2.ConnectError("refused")] * 3,
        [failure("Throttled", "THROTTLED", extensions=cost(13, -(10**6)))],
    ],
)
async def test_no_later_failure_makes_an_unknown_outcome_a_known_one(then: list[Answer]) -> None:
    with pytest.raises(OutcomeUnknown):
        await Shopify([LOST, *then]).adjust()


async def test_a_key_that_is_still_being_carried_out_leaves_the_outcome_unknown() -> None:
    error = {"code": "IDEMPOTENCY_CONCURRENT_REQUEST", "field": None, "message": "running"}
    payload = {"inventoryAdjustmentGroup": None, "userErrors": [error]}
    with pytest.raises(OutcomeUnknown):
        await Shopify([data({"inventoryAdjustQuantities": payload})]).adjust()


async def test_a_mutation_without_a_key_is_never_sent_twice_after_it_may_have_run() -> None:
    shopify = Shopify([LOST])
    variables = bulk_operation_run_query.Variables(query="{ x }")
    with pytest.raises(OutcomeUnknown) as unknown:
        await shopify.client.execute(ACCESS, bulk_operation_run_query.OPERATION, variables)
    assert unknown.value.idempotency_key is None
    assert len(shopify.wire.requests) == 1


async def test_a_mutation_that_never_left_is_unavailable_and_not_unknown() -> None:
    with pytest.raises(ShopifyUnavailable):
        await Shopify([httpx2.ConnectError("refused")] * 4).adjust()


async def test_a_mutation_that_ran_is_reported_although_a_part_of_its_answer_was_denied() -> None:
    error = {
        "message": "Access denied for item field.",
        "path": ["inventoryAdjustQuantities", "inventoryAdjustmentGroup", "changes", 0, "item"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    answer = httpx2.Response(200, json={"data": APPLIED, "errors": [error]})
    assert (await Shopify([answer]).adjust()).is_applied


async def test_a_query_is_tried_again_and_then_unavailable() -> None:
    shopify = Shopify([LOST, httpx2.Response(500), data({"nodes": [LEVEL_DATA]})])
    assert len(await shopify.read()) == 1
    with pytest.raises(ShopifyUnavailable):
        await Shopify([LOST] * 4).read()


async def test_a_throttled_request_waits_as_long_as_the_bucket_says() -> None:
    throttled = failure("Throttled", "THROTTLED", extensions=cost(44, 4))
    shopify = Shopify([throttled, data({"nodes": []}, **cost(4, 1900, 4))])
    await shopify.read()
    assert shopify.clock.slept[0] == pytest.approx(0.4)
    assert len(shopify.wire.requests) == 2


async def test_a_rate_limit_waits_as_long_as_the_header_says() -> None:
    shopify = Shopify([httpx2.Response(429, headers={"Retry-After": "3.0"}), data({"nodes": []})])
    await shopify.read()
    assert shopify.clock.slept == [3.0]


async def test_a_call_does_not_wait_for_ever() -> None:
    slow = httpx2.Response(429, headers={"Retry-After": "15"})
    with pytest.raises(Throttled):
        await Shopify([slow, slow]).read(Priority.INTERACTIVE)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx2.Response(401), TokenRejected),
        (httpx2.Response(403), TokenRejected),
        (httpx2.Response(402), ShopClosed),
        (httpx2.Response(404), ShopClosed),
        (httpx2.Response(423), ShopClosed),
        (failure("Query cost is 1001", "MAX_COST_EXCEEDED"), OperationRefused),
        (failure("Variable $ids", "INVALID_VARIABLE"), OperationRefused),
        (failure("Access denied for nodes field.", "ACCESS_DENIED"), AccessDenied),
        (httpx2.Response(302, headers={"Location": "https://evil.example/"}), OperationRefused),
    ],
)
async def test_what_trying_again_cannot_mend_is_raised_at_once(
    answer: httpx2.Response,
    error: type[Exception],
) -> None:
    shopify = Shopify([answer])
    with pytest.raises(error) as raised:
        await shopify.read()
    assert len(shopify.wire.requests) == 1
    assert "shpat_secret" not in str(raised.value)


async def test_items_with_many_levels_are_read_to_the_last_page() -> None:
    level = {key: LEVEL_DATA[key] for key in ("id", "isActive", "updatedAt", "location", "quantities")}
    item = {
        "id": "gid://shopify/InventoryItem/2",
        "sku": "A",
        "tracked": True,
        "requiresShipping": True,
        "updatedAt": "2026-11-23T10:00:00Z",
        "unitCost": {"amount": "1.25", "currencyCode": "GBP"},
        "variants": {"nodes": []},
        "inventoryLevels": {"nodes": [level] * 50, "pageInfo": {"hasNextPage": True, "endCursor": "c1"}},
    }
    last = {"nodes": [level] * 7, "pageInfo": {"hasNextPage": False, "endCursor": None}}
    further = {"inventoryItem": {"id": item["id"], "inventoryLevels": last}}
    shopify = Shopify([data({"nodes": [item]}), data(further)])
    found = (await inventory.read_items(shopify.client, ACCESS, ["gid://shopify/InventoryItem/2"]))[0]
    assert found is not None
    assert found.inventory_levels is not None
    assert len(found.inventory_levels.nodes) == 57
    assert shopify.wire.sent()["variables"]["after"] == "c1"


def test_an_access_does_not_show_its_token() -> None:
    assert "shpat_secret" not in repr(ACCESS)
