"""Carrying steps of transfers: what is sent again, under which key, and when a person decides."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from support.known_shop import new_shop

from inventorysync.kit.db import Database
from inventorysync.shopify.budget import LocalBudget
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.sync.transfers import Courier
from inventorysync.transfers.actions.keeping import keep_reading
from inventorysync.transfers.actions.steps import Asker, Wanted, claim_steps, want_steps
from inventorysync.transfers.actions.wanting import WantedTransfer, make_transfer
from inventorysync.transfers.words import SeenLine, SeenTransfer

NUMBER = 77
GID = f"gid://shopify/InventoryTransfer/{NUMBER}"
LOST: dict[str, Any] = {"lost": True}


class AdvancingClock:
    """The real time and what a test adds to it; sleeping adds, and takes no time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class Shopify:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = "DRAFT"
        self.answers: list[dict[str, Any]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        name, variables = body["operationName"], body["variables"]
        if name == "TransfersByIds":
            return httpx2.Response(200, json={"data": {"nodes": [self._transfer()]}})
        self.asked.append((name, variables))
        answer = self.answers.pop(0)
        if answer is LOST:
            raise httpx2.ReadError("the reply is lost")
        return httpx2.Response(200, json={"data": answer})

    def _transfer(self) -> dict[str, Any]:
        nothing = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        place = {"location": {"id": "gid://shopify/Location/1"}}
        facts = {"dateCreated": "2026-11-20T10:00:00Z", "referenceName": None, "note": None}
        head = {"id": GID, "name": "#T0077", "status": self.status, "origin": place, "destination": None}
        return {**head, **facts, "lineItems": nothing, "shipments": nothing}

    @property
    def keys(self) -> list[str]:
        return [variables["idempotencyKey"] for _, variables in self.asked]


class Gateway:
    """A shop that is connected."""

    async def with_access(self, ask: Callable[[ShopAccess], Awaitable[Any]]) -> Any:
        return await ask(ShopAccess("a-shop.myshopify.com", "token"))


class Desk:
    """A shop with steps, and the courier that carries them."""

    def __init__(self, database: Database, shop_id: int, shopify: Shopify, http: httpx2.AsyncClient) -> None:
        self.database, self.shop_id, self.shopify = database, shop_id, shopify
        self.clock = AdvancingClock()
        admin = AdminClient(http, LocalBudget(self.clock), self.clock, lambda: 1.0)
        gateway: Any = Gateway()
        self.courier = Courier(database, shop_id, gateway, admin, self.clock, self._no_facts, lambda *_: None)

    async def _no_facts(self, *_: Any) -> None:
        """What transfers explain is another test's."""

    def asker(self) -> Asker:
        return Asker("staff:1", "key", self.clock.now())

    async def draft(self) -> None:
        """A draft that somebody wants made."""
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""
                    INSERT INTO inventory_level (shop_id, item_id, location_id, booked_at, checked_at)
                    VALUES (:shop, 1, 1, now(), now())
                """),
                {"shop": self.shop_id},
            )
            wanted = WantedTransfer(1, 2, [(1, 3)])
            await make_transfer(connection, self.shop_id, wanted, self.asker(), ready=False)

    async def known(self, *steps: Wanted) -> None:
        """A draft that Shopify has, and what somebody wants of it."""
        lines = (SeenLine(1, 5, 3),)
        seen = SeenTransfer(NUMBER, "#T0077", "DRAFT", 1, 2, "", "", None, lines)
        async with self.database.shop(self.shop_id) as connection:
            kept = await keep_reading(connection, self.shop_id, NUMBER, seen, self.clock.now())
            assert kept is not None
            await want_steps(connection, self.shop_id, kept, steps, self.asker())

    async def carry(self, later: timedelta = timedelta(minutes=1)) -> None:
        """Carry what is due after a while."""
        self.clock.ahead += later
        async with self.database.shop(self.shop_id) as connection:
            claimed = await claim_steps(connection, self.shop_id, self.clock.now(), 9)
        for step in claimed:
            await self.courier.carry(step)

    async def states(self) -> list[tuple[str, str | None]]:
        async with self.database.shop(self.shop_id) as connection:
            rows = await connection.execute(
                text("SELECT state, error_code FROM transfer_step ORDER BY place")
            )
            return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    shopify = Shopify()
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(shopify)) as http:
        yield Desk(database, await new_shop(database), shopify, http)


def made(**error: str) -> dict[str, Any]:
    errors = [{"field": None, "message": "no", **error}] if error else []
    transfer = None if error else {"id": GID}
    return {"inventoryTransferCreate": {"inventoryTransfer": transfer, "userErrors": errors}}


def marked(**error: str) -> dict[str, Any]:
    errors = [{"field": None, "message": "no", **error}] if error else []
    return {"inventoryTransferMarkAsReadyToShip": {"inventoryTransfer": None, "userErrors": errors}}


async def test_what_may_have_run_is_sent_again_as_it_was_under_the_same_key(desk: Desk) -> None:
    await desk.draft()
    desk.shopify.answers = [LOST] * 4
    await desk.carry()
    assert await desk.states() == [("sending", None)]
    desk.shopify.answers = [made()]
    await desk.carry(timedelta(hours=3))
    assert await desk.states() == [("done", None)]
    assert len(set(desk.shopify.keys)) == 1
    assert len({json.dumps(variables) for _, variables in desk.shopify.asked}) == 1


async def test_a_key_that_shopify_may_have_forgotten_is_never_sent_again(desk: Desk) -> None:
    await desk.draft()
    desk.shopify.answers = [LOST] * 4
    await desk.carry()
    sent = len(desk.shopify.asked)
    await desk.carry(timedelta(hours=21))
    assert await desk.states() == [("unknown", "NO_ANSWER")]
    await desk.carry(timedelta(hours=21))
    assert len(desk.shopify.asked) == sent


async def test_a_burnt_key_is_replaced_a_few_times_and_then_the_step_is_refused(desk: Desk) -> None:
    await desk.draft()
    burnt = made(code="IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
    desk.shopify.answers = [burnt] * 4
    for _ in range(5):
        await desk.carry()
    assert await desk.states() == [("refused", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")]
    assert len(set(desk.shopify.keys)) == 4


async def test_what_takes_no_key_is_looked_at_before_it_is_sent_again(desk: Desk) -> None:
    await desk.known(("mark_ready", {}))
    desk.shopify.answers = [LOST]
    await desk.carry()
    assert (await desk.states(), len(desk.shopify.asked)) == ([("sending", None)], 1)
    desk.shopify.status = "READY_TO_SHIP"
    await desk.carry()
    assert (await desk.states(), len(desk.shopify.asked)) == ([("done", None)], 1)


async def test_a_refusal_ends_the_step_and_what_was_to_follow(desk: Desk) -> None:
    await desk.known(("mark_ready", {}), ("cancel", {}))
    desk.shopify.answers = [marked(code="ITEMS_EMPTY")]
    await desk.carry()
    await desk.carry()
    assert await desk.states() == [("refused", "ITEMS_EMPTY"), ("dropped", None)]
    assert [name for name, _ in desk.shopify.asked] == ["InventoryTransferMarkReady"]


async def test_of_a_transfer_one_step_is_claimed_and_by_one_worker(desk: Desk) -> None:
    await desk.known(("mark_ready", {}), ("cancel", {}))
    async with desk.database.shop(desk.shop_id) as one, desk.database.shop(desk.shop_id) as two:
        first = await claim_steps(one, desk.shop_id, desk.clock.now(), 9)
        assert [step.kind for step in first] == ["mark_ready"]
        assert await claim_steps(two, desk.shop_id, desk.clock.now(), 9) == []
