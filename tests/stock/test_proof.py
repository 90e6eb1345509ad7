"""The ledger's proof: whatever somebody does to a row that was written, it is found and named."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from support.known_shop import LEVELS, new_shop
from support.settling import see_change, settle_all

from inventorysync.kit.db import Database, sqlalchemy_url
from inventorysync.stock import proof
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.stock.actions.explaining import FactTotal, record_facts
from inventorysync.stock.actions.sealing import seal
from inventorysync.stock.models import StockEntry, StockExplanation, StockFact, StockMovement

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROWS = {
    "stock_movement": ("movement", StockMovement),
    "stock_entry": ("movement", StockEntry),
    "stock_fact": ("fact", StockFact),
    "stock_explanation": ("explanation", StockExplanation),
}
OTHER = {
    "BIGINT": "coalesce({0}, 0) + 1",
    "TEXT": "coalesce({0}, '') || 'x'",
    "CHAR(32)": "gen_random_uuid()",
    "DATETIME": "coalesce({0}, now()) + interval '1 microsecond'",
    "JSONB": "'{{\"available\": 99}}'",
}
COLUMNS = [
    (table, column.name, OTHER[str(column.type).split(" ")[0]])
    for table, (_, model) in ROWS.items()
    for column in model.__table__.columns
    if column.name != "shop_id"
]


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Somebody with the whole database in their hands."""
    engine = create_async_engine(sqlalchemy_url(database_url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def seal_all(database: Database, shop_id: int) -> int:
    """As many rounds as it takes to link all that was written until now; how many rows were linked."""
    return sum([await seal(database, shop_id) for _ in range(5)])


@pytest.fixture
async def written(database: Database) -> int:
    """A shop whose ledger has movements of all kinds, facts and an explanation, all linked."""
    shop_id = await new_shop(database)
    for number, level in enumerate(LEVELS):
        at = NOW + timedelta(seconds=number)
        await see_change(database, shop_id, level, {"available": 9, "on_hand": 9}, at)
    wanted = WantedChange("adjust", "correction", "A note", [WantedLine(LEVELS[0], "available", 2)])
    async with database.shop(shop_id) as connection:
        await create_change_set(connection, shop_id, wanted, Asked("staff:1", uuid4().hex, NOW))
    await settle_all(database, shop_id, NOW + timedelta(minutes=1))
    at = NOW + timedelta(minutes=2)
    await see_change(database, shop_id, LEVELS[1], {"available": -2, "on_hand": -2}, at)
    taken = {"available": -2, "on_hand": -2}
    sold = FactTotal("order/1", LEVELS[1], "order", taken, at, "order", "gid://shopify/Order/1", "#1001")
    async with database.shop(shop_id) as connection:
        await record_facts(connection, shop_id, [sold], at)
    assert await seal_all(database, shop_id) == 11
    return shop_id


async def test_a_ledger_that_nobody_touched_is_sound(database: Database, written: int) -> None:
    found = await proof.prove(database, written)
    assert found.is_sound
    assert found.sealed == {"movement": 8, "fact": 1, "explanation": 2}
    assert len({found.heads[name] for name in ("movement", "fact", "explanation")}) == 3


@pytest.mark.parametrize(("table", "column", "other"), COLUMNS)
async def test_any_value_that_is_changed_is_found_and_its_row_is_named(
    database: Database, owner: AsyncConnection, written: int, table: str, column: str, other: str
) -> None:
    chain, model = ROWS[table]
    key = f"{chain}_id"
    row = await owner.scalar(text(f"SELECT max({key}) FROM {table} WHERE shop_id = {written}"))
    one = inspect(model).primary_key[-1].name
    chosen = f"(SELECT max({one}) FROM {table} WHERE shop_id = {written} AND {key} = {row})"
    update = f"UPDATE {table} SET {column} = {other.format(column)}"
    await owner.execute(text(f"{update} WHERE shop_id = {written} AND {one} = {chosen}"))
    says = [fault.says for fault in (await proof.prove(database, written)).faults]
    assert any(f"{chain} {row} " in fault for fault in says), says


@pytest.mark.parametrize("table", ROWS)
async def test_a_row_that_is_taken_away_is_named(
    database: Database, owner: AsyncConnection, written: int, table: str
) -> None:
    chain, _ = ROWS[table]
    row = await owner.scalar(text(f"SELECT min({chain}_id) FROM {table} WHERE shop_id = {written}"))
    await owner.execute(text(f"DELETE FROM {table} WHERE shop_id = {written} AND {chain}_id = {row}"))
    says = [fault.says for fault in (await proof.prove(database, written)).faults]
    word = "is not as it was written" if table == "stock_entry" else "was written and is gone"
    assert any(fault.startswith(f"{chain} {row} ") and word in fault for fault in says), says


async def test_a_movement_that_is_put_between_others_is_named(
    database: Database, owner: AsyncConnection, written: int
) -> None:
    gap = await owner.scalar(text(f"SELECT min(movement_id) FROM stock_movement WHERE shop_id = {written}"))
    await owner.execute(
        text(f"""
            INSERT INTO stock_movement (shop_id, movement_id, cause, effective_at, recorded_at)
            OVERRIDING SYSTEM VALUE VALUES ({written}, {gap - 1}, 'order', now(), now())
        """)
    )
    (fault,) = (await proof.prove(database, written)).faults
    assert fault == ("added", f"movement {gap - 1} was put in later, before others")


async def test_an_entry_whose_balance_does_not_follow_is_named_itself(
    database: Database, owner: AsyncConnection, written: int
) -> None:
    entry = await owner.scalar(text(f"SELECT max(entry_id) FROM stock_entry WHERE shop_id = {written}"))
    await owner.execute(text(f"UPDATE stock_entry SET balance = 70 WHERE entry_id = {entry}"))
    found = (await proof.prove(database, written)).faults
    assert [fault.says.split(",")[0] for fault in found if fault.what == "entry"] == [f"entry {entry}"]


async def test_rows_are_linked_once_and_only_when_nobody_may_still_write_before_them(
    database: Database, written: int
) -> None:
    async with database.shop(written) as slow:
        await slow.execute(text("UPDATE inventory_level SET checked_at = checked_at WHERE item_id = 1"))
        at = NOW + timedelta(hours=1)
        await see_change(database, written, LEVELS[2], {"available": 1, "on_hand": 1}, at)
        assert await seal_all(database, written) == 0
    assert await seal_all(database, written) == 1
    assert await seal_all(database, written) == 0
    assert (await proof.prove(database, written)).sealed["movement"] == 9
