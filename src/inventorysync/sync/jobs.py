"""Work of sync that a person asks for and waits for; each is safe to run twice."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.problems import Refusal
from inventorysync.shops.queries import get_shop
from inventorysync.sync.checks import ShopRests
from inventorysync.sync.first_import import ask_for_import
from inventorysync.sync.queries import import_progress
from inventorysync.sync.wakes import wake_all_levels

LOOK_SECONDS = 0.5
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]
Nudge = Callable[[int, str], None]

_ROUND = text("""
    SELECT count(*) FILTER (WHERE l.checked_at >= :since OR s.all_read_at >= :since), count(*),
           (SELECT count(*) FROM sync_wake WHERE shop_id = :shop AND kind = 'level')
    FROM inventory_level l LEFT JOIN sync_stream s ON s.shop_id = :shop
    WHERE l.shop_id = :shop AND l.quarantined_at IS NULL
""")


class ImportFailed(Refusal):
    """The import that was asked for ended without the shop's data."""

    status = 409
    type = "import-failed"
    title = "The import failed"


async def reconcile(
    database: Database,
    clock: Clock,
    nudge: Nudge,
    shop_id: int,
    asked_at: datetime,
    progress: Progress,
) -> dict[str, Any]:
    """Have every level read that was not since `asked_at`, and return when they are.

    Levels under quarantine wait for a person and are not part of the round. Raises ShopRests.
    """
    while True:
        await _require_active(database, shop_id)
        async with database.shop(shop_id) as connection:
            row = await connection.execute(_ROUND, {"shop": shop_id, "since": asked_at})
            checked, total, waiting = row.one()
            if checked < total and waiting == 0:
                await wake_all_levels(connection, shop_id, clock.now(), read_before=asked_at)
        figures = {"levels_checked": checked, "levels_total": total}
        await progress(figures)
        if checked >= total:
            return figures
        if waiting == 0:
            nudge(shop_id, "read")
        await clock.sleep(LOOK_SECONDS)


async def import_again(
    database: Database,
    clock: Clock,
    nudge: Nudge,
    shop_id: int,
    asked_at: datetime,
    progress: Progress,
) -> dict[str, Any]:
    """Have an import end after `asked_at`, and return when it has. Raises ImportFailed, ShopRests."""
    while True:
        await _require_active(database, shop_id)
        async with database.shop(shop_id) as connection:
            run = await import_progress(connection, shop_id)
        figures = run.model_dump(mode="json", include={"state", "phase", "products", "variants", "levels"})
        await progress(figures)
        has_ended = run.finished_at is not None and run.finished_at >= asked_at
        if has_ended and run.state == "done":
            return figures
        if has_ended and run.state == "failed":
            raise ImportFailed(run.error or "the import failed")
        await ask_for_import(database, shop_id, clock.now(), once=False)
        nudge(shop_id, "go_round")
        await clock.sleep(LOOK_SECONDS)


async def _require_active(database: Database, shop_id: int) -> None:
    async with database.shop(shop_id) as connection:
        shop = await get_shop(connection, shop_id)
    if shop.state != "active":
        raise ShopRests(f"{shop.domain} has to be opened in Shopify once to connect it")
