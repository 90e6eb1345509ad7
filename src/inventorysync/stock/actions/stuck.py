"""Lines that Shopify refused: tried again as a new change set, or put aside, by a person and once."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import NotFound
from inventorysync.stock.actions.change_sets import (
    Asked,
    Undone,
    WantedChange,
    WantedLine,
    check_lines,
    find_document,
    find_made,
    write_change_set,
)
from inventorysync.stock.actions.undo import require_standing

_CLOSE = text("""
    UPDATE change_set_line SET closed_at = :now
    WHERE shop_id = :shop AND change_set_id = :id AND state = 'failed' AND closed_at IS NULL
      AND (CAST(:lines AS int[]) IS NULL OR line = ANY(CAST(:lines AS int[])))
    RETURNING line, item_id, location_id, name, delta, from_name, undoes_line
""")
_CHANGE_SET = text("""
    SELECT kind, reason, note, undoes FROM change_set WHERE shop_id = :shop AND change_set_id = :id
""")


async def try_again(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, lines: Sequence[int] | None, asked: Asked
) -> tuple[UUID, bool]:
    """Send failed lines again, all or some: as a new change set, whose id this is.

    The same key answers the same change set. Raises NotFound where none of them waits, Invalid where one can
    no longer be carried out.
    """
    named = "" if lines is None else ",".join(map(str, sorted(lines)))
    digest = hashlib.sha256(f"again {change_set_id} {named}".encode()).hexdigest()
    if (made := await find_made(connection, shop_id, asked, digest)) is not None:
        return made, False
    closed = await _close(connection, shop_id, change_set_id, lines, asked)
    found = (await connection.execute(_CHANGE_SET, {"shop": shop_id, "id": change_set_id})).one()
    kind, reason, note, undoes = found
    wanted = [WantedLine((row[1], row[2]), *row[3:6]) for row in closed]
    await check_lines(connection, shop_id, wanted)
    undone = Undone(undoes, [row[6] for row in closed]) if undoes else None
    if undone is not None:
        await require_standing(connection, shop_id, undone)
    document = await find_document(connection, shop_id, change_set_id)
    change = WantedChange(kind, reason, note, wanted, document)
    return await write_change_set(connection, shop_id, change, asked, digest, undone)


async def put_aside(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, lines: Sequence[int] | None, asked: Asked
) -> int:
    """Leave failed lines as they are, all or some; how many. Raises NotFound where none of them waits."""
    closed = await _close(connection, shop_id, change_set_id, lines, asked)
    await audit.record(
        connection,
        shop_id,
        actor=asked.actor,
        action="change_set.put_aside",
        subject=f"change_set:{change_set_id}",
        now=asked.now,
        after={"lines": len(closed)},
    )
    return len(closed)


async def _close(
    connection: AsyncConnection, shop_id: int, change_set_id: UUID, lines: Sequence[int] | None, asked: Asked
) -> Sequence[Any]:
    scope = {"shop": shop_id, "id": change_set_id, "now": asked.now}
    named = None if lines is None else list(lines)
    closed = (await connection.execute(_CLOSE, {**scope, "lines": named})).all()
    if not closed:
        raise NotFound("no failed line of this change set waits")
    return sorted(closed)
