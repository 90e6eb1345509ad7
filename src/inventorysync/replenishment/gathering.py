"""Reading what a plan is made of: stock, what is on its way, terms, lead times, rules, forecasts."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.ordering.lead_times import LeadTime, measured
from inventorysync.ordering.suggestion import Stock
from inventorysync.purchasing.deliveries import SEEN_LEAST, read_lead_days
from inventorysync.purchasing.queries import OPEN_STATES
from inventorysync.replenishment.nearest import RuleBook
from inventorysync.replenishment.planning import Source, Spot, sharing_of
from inventorysync.replenishment.rule_queries import read_rules
from inventorysync.sales.queries import Key, outlooks
from inventorysync.shops.queries import get_shop
from inventorysync.transfers.words import DRAFT, MOVING, ON_THE_WAY, READY

ITEMS_AT_ONCE = 500
DRAFT_STATES = ("draft", "awaiting_approval", "approved")

_ITEMS = text("""
    SELECT item_id FROM inventory_item i
    WHERE i.shop_id = :shop AND i.tracked AND i.deleted_at IS NULL AND i.item_id > :after
      AND (CAST(:items AS bigint[]) IS NULL OR i.item_id = ANY(:items))
    ORDER BY item_id LIMIT :limit
""")
_COUNT = text("""
    SELECT count(*) FROM inventory_item WHERE shop_id = :shop AND tracked AND deleted_at IS NULL
""")
_LEVELS = text("""
    SELECT l.item_id, l.location_id, l.available, l.incoming, i.vendor, i.product_type, i.unit_cost, i.price
    FROM inventory_level l
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
    JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
    WHERE l.shop_id = :shop AND l.item_id = ANY(CAST(:items AS bigint[])) AND l.is_active
      AND p.is_active AND p.deleted_at IS NULL AND p.left_out_at IS NULL
    ORDER BY l.item_id, l.location_id
""")
_ORDERED = text("""
    SELECT l.item_id, o.location_id,
           sum(l.quantity - l.received) FILTER (WHERE o.state = ANY(CAST(:placed AS text[]))),
           sum(l.quantity - l.received) FILTER (WHERE o.state = ANY(CAST(:drafts AS text[])))
    FROM purchase_order_line l
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = l.order_id
    WHERE l.shop_id = :shop AND l.item_id = ANY(CAST(:items AS bigint[])) AND l.quantity > l.received
      AND o.state = ANY(CAST(:placed AS text[]) || CAST(:drafts AS text[]))
    GROUP BY l.item_id, o.location_id
""")
_MOVING = text("""
    SELECT l.item_id, t.origin_id, t.destination_id, t.state, sum(l.quantity) AS units,
           coalesce(sum(s.arrived), 0) AS arrived, coalesce(sum(s.under_way), 0) AS under_way
    FROM transfer t
    JOIN transfer_line l ON l.shop_id = :shop AND l.transfer_id = t.transfer_id
    LEFT JOIN LATERAL (
      SELECT sum(n.accepted + n.rejected) AS arrived,
             sum(n.quantity - n.accepted - n.rejected) FILTER (WHERE h.state = ANY(CAST(:moving AS text[])))
               AS under_way
      FROM transfer_shipment h
      JOIN transfer_shipment_line n ON n.shop_id = :shop AND n.shipment_id = h.shipment_id
      WHERE h.shop_id = :shop AND h.transfer_id = t.transfer_id AND n.item_id = l.item_id
    ) s ON true
    WHERE t.shop_id = :shop AND t.deleted_at IS NULL AND t.state = ANY(CAST(:open AS text[]))
      AND l.item_id = ANY(CAST(:items AS bigint[]))
    GROUP BY l.item_id, t.origin_id, t.destination_id, t.state
""")
_SOURCES = text("""
    SELECT DISTINCT ON (n.item_id) n.item_id, n.supplier_id, s.minimum_order, n.unit_cost, n.currency,
           s.currency AS supplier_currency, n.minimum, n.pack, n.lead_days, s.lead_days AS supplier_lead_days
    FROM supplier_item n
    JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = n.supplier_id AND s.is_active
    WHERE n.shop_id = :shop AND n.item_id = ANY(CAST(:items AS bigint[]))
    ORDER BY n.item_id, n.is_preferred DESC, n.unit_cost NULLS LAST, lower(s.name), n.supplier_id
""")
_DISMISSED = text("""
    SELECT item_id, location_id FROM suggestion_dismissal
    WHERE shop_id = :shop AND ended_at IS NULL AND (until IS NULL OR until > :today)
      AND item_id = ANY(CAST(:items AS bigint[]))
""")
_SHORT_PRICES = text("""
    SELECT figures -> 'short_prices' FROM suggestion_run WHERE shop_id = :shop ORDER BY made_at DESC LIMIT 1
""")
_HAS_FORECAST = text("SELECT EXISTS (SELECT FROM forecast_series WHERE shop_id = :shop)")


@dataclass(frozen=True, slots=True)
class Shared:
    """What is the same for all items: rules, currency, and how long suppliers took, as receipts show it.

    `short_prices` are those of the last run, by what sharing_of says.
    """

    rules: RuleBook
    currency: str
    lead_times: Mapping[UUID, LeadTime]
    seen: Mapping[UUID, int]
    today: date
    has_forecast: bool
    short_prices: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some items at all their locations, and when their forecasts were made."""

    spots: list[list[Spot]]
    forecast_at: datetime | None
    without_forecast: int


