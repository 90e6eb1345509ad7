"""Items that wait to be computed anew, in a table of a room: each once, however often it is asked for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database

Progress = Callable[[Mapping[str, Any]], Awaitable[None]]
Work = Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]
Finish = Callable[[AsyncConnection], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Dues:
    """The statements over a table with the columns shop_id, item_id and asked_at."""

    ask: TextClause
    take: TextClause
    left: TextClause


def dues_in(table: str) -> Dues:
    """Those of a table."""
    return Dues(
        ask=text(f"""
            INSERT INTO {table} (shop_id, item_id, asked_at)
            SELECT CAST(:shop AS int), i, CAST(:now AS timestamptz)
            FROM unnest(CAST(:items AS bigint[])) AS i ORDER BY i
            ON CONFLICT (shop_id, item_id) DO UPDATE SET asked_at = excluded.asked_at
        """),
        take=text(f"""
            DELETE FROM {table} WHERE (shop_id, item_id) IN (
              SELECT shop_id, item_id FROM {table} WHERE shop_id = :shop ORDER BY item_id LIMIT :limit
              FOR UPDATE SKIP LOCKED
            )
            RETURNING item_id
        """),
        left=text(f"SELECT count(*) FROM {table} WHERE shop_id = :shop"),
    )


async def ask_for(
    connection: AsyncConnection, dues: Dues, shop_id: int, items: Sequence[int], now: datetime
) -> None:
    """Have these items be computed anew."""
    await connection.execute(dues.ask, {"shop": shop_id, "items": list(items), "now": now})


async def work_through(
    database: Database, dues: Dues, shop_id: int, at_once: int, work: Work, finish: Finish, progress: Progress
) -> int:
    """Do the work for all that wait, some at a time, each in a transaction of its own; how many there were.

    `finish` is called in the transaction after which none waits.
    """
    items = 0
    while True:
        async with database.shop(shop_id) as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            taken = list(await connection.scalars(dues.take, {"shop": shop_id, "limit": at_once}))
            if taken:
                await work(connection, sorted(taken))
            left = int(await connection.scalar(dues.left, {"shop": shop_id}) or 0)
            if not left:
                await finish(connection)
        items += len(taken)
        if not taken:
            return items
        await progress({"items": items, "left": left})
