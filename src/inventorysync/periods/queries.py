"""Which days are closed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Refusal

MONTHS_A_YEAR = 12


class MonthClosed(Refusal):
    """Something would take effect in a month that is closed."""

    status = 409
    type = "month-closed"
    title = "The month is closed"


class Zone(NamedTuple):
    """The shop's own days."""

    name: str
    currency: str

    def starts(self, day: date) -> datetime:
        """When a day of the shop begins."""
        return datetime.combine(day, time(), ZoneInfo(self.name)).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """When the next day begins."""
        return self.starts(day + timedelta(days=1))

    def day_of(self, moment: datetime) -> date:
        """The shop's day at a moment."""
        return moment.astimezone(ZoneInfo(self.name)).date()


_ZONE = text("SELECT time_zone, currency FROM shop WHERE shop_id = :shop")
_NOT_MEANWHILE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('months', :shop))")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('months', :shop))")
_LAST = text("SELECT max(month) FROM closed_month WHERE shop_id = :shop")
_LIST = text("""
    SELECT month, closed_at, closed_by FROM closed_month WHERE shop_id = :shop ORDER BY month DESC
""")


async def get_zone(connection: AsyncConnection, shop_id: int) -> Zone:
    """Whose days are meant, and in which currency the shop counts."""
    row = (await connection.execute(_ZONE, {"shop": shop_id})).one()
    return Zone(row.time_zone or "UTC", row.currency or "")


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the month that follows."""
    years, months = divmod(month.month, MONTHS_A_YEAR)
    return date(month.year + years, months + 1, 1)


def before(month: date) -> date:
    """The first day of the month that came before."""
    return month_of(month - timedelta(days=1))


async def lock_months(connection: AsyncConnection, shop_id: int) -> None:
    """Nobody writes into a month that may be closed, and none is closed or opened, until this ends."""
    await connection.execute(_ALONE, {"shop": shop_id})


async def last_closed(connection: AsyncConnection, shop_id: int) -> date | None:
    """The last month that is closed; all before it are too."""
    month: date | None = await connection.scalar(_LAST, {"shop": shop_id})
    return month


async def list_closed(connection: AsyncConnection, shop_id: int) -> dict[date, Any]:
    """Closed months with when and by whom, the latest first."""
    return {row.month: row for row in await connection.execute(_LIST, {"shop": shop_id})}


async def is_closed(connection: AsyncConnection, shop_id: int, day: date) -> bool:
    """Whether a day of the shop lies in a closed month; that stays so until the transaction ends."""
    await connection.execute(_NOT_MEANWHILE, {"shop": shop_id})
    last = await last_closed(connection, shop_id)
    return last is not None and month_of(day) <= last


async def require_open(connection: AsyncConnection, shop_id: int, at: datetime) -> None:
    """Raise MonthClosed where something that takes effect at a moment would change a closed month."""
    day = (await get_zone(connection, shop_id)).day_of(at)
    if await is_closed(connection, shop_id, day):
        raise MonthClosed(f"{day:%B %Y} is closed: choose a later day, or have an owner open it again")
