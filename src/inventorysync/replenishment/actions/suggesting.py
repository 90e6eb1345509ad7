"""Working suggestions out, and keeping them: those that nobody has decided on are replaced as a whole."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.replenishment.gathering import Shared, batches, count_items, read_shared
from inventorysync.replenishment.planning import (
    Buy,
    Move,
    Plan,
    Spot,
    cost_of,
    finish,
    lead_time_of,
    plan_item,
)
from inventorysync.replenishment.pricing import SharesOfShop

SUGGEST = "replenishment.suggest"
ROWS_AT_ONCE = 500
RUNS_KEPT = timedelta(days=90)
DECIDED_KEPT = timedelta(days=730)
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('suggestion'), :shop)")
_TAKEN = text("""
    SELECT item_id, location_id FROM suggestion
    WHERE shop_id = :shop AND state = 'ordered' AND decided_at >= :since
""")
_KEEP = text("""
    INSERT INTO suggestion AS s (shop_id, suggestion_id, kind, item_id, location_id, origin_id, supplier_id,
                                 state, quantity, position, cover_now, cover_after, at_risk, unit_cost,
                                 is_within_budget, inputs, run_id, made_at)
    SELECT CAST(:shop AS int), gen_random_uuid(), k.kind, k.item_id, k.location_id, k.origin_id,
           k.supplier_id, 'open', k.quantity, k.position, k.cover_now, k.cover_after, k.at_risk, k.unit_cost,
           k.within, k.inputs, CAST(:run AS uuid), CAST(:now AS timestamptz)
    FROM unnest(CAST(:kinds AS text[]), CAST(:items AS bigint[]), CAST(:places AS bigint[]),
                CAST(:origins AS bigint[]), CAST(:suppliers AS uuid[]), CAST(:quantities AS int[]),
                CAST(:positions AS bigint[]), CAST(:covers AS float8[]), CAST(:covers_after AS float8[]),
                CAST(:risks AS numeric[]), CAST(:costs AS numeric[]), CAST(:within AS boolean[]),
                CAST(CAST(:inputs AS text[]) AS jsonb[]))
      AS k(kind, item_id, location_id, origin_id, supplier_id, quantity, position, cover_now, cover_after,
           at_risk, unit_cost, within, inputs)
    ON CONFLICT (shop_id, item_id, location_id, coalesce(origin_id, 0)) WHERE state = 'open' DO UPDATE
    SET kind = excluded.kind, supplier_id = excluded.supplier_id, quantity = excluded.quantity,
        chosen = CASE WHEN s.quantity = excluded.quantity THEN s.chosen END, position = excluded.position,
        cover_now = excluded.cover_now, cover_after = excluded.cover_after, at_risk = excluded.at_risk,
        unit_cost = excluded.unit_cost, is_within_budget = excluded.is_within_budget,
        inputs = excluded.inputs, run_id = excluded.run_id, made_at = excluded.made_at,
        version = s.version + 1
""")
_GONE = text("DELETE FROM suggestion WHERE shop_id = :shop AND state = 'open' AND run_id <> :run")
_RUN = text("""
    INSERT INTO suggestion_run (shop_id, run_id, made_at, forecast_at, figures)
    VALUES (:shop, :run, :now, :forecast_at, CAST(:figures AS jsonb))
""")
_FORGET_RUNS = text("DELETE FROM suggestion_run WHERE shop_id = :shop AND made_at < :before")
_FORGET_DECIDED = text("""
    DELETE FROM suggestion WHERE shop_id = :shop AND state = 'ordered' AND decided_at < :before
