"""Closing a month with its figures, and opening it again."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.actions import due
from inventorysync.costing.months import CORRECTIONS, bounds_of, first_month
from inventorysync.kit.problems import Refusal
from inventorysync.periods import actions as periods
from inventorysync.periods.queries import after, get_zone, last_closed, lock_months


class MonthNotOver(Refusal):
    """The month still runs, or nothing happened by then."""

    status = 409
    type = "month-not-over"
    title = "This month cannot be closed"


class CostsBehind(Refusal):
    """Something of the month is not costed yet."""

    status = 409
    type = "costs-behind"
    title = "The month's costs are still being computed"


class MonthNotClosed(Refusal):
    """The month is open."""

    status = 409
    type = "month-not-closed"
    title = "This month is open"


_OWN = text("""
    INSERT INTO month_figure (shop_id, month, item_id, location_id, account, is_correction, units, value)
    SELECT CAST(:shop AS int), CAST(:month AS date), item_id, location_id, account, false,
           sum(units)::bigint, sum(value)
    FROM cost_entry WHERE shop_id = :shop AND at >= :start AND at < :end
    GROUP BY item_id, location_id, account HAVING sum(units) <> 0 OR sum(value) <> 0
""")
_CORRECTIONS = text(f"""
    INSERT INTO month_figure (shop_id, month, item_id, location_id, account, is_correction, units, value)
    SELECT CAST(:shop AS int), CAST(:month AS date), item_id, location_id, account, true, units, value
    FROM ({CORRECTIONS}) AS c
""")
_FORGET = text("DELETE FROM month_figure WHERE shop_id = :shop AND month >= :month")


async def close_month(
    connection: AsyncConnection, shop_id: int, month: date, actor: str, now: datetime
) -> list[date]:
    """Close a month, and those before it that are open; which were.

    Raises MonthNotOver, and CostsBehind while something that took effect in it is not costed.
    """
    await lock_months(connection, shop_id)
    zone = await get_zone(connection, shop_id)
    _, end = bounds_of(zone, month)
    if end > now:
        raise MonthNotOver("a month can be closed once it is over")
    last, first = await last_closed(connection, shop_id), await first_month(connection, shop_id, zone)
    following = first if last is None else after(last)
    if following is None or following > month:
        raise MonthNotOver("this month is closed already" if last else "nothing happened until its end")
    if await due.is_behind(connection, shop_id, end):
        raise CostsBehind("try again in a moment")
    closed = []
    while following <= month:
        start, end = bounds_of(zone, following)
        scope = {"shop": shop_id, "month": following, "start": start, "end": end}
        await connection.execute(_CORRECTIONS, scope)
        await connection.execute(_OWN, scope)
        await periods.close_month(connection, shop_id, following, actor, now)
        closed.append(following)
        following = after(following)
    return closed


async def open_month(
    connection: AsyncConnection, shop_id: int, month: date, actor: str, reason: str, now: datetime
) -> list[date]:
    """Open a month again, and those that were closed after it; which were. Raises MonthNotClosed."""
    await lock_months(connection, shop_id)
    last = await last_closed(connection, shop_id)
    if last is None or month > last:
        raise MonthNotClosed("this month is not closed")
    await connection.execute(_FORGET, {"shop": shop_id, "month": month})
    return await periods.open_months(connection, shop_id, month, actor, reason, now)
