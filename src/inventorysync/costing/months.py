"""Months: what stock was worth at their beginning and end, and what happened in between, by account.

Figures of a closed month are kept as they were reported. What becomes known of it later belongs to the first
month that is open: the difference between what is computed of all months before it and what was reported of
them. So a month's beginning is always the end that was reported of the month before it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.events import Account
from inventorysync.periods.queries import Zone, after, before, last_closed, month_of

State = Literal["closed", "open", "running"]
NOTHING = Decimal(0)

_FIRST = text("SELECT min(at) FROM cost_entry WHERE shop_id = :shop")
_REPORTED = text("""
    SELECT account, is_correction, sum(units)::bigint, sum(value) FROM month_figure
    WHERE shop_id = :shop AND month = :month GROUP BY account, is_correction
""")
_REPORTED_BEFORE = text("""
    SELECT coalesce(sum(value), 0) FROM month_figure WHERE shop_id = :shop AND month < :month
""")
_VALUE_BEFORE = text("""
    SELECT coalesce(sum(value), 0) FROM cost_entry WHERE shop_id = :shop AND at < :start
""")
_HAPPENED = text("""
    SELECT account, false, sum(units)::bigint, sum(value) FROM cost_entry
    WHERE shop_id = :shop AND at >= :start AND at < :end GROUP BY account
""")
CORRECTIONS = """
    SELECT item_id, location_id, account, sum(units)::bigint AS units, sum(value) AS value FROM (
      SELECT item_id, location_id, account, units, value FROM cost_entry
      WHERE shop_id = :shop AND at < :start
      UNION ALL
      SELECT item_id, location_id, account, -units, -value FROM month_figure
      WHERE shop_id = :shop AND month < :month
    ) AS d
    GROUP BY item_id, location_id, account HAVING sum(units) <> 0 OR sum(value) <> 0
"""
_CORRECTED = text(f"""
    SELECT account, true, sum(units)::bigint, sum(value) FROM ({CORRECTIONS}) AS c GROUP BY account
""")
_CORRECTED_ITEMS = text(f"""
    SELECT c.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), c.account, sum(c.value)
    FROM ({CORRECTIONS}) AS c LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = c.item_id
    GROUP BY 1, 2, 3, 4 HAVING sum(c.value) <> 0 ORDER BY abs(sum(c.value)) DESC, 1 LIMIT :limit
""")


class Line(NamedTuple):
    """What an account did to the value of stock."""

    account: Account
    units: int
    value: Decimal


class Month(NamedTuple):
    """A month by its accounts; `corrections` are of closed months before it."""

    month: date
    state: State
    opening: Decimal
    corrections: Sequence[Line]
    lines: Sequence[Line]

    @property
    def ending(self) -> Decimal:
        """What stock was worth at its end."""
        return self.opening + sum((line.value for line in (*self.corrections, *self.lines)), NOTHING)


class CorrectedItem(NamedTuple):
    """An item of which something became known after its month was closed."""

    item_id: int
    sku: str
    title: str
    account: Account
    value: Decimal


def bounds_of(zone: Zone, month: date) -> tuple[datetime, datetime]:
    """When a month of the shop begins, and when the next one does."""
    return zone.starts(month), zone.starts(after(month))


async def first_month(connection: AsyncConnection, shop_id: int, zone: Zone) -> date | None:
    """The month of the shop's first entry."""
    moment = await connection.scalar(_FIRST, {"shop": shop_id})
    return None if moment is None else month_of(zone.day_of(moment))


async def read_month(
    connection: AsyncConnection, shop_id: int, zone: Zone, month: date, now: datetime
) -> Month:
    """A month as it was reported, or as it stands."""
    last = await last_closed(connection, shop_id)
    start, end = bounds_of(zone, month)
    scope = {"shop": shop_id, "month": month, "start": start, "end": end}
    if last is not None and month <= last:
        opening = await connection.scalar(_REPORTED_BEFORE, scope)
        rows = list(await connection.execute(_REPORTED, scope))
        return _month(month, "closed", opening, rows)
    state: State = "open" if end <= now else "running"
    rows = list(await connection.execute(_HAPPENED, scope))
    if last is not None and before(month) == last:
        rows += list(await connection.execute(_CORRECTED, scope))
        return _month(month, state, await connection.scalar(_REPORTED_BEFORE, scope), rows)
    return _month(month, state, await connection.scalar(_VALUE_BEFORE, scope), rows)


async def list_corrections(
    connection: AsyncConnection, shop_id: int, zone: Zone, month: date, limit: int
) -> Sequence[CorrectedItem]:
    """Of which items something became known after their month was closed, the most by value first."""
    start, _ = bounds_of(zone, month)
    scope = {"shop": shop_id, "month": month, "start": start, "limit": limit}
    return [CorrectedItem(*row) for row in await connection.execute(_CORRECTED_ITEMS, scope)]


def _month(month: date, state: State, opening: Decimal | None, rows: Sequence[tuple[object, ...]]) -> Month:
    lines: dict[bool, list[Line]] = {True: [], False: []}
    for account, is_correction, units, value in rows:
        if units or value:
            lines[bool(is_correction)].append(Line(account, units, value))  # type: ignore[arg-type]
    return Month(month, state, opening or NOTHING, lines[True], lines[False])
