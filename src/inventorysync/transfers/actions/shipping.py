"""Shipments: what people want sent, tracked, received and called back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid, NotFound
from inventorysync.shops.writing import require_writing
from inventorysync.transfers.actions.guarding import (
    DESTINATION,
    ORIGIN,
    WrongState,
    note_audit,
    open_transfer,
    require_made,
)
from inventorysync.transfers.actions.steps import Asker, want_steps
from inventorysync.transfers.words import (
    MOVING,
    ON_THE_WAY,
    READY,
    SeenLine,
    SeenShipment,
    SeenShipmentLine,
    SeenTransfer,
    Tracking,
)

SHIPPABLE = (READY, MOVING)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the destination took and refused of a shipment's line."""

    line_id: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class WantedShipment:
    """Lines to be sent, None for all that is left; a draft unless it is `in_transit`."""

    lines: Sequence[tuple[int, int]] | None
    tracking: Tracking | None
    in_transit: bool


async def ship(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    version: int,
    shipment: WantedShipment,
    asker: Asker,
) -> None:
    """Send units of the transfer as one shipment."""
    await require_writing(connection, shop_id)
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=SHIPPABLE
    )
    require_made(kept)
    lines = [[item, units] for item, units in _lines_to_ship(kept, shipment.lines)]
    wanted: dict[str, Any] = {"lines": lines, "in_transit": shipment.in_transit}
    if shipment.tracking is not None:
        wanted["tracking"] = said_tracking(shipment.tracking)
    await want_steps(connection, shop_id, transfer_id, [("ship", wanted)], asker)
    await note_audit(connection, shop_id, transfer_id, asker, "shipped", after=wanted)


def _lines_to_ship(kept: SeenTransfer, lines: Sequence[tuple[int, int]] | None) -> list[tuple[int, int]]:
    left = {line.item_id: left_to_ship(line) for line in kept.lines}
    if lines is None:
        lines = [(item, units) for item, units in left.items() if units > 0]
        if not lines:
            raise WrongState("all units of this transfer are in shipments already")
    seen: Counter[int] = Counter()
    problems = []
    for number, (item, units) in enumerate(lines):
        seen[item] += 1
        if item not in left:
            problems.append(_problem(number, "inventory_item_id", "is no line of this transfer"))
        elif units > left[item]:
            problems.append(_problem(number, "quantity", f"is more than the {left[item]} left to ship"))
        if seen[item] == 2:
            problems.append(_problem(number, "inventory_item_id", "appears twice"))
    if problems:
        raise Invalid(f"{len(problems)} lines cannot be shipped", errors=problems)
    return list(lines)


async def mark_in_transit(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, shipment_id: int, version: int, asker: Asker
) -> None:
    """Send a draft shipment."""
    await require_writing(connection, shop_id)
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=SHIPPABLE
    )
    shipment = _shipment(kept, shipment_id, ["DRAFT"])
    await want_steps(
        connection, shop_id, transfer_id, [("mark_in_transit", {"shipment": shipment_id})], asker
    )
    await note_audit(
        connection, shop_id, transfer_id, asker, "shipment_sent", after={"shipment": shipment.name}
    )


async def set_tracking(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    shipment_id: int,
    version: int,
    tracking: Tracking,
    asker: Asker,
) -> None:
    """Say who carries a shipment and when it is expected."""
    states = [READY, MOVING, "TRANSFERRED"]
    kept = await open_transfer(connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=states)
    shipment = _shipment(kept, shipment_id, ["DRAFT", *ON_THE_WAY, "RECEIVED"])
    wanted = {"shipment": shipment_id, "tracking": said_tracking(tracking)}
    await want_steps(connection, shop_id, transfer_id, [("set_tracking", wanted)], asker)
    said = {"before": said_tracking(shipment.tracking), "after": said_tracking(tracking)}
    await note_audit(connection, shop_id, transfer_id, asker, "tracking_set", **said)


async def receive(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    shipment_id: int,
    version: int,
    arrived: Sequence[Arrived],
    asker: Asker,
) -> None:
    """Book what arrived of a shipment: accepted units become stock, rejected ones only stop coming."""
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[DESTINATION], states=[MOVING, READY]
    )
    shipment = _shipment(kept, shipment_id, ON_THE_WAY)
    _check_arrived(shipment, arrived)
    rows = [[row.line_id, row.accepted, row.rejected] for row in arrived]
    wanted: dict[str, Any] = {"shipment": shipment_id, "lines": rows}
    await want_steps(connection, shop_id, transfer_id, [("receive", wanted)], asker)
    said = {"shipment": shipment.name, "lines": rows}
    await note_audit(connection, shop_id, transfer_id, asker, "received", after=said)


def _check_arrived(shipment: SeenShipment, arrived: Sequence[Arrived]) -> None:
    known: Mapping[int, SeenShipmentLine] = {line.line_id: line for line in shipment.lines}
    seen: Counter[int] = Counter()
    problems = []
    for number, row in enumerate(arrived):
        seen[row.line_id] += 1
        units = row.accepted + row.rejected
        if row.line_id not in known:
            problems.append(_problem(number, "line_id", "is no line of this shipment"))
        elif units > known[row.line_id].remaining:
            left = known[row.line_id].remaining
            problems.append(_problem(number, "accepted", f"{units} units are more than the {left} expected"))
        elif units == 0:
            problems.append(_problem(number, "accepted", "needs a unit, accepted or rejected"))
        if seen[row.line_id] == 2:
            problems.append(_problem(number, "line_id", "appears twice"))
    if problems:
        raise Invalid(f"{len(problems)} lines cannot be received", errors=problems)


async def recall(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, shipment_id: int, version: int, asker: Asker
) -> None:
    """Call a shipment back of which nothing was received: its units are at the origin again."""
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=SHIPPABLE
    )
    shipment = _shipment(kept, shipment_id, ["DRAFT", "IN_TRANSIT"])
    await want_steps(connection, shop_id, transfer_id, [("recall", {"shipment": shipment_id})], asker)
    said = {"shipment": shipment.name, "state": shipment.state}
    await note_audit(connection, shop_id, transfer_id, asker, "shipment_recalled", before=said)


def _shipment(kept: SeenTransfer, shipment_id: int, states: Sequence[str]) -> SeenShipment:
    shipment = kept.shipment(shipment_id)
    if shipment is None:
        raise NotFound("there is no such shipment in this transfer")
    if shipment.state not in states:
        raise WrongState(f"the shipment is {shipment.state}; this is for {', '.join(states)}")
    return shipment


def said_tracking(tracking: Tracking) -> dict[str, Any]:
    """Tracking in JSON's types."""
    return {
        "company": tracking.company,
        "number": tracking.number,
        "url": tracking.url,
        "arrives_at": tracking.arrives_at.isoformat() if tracking.arrives_at else None,
    }


def left_to_ship(line: SeenLine) -> int:
    """Units of a line that are in no shipment."""
    return line.quantity - line.picked - line.shipped


def _problem(number: int, field: str, message: str) -> FieldProblem:
    return FieldProblem(field=f"lines.{number}.{field}", message=message)
