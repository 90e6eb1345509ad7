"""Reading the sync log: filtered, page by page, and as a file; quick with millions of rows.

The statement names only what is asked for, so that each question is answered from the index made for it.
"""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.kit.spreadsheets import plain_text
from inventorysync.sync.schemas import LoggedChange, SyncLogEntry

ROWS_A_TIME = 2_000
Direction = Literal["seen", "pushed"]
Result = Literal["booked", "applied", "again", "keep", "quarantine"]
HEADINGS = (
    "At", "Direction", "SKU", "Inventory item", "Location", "Location id", *QUANTITY_NAMES, "Result",
    "Detail", "Request",
)  # fmt: skip

_RULES = {
    "item_id": "g.item_id = :item_id",
    "location_id": "g.location_id = :location_id",
    "direction": "g.direction = :direction",
    "request_id": "g.request_id IS NOT NULL AND g.request_id = :request_id",
    "since": "g.at >= :since",
    "until": "g.at < :until",
}
_ROWS = """
    SELECT g.log_id, g.at, g.direction, g.item_id, coalesce(i.sku, ''), g.location_id, coalesce(p.name, ''),
           g.changes, g.result, g.detail, g.request_id
    FROM (SELECT * FROM sync_log g WHERE g.shop_id = :shop{rules}
          ORDER BY g.at DESC, g.log_id DESC LIMIT :limit) g
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = g.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = g.location_id
    ORDER BY g.at DESC, g.log_id DESC
"""


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Which rows of the log: all that is given holds together; `until` itself is left out."""

    item_id: int | None = None
    location_id: int | None = None
    direction: Direction | None = None
    result: Result | None = None
    since: datetime | None = None
    until: datetime | None = None
    request_id: str | None = None

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """As SQL, with its arguments."""
        values = {name: value for name in _RULES if (value := getattr(self, name)) is not None}
        rules = "".join(f" AND {_RULES[name]}" for name in values)
        if self.result is not None:
            rules += f" AND g.result = '{self.result}'"  # one of Result: the partial index has to see it
        return rules, values


async def list_log(
    connection: AsyncConnection,
    shop_id: int,
    asked: LogQuestion,
    *,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[tuple[int, SyncLogEntry]]:
    """The sync log, newest first, each row with its number."""
    rules, arguments = asked.conditions()
    if before is not None:
        rules += " AND (g.at, g.log_id) < (:before_at, :before_id)"
        arguments |= {"before_at": before[0], "before_id": before[1]}
    statement = text(_ROWS.format(rules=rules))
    rows = await connection.execute(statement, {"shop": shop_id, "limit": limit, **arguments})
    return [(row[0], _entry(row)) for row in rows]


async def csv_file(connection: AsyncConnection, shop_id: int, asked: LogQuestion) -> AsyncIterator[bytes]:
    """The pieces of a CSV file of the log, newest first; times are UTC, texts are no formulas."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow(HEADINGS)
    before = None
    while page := await list_log(connection, shop_id, asked, before=before, limit=ROWS_A_TIME):
        writer.writerows(_cells(entry) for _, entry in page)
        yield piece.getvalue().encode()
        piece.seek(0)
        piece.truncate()
        before = (page[-1][1].at, page[-1][0])
    yield piece.getvalue().encode()


def _cells(entry: SyncLogEntry) -> list[str | int]:
    changes = {change.name: change.delta for change in entry.changes}
    return [
        entry.at.isoformat(" ", "milliseconds"),
        entry.direction,
        plain_text(entry.sku),
        entry.inventory_item_id,
        plain_text(entry.location_name),
        entry.location_id,
        *(changes.get(name, "") for name in QUANTITY_NAMES),
        entry.result,
        plain_text(entry.detail or ""),
        plain_text(entry.request_id or ""),
    ]


def _entry(row: Sequence[Any]) -> SyncLogEntry:
    _, at, direction, item, sku, place, place_name, changes, result, detail, request_id = row
    return SyncLogEntry(
        at=at,
        direction=direction,
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        location_id=gid("Location", place),
        location_name=place_name,
        changes=[LoggedChange(name=name, delta=delta) for name, delta in changes.items()],
        result=result,
        detail=detail,
        request_id=request_id,
    )