async def count_items(connection: AsyncConnection, shop_id: int) -> int:
    """How many items a plan looks at."""
    return int(await connection.scalar(_COUNT, {"shop": shop_id}) or 0)


async def read_shared(connection: AsyncConnection, shop_id: int, now: datetime) -> Shared:
    """What is the same for all items."""
    shop = await get_shop(connection, shop_id)
    days = await read_lead_days(connection, shop_id, now)
    seen = {each: len(lengths) for each, lengths in days.items()}
    lead_times = {each: measured(lengths) for each, lengths in days.items() if len(lengths) >= SEEN_LEAST}
    today = now.astimezone(ZoneInfo(shop.time_zone)).date()
    rules = await read_rules(connection, shop_id)
    forecast = bool(await connection.scalar(_HAS_FORECAST, {"shop": shop_id}))
    prices = await connection.scalar(_SHORT_PRICES, {"shop": shop_id}) or {}
    return Shared(rules, shop.currency, lead_times, seen, today, forecast, prices)


async def batches(connection: AsyncConnection, shop_id: int, shared: Shared) -> AsyncIterator[Batch]:
    """All items that Shopify tracks, some at a time."""
    after = 0
    while True:
        arguments = {"shop": shop_id, "after": after, "items": None, "limit": ITEMS_AT_ONCE}
        items = list(await connection.scalars(_ITEMS, arguments))
        if not items:
            return
        yield await read_batch(connection, shop_id, items, shared)
        after = items[-1]


async def read_batch(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], shared: Shared
) -> Batch:
    """These items at all their locations in sight."""
    scope = {"shop": shop_id, "items": list(items)}
    levels = (await connection.execute(_LEVELS, scope)).all()
    stocks = await _stocks(connection, scope, levels)
    sources = await _sources(connection, scope, shared)
    rows = await connection.execute(_DISMISSED, {**scope, "today": shared.today})
    dismissed = {(item, place) for item, place in rows}
    keys = [(level.item_id, level.location_id) for level in levels]
    known = await outlooks(connection, shop_id, keys)
    spots: dict[int, list[Spot]] = defaultdict(list)
    for level in levels:
        key = (level.item_id, level.location_id)
        rules = shared.rules.holds_for(level.item_id, level.vendor, level.product_type, level.location_id)
        is_known = key in known or shared.has_forecast or rules.values.get("goal") == "fixed"
        spots[level.item_id].append(
            Spot(
                item_id=level.item_id,
                location_id=level.location_id,
                stock=stocks[key],
                demand=known[key][0] if key in known else None,
                rules=rules,
                source=sources.get(level.item_id),
                price=level.price,
                unit_cost=level.unit_cost,
                is_dismissed=key in dismissed,
                may_give=is_known,
                short_price=shared.short_prices.get(sharing_of(rules) or ""),
            )
        )
    made = [made_at for _, made_at, _ in known.values()]
    return Batch(list(spots.values()), max(made, default=None), len(keys) - len(known))


async def _stocks(
    connection: AsyncConnection, scope: Mapping[str, Any], levels: Collection[Any]
) -> dict[Key, Stock]:
    """What each level has, and what is on its way to it or promised away."""
    ordered = {
        (item, place): (int(placed or 0), int(drafts or 0))
        for item, place, placed, drafts in await connection.execute(
            _ORDERED, {**scope, "placed": list(OPEN_STATES), "drafts": list(DRAFT_STATES)}
        )
    }
    coming: dict[Key, int] = defaultdict(int)
    drafted: dict[Key, int] = defaultdict(int)
    leaving: dict[Key, int] = defaultdict(int)
    under_way: dict[Key, int] = defaultdict(int)
    arguments = {**scope, "open": [DRAFT, READY, MOVING], "moving": list(ON_THE_WAY)}
    for row in await connection.execute(_MOVING, arguments):
        to, units = (row.item_id, row.destination_id), int(row.units - row.arrived)
        if row.state == DRAFT:
            drafted[to] += units
            leaving[row.item_id, row.origin_id] += units  # one that is ready has reserved its units already
        else:
            coming[to] += max(units, 0)
            under_way[to] += int(row.under_way)
    found = {}
    for level in levels:
        key = (level.item_id, level.location_id)
        placed, drafts = ordered.get(key, (0, 0))
        found[key] = Stock(
            available=level.available,
            incoming=max(level.incoming - under_way[key], 0),
            on_order=placed,
            in_drafts=drafts + drafted[key],
            moving_in=coming[key],
            moving_out=leaving[key],
        )
    return found


async def _sources(
    connection: AsyncConnection, scope: Mapping[str, Any], shared: Shared
) -> dict[int, Source]:
    """Whom each item is bought of: the preferred supplier, else the cheapest."""
    found = {}
    for row in await connection.execute(_SOURCES, scope):
        is_theirs = row.currency == row.supplier_currency
        found[row.item_id] = Source(
            supplier_id=row.supplier_id,
            minimum_order=_positive(row.minimum_order),
            charged=row.unit_cost if is_theirs else None,
            unit_cost=row.unit_cost if row.currency == shared.currency else None,
            minimum=row.minimum,
            pack=row.pack,
            item_lead_days=row.lead_days,
            lead_days=row.supplier_lead_days,
            measured=shared.lead_times.get(row.supplier_id),
        )
    return found


def _positive(amount: Decimal | None) -> Decimal | None:
    return amount if amount and amount > 0 else None
