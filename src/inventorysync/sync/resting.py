"""Webhooks of shops whose stream rests because they are not connected: uninstalled, or waiting for a login.

Nobody drives such a shop, yet this is when the most important ones come: the removal of the app, and two days
later the request to erase the shop (PLATFORM.md D).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.sync.inbox import Handler, absorb

_RESTING = text("""
    SELECT DISTINCT s.shop_id FROM shop s
    JOIN webhook_waiting w ON w.shop_id = s.shop_id
    WHERE s.state <> 'active'
    ORDER BY 1
""")


async def absorb_of_resting(database: Database, handlers: Mapping[str, Handler], now: datetime) -> int:
    """Absorb what waits for shops that nobody drives; how many webhooks. Safe beside other workers."""
    async with database.system() as connection:
        shops = list((await connection.scalars(_RESTING)).all())
    return sum([await absorb(database, shop_id, handlers, now) for shop_id in shops])
