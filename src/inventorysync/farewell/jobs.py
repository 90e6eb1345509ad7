"""Leaving, aside of requests: ends what is ours in Shopify, then reads the store back.

Everything it does is written down in the rooms it asks, and what comes next is decided on what they say: it
may be stopped anywhere and run again. Nothing of stock is decided here: writes that were sent before keep
their keys until their outcome is known (RELIABILITY.md 1.3), and what was not sent is kept.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from inventorysync.farewell import actions, queries
from inventorysync.farewell.ending import Ending, Moved, Turn, Wait, end_transfers
from inventorysync.farewell.queries import Standing
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.queue.actions import LeasedJob, Nudge
from inventorysync.shops.queries import get_shop
from inventorysync.sync.checks import ShopRests
from inventorysync.sync.leftovers import Leftover, Leftovers

LOOK_SECONDS = 0.5
ROUNDS_MAX = 20  # how often a store that has a transfer otherwise than we do is asked to explain itself
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def leave(
    database: Database,
    clock: Clock,
    nudge: Nudge,
    moved: Moved,
    leftovers: Leftovers,
    job: LeasedJob,
    progress: Progress,
) -> Mapping[str, Any]:
    """End what is ours, read back that it has ended, and keep what was found. Raises ShopRests."""
    farewell_id = UUID(job.arguments["farewell_id"])
    ending = Ending(job.shop_id, farewell_id, job.arguments["actor"], moved, job.request_id)
    rounds = 0
    while True:
        standing = await _standing(database, job.shop_id, farewell_id)
        if standing is None:
            return {"state": "stayed"}
        turn = await end_transfers(database, clock, ending)
        await progress(_figures(standing, turn))
        if turn.acted:
            nudge(job.shop_id, "transfer")
        if not (turn.acted or turn.moving or standing.writes_open):
            refused = await leftovers.remove_fields()
            looks = await leftovers.look()
            strange = _strange(looks, turn)
            if not strange or rounds >= ROUNDS_MAX:
                return await _conclude(database, job, farewell_id, looks, turn, refused, clock.now())
            rounds += 1
            ending.tried.clear()
            await leftovers.hint_at(strange)
            nudge(job.shop_id, "explain")
        await clock.sleep(LOOK_SECONDS)


async def _standing(database: Database, shop_id: int, farewell_id: UUID) -> Standing | None:
    """What stands, None where the leaving was taken back."""
    async with database.shop(shop_id) as connection:
        shop = await get_shop(connection, shop_id)
        if shop.state != "active":
            raise ShopRests(f"{shop.domain} is not connected any more")
        found = await queries.find_farewell(connection, shop_id)
        if found is None or found.farewell_id != farewell_id:
            return None
        return await queries.find_standing(connection, shop_id)


def _figures(standing: Standing, turn: Turn) -> dict[str, int]:
    return {
        "transfers_open": standing.transfers_open,
        "steps_waiting": standing.steps_waiting + turn.acted,
        "writes_open": standing.writes_open,
        "lines_waiting": standing.lines_waiting,
        "waits": len(turn.waits),
    }


def _strange(looks: list[Leftover], turn: Turn) -> list[int]:
    """Transfers that stand in the store although we believe them ended, or know of no reason."""
    known = {wait.number for wait in turn.waits}
    return [number for look in looks for number in look.numbers if number not in known]


async def _conclude(
    database: Database,
    job: LeasedJob,
    farewell_id: UUID,
    looks: list[Leftover],
    turn: Turn,
    refused: str | None,
    now: datetime,
) -> Mapping[str, Any]:
    waits = [_said(wait) for wait in turn.waits]
    if refused is not None:
        waits.append({"kind": "fields", "id": None, "name": "", "code": "refused", "message": refused})
    async with database.shop(job.shop_id) as connection:
        standing = await queries.find_standing(connection, job.shop_id)
        if standing.writes_set_aside:
            message = f"{standing.writes_set_aside} writes have no known outcome: say which were carried out"
            waits.append({"kind": "writes", "id": None, "name": "", "code": "unknown", "message": message})
        checks = [_told(look) for look in looks]
        checks.append(_told_of_writes(standing, now))
        state = await actions.conclude(connection, job.shop_id, farewell_id, checks, waits, now)
    return {"state": state, "waits": len(waits), "lines_waiting": standing.lines_waiting}


def _said(wait: Wait) -> dict[str, Any]:
    about = {"name": wait.name, "code": wait.code, "message": wait.message}
    return {"kind": "transfer", "id": str(wait.transfer_id), **about}


def _told(look: Leftover) -> dict[str, Any]:
    return {
        "what": look.what,
        "is_clear": look.is_clear,
        "read": look.read,
        "left": [name or str(number) for name, number in _numbered(look)],
        "refusal": look.refusal,
        "at": look.at.isoformat(),
    }


def _numbered(look: Leftover) -> list[tuple[str, int]]:
    numbers = look.numbers or (0,) * len(look.left)
    return list(zip(look.left, numbers, strict=True))


def _told_of_writes(standing: Standing, now: datetime) -> dict[str, Any]:
    """Of our own books: a write without a known outcome may still be carried out."""
    left = standing.writes_open + standing.writes_set_aside
    return {
        "what": "writes",
        "is_clear": left == 0,
        "read": left,
        "left": [],
        "refusal": "",
        "at": now.isoformat(),
    }
