"""Working the analysis out: read once, computed aside, kept as a whole in place of the one before."""

import asyncio
import json
import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis.gathering import (
    Demand,
    Level,
    LostHere,
    Sales,
    read_demand,
    read_levels,
    read_sales,
)
from inventorysync.analysis.needs import Key, Need, needs_of
from inventorysync.analysis.queries import get_rules
from inventorysync.analysis.rules import EVERYWHERE, Rules
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.replenishment.gathering import batches, count_items, read_shared
from inventorysync.sales.actions.building import build_due
from inventorysync.sales.classes import classed
from inventorysync.sales.queries import Known, get_known

ANALYSE = "analysis.analyse"
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]

COLUMNS = {
    "location_id": "bigint", "item_id": "bigint", "vendor": "text", "product_type": "text",
    "price": "numeric", "unit_cost": "numeric", "on_hand": "bigint", "coming": "bigint", "sold": "bigint",
    "variation": "float8", "last_sold": "date", "idle_days": "int", "order_up_to": "bigint",
    "needed": "bigint", "lacking": "bigint", "excess": "bigint", "cover": "float8", "daily": "float8",
    "lost_days": "int", "lost_units": "float8", "lost_variance": "float8", "untold_days": "int",
}  # fmt: skip
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('analysis'), :shop)")
_FORGET = text("DELETE FROM analysis_level WHERE shop_id = :shop")
_NAMES = ", ".join(COLUMNS)
_KEEP = text(f"""
    WITH given AS (
      SELECT * FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())})
        AS k({_NAMES})
    ), worth AS (
      SELECT g.*, CASE WHEN g.sold = 0 THEN 0 WHEN CAST(:measure AS text) = 'units' THEN g.sold
                       WHEN CAST(:measure AS text) = 'margin' THEN g.sold * (g.price - g.unit_cost)
                       ELSE g.sold * g.price END AS value
      FROM given g
    )
    INSERT INTO analysis_level (shop_id, {_NAMES}, value, abc, xyz)
    SELECT CAST(:shop AS int), {_NAMES}, c.value, c.class,
           CASE WHEN c.variation <= CAST(:limit_x AS float8) THEN 'X'
                WHEN c.variation <= CAST(:limit_y AS float8) THEN 'Y' ELSE 'Z' END
    FROM ({classed("worth", by="location_id")}) c
""")
_RUN = text("""
    INSERT INTO analysis_run (shop_id, run_id, made_at, forecast_at, known_since, shelves_since, until, rules)
    VALUES (:shop, :run, :now, :forecast_at, :since, :opened, :until, CAST(:rules AS jsonb))
    ON CONFLICT (shop_id) DO UPDATE
    SET (run_id, made_at, forecast_at, known_since, shelves_since, until, rules) =
        (excluded.run_id, excluded.made_at, excluded.forecast_at, excluded.known_since,
         excluded.shelves_since, excluded.until, excluded.rules)
""")


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read of a shop."""

    levels: Sequence[Level]
    sales: Sales
    demand: Demand
    needs: Mapping[Key, Need]
    known: Known


async def analyse(database: Database, clock: Clock, shop_id: int, progress: Progress) -> Mapping[str, Any]:
    """Work the shop's analysis out anew, as of now."""
    await build_due(database, shop_id, clock.now, lambda told: progress({"phase": "demand", **told}))
    forecast_at, needs, done = None, dict[Key, Need](), 0
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        rules = (await get_rules(connection, shop_id)).rules
        known = await get_known(connection, shop_id)
        shared = await read_shared(connection, shop_id, clock.now())
        total = await count_items(connection, shop_id)
        async for batch in batches(connection, shop_id, shared):
            needs |= await asyncio.to_thread(needs_of, batch.spots, rules)
            forecast_at = max(filter(None, (forecast_at, batch.forecast_at)), default=None)
            done += len(batch.spots)
            await progress({"items": done, "of": total})
        levels = await read_levels(connection, shop_id)
        sales = await read_sales(connection, shop_id, known, rules)
        keys = [level.key for level in levels if level.key in sales.last]
        demand = await read_demand(connection, shop_id, known, rules, keys)
    found = Found(levels, sales, demand, needs, known)
    columns = await asyncio.to_thread(_columns, found)
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await _keep(connection, shop_id, columns, rules)
        run = {"run": uuid4(), "now": clock.now(), "forecast_at": forecast_at, "since": known.since}
        told = {"opened": sales.opened, "until": known.until, "rules": json.dumps(rules.as_json())}
        await connection.execute(_RUN, {"shop": shop_id, **run, **told})
    await database.analyze("analysis_level")
    return {"levels": len(levels), "days_known": known.days}


async def _keep(
    connection: AsyncConnection, shop_id: int, columns: Mapping[str, Sequence[Any]], rules: Rules
) -> None:
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})
    await connection.execute(_FORGET, {"shop": shop_id})
    by = {
        "measure": rules.measure, "share_a": rules.share_a, "share_b": rules.share_b,
        "limit_x": float(rules.limit_x), "limit_y": float(rules.limit_y),
    }  # fmt: skip
    await connection.execute(_KEEP, {"shop": shop_id, **by, **columns})


def _columns(found: Found) -> dict[str, list[Any]]:
    """What is kept, column by column: each level, and each item at all its locations."""
    rows = [_row_of(level, found) for level in found.levels]
    of_item: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_item[row["item_id"]].append(row)
    rows += [_row_of_item(item, parts, found.demand) for item, parts in of_item.items()]
    return {name: [row[name] for row in rows] for name in COLUMNS}


def _row_of(level: Level, found: Found) -> dict[str, Any]:
    key = level.key
    need = found.needs.get(key, Need(0))
    lost = found.demand.lost.get(key, LostHere())
    return {
        **level._asdict(),
        **need._asdict(),
        "sold": found.sales.sold.get(key, 0),
        "variation": _finite(found.demand.by_level.get(key)),
        "last_sold": found.sales.last.get(key),
        "idle_days": _idle_days(found, key) if level.on_hand > 0 else None,
        "lost_days": lost.days,
        "lost_units": lost.units,
        "lost_variance": lost.variance,
        "untold_days": lost.untold,
    }


def _row_of_item(item: int, parts: Sequence[Mapping[str, Any]], demand: Demand) -> dict[str, Any]:
    sums = {name: sum(part[name] for part in parts) for name in ("on_hand", "coming", "sold", "lacking")}
    nothing = dict.fromkeys(("idle_days", "order_up_to", "needed", "excess", "cover", "daily"))
    return {
        **parts[0],
        **sums,
        **nothing,
        "location_id": EVERYWHERE,
        "variation": _finite(demand.by_item.get(item)),
        "last_sold": _latest(part["last_sold"] for part in parts),
        "lost_days": 0,
        "lost_units": 0.0,
        "lost_variance": 0.0,
        "untold_days": 0,
    }


def _idle_days(found: Found, key: Key) -> int | None:
    """Whole days without a sale since the last one, since stock first came, or since sales are known."""
    known = found.known
    if known.since is None:
        return None
    begun = [known.since, found.sales.came.get(key, known.since)]
    last = found.sales.last.get(key)
    idle = min((known.until - day).days for day in begun)
    return max(idle if last is None else min(idle, (known.until - last).days - 1), 0)


def _latest(days: Iterable[date | None]) -> date | None:
    return max(filter(None, days), default=None)


def _finite(number: float | None) -> float | None:
    return None if number is None or math.isnan(number) else number
