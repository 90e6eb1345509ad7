"""How the recovery of a shop stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class RecoveryRecord:
    """A restore, as it concerns one shop."""

    recovery_id: UUID
    state: str
    restored_at: datetime
    made_at: datetime | None
    backup: str
    given_up: dict[str, int] | None
    levels: int
    levels_different: int
    units_different: int
    read_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: str | None


_COLUMNS = ", ".join(RecoveryRecord.__dataclass_fields__)
_CURRENT = f"""
    SELECT {_COLUMNS} FROM recovery WHERE shop_id = :shop AND state IN ('reading', 'waits')
"""
_FIND, _LOCK = text(_CURRENT), text(f"{_CURRENT} FOR UPDATE")
_SHOPS = text("""
    SELECT r.shop_id, r.recovery_id FROM recovery r JOIN shop s ON s.shop_id = r.shop_id
    WHERE r.state = 'reading' AND s.state = 'active' ORDER BY r.shop_id
""")
_OPEN = text("""
    SELECT s.domain, r.state FROM recovery r JOIN shop s ON s.shop_id = r.shop_id
    WHERE r.state IN ('reading', 'waits') ORDER BY r.shop_id
""")


async def find_recovery(
    connection: AsyncConnection, shop_id: int, *, lock: bool = False
) -> RecoveryRecord | None:
    """The shop's recovery, None where it is not in safe mode."""
    found: Any = await connection.execute(_LOCK if lock else _FIND, {"shop": shop_id})
    row = found.one_or_none()
    return None if row is None else RecoveryRecord(*row)


async def shops_to_read(connection: AsyncConnection) -> list[tuple[int, UUID]]:
    """Connected shops that have to be read anew, with their recoveries. The transaction is the system's."""
    return [(row[0], row[1]) for row in await connection.execute(_SHOPS)]


async def list_open(connection: AsyncConnection) -> list[tuple[str, str]]:
    """Domains of shops in safe mode, and how each stands. The transaction is the system's."""
    return [(row[0], row[1]) for row in await connection.execute(_OPEN)]
