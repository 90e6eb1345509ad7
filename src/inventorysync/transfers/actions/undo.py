"""Taking a transfer back after receipt: a new transfer the other way, made, shipped and received in one go.

Each unit that was accepted is taken back once: what earlier undos of the same transfer carry is left out,
and the transfer's row is locked meanwhile. An undo is a transfer as any other, so it can be taken back too.
"""

from collections import defaultdict
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Refusal
from inventorysync.transfers.actions.guarding import DESTINATION, ORIGIN, open_transfer
from inventorysync.transfers.actions.steps import Asker, Wanted
from inventorysync.transfers.actions.wanting import WantedTransfer, make_transfer
from inventorysync.transfers.words import LINES_MAX, MOVING, TRANSFERRED, SeenTransfer

Obstacle = Literal["undone", "gone"]


class NothingToUndo(Refusal):
    """No unit of the transfer can be taken back."""

    status = 409
    type = "nothing-to-undo"
    title = "There is nothing to take back"


class UndoLine(NamedTuple):
    """How an item's accepted units go back: `units` leave the destination, which has `available` of them."""

    item_id: int
    sku: str
    title: str
    accepted: int
    rejected: int
    taken_back: int
    units: int
    available: int
    obstacle: Obstacle | None

    @property
    def after(self) -> int:
        """What the destination can sell then."""
        return self.available - self.units


_TAKEN_BACK = text("""
    SELECT n.item_id, sum(n.quantity) FROM transfer u
    JOIN transfer_line n ON n.shop_id = :shop AND n.transfer_id = u.transfer_id
    WHERE u.shop_id = :shop AND u.undoes = :id AND u.deleted_at IS NULL AND u.state <> 'CANCELED'
    GROUP BY n.item_id
""")
_ITEMS = text("""
    SELECT i.item_id, i.sku, i.title, coalesce(l.available, 0),
           i.tracked AND i.deleted_at IS NULL AND coalesce(l.is_active, false)
    FROM inventory_item i
    LEFT JOIN inventory_level l
      ON l.shop_id = :shop AND l.item_id = i.item_id AND l.location_id = :destination
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[]))
""")


async def plan_undo(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> tuple[SeenTransfer, list[UndoLine]]:
    """What becomes of each accepted item; nobody else takes the transfer back in this transaction."""
    states = [MOVING, TRANSFERRED]
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN, DESTINATION], states=states
    )
    accepted: dict[int, int] = defaultdict(int)
    rejected: dict[int, int] = defaultdict(int)
    for shipment in kept.shipments:
        for line in shipment.lines:
            accepted[line.item_id] += line.accepted
            rejected[line.item_id] += line.rejected
    scope = {"shop": shop_id, "id": transfer_id}
    taken = {item: int(units) for item, units in await connection.execute(_TAKEN_BACK, scope)}
    arguments = {"shop": shop_id, "items": list(accepted), "destination": kept.destination_id}
    items = {row[0]: row for row in await connection.execute(_ITEMS, arguments)}
    return kept, [
        _planned(item, units, rejected[item], taken.get(item, 0), items.get(item))
        for item, units in accepted.items()
        if units or rejected[item]
    ]


def _planned(item: int, accepted: int, rejected: int, taken: int, row: Any) -> UndoLine:
    sku, title, available, is_there = row[1:] if row is not None else ("", "", 0, False)
    left = max(0, accepted - taken)
    obstacle: Obstacle | None = None if left and is_there else ("gone" if left else "undone")
    units = 0 if obstacle else left
    if not accepted:
        obstacle = None  # there is nothing to say but how much was rejected
    return UndoLine(item, sku, title, accepted, rejected, min(taken, accepted), units, available, obstacle)


async def undo_transfer(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, reason: str, asker: Asker
) -> UUID:
    """Take back what was accepted and still stands; the new transfer's id. Raises NothingToUndo."""
    kept, planned = await plan_undo(connection, shop_id, transfer_id, version, asker)
    lines = [(line.item_id, line.units) for line in planned if line.units][:LINES_MAX]
    if not lines or kept.origin_id is None or kept.destination_id is None:
        raise NothingToUndo("no accepted unit of this transfer still stands")
    wanted = WantedTransfer(
        kept.destination_id, kept.origin_id, lines, reference=f"Undo of {kept.name}"[:255], note=reason
    )
    rows = [[item, units] for item, units in lines]
    then: list[Wanted] = [
        ("ship", {"lines": rows, "in_transit": True}),
        ("receive", {"shipment": None, "lines": []}),
    ]
    return await make_transfer(connection, shop_id, wanted, asker, ready=True, undoes=transfer_id, then=then)
