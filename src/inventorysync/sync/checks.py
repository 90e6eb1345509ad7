"""Comparing with Shopify because a person wants to know: the shop, one location, or one item."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.shops.queries import get_shop
from inventorysync.sync.wakes import wake_all_levels
from inventorysync.sync.words import CHECK

LOOK_SECONDS = 0.5
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


class ShopRests(Refusal):
    """Nobody reads the shop, because it is not connected."""

    status = 409
    type = "shop-not-connected"
    title = "The shop is not connected"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is compared: everything, or what is at a location, or of an item."""

    item_id: int | None = None
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """A comparison and what it has found so far."""

    check_id: UUID
    item_id: int | None
    location_id: int | None
    asked_by: str
    asked_at: datetime
    state: str
    levels_total: int
    levels_checked: int
    levels_different: int
    ended_at: datetime | None


_COLUMNS = ", ".join(f"c.{name}" for name in CheckRecord.__dataclass_fields__)
_RUNNING = text("""
    SELECT check_id FROM sync_check
    WHERE shop_id = :shop AND state = 'running' AND item_id IS NOT DISTINCT FROM CAST(:item AS bigint)
      AND location_id IS NOT DISTINCT FROM CAST(:place AS bigint)
""")
_INSERT = text("""
    INSERT INTO sync_check (shop_id, check_id, item_id, location_id, asked_by, asked_at, state)
    VALUES (:shop, :id, :item, :place, :actor, :now, 'running')
""")
_GET = text(f"SELECT {_COLUMNS} FROM sync_check c WHERE c.shop_id = :shop AND c.check_id = :id")
_LATEST = text(f"""
    SELECT {_COLUMNS} FROM sync_check c WHERE c.shop_id = :shop ORDER BY c.asked_at DESC LIMIT :limit
""")
_LEVELS = text("""
    SELECT count(*) FILTER (WHERE l.checked_at >= :since OR s.all_read_at >= :since), count(*),
           count(w.key), (
      SELECT count(DISTINCT (d.item_id, d.location_id)) FROM sync_difference d
      WHERE d.shop_id = :shop AND d.found_at >= :since AND d.announced_at IS NULL
        AND d.cause <> 'doubted_reading'
        AND (CAST(:item AS bigint) IS NULL OR d.item_id = :item)
        AND (CAST(:place AS bigint) IS NULL OR d.location_id = :place))
    FROM inventory_level l
    LEFT JOIN sync_stream s ON s.shop_id = :shop
    LEFT JOIN sync_wake w
      ON w.shop_id = :shop AND w.kind = 'level' AND w.key = l.item_id AND w.key2 = l.location_id
    WHERE l.shop_id = :shop AND l.quarantined_at IS NULL
      AND (CAST(:item AS bigint) IS NULL OR l.item_id = :item)
      AND (CAST(:place AS bigint) IS NULL OR l.location_id = :place)
""")
_COUNT = text("""
    UPDATE sync_check SET levels_checked = :checked, levels_total = :total, levels_different = :different
    WHERE shop_id = :shop AND check_id = :id AND state = 'running'
""")
_END = text("""
    UPDATE sync_check SET state = :state, ended_at = :now
    WHERE shop_id = :shop AND check_id = :id AND state = 'running'
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('sync_check', :shop))")


async def ask_for_check(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    scope: Scope,
    actor: str,
    now: datetime,
    request_id: str | None,
) -> UUID:
    """Ask for a comparison; asked again while it goes on, it is the same one."""
    await connection.execute(_LOCK, {"shop": shop_id})
    columns = {"shop": shop_id, "item": scope.item_id, "place": scope.location_id}
    running = await connection.scalar(_RUNNING, columns)
    if isinstance(running, UUID):
        return running
    check_id = uuid4()
    await connection.execute(_INSERT, {**columns, "id": check_id, "actor": actor, "now": now})
    arguments = {"check_id": str(check_id)}
    await enqueue(
        connection,
        nudge,
        shop_id,
        CHECK,
        arguments,
        now=now,
        dedup_key=str(check_id),
        request_id=request_id,
    )
    return check_id


async def get_check(connection: AsyncConnection, shop_id: int, check_id: UUID) -> CheckRecord:
    """One comparison; raises NotFound."""
    row = (await connection.execute(_GET, {"shop": shop_id, "id": check_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such comparison in this shop")
    return CheckRecord(*row)


async def list_checks(connection: AsyncConnection, shop_id: int, limit: int) -> list[CheckRecord]:
    """The latest comparisons, newest first."""
    rows = await connection.execute(_LATEST, {"shop": shop_id, "limit": limit})
    return [CheckRecord(*row) for row in rows]


async def cancel_check(connection: AsyncConnection, shop_id: int, check_id: UUID, now: datetime) -> None:
    """Stop comparing; what was read stays read. One that has ended is left as it is."""
    await get_check(connection, shop_id, check_id)
    await connection.execute(_END, {"shop": shop_id, "id": check_id, "state": "canceled", "now": now})


async def compare(
    database: Database, clock: Clock, nudge: Nudge, shop_id: int, check_id: UUID, progress: Progress
) -> dict[str, Any]:
    """Have every level of the scope read that was not since the comparison was asked for.

    Levels under quarantine wait for a person and are not part of it. Raises ShopRests.
    """
    while True:
        async with database.shop(shop_id) as connection:
            check = await get_check(connection, shop_id, check_id)
            if check.state != "running":
                return {"state": check.state}
            shop = await get_shop(connection, shop_id)
            if shop.state != "active":
                await _end(connection, shop_id, check_id, "failed", clock.now())
        if shop.state != "active":
            raise ShopRests(f"{shop.domain} has to be opened in Shopify once to connect it")
        figures, waiting = await _advance(database, clock, shop_id, check)
        await progress(figures)
        if figures["levels_checked"] >= figures["levels_total"]:
            async with database.shop(shop_id) as connection:
                await _end(connection, shop_id, check_id, "done", clock.now())
            return figures
        if waiting == 0:
            nudge(shop_id, "read")
        await clock.sleep(LOOK_SECONDS)


async def _advance(
    database: Database, clock: Clock, shop_id: int, check: CheckRecord
) -> tuple[dict[str, int], int]:
    scope = {"shop": shop_id, "item": check.item_id, "place": check.location_id}
    async with database.shop(shop_id) as connection:
        found = await connection.execute(_LEVELS, {**scope, "since": check.asked_at})
        checked, total, waiting, different = found.one()
        if checked < total and waiting == 0:
            await wake_all_levels(
                connection,
                shop_id,
                clock.now(),
                read_before=check.asked_at,
                item_id=check.item_id,
                location_id=check.location_id,
            )
        counts = {"checked": checked, "total": total, "different": different}
        await connection.execute(_COUNT, {"shop": shop_id, "id": check.check_id, **counts})
    return {f"levels_{name}": int(count) for name, count in counts.items()}, waiting


async def _end(connection: AsyncConnection, shop_id: int, check_id: UUID, state: str, now: datetime) -> None:
    await connection.execute(_END, {"shop": shop_id, "id": check_id, "state": state, "now": now})
