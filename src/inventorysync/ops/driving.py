"""Whether workers drive the shops: each active one has a lease that a living worker renews."""

from datetime import datetime

from sqlalchemy import text

from inventorysync.kit.db import Database

_DRIVEN = text("""
    SELECT count(*), count(*) FILTER (WHERE y.lease_until > :now), count(DISTINCT y.holder)
             FILTER (WHERE y.lease_until > :now)
    FROM shop s LEFT JOIN sync_stream y ON y.shop_id = s.shop_id
    WHERE s.state = 'active'
""")


class ShopsRest(Exception):
    """Some active shop is driven by no worker: none runs, or none can go on."""


async def shops_driven(database: Database, now: datetime) -> str:
    """How many shops are driven by how many workers; raises ShopsRest where one rests."""
    async with database.system() as connection:
        active, driven, workers = (await connection.execute(_DRIVEN, {"now": now})).one()
    if driven < active:
        raise ShopsRest(f"{active - driven} of {active} shops are driven by no worker")
    return f"shops driven: {driven}; workers: {workers}"
