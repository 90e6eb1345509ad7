"""What was made: for the metric, for the status, and for whoever makes the next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_LATEST = text("""
    SELECT (SELECT max(started_at) FROM backup_run WHERE state = 'done') AS made_at,
           r.state, r.started_at, r.lease_until, r.error
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (SELECT * FROM backup_run ORDER BY started_at DESC LIMIT 1) r ON true
""")


@dataclass(frozen=True)
class Standing:
    """When the newest backup was made, and how the latest attempt stands; None where there was none."""

    made_at: datetime | None
    state: str | None
    started_at: datetime | None
    lease_until: datetime | None
    error: str | None

    def fault(self, now: datetime, limit_seconds: float) -> str | None:
        """Why this is not well: too old, or the latest attempt failed."""
        if self.state == "failed":
            return f"the latest backup failed: {self.error}"
        if self.state == "running" and self.lease_until is not None and self.lease_until < now:
            return "the latest backup was broken off"
        if self.made_at is None:
            return "no backup was made yet"
        age = (now - self.made_at).total_seconds()
        return f"the newest backup is {age / 3600:.0f} hours old" if age > limit_seconds else None


async def find_standing(connection: AsyncConnection) -> Standing:
    """How backups stand. The transaction is one of the system."""
    return Standing(*(await connection.execute(_LATEST)).one())
