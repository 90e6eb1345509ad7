"""Reading what demand is built from: facts of orders, orders of before, empty shelves, people's switches."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.cleaning import CANCELLED_WITHIN, Done, Switch

_DONE = text("""
    WITH told AS (
      SELECT f.item_id, f.location_id, split_part(f.document_id, '/', 5)::bigint AS order_id,
             f.document_label, f.occurred_at AS at, f.cause, (f.deltas ->> 'available')::bigint AS units,
             min(f.occurred_at) FILTER (WHERE f.cause = 'order')
               OVER (PARTITION BY f.item_id, f.document_id) AS ordered_at
      FROM stock_fact f
      WHERE f.shop_id = :shop AND f.item_id = ANY(CAST(:items AS bigint[]))
        AND f.cause IN ('order', 'order_edit', 'cancellation', 'refund')
        AND f.document_id LIKE 'gid://shopify/Order/%'
    )
    SELECT item_id, location_id, order_id, max(document_label), coalesce(min(ordered_at), min(at)),
           greatest(0, -coalesce(sum(units) FILTER (WHERE cause IN ('order', 'order_edit')), 0)),
           coalesce(sum(units) FILTER (WHERE cause = 'cancellation'
             AND at <= ordered_at + CAST(:within AS interval)), 0),
           coalesce(sum(units) FILTER (WHERE cause = 'refund'), 0)
    FROM told GROUP BY item_id, location_id, order_id
""")
_BEFORE = text("""
    SELECT p.item_id, p.location_id, p.order_id, p.label, p.at, p.ordered, p.cancelled, p.returned
    FROM past_sale p
    WHERE p.shop_id = :shop AND p.item_id = ANY(CAST(:items AS bigint[]))
      AND NOT EXISTS (SELECT FROM stock_fact f WHERE f.shop_id = :shop
                        AND f.document_id = 'gid://shopify/Order/' || p.order_id)
""")
_SHELVES = text("""
    SELECT e.item_id, e.location_id, m.effective_at, e.balance, e.balance - e.delta, m.cause
    FROM stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    WHERE e.shop_id = :shop AND e.item_id = ANY(CAST(:items AS bigint[])) AND e.name = 'available'
    ORDER BY e.item_id, e.location_id, e.entry_id
""")
_NEVER_FILLED = text("""
    SELECT l.item_id, l.location_id FROM inventory_level l
    WHERE l.shop_id = :shop AND l.item_id = ANY(CAST(:items AS bigint[])) AND l.is_active AND l.available <= 0
      AND NOT EXISTS (SELECT FROM stock_entry e WHERE e.shop_id = :shop AND e.item_id = l.item_id
                        AND e.location_id = l.location_id AND e.name = 'available')
""")
_SWITCHES = text("""
    SELECT item_id, location_id, step, order_id, day, is_on FROM cleaning_switch
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[])) AND ended_at IS NULL
""")
_OPENED = text("SELECT min(recorded_at) FROM stock_movement WHERE shop_id = :shop AND cause = 'opening'")

Place = tuple[int, int]


class Span(NamedTuple):
    """From when until when a shelf was empty; `until` is None while it is."""

    since: datetime
    until: datetime | None


async def read_done(connection: AsyncConnection, shop_id: int, items: Sequence[int]) -> dict[int, list[Done]]:
    """What every order did to these items, by item: as the ledger tells, else as it was read of before.

    An order's time is that of its first fact. Units cancelled later than CANCELLED_WITHIN stay ordered.
    """
    found: dict[int, list[Done]] = defaultdict(list)
    arguments = {"shop": shop_id, "items": list(items)}
    for item, *row in await connection.execute(_DONE, {**arguments, "within": CANCELLED_WITHIN}):
        place, order, label, at, ordered, cancelled, returned = row
        done = Done(place, order, label or "", at, int(ordered), int(cancelled), int(returned))
        found[item].append(done)
    for item, *row in await connection.execute(_BEFORE, arguments):
        found[item].append(Done(*row))
    return found


async def read_switches(
    connection: AsyncConnection, shop_id: int, items: Sequence[int]
) -> dict[int, list[Switch]]:
    """What people said about the cleaning of these items and holds, by item."""
    found: dict[int, list[Switch]] = defaultdict(list)
    for item, *row in await connection.execute(_SWITCHES, {"shop": shop_id, "items": list(items)}):
        found[item].append(Switch(*row))
    return found


async def read_shelves(
    connection: AsyncConnection, shop_id: int, items: Sequence[int]
) -> dict[Place, list[Span]]:
    """When nothing of these items was available, by item and location, from the ledger's opening on.

    A level that was opened with nothing has no entry until something came: it was empty from the shop's
    opening on.
    """
    arguments = {"shop": shop_id, "items": list(items)}
    opened: datetime | None = await connection.scalar(_OPENED, {"shop": shop_id})
    levels: dict[Place, list[tuple[datetime, int]]] = defaultdict(list)
    for item, place, at, balance, before, cause in await connection.execute(_SHELVES, arguments):
        moments = levels[item, place]
        if not moments and cause != "opening" and before <= 0 and opened is not None and opened < at:
            moments.append((opened, before))
        moments.append((max(at, moments[-1][0]) if moments else at, balance))
    if opened is not None:
        for item, place in await connection.execute(_NEVER_FILLED, arguments):
            levels[item, place].append((opened, 0))
    return {key: spans for key, moments in levels.items() if (spans := spans_of(moments))}


def spans_of(moments: Sequence[tuple[datetime, int]]) -> list[Span]:
    """When a balance was at or below nothing, by its values after each moment; empty spans are left out."""
    spans: list[Span] = []
    since: datetime | None = None
    for at, balance in moments:
        if balance <= 0 and since is None:
            since = at
        elif balance > 0 and since is not None:
            if at > since:
                spans.append(Span(since, at))
            since = None
    if since is not None:
        spans.append(Span(since, None))
    return _joined(spans)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch are one: several movements of one moment do not part them."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].until == span.since:
            joined[-1] = Span(joined[-1].since, span.until)
        else:
            joined.append(span)
    return joined
