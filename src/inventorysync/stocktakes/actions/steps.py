"""What every step of a stocktake needs: who takes it, whether it may be taken now, and that it is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Refusal
from inventorysync.stocktakes.queries import StocktakeRecord, get_stocktake


class WrongState(Refusal):
    """What is asked for does not fit how far the stocktake is."""

    status = 409
    type = "wrong-state"
    title = "The stocktake's state does not allow this"


class StocktakeMoved(Refusal):
    """More was counted, or somebody has changed something, since the client looked."""

    status = 409
    type = "stocktake-moved"
    title = "The stocktake has changed meanwhile"


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever takes a step, and when."""

    actor: str
    now: datetime
    request_id: str | None = None


note = audit.notes_of("stocktake")
_MOVE_ON = text("UPDATE stocktake SET version = version + 1 WHERE shop_id = :shop AND stocktake_id = :id")


async def open_stocktake(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    states: Sequence[str],
    version: int | None = None,
) -> StocktakeRecord:
    """A stocktake that something may be done with now; nobody else does so in this transaction.

    Raises NotFound, WrongState, and StocktakeMoved where it is not the version that was seen.
    """
    record = await get_stocktake(connection, shop_id, stocktake_id, lock=True)
    if record.state not in states:
        raise WrongState(f"it is {record.state}; this is for {', '.join(states)}")
    if version is not None and record.version != version:
        problem = FieldProblem(field="version", message=f"is {record.version} by now", code="moved")
        raise StocktakeMoved("load it again and look at what has changed", errors=[problem])
    return record


async def move_on(connection: AsyncConnection, shop_id: int, stocktake_id: UUID) -> None:
    """Note that what would be posted has changed."""
    await connection.execute(_MOVE_ON, {"shop": shop_id, "id": stocktake_id})
