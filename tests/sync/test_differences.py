"""Differences that nothing announced: what is written down of them, and how each policy mends them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from support.known_shop import LEVELS, new_shop
from support.settling import settle_all

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities
from inventorysync.stock.actions.explaining import FactTotal, record_facts
from inventorysync.sync import decide, mending, wakes
from inventorysync.sync.differences import EVERYWHERE, announce_late
from inventorysync.sync.drift_queries import Wanted, count_drift_units, list_differences, list_drift
from inventorysync.sync.drift_schemas import Difference
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.words import ANNOUNCED, SAID_BY_CHECK, SAID_BY_ROUND, Reading

START = datetime(2026, 11, 1, tzinfo=UTC)
KEY = LEVELS[0]
Told = dict[tuple[int, int], datetime | None]
TEN: Quantities = {"available": 10, "on_hand": 10}


class Sync:
    """One level of a shop, read by the production code as the test says Shopify has it."""

    def __init__(self, database: Database, shop_id: int) -> None:
        self.database, self.shop_id, self.now = database, shop_id, START
        self.store = PostgresStore(database, shop_id, lambda *_: None)

    async def read(self, quantities: Quantities, said_by: int, version: datetime | None = None) -> None:
        """A minute later the level is hinted at and read."""
        self.now += timedelta(minutes=1)
        await self.wake(said_by)
        (wake,) = await self.store.due_wakes(self.now, 10)
        reading = Reading(KEY, 1, quantities, version or self.now - timedelta(seconds=30))
        await self.store.settle([decide.judge(wake, reading, self.now)], self.now)

    async def wake(self, said_by: int) -> None:
        async with self.database.shop(self.shop_id) as connection:
            await wakes.wake_levels(connection, self.shop_id, [KEY], self.now, said_by)

    async def webhook(self, triggered_at: datetime) -> None:
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""
                    INSERT INTO webhook_inbox (shop_id, webhook_id, topic, triggered_at, received_at, item_id,
                                               location_id)
                    VALUES (:shop, :id, 'inventory_levels/update', :at, :now, :item, :place)
                """),
                {
                    "shop": self.shop_id,
                    "id": uuid4().hex,
                    "at": triggered_at,
                    "now": self.now,
                    "item": KEY.item_id,
                    "place": KEY.location_id,
                },
            )

    async def differences(self) -> list[Difference]:
        async with self.database.shop(self.shop_id) as connection:
            return await list_differences(connection, self.shop_id, Wanted(), None, None)

    async def one(self) -> Difference:
        (found,) = await self.differences()
        return found

    async def drift(self) -> int:
        async with self.database.shop(self.shop_id) as connection:
            units = await count_drift_units(connection, self.shop_id)
            levels = await list_drift(connection, self.shop_id, self.now)
        assert units == sum(abs(level.difference) for level in levels)
        return units

    async def choose(self, policy: Any, at_location: Any = None) -> None:
        places = {} if at_location is None else {KEY.location_id: at_location}
        async with self.database.shop(self.shop_id) as connection:
            await mending.choose_policies(connection, self.shop_id, policy, places, "staff:1", self.now)

    async def looked_through(self) -> None:
        """Orders and transfers are read as they are now."""
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""
                    INSERT INTO sync_stream (shop_id, lease_until, orders_read_until, transfers_looked_at)
                    VALUES (:shop, now(), :now, :now)
                    ON CONFLICT (shop_id) DO UPDATE
                    SET orders_read_until = excluded.orders_read_until,
                        transfers_looked_at = excluded.transfers_looked_at
                """),
                {"shop": self.shop_id, "now": self.now},
            )

    async def restore(self) -> list[UUID]:
        made: list[UUID] = []
        async with self.database.shop(self.shop_id) as connection:
            await mending.restore_due(connection, self.shop_id, self.now, made.append)
        return made

    async def available(self) -> int:
        shadow = (await self.store.shadows([KEY]))[KEY]
        return shadow.quantities.get("available", 0)


async def opened(database: Database) -> Sync:
    sync = Sync(database, await new_shop(database))
    await sync.looked_through()
    await sync.read(TEN, SAID_BY_ROUND)
    assert await sync.differences() == []
    return sync


async def test_what_a_comparison_finds_is_booked_at_once_and_written_down_with_its_evidence(
    database: Database,
) -> None:
    sync = await opened(database)
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_CHECK)
    found = await sync.one()
    assert (found.cause, found.found_by, found.state, found.policy) == (
        "lost_webhook",
        "check",
        "taken",
        "take",
    )
    assert found.decided_by == "policy"
    assert [(q.name, q.ours, q.shopify, q.units) for q in found.quantities] == [
        ("available", 10, 7, -3),
        ("on_hand", 10, 7, -3),
    ]
    evidence = found.evidence
    assert evidence["booked_before"]["quantities"] == TEN
    assert evidence["booked_before"]["read_at"] == (START + timedelta(minutes=1)).isoformat()
    assert evidence["reading"]["version"] == (sync.now - timedelta(seconds=30)).isoformat()
    assert (evidence["webhooks_received"], evidence["writes"]) == ([], [])
    assert await sync.available() == 7
    assert await sync.drift() == 0


async def test_what_something_announced_is_no_difference(database: Database) -> None:
    sync = await opened(database)
    await sync.read({"available": 7, "on_hand": 7}, ANNOUNCED)
    await sync.wake(SAID_BY_CHECK)
    await sync.read({"available": 6, "on_hand": 6}, ANNOUNCED)
    assert await sync.differences() == []


async def test_a_comparison_that_is_quicker_than_the_webhook_finds_no_difference(database: Database) -> None:
    sync = await opened(database)
    sync.now += timedelta(seconds=1)
    await sync.webhook(sync.now)
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND)
    assert await sync.differences() == []


async def test_a_webhook_that_was_read_too_early_is_told_from_one_that_never_came(database: Database) -> None:
    sync = await opened(database)
    changed_at = sync.now + timedelta(seconds=30)
    sync.now = changed_at
    await sync.webhook(changed_at)
    await sync.read(TEN, ANNOUNCED, version=sync.now - timedelta(minutes=1))  # a replica that lags
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND, version=changed_at)
    found = await sync.one()
    assert found.cause == "stale_reading"
    assert len(found.evidence["webhooks_received"]) == 1


async def test_a_webhook_that_comes_late_ends_an_open_difference(database: Database) -> None:
    sync = await opened(database)
    await sync.choose("ask")
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND)
    assert await sync.drift() == 6
    async with database.shop(sync.shop_id) as connection:
        newer: Told = {KEY: sync.now + timedelta(seconds=10)}
        await announce_late(connection, sync.shop_id, newer, sync.now)
    assert (await sync.one()).state == "open"
    async with database.shop(sync.shop_id) as connection:
        told: Told = {KEY: sync.now - timedelta(seconds=30)}
        await announce_late(connection, sync.shop_id, told, sync.now)
    found = await sync.one()
    assert (found.state, found.cause, found.decided_by) == ("taken", "late_webhook", "webhook")
    assert await sync.drift() == 0


async def test_under_ask_the_number_is_booked_and_the_difference_waits_for_a_person(
    database: Database,
) -> None:
    sync = await opened(database)
    await sync.choose("take", at_location="ask")
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND)
    assert await sync.available() == 7
    found = await sync.one()
    assert (found.state, found.policy) == ("open", "ask")
    await sync.looked_through()
    sync.now += timedelta(minutes=5)
    assert await sync.restore() == []
    for _ in range(2):
        async with database.shop(sync.shop_id) as connection:
            await mending.take_difference(connection, sync.shop_id, found.id, "staff:1", sync.now)
    assert (await sync.one()).decided_by == "staff:1"
    assert await sync.drift() == 0


async def test_under_push_our_number_is_put_back_once_orders_were_looked_through(database: Database) -> None:
    sync = await opened(database)
    await sync.choose("push")
    await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND)
    sync.now += timedelta(minutes=3)
    assert await sync.restore() == []
    async with database.shop(sync.shop_id) as connection:
        assert await mending.waits_for_documents(connection, sync.shop_id, sync.now)
    await sync.looked_through()
    (made,) = await sync.restore()
    assert await sync.restore() == []
    await settle_all(database, sync.shop_id, sync.now)
    assert await sync.available() == 10
    found = await sync.one()
    assert (found.state, found.change_set_id, found.decided_by) == ("pushed", made, mending.BY_POLICY)


async def test_a_sale_whose_webhooks_were_lost_is_never_put_back(database: Database) -> None:
    sync = await opened(database)
    await sync.choose("push")
    await sync.read({"available": 7, "committed": 2, "on_hand": 9}, SAID_BY_ROUND)
    sold_at = sync.now - timedelta(seconds=40)
    sold = FactTotal(
        "order/1", KEY, "order", {"available": -2, "committed": 2}, sold_at, "order", "1", "#1001"
    )
    async with database.shop(sync.shop_id) as connection:
        await record_facts(connection, sync.shop_id, [sold], sync.now)
    found = await sync.one()
    assert {q.name: q.explained for q in found.quantities} == {"available": -2, "committed": 2, "on_hand": 0}
    assert {(fact.document_label, fact.units) for fact in found.facts} == {("#1001", -2), ("#1001", 2)}
    sync.now += timedelta(minutes=3)
    await sync.looked_through()
    assert len(await sync.restore()) == 1
    await settle_all(database, sync.shop_id, sync.now)
    assert await sync.available() == 8


async def test_what_only_shopify_can_move_is_left_to_a_person(database: Database) -> None:
    sync = await opened(database)
    await sync.choose("push")
    await sync.read({"available": 7, "committed": 3, "on_hand": 10}, SAID_BY_ROUND)
    sync.now += timedelta(minutes=3)
    await sync.looked_through()
    assert await sync.restore() == []
    found = await sync.one()
    assert (found.state, found.policy, found.can_be_pushed) == ("open", "ask", False)
    assert found.evidence["not_pushed"] == "no change of ours would put these units back"


async def test_a_level_that_another_program_fights_for_is_pushed_three_times_an_hour_and_then_asked_about(
    database: Database,
) -> None:
    sync = await opened(database)
    await sync.choose("push")
    pushes = []
    for _ in range(5):
        await sync.read({"available": 7, "on_hand": 7}, SAID_BY_ROUND)
        sync.now += timedelta(minutes=3)
        await sync.looked_through()
        pushes.append(len(await sync.restore()))
        await settle_all(database, sync.shop_id, sync.now)
        await sync.read(TEN, ANNOUNCED)
    assert pushes == [1, 1, 1, 0, 0]
    latest = (await sync.differences())[0]
    assert latest.policy == "ask"
    assert "3 times within an hour" in latest.evidence["not_pushed"]


async def test_a_reading_that_stays_doubted_is_shown_until_it_counts(database: Database) -> None:
    sync = await opened(database)
    old = START - timedelta(hours=1)
    await sync.wake(ANNOUNCED)
    for attempt in range(8):
        sync.now += timedelta(minutes=3)
        (wake,) = await sync.store.due_wakes(sync.now, 10)
        assert wake.attempts == attempt
        reading = Reading(KEY, 1, {"available": 7, "on_hand": 7}, old)
        await sync.store.settle([decide.judge(wake, reading, sync.now)], sync.now)
        assert await sync.drift() == (6 if 2 <= attempt < 7 else 0)
    believed, doubted = await sync.differences()
    assert (doubted.cause, doubted.state) == ("doubted_reading", "taken")
    assert (believed.cause, believed.found_by, believed.state) == ("believed_reading", "webhook", "taken")
    assert await sync.available() == 7


async def test_a_policy_is_chosen_for_all_and_for_one_location_with_an_audit_entry(
    database: Database,
) -> None:
    sync = await opened(database)
    await sync.choose("ask", at_location="push")
    async with database.shop(sync.shop_id) as connection:
        entry = (
            await connection.execute(
                text("SELECT before, after FROM audit_entry WHERE action = 'drift.policy_chosen'")
            )
        ).one()
        rows = (await connection.execute(text("SELECT location_id, policy FROM drift_policy"))).all()
    place = f"gid://shopify/Location/{KEY.location_id}"
    assert (entry.before, entry.after) == ({}, {"everywhere": "ask", place: "push"})
    assert set(map(tuple, rows)) == {(EVERYWHERE, "ask"), (KEY.location_id, "push")}
