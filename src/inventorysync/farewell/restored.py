"""A leaving after a restore: it does not go on by itself; an owner asks for it again, or takes it back."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_PAUSE = text("""
    UPDATE farewell SET state = 'waits', ended_at = :now WHERE shop_id = :shop AND state = 'going'
""")


async def pause_leaving(connection: AsyncConnection, shop_id: int, now: datetime) -> int:
    """Have a leaving that goes on wait for an owner; how many did."""
    return (await connection.execute(_PAUSE, {"shop": shop_id, "now": now})).rowcount
