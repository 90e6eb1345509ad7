"""Applying what was checked: one change set of it, or a history of before the opening. Once, whoever dies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.imports import settings
from inventorysync.imports.queries import ImportRecord, get_import
from inventorysync.imports.record_rows import Doing
from inventorysync.imports.record_shapes import is_record
from inventorysync.imports.records import apply_records
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.queue.actions import Nudge
from inventorysync.stock.actions import earlier
from inventorysync.stock.actions.change_sets import (
    Asked,
    Kind,
    OwnDocument,
    WantedChange,
    WantedLine,
    create_change_set,
)

BATCH_ROWS = 10_000
_LINES = text("""
    SELECT item_id, location_id, CASE WHEN name = 'on_hand' THEN 'available' ELSE name END, sum(delta)
    FROM import_row WHERE shop_id = :shop AND import_id = :id AND state = 'change'
    GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
    ORDER BY min(line), 1, 2, 3
""")
_HISTORY = text("""
    SELECT item_id, location_id, name, units, at, coalesce(words ->> 'activity', ''),
           coalesce(words ->> 'actor', ''), coalesce(words ->> 'document', '')
    FROM import_row WHERE shop_id = :shop AND import_id = :id AND state = 'change'
    ORDER BY item_id, at, line
""")
_APPLIED = text("""
    UPDATE import_file SET state = :state, change_set_id = :change_set, error = :error, ended_at = :now
    WHERE shop_id = :shop AND import_id = :id
""")


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies an import, and why."""

    import_id: UUID
    actor: str
    reason: str
    note: str
    request_id: str | None


async def apply_import(
    database: Database, clock: Clock, nudge: Nudge, shop_id: int, wanted: Applying
) -> Mapping[str, Any]:
    """Apply an import that is to be applied; nothing where it was already, or was canceled."""
    async with database.shop(shop_id) as connection:
        record = await get_import(connection, shop_id, wanted.import_id, lock=True)
        if record.state != "applying":
            return {"state": record.state}
        await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        outcome = await _apply(connection, clock, shop_id, record, wanted)
        after_commit(connection, lambda: nudge(shop_id, "write"))
    return outcome


async def _apply(
    connection: AsyncConnection, clock: Clock, shop_id: int, record: ImportRecord, wanted: Applying
) -> Mapping[str, Any]:
    scope = {"shop": shop_id, "id": record.import_id, "now": clock.now(), "change_set": None, "error": None}
    if record.kind == "history":
        rows = await _keep_history(connection, shop_id, record.import_id)
        await connection.execute(_APPLIED, {**scope, "state": "applied"})
        await _record(connection, shop_id, record, wanted, scope, {"rows": rows})
        return {"rows": rows}
    made: UUID | None = None
    try:
        if is_record(record.kind):
            await apply_records(Doing(connection, shop_id, record, wanted.actor, clock.now()))
        elif record.kind == "settings":
            await settings.set_all(connection, shop_id, record.import_id, wanted.actor, clock.now())
        else:
            made = await _change_stock(connection, clock, shop_id, record, wanted)
    except (Invalid, NotFound) as refused:  # an item or a location has gone since: checking names its rows
        error = f"{refused.detail}: check the file again"
        await connection.execute(_APPLIED, {**scope, "state": "checked", "error": error, "now": None})
        return {"refused": error}
    await connection.execute(_APPLIED, {**scope, "state": "applied", "change_set": made})
    await _record(connection, shop_id, record, wanted, scope, {"change_set_id": made and str(made)})
    return {"change_set_id": made and str(made)}


async def _change_stock(
    connection: AsyncConnection, clock: Clock, shop_id: int, record: ImportRecord, wanted: Applying
) -> UUID | None:
    found = await connection.execute(_LINES, {"shop": shop_id, "id": record.import_id})
    lines = [WantedLine((item, place), name, int(delta)) for item, place, name, delta in found]
    if not lines:
        return None
    number, is_count = str(record.import_id), record.kind == "counts"
    document = OwnDocument("import", number, record.name, "count" if is_count else "adjustment")
    kind: Kind = "count" if is_count else "import"
    change = WantedChange(kind, wanted.reason, wanted.note, lines, document)
    key = f"import:{record.import_id}"
    made, _ = await create_change_set(
        connection, shop_id, change, Asked(wanted.actor, key, clock.now(), wanted.request_id)
    )
    return made


async def _keep_history(connection: AsyncConnection, shop_id: int, import_id: UUID) -> int:
    rows = (await connection.execute(_HISTORY, {"shop": shop_id, "id": import_id})).all()
    for start in range(0, len(rows), BATCH_ROWS):
        batch = [earlier.Earlier(*row) for row in rows[start : start + BATCH_ROWS]]
        await earlier.record_earlier(connection, shop_id, str(import_id), batch)
    return len(rows)


async def _record(
    connection: AsyncConnection,
    shop_id: int,
    record: ImportRecord,
    wanted: Applying,
    scope: Mapping[str, Any],
    came_to: Mapping[str, Any],
) -> None:
    await audit.record(
        connection,
        shop_id,
        actor=wanted.actor,
        action="import.applied",
        subject=f"import:{record.import_id}",
        now=scope["now"],
        before={"kind": record.kind, "name": record.name},
        after={**record.counts, **came_to},
    )
