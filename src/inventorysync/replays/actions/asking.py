"""Asking for a replay, ending it early, and having rules say what it chose."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Refusal
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.replays.queries import get_replay
from inventorysync.replays.question import APPLICABLE, LEVELS, Question
from inventorysync.replenishment.actions.ruling import WantedRule, Who, set_rules
from inventorysync.replenishment.nearest import EVERYWHERE, Scope

REPLAY = "replays.replay"
KEPT = 50
"""A shop keeps so many replays; the oldest make room."""

_ADD = text("""
    INSERT INTO policy_replay (shop_id, replay_id, question, state, steps, locations, asked_by, asked_at)
    VALUES (:shop, :id, CAST(:question AS jsonb), 'waiting', :steps, :locations, :actor, :now)
""")
_FORGET = text("""
    DELETE FROM policy_replay WHERE shop_id = :shop AND replay_id IN (
      SELECT replay_id FROM policy_replay WHERE shop_id = :shop
      ORDER BY asked_at DESC, replay_id OFFSET :kept)
""")
_CANCEL = text("""
    UPDATE policy_replay SET state = 'canceled', ended_at = :now
    WHERE shop_id = :shop AND replay_id = :id AND state IN ('waiting', 'running') RETURNING replay_id
""")
_APPLIED = text("""
    UPDATE policy_replay SET applied_by = :actor, applied_at = :now, applied = CAST(:applied AS jsonb)
    WHERE shop_id = :shop AND replay_id = :id
""")


class ReplayEnded(Refusal):
    """The replay has come to its end already, or has not yet."""

    status = 409
    type = "replay-ended"
    title = "The replay is not in that state"


class NotApplicable(Refusal):
    """No rule can say what this habit does."""

    status = 422
    type = "not-applicable"
    title = "This cannot be a rule"


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks: `locations` None for all."""

    actor: str
    locations: frozenset[int] | None
    now: datetime
    request_id: str | None = None


async def ask(
    connection: AsyncConnection, nudge: Nudge, shop_id: int, question: Question, asker: Asker
) -> UUID:
    """Ask for a replay; its id."""
    replay_id = uuid4()
    arguments = {
        "shop": shop_id, "id": replay_id, "question": json.dumps(question.as_json()),
        "steps": sum(len(LEVELS[habit]) for habit in question.habits),
        "locations": None if asker.locations is None else sorted(asker.locations),
        "actor": asker.actor, "now": asker.now,
    }  # fmt: skip
    await connection.execute(_ADD, arguments)
    await connection.execute(_FORGET, {"shop": shop_id, "kept": KEPT})
    await enqueue(
        connection,
        nudge,
        shop_id,
        REPLAY,
        {"replay_id": str(replay_id)},
        now=asker.now,
        dedup_key=str(replay_id),
        request_id=asker.request_id,
    )
    return replay_id


async def cancel(connection: AsyncConnection, shop_id: int, replay_id: UUID, asker: Asker) -> None:
    """End a replay that waits or runs; raises ReplayEnded for one that has ended."""
    record = await get_replay(connection, shop_id, replay_id, asker.locations)
    arguments = {"shop": shop_id, "id": replay_id, "now": asker.now}
    if await connection.scalar(_CANCEL, arguments) is None:
        raise ReplayEnded(f"it is {record.state}")


async def apply(
    connection: AsyncConnection, shop_id: int, replay_id: UUID, habit: str, level: float, asker: Asker
) -> int:
    """Have the rule of the replay's scope say what this habit at this level does; how many rules changed.

    Raises NotApplicable for habits that are only there to compare with, and ReplayEnded before the end.
    """
    record = await get_replay(connection, shop_id, replay_id, asker.locations)
    if record.state != "done" or record.outcome is None:
        raise ReplayEnded(f"it is {record.state}: apply what came of one that is done")
    known = {(each["habit"], each["level"]) for each in record.outcome["figures"]}
    goal = next((goal for name, goal in APPLICABLE.items() if name == habit), None)
    if goal is None or (habit, level) not in known:
        raise NotApplicable("choose one of the forecast's policies that this replay has tried")
    question = Question.of_json(record.question)
    scope = Scope(question.kind, question.name, question.item_id or 0, question.location_id or EVERYWHERE)
    fields: dict[str, Any] = {"goal": goal, "service_percent": Decimal(str(round(level * 100, 2)))}
    who = Who(asker.actor, asker.now, asker.locations)
    changed = await set_rules(connection, shop_id, [WantedRule(scope, fields)], who, "replay")
    applied = {"habit": habit, "level": level}
    arguments = {"shop": shop_id, "id": replay_id, "actor": asker.actor, "now": asker.now}
    await connection.execute(_APPLIED, {**arguments, "applied": json.dumps(applied)})
    return changed
