"""Whether anything new is written to a shop's Shopify: a shop that leaves stops that, and may take it back.

What was sent before goes on until its outcome is known; what people want meanwhile is kept and not sent.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Refusal


class WritesStopped(Refusal):
    """Nothing new is sent to Shopify, because the shop is leaving."""

    status = 409
    type = "writes-stopped"
    title = "Nothing is sent to Shopify any more"


_READ = "SELECT writes_stopped_at FROM shop WHERE shop_id = :shop"
_SINCE, _SINCE_LOCKED = text(_READ), text(f"{_READ} FOR SHARE")
_STOP = text("""
    UPDATE shop SET writes_stopped_at = coalesce(writes_stopped_at, :now) WHERE shop_id = :shop
""")
_RESUME = text("UPDATE shop SET writes_stopped_at = NULL WHERE shop_id = :shop")


async def stopped_since(connection: AsyncConnection, shop_id: int, *, lock: bool = False) -> datetime | None:
    """Since when nothing new is sent; with `lock` that does not change before this transaction ends."""
    found: datetime | None = await connection.scalar(_SINCE_LOCKED if lock else _SINCE, {"shop": shop_id})
    return found


async def require_writing(connection: AsyncConnection, shop_id: int) -> None:
    """Raise WritesStopped where nothing new may be sent; else that stays so until this transaction ends."""
    if await stopped_since(connection, shop_id, lock=True) is not None:
        raise WritesStopped("the shop is leaving: an owner can take that back under Settings, Leaving")


async def stop_writes(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Send nothing new from now on. Returns when no transaction is open that might still write one down."""
    await connection.execute(_STOP, {"shop": shop_id, "now": now})


async def resume_writes(connection: AsyncConnection, shop_id: int) -> None:
    """Send again, what was kept meanwhile first."""
    await connection.execute(_RESUME, {"shop": shop_id})
