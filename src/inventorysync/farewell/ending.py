"""Ending the transfers that were made here, by the acts of their own room: what each needs next.

A draft is deleted, one that is ready is canceled: its units can be sold again. A shipment that nobody has
received from is called back first: its units count at the origin again. Where some units have arrived nobody
but the people at both ends can tell where the others are: that waits for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.kit.problems import Refusal
from inventorysync.transfers.actions import shipping, wanting
from inventorysync.transfers.actions.steps import Asker
from inventorysync.transfers.queries import load_transfer
from inventorysync.transfers.words import DRAFT, MOVING, READY, SeenTransfer

ActKind = Literal["put_aside", "recall", "cancel", "delete"]
REFUSALS_MAX = 5
Moved = Callable[[int, UUID], None]

_OPEN = text("""
    SELECT t.transfer_id FROM transfer t
    WHERE t.shop_id = :shop AND t.actor IS NOT NULL AND t.deleted_at IS NULL
      AND t.state NOT IN ('TRANSFERRED', 'CANCELED')
    ORDER BY t.created_at, t.transfer_id
""")
_NOW = text("""
    SELECT t.version, t.name,
           EXISTS (SELECT FROM transfer_step s WHERE s.shop_id = :shop AND s.transfer_id = :id
                     AND s.state IN ('waiting', 'sending')) AS is_moving,
           p.kind, p.state, p.error_code, p.error_message
    FROM transfer t
    LEFT JOIN LATERAL (
      SELECT kind, state, error_code, error_message FROM transfer_step
      WHERE shop_id = :shop AND transfer_id = :id AND closed_at IS NULL AND state IN ('refused', 'unknown')
      ORDER BY place DESC LIMIT 1
    ) p ON true
    WHERE t.shop_id = :shop AND t.transfer_id = :id AND t.deleted_at IS NULL
""")
_IS_GOING = text("""
    SELECT 1 FROM farewell WHERE shop_id = :shop AND farewell_id = :farewell AND state = 'going' FOR SHARE
""")


@dataclass(frozen=True, slots=True)
class Act:
    """What is done next with a transfer; `shipment` is the one that is called back."""

    kind: ActKind
    shipment: int = 0


ASIDE = Act("put_aside")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person has to see to a transfer."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a transfer waits for a person."""

    transfer_id: UUID
    number: int | None
    name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A step that Shopify refused, or whose outcome is not known."""

    kind: str
    state: str
    code: str
    message: str


@dataclass(slots=True)
class Turn:
    """What one look at all open transfers came to."""

    acted: int = 0
    moving: int = 0
    waits: list[Wait] = field(default_factory=list)


@dataclass(slots=True)
class Ending:
    """One run of the job: what it has tried, so that nothing that was refused is asked for for ever."""

    shop_id: int
    farewell_id: UUID
    actor: str
    moved: Moved
    request_id: str | None = None
    tried: set[tuple[UUID, Act]] = field(default_factory=set)
    refusals: dict[UUID, int] = field(default_factory=dict)


def decide(seen: SeenTransfer, stuck: Stuck | None, tried: Callable[[Act], bool]) -> Act | Why:
    """What a transfer that stands still needs next, or why a person has to see to it."""
    wanted = _wanted(seen) if stuck is None else _about(stuck, is_aside=tried(ASIDE))
    if isinstance(wanted, Act) and tried(wanted):
        return Why("again", "Shopify has it otherwise than it was asked to")
    return wanted


def _about(stuck: Stuck, *, is_aside: bool) -> Act | Why:
    """What was refused before is put aside once; what is refused of ours is for a person."""
    if stuck.kind == "create" and stuck.state == "unknown":
        return Why("unknown", "whether Shopify made this transfer is not known: look for it there")
    if is_aside:
        return Why(stuck.code or "refused", stuck.message or "Shopify refused it")
    return ASIDE


def _wanted(seen: SeenTransfer) -> Act | Why:
    if seen.number is None or seen.state == DRAFT:
        return Act("delete")
    if seen.state not in (READY, MOVING):
        return Why("state", f"Shopify says that the transfer is {seen.state}")
    coming = [shipment for shipment in seen.shipments if shipment.state != "RECEIVED"]
    if arriving := [one for one in coming if any(line.accepted or line.rejected for line in one.lines)]:
        return Why("arriving", f"some units of {arriving[0].name} have arrived: receive or reject the others")
    return Act("recall", coming[0].shipment_id) if coming else Act("cancel")


async def end_transfers(database: Database, clock: Clock, ending: Ending) -> Turn:
    """Ask for the next act of every transfer of ours that is open and stands still."""
    async with database.shop(ending.shop_id) as connection:
        found = list((await connection.scalars(_OPEN, {"shop": ending.shop_id})).all())
    turn = Turn()
    for transfer_id in found:
        try:
            async with database.shop(ending.shop_id) as connection:
                await _next(connection, clock, ending, transfer_id, turn)
        except Refusal as refusal:  # somebody was faster: it is looked at again
            count = ending.refusals[transfer_id] = ending.refusals.get(transfer_id, 0) + 1
            if count < REFUSALS_MAX:
                turn.moving += 1
            else:
                turn.waits.append(Wait(transfer_id, None, str(transfer_id), "refused", refusal.detail))
    return turn


async def _next(
    connection: AsyncConnection, clock: Clock, ending: Ending, transfer_id: UUID, turn: Turn
) -> None:
    scope = {"shop": ending.shop_id, "id": transfer_id}
    going = {"shop": ending.shop_id, "farewell": ending.farewell_id}
    if await connection.scalar(_IS_GOING, going) is None:
        return
    row = (await connection.execute(_NOW, scope)).one_or_none()
    seen = await load_transfer(connection, ending.shop_id, transfer_id) if row else None
    if row is None or seen is None:
        return
    if row.is_moving:
        turn.moving += 1
        return
    stuck = Stuck(row.kind, row.state, row.error_code or "", row.error_message or "") if row.kind else None
    decided = decide(seen, stuck, lambda act: (transfer_id, act) in ending.tried)
    if not isinstance(decided, Act):
        turn.waits.append(
            Wait(transfer_id, seen.number, seen.name or str(transfer_id), decided.code, decided.message)
        )
        return
    asker = Asker(ending.actor, "", clock.now(), ending.request_id)
    await _carry_out(connection, ending.shop_id, transfer_id, row.version, decided, asker)
    ending.tried.add((transfer_id, decided))
    turn.acted += 1
    after_commit(connection, lambda: ending.moved(ending.shop_id, transfer_id))


async def _carry_out(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, act: Act, asker: Asker
) -> None:
    if act.kind == "put_aside":
        await wanting.put_aside(connection, shop_id, transfer_id, version, asker)
    elif act.kind == "recall":
        await shipping.recall(connection, shop_id, transfer_id, act.shipment, version, asker)
    elif act.kind == "cancel":
        await wanting.cancel_transfer(connection, shop_id, transfer_id, version, asker)
    else:
        await wanting.delete_draft(connection, shop_id, transfer_id, version, asker)
