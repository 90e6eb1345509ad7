"""Whether backups are made: the newest is as young as it should be, and the latest attempt did not fail."""

from datetime import datetime

from inventorysync.backups.queries import find_standing
from inventorysync.kit.db import Database

LATE_SECONDS = 7200  # a backup of a large database takes its time, and a failed one is tried again


class BackupsRest(Exception):
    """The newest backup is too old, or the latest attempt at one failed."""


async def newest_backup(database: Database, now: datetime, every_seconds: float) -> str:
    """When the newest was made; raises BackupsRest."""
    async with database.system() as connection:
        found = await find_standing(connection)
    if (fault := found.fault(now, every_seconds + LATE_SECONDS)) is not None:
        raise BackupsRest(fault)
    return f"newest: {found.made_at:%Y-%m-%dT%H:%M:%SZ}"
