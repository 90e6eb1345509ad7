"""Reading replays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound

RUNNING = ("waiting", "running")
_COLUMNS = """
    replay_id, question, state, done, steps, outcome, problem, locations, asked_by, asked_at, ended_at,
    applied_by, applied_at, applied
"""
_IN_SIGHT = """
    (CAST(:mine AS bigint[]) IS NULL OR (locations IS NOT NULL AND locations <@ CAST(:mine AS bigint[])))
"""
_LIST = text(f"""
    SELECT {_COLUMNS} FROM policy_replay WHERE shop_id = :shop AND {_IN_SIGHT}
    ORDER BY asked_at DESC, replay_id LIMIT :limit
""")
_ONE = text(f"""
    SELECT {_COLUMNS} FROM policy_replay WHERE shop_id = :shop AND replay_id = :id AND {_IN_SIGHT}
""")


class ReplayRecord(NamedTuple):
    """A replay as it is kept."""

    replay_id: UUID
    question: dict[str, Any]
    state: str
    done: int
    steps: int
    outcome: dict[str, Any] | None
    problem: str
    locations: list[int] | None
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    applied_by: str | None
    applied_at: datetime | None
    applied: dict[str, Any] | None


async def list_replays(
    connection: AsyncConnection, shop_id: int, mine: frozenset[int] | None, limit: int
) -> Sequence[ReplayRecord]:
    """The newest replays of locations in sight."""
    arguments = {"shop": shop_id, "mine": None if mine is None else sorted(mine), "limit": limit}
    return [ReplayRecord._make(row) for row in await connection.execute(_LIST, arguments)]


async def get_replay(
    connection: AsyncConnection, shop_id: int, replay_id: UUID, mine: frozenset[int] | None = None
) -> ReplayRecord:
    """A replay; raises NotFound."""
    arguments = {"shop": shop_id, "id": replay_id, "mine": None if mine is None else sorted(mine)}
    row = (await connection.execute(_ONE, arguments)).one_or_none()
    if row is None:
        raise NotFound("there is no such replay")
    return ReplayRecord._make(row)
