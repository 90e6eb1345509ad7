"""Carrying a replay out: what was asked is read once, then each step is kept as it is done."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.replays.gathering import Found, Happened, NotEnoughPast, gather, happened
from inventorysync.replays.queries import RUNNING, get_replay
from inventorysync.replays.question import Question
from inventorysync.replays.trying import Figures, tried

TOO_LONG = "it took too long each time it was tried: ask for fewer weeks, items or ways of ordering"
BROKEN = "something went wrong each time it was tried: ask again; if it stays so, look at the worker's log"

_GO_ON = text("""
    UPDATE policy_replay SET state = 'running', done = :done
    WHERE shop_id = :shop AND replay_id = :id AND state IN ('waiting', 'running') RETURNING replay_id
""")
_END = text("""
    UPDATE policy_replay SET state = :state, outcome = CAST(:outcome AS jsonb), problem = :problem,
      ended_at = :now
    WHERE shop_id = :shop AND replay_id = :id AND state IN ('waiting', 'running')
""")


async def live(database: Database, clock: Callable[[], datetime], shop_id: int, replay_id: UUID) -> str:
    """Carry a replay out from its beginning; the state it ended in. Nothing for one that has ended."""
    async with database.shop(shop_id) as connection:
        record = await get_replay(connection, shop_id, replay_id)
    if record.state not in RUNNING:
        return record.state
    question = Question.of_json(record.question)
    mine = None if record.locations is None else frozenset(record.locations)
    try:
        async with database.shop(shop_id) as connection:
            found = await gather(connection, shop_id, question, mine, clock())
            was = await happened(connection, shop_id, found)
    except NotEnoughPast as error:
        await _end(database, shop_id, replay_id, clock(), "failed", None, str(error))
        return "failed"
    figures: list[Figures] = []
    steps = tried(found.past, question.habits, question.unmet, question.seed)
    while await _goes_on(database, shop_id, replay_id, len(figures)):
        step = await asyncio.to_thread(_next, steps)
        if step is None:
            outcome = _outcome(found, was, figures)
            await _end(database, shop_id, replay_id, clock(), "done", outcome, "")
            return "done"
        figures.append(step)
    return "canceled"


async def fail(
    database: Database, clock: Callable[[], datetime], shop_id: int, replay_id: UUID, *, took_too_long: bool
) -> None:
    """End a replay that could not be carried out, in words for whoever asked; one that has ended stays so."""
    problem = TOO_LONG if took_too_long else BROKEN
    await _end(database, shop_id, replay_id, clock(), "failed", None, problem)


def _next(steps: Iterator[Figures]) -> Figures | None:
    return next(steps, None)


async def _goes_on(database: Database, shop_id: int, replay_id: UUID, done: int) -> bool:
    async with database.shop(shop_id) as connection:
        arguments = {"shop": shop_id, "id": replay_id, "done": done}
        return await connection.scalar(_GO_ON, arguments) is not None


def _outcome(found: Found, was: Happened | None, figures: list[Figures]) -> dict[str, Any]:
    return {
        "figures": [asdict(each) for each in figures],
        "happened": was and asdict(was),
        "series": len(found.keys),
        "of_all": found.of_all,
        "share": found.share,
        "without_cost": found.without_cost,
        "counted_since": found.counted_since.isoformat(),
        "until": found.until.isoformat(),
        "known_since": found.past.first.isoformat(),
    }


async def _end(
    database: Database,
    shop_id: int,
    replay_id: UUID,
    now: datetime,
    state: str,
    outcome: dict[str, Any] | None,
    problem: str,
) -> None:
    told = None if outcome is None else json.dumps(outcome)
    arguments = {"shop": shop_id, "id": replay_id, "now": now, "state": state, "problem": problem}
    async with database.shop(shop_id) as connection:
        await connection.execute(_END, {**arguments, "outcome": told})
