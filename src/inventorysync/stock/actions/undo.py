"""Taking a change set back by compensating entries. What others moved since stays.

Each line is taken back once: a unique index says so, whoever asks at the same moment. An undo is a change set
as any other, so it can be taken back too.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.stock.actions.change_sets import (
    Asked,
    LevelKey,
    Undone,
    WantedChange,
    WantedLine,
    find_document,
    find_made,
    units_seen,
    write_change_set,
)

REASON = "correction"
WITH_THEIR_DOCUMENT = ("purchase_order",)
"""Kinds of documents that count what their change sets move: these go back with the document alone."""
Obstacle = Literal["not_confirmed", "undone", "gone"]


class StillGoingOn(Refusal):
    """Lines of the change set are still on their way."""

    status = 409
    type = "still-going-on"
    title = "This change is still on its way to Shopify"


class NothingToUndo(Refusal):
    """No line of the change set can be taken back."""

    status = 409
    type = "nothing-to-undo"
    title = "There is nothing to take back"


class OfADocument(Refusal):
    """The change set belongs to a document that would not know that it went back."""

    status = 409
    type = "of-a-document"
    title = "This change is taken back with its document"


class UndoLine(NamedTuple):
    """How a line is taken back: `name`, which holds `before` now, changes by `delta`.

    The units go to `to_name` where they had come from there. `moved_since` are the units by which others
    moved `name` in `movements_since` entries after ours.
    """

    line: int
    key: LevelKey
    sku: str
    title: str
    location_name: str
    name: str
    to_name: str | None
    delta: int
    before: int
    moved_since: int
    movements_since: int
    obstacle: Obstacle | None

    @property
    def after(self) -> int:
        """What the level holds of `name` then."""
        return self.before if self.obstacle else self.before + self.delta


_KNOWN = text("""
    SELECT 1 FROM change_set WHERE shop_id = :shop AND change_set_id = :id FOR UPDATE
""")
_LINES = text("""
    WITH own AS MATERIALIZED (
      SELECT array_agg(movement_id) AS ids FROM stock_movement
      WHERE shop_id = :shop AND change_set_id = :id
    )
    SELECT n.line, n.item_id, n.location_id, n.delta, n.state, i.sku, i.title, coalesce(p.name, ''), n.name,
           n.from_name, coalesce(since.units, 0), coalesce(since.movements, 0),
           CASE WHEN n.state <> 'confirmed' THEN 'not_confirmed'
                WHEN EXISTS (SELECT FROM change_set_line u
                             WHERE u.shop_id = :shop AND u.undoes = :id AND u.undoes_line = n.line
                               AND u.state <> 'failed') THEN 'undone'
                WHEN i.tracked AND i.deleted_at IS NULL AND p.is_active AND p.deleted_at IS NULL THEN NULL
                ELSE 'gone' END
    FROM change_set_line n
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = n.location_id
    LEFT JOIN LATERAL (
      SELECT max(e.entry_id) AS entry_id FROM stock_entry e, own
      WHERE e.shop_id = :shop AND e.item_id = n.item_id AND e.location_id = n.location_id
        AND e.name = n.name AND e.movement_id = ANY (own.ids)
    ) ours ON true
    LEFT JOIN LATERAL (
      SELECT sum(e.delta) AS units, count(*) AS movements FROM stock_entry e
      WHERE e.shop_id = :shop AND e.item_id = n.item_id AND e.location_id = n.location_id
        AND e.name = n.name AND e.entry_id > ours.entry_id
    ) since ON true
    WHERE n.shop_id = :shop AND n.change_set_id = :id
    ORDER BY n.line
""")


_TAKEN_BACK = text("""
    SELECT count(*) FROM change_set_line
    WHERE shop_id = :shop AND undoes = :id AND undoes_line = ANY(CAST(:lines AS int[])) AND state <> 'failed'
""")


async def plan_undo(connection: AsyncConnection, shop_id: int, change_set_id: UUID) -> list[UndoLine]:
    """What becomes of each line; nobody else takes the change set back in this transaction.

    Raises NotFound, and StillGoingOn while a line is on its way.
    """
    scope = {"shop": shop_id, "id": change_set_id}
    if await connection.scalar(_KNOWN, scope) is None:
        raise NotFound("there is no such change set in this shop")
    rows = (await connection.execute(_LINES, scope)).all()
    if going := sum(row.state in ("pending", "pushing") for row in rows):
        raise StillGoingOn(f"{going} of {len(rows)} lines are not settled yet: take it back when they are")
    held = await units_seen(connection, shop_id, [((row.item_id, row.location_id), row.name) for row in rows])
    return [_planned(row, units) for row, units in zip(rows, held, strict=True)]


async def undo_change_set(
    connection: AsyncConnection,
    shop_id: int,
    change_set_id: UUID,
    note: str,
    asked: Asked,
    *,
    by_document: bool = False,
) -> tuple[UUID, bool]:
    """Take back every line that can be; the new change set's id, and whether it is a new one.

    The same key answers the same undo. Raises NotFound, StillGoingOn, NothingToUndo and KeyUsedOtherwise, and
    OfADocument where only its document may.
    """
    digest = hashlib.sha256(f"undo {change_set_id} {note}".encode()).hexdigest()
    if (found := await find_made(connection, shop_id, asked, digest)) is not None:
        return found, False
    document = await find_document(connection, shop_id, change_set_id)
    if document is not None and document.kind in WITH_THEIR_DOCUMENT and not by_document:
        raise OfADocument(f"it belongs to {document.label}: take that back")
    planned = [line for line in await plan_undo(connection, shop_id, change_set_id) if line.obstacle is None]
    if not planned:
        raise NothingToUndo("no line of this change went through and still stands")
    wanted = WantedChange("undo", REASON, note, [_wanted(line) for line in planned], document)
    undone = Undone(change_set_id, [line.line for line in planned])
    return await write_change_set(connection, shop_id, wanted, asked, digest, undone)


async def require_standing(connection: AsyncConnection, shop_id: int, undone: Undone) -> None:
    """Raise NothingToUndo where one of the lines was taken back meanwhile; nobody else does so now."""
    scope = {"shop": shop_id, "id": undone.change_set_id}
    await connection.execute(_KNOWN, scope)
    if taken := await connection.scalar(_TAKEN_BACK, {**scope, "lines": list(undone.lines)}):
        raise NothingToUndo(f"{taken} of these lines were taken back meanwhile")


def _planned(row: Sequence[Any], units: int) -> UndoLine:
    line, item, place, delta, _state, sku, title, location_name, name, to_name, *since = row
    return UndoLine(line, (item, place), sku, title, location_name, name, to_name, -delta, units, *since)


def _wanted(line: UndoLine) -> WantedLine:
    if line.to_name is None:
        return WantedLine(line.key, line.name, line.delta)
    return WantedLine(line.key, line.to_name, -line.delta, from_name=line.name)
