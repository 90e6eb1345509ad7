"""Closing months and opening them again, audited."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit

_CLOSE = text("""
    INSERT INTO closed_month (shop_id, month, closed_at, closed_by) VALUES (:shop, :month, :now, :actor)
""")
_OPEN = text("DELETE FROM closed_month WHERE shop_id = :shop AND month >= :month RETURNING month")


async def close_month(
    connection: AsyncConnection, shop_id: int, month: date, actor: str, now: datetime
) -> None:
    """Close a month that is open; the caller holds the lock of the months."""
    written = {"shop": shop_id, "month": month, "now": now, "actor": actor}
    await connection.execute(_CLOSE, written)
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="month.closed",
        subject=f"month:{month:%Y-%m}",
        now=now,
        before={"state": "open"},
        after={"state": "closed"},
    )


async def open_months(
    connection: AsyncConnection, shop_id: int, month: date, actor: str, reason: str, now: datetime
) -> list[date]:
    """Open a month again and all that are closed after it; which were."""
    opened = sorted(await connection.scalars(_OPEN, {"shop": shop_id, "month": month}))
    for each in opened:
        await audit.record(
            connection,
            shop_id,
            actor=actor,
            action="month.opened",
            subject=f"month:{each:%Y-%m}",
            now=now,
            before={"state": "closed"},
            after={"state": "open", "reason": reason},
        )
    return opened