""")
_FORGET_REQUESTS = text("DELETE FROM suggestion_request WHERE shop_id = :shop AND created_at < :before")


async def make_suggestions(
    database: Database, clock: Clock, shop_id: int, progress: Progress
) -> Mapping[str, Any]:
    """Work out what to buy and to move in the whole shop; what nobody has decided on is replaced by it."""
    since = clock.now()
    made, forecast_at, levels, without = Plan(), None, 0, 0
    async with database.shop(shop_id) as connection:
        shared = await read_shared(connection, shop_id, since)
        total, done = await count_items(connection, shop_id), 0
        shared = replace(shared, short_prices=await _prices(connection, shop_id, shared))
        async for batch in batches(connection, shop_id, shared):
            await asyncio.to_thread(_plan_all, batch.spots, made)
            forecast_at = max(filter(None, (forecast_at, batch.forecast_at)), default=None)
            levels += sum(len(spots) for spots in batch.spots)
            without += batch.without_forecast
            done += len(batch.spots)
            await progress({"items": done, "of": total})
    await asyncio.to_thread(finish, made)
    figures = {
        "levels": levels,
        "without_forecast": without,
        "has_forecast": shared.has_forecast,
        "buys": len(made.buys),
        "moves": len(made.moves),
        "short_prices": shared.short_prices,
    }
    async with database.shop(shop_id) as connection:
        await keep(connection, shop_id, made, figures, forecast_at, since, clock.now())
    return figures


async def _prices(connection: AsyncConnection, shop_id: int, shared: Shared) -> dict[str, float]:
    """What a shortage has to cost where a rule wants a share of the shop: all its items are looked at."""
    if not shared.rules.states("goal", "shop"):
        return {}
    shares = SharesOfShop()
    async for batch in batches(connection, shop_id, shared):
        await asyncio.to_thread(shares.add, batch.spots)
    return await asyncio.to_thread(shares.prices)


def _plan_all(items: Sequence[Sequence[Spot]], made: Plan) -> None:
    for spots in items:
        plan_item(spots, made)


async def keep(
    connection: AsyncConnection,
    shop_id: int,
    made: Plan,
    figures: Mapping[str, Any],
    forecast_at: datetime | None,
    since: datetime,
    now: datetime,
) -> UUID:
    """Keep what was worked out from what was read since then; what was ordered meanwhile is left out."""
    await connection.execute(ONE_AT_A_TIME, {"shop": shop_id})
    run_id = uuid4()
    taken = {
        (item, place) for item, place in await connection.execute(_TAKEN, {"shop": shop_id, "since": since})
    }
    rows = [_row_of_buy(buy) for buy in made.buys] + [_row_of_move(move) for move in made.moves]
    rows = [row for row in rows if (row["items"], row["places"]) not in taken]
    scope = {"shop": shop_id, "run": run_id, "now": now}
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        columns = {name: [row[name] for row in part] for name in part[0]}
        await connection.execute(_KEEP, {**scope, **columns})
    await connection.execute(_GONE, {"shop": shop_id, "run": run_id})
    told = {"forecast_at": forecast_at, "figures": json.dumps(figures)}
    await connection.execute(_RUN, {**scope, **told})
    await connection.execute(_FORGET_RUNS, {"shop": shop_id, "before": now - RUNS_KEPT})
    await connection.execute(_FORGET_REQUESTS, {"shop": shop_id, "before": now - RUNS_KEPT})
    await connection.execute(_FORGET_DECIDED, {"shop": shop_id, "before": now - DECIDED_KEPT})
    return run_id


def _row_of_buy(buy: Buy) -> dict[str, Any]:
    made = buy.made
    supplier = buy.spot.source.supplier_id if buy.spot.source else None
    return {
        **_common(buy.spot, made.position, made.cover_now, made.cover_after, made.at_risk),
        "kinds": "buy",
        "origins": None,
        "suppliers": supplier,
        "quantities": made.quantity,
        "within": buy.is_within_budget,
        "inputs": _inputs_of(buy.spot, buy.inputs.as_json()),
    }


def _row_of_move(move: Move) -> dict[str, Any]:
    made = move.made
    return {
        **_common(move.spot, made.made.position, made.made.cover_now, made.cover_after, made.at_risk),
        "kinds": "move",
        "origins": move.origin_id,
        "suppliers": None,
        "quantities": made.quantity,
        "within": True,
        "inputs": _inputs_of(move.spot, move.inputs.as_json()),
    }


def _inputs_of(spot: Spot, inputs: Mapping[str, Any]) -> str:
    """What a line was made of, and which rule said what of it."""
    rules = {name: str(rule.policy_id) for name, rule in spot.rules.sources.items()}
    return json.dumps({**inputs, "rules": rules, "lead_from": lead_time_of(spot.rules, spot.source)[1]})


def _common(
    spot: Spot, position: int, cover_now: float | None, cover_after: float | None, at_risk: float
) -> dict[str, Any]:
    return {
        "items": spot.item_id,
        "places": spot.location_id,
        "positions": position,
        "covers": cover_now,
        "covers_after": cover_after,
        "risks": Decimal(f"{at_risk:.2f}"),
        "costs": cost_of(spot),
    }
