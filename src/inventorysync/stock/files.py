"""Movements and change sets as rows of files, some at a time, newest first."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.table_files import Value
from inventorysync.stock import answers, change_set_queries, queries
from inventorysync.stock.queries import PartFilter
from inventorysync.stock.schemas import Movement

ROWS_A_TIME = 1_000
Rows = AsyncIterator[list[list[Value]]]
MOVEMENT_HEADINGS = (
    "When ({zone})", "Recorded ({zone})", "Cause", "SKU", "Product", "Location", "Quantity", "Change",
    "Balance", "By", "Reason", "Document", "Change set", "Inventory item id",
)  # fmt: skip
CHANGE_HEADINGS = (
    "When ({zone})", "Kind", "Reason", "Note", "State", "By", "Lines", "Confirmed", "Failed", "Waiting",
    "Document", "Takes back", "Change set",
)  # fmt: skip
LINE_HEADINGS = (
    "Line", "SKU", "Product", "Location", "From", "Quantity", "Change", "State", "Confirmed ({zone})",
    "What Shopify said", "Taken back", "Inventory item id",
)  # fmt: skip
_PATIENTLY = text("SET LOCAL statement_timeout = '10min'")


@dataclass(frozen=True, slots=True)
class Span:
    """Which movements of the shop are meant: by when they took effect, where, of what, and why."""

    since: datetime
    until: datetime
    location_id: int | None = None
    name: str | None = None
    cause: str | None = None


async def movements_of_item(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    *,
    location_id: int | None,
    name: str | None,
    parts: PartFilter,
) -> Rows:
    """An item's movements, as its page lists them."""
    before: int | None = None
    while True:
        rows = await queries.list_entries(
            connection,
            shop_id,
            item_id,
            location_id=location_id,
            name=name,
            parts=parts,
            before=before,
            limit=ROWS_A_TIME,
        )
        yield [line for row in rows for line in _lines_of(row, parts)]
        if len(rows) < ROWS_A_TIME:
            return
        before = rows[-1][0]


async def movements_of_shop(connection: AsyncConnection, shop_id: int, span: Span) -> Rows:
    """Every movement of the shop that took effect in a span of time."""
    await connection.execute(_PATIENTLY)
    parts = PartFilter(span.cause)
    conditions = ["e.shop_id = :shop", "m.effective_at >= :since", "m.effective_at < :until"]
    conditions += ["e.location_id = :location"] if span.location_id is not None else []
    conditions += ["e.name = :name"] if span.name is not None else []
    statement = (
        f"{queries.MOVEMENTS} WHERE {' AND '.join(conditions)} ORDER BY m.effective_at DESC, e.entry_id DESC"
    )
    arguments = {"since": span.since, "until": span.until, "location": span.location_id, "name": span.name}
    used = {key: value for key, value in arguments.items() if value is not None}
    streamed = await connection.stream(text(statement), {"shop": shop_id, **used})
    async for rows in streamed.partitions(ROWS_A_TIME):
        yield [line for row in rows for line in _lines_of(row, parts)]


def _lines_of(row: Sequence[Any], parts: PartFilter) -> list[list[Value]]:
    *_, item_id, sku, title, _reason = row
    return [
        _line_of(part, item_id, sku or "", title or "")
        for part in answers.movements_of([row])
        if parts.matches(part.cause, part.effective_at)
    ]


def _line_of(part: Movement, item_id: int, sku: str, title: str) -> list[Value]:
    document = part.document
    return [
        part.effective_at,
        part.recorded_at,
        _said(part.cause),
        sku,
        title,
        part.location_name,
        _said(part.name),
        part.delta,
        part.balance,
        part.actor,
        _said(part.reason or ""),
        None if document is None else document.label,
        None if part.change_set_id is None else str(part.change_set_id),
        f"gid://shopify/InventoryItem/{item_id}",
    ]


async def change_sets(connection: AsyncConnection, shop_id: int) -> Rows:
    """Every change set in sight, without its lines."""
    await connection.execute(_PATIENTLY)
    before: tuple[datetime, UUID] | None = None
    while True:
        rows = await change_set_queries.list_change_sets(
            connection, shop_id, before=before, limit=ROWS_A_TIME
        )
        yield [_change_of(row) for row in rows]
        if len(rows) < ROWS_A_TIME:
            return
        before = rows[-1][5], rows[-1][0]


def _change_of(row: Sequence[Any]) -> list[Value]:
    found = answers.change_set_of(row)
    counts = found.counts
    waiting = counts.pending + counts.pushing
    return [
        found.created_at,
        _said(found.kind),
        _said(found.reason),
        found.note,
        _said(found.state),
        found.actor,
        counts.confirmed + counts.failed + waiting,
        counts.confirmed,
        counts.failed,
        waiting,
        found.document.label if found.document else None,
        str(found.undoes) if found.undoes else None,
        str(found.id),
    ]


async def lines_of_change(connection: AsyncConnection, shop_id: int, change_set_id: UUID) -> Rows:
    """Every line of a change set in sight, in their order."""
    after = -1
    while True:
        rows = await change_set_queries.list_lines(
            connection, shop_id, change_set_id, after=after, limit=ROWS_A_TIME
        )
        yield [_line_of_change(row) for row in rows]
        if len(rows) < ROWS_A_TIME:
            return
        after = rows[-1][1]


def _line_of_change(row: Sequence[Any]) -> list[Value]:
    _, line, item, sku, title, _, place, name, from_name, delta, state, _, message, settled_at, undone = row[
        :15
    ]
    return [
        line + 1,
        sku,
        title,
        place,
        _said(from_name or ""),
        _said(name),
        delta,
        _said(state),
        settled_at if state == "confirmed" else None,
        message,
        "Yes" if undone else "No",
        f"gid://shopify/InventoryItem/{item}",
    ]


def _said(code: str) -> str:
    return code.replace("_", " ")
