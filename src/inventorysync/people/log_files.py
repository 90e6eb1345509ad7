"""The audit log as rows of a file, newest first."""

import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit.queries import list_entries
from inventorysync.kit.table_files import Batches
from inventorysync.people.queries import names_of_actors

ROWS_A_TIME = 1_000
HEADINGS = ("When ({zone})", "What", "About", "By", "Name", "Before", "After", "Request")


async def entries_of_log(
    connection: AsyncConnection, shop_id: int, *, actor: str | None, action: str | None, subject: str | None
) -> Batches:
    """Every entry that the log's page would list; what was before and after as JSON."""
    names = await names_of_actors(connection, shop_id)
    before: int | None = None
    while True:
        found = await list_entries(
            connection,
            shop_id,
            limit=ROWS_A_TIME,
            before=before,
            actor=actor,
            action=action,
            subject=subject,
        )
        yield [
            [
                row.at,
                row.action,
                row.subject,
                row.actor,
                names.get(row.actor, ""),
                _json(row.before),
                _json(row.after),
                row.request_id or "",
            ]
            for row in found
        ]
        if len(found) < ROWS_A_TIME:
            return
        before = found[-1].entry_id


def _json(values: Any) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)
