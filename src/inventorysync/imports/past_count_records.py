"""Stocktakes of another system, kept to be read: no row of them is ever posted, and no unit moves."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import Doing, Kept, Made, RecordRow, column_of
from inventorysync.kit.problems import NotFound
from inventorysync.shops.queries import get_shop
from inventorysync.stocktakes.actions.past import PastLine, PastStocktake, keep_past_stocktake, remove_past
from inventorysync.stocktakes.actions.steps import Who
from inventorysync.stocktakes.past_queries import find_past_names

LINES_MAX = 50_000


async def settle(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Say of each row which stocktake it is a line of."""
    zone = ZoneInfo((await get_shop(connection, shop_id)).time_zone)
    option = record.options.get("on")
    on = datetime.combine(date.fromisoformat(option), time(), zone).isoformat() if option else None
    here = await find_past_names(connection, shop_id)
    first: dict[tuple[str, int], RecordRow] = {}
    lines: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        name = name_of(record, row.wanted)
        key = name, row.location_id or 0
        row.document = name
        if on is not None:
            row.wanted.setdefault("counted_at", on)
        speaker = first.setdefault(key, row)
        lines[key] += 1
        if lines[key] > LINES_MAX:
            row.refuse(0, "", f"a stocktake has {LINES_MAX:,} lines at most", "too_many")
        elif "counted_at" not in speaker.wanted:
            message = "no column says when it was counted: choose a day for the whole file"
            row.refuse(column_of(record, "counted_at"), "", message, "missing")
        elif key in here:
            row.state, row.note = "same", "Is here already"
        else:
            row.wanted["counted_at"] = speaker.wanted["counted_at"]
            row.note = _told(row)
    return {"documents": len({row.document for row in rows if row.state == "change"})}


def name_of(record: ImportRecord, wanted: dict[str, Any]) -> str:
    """What a stocktake was called where it comes from."""
    named = wanted.get("document") or record.options.get("document") or Path(record.name).stem
    return str(named)[:120]


async def apply(doing: Doing, rows: Sequence[RecordRow]) -> None:
    """Keep the stocktakes of these rows."""
    groups: dict[tuple[str, int], list[RecordRow]] = defaultdict(list)
    for row in rows:
        groups[row.document, row.location_id or 0].append(row)
    for (name, place), lines in groups.items():
        stocktake = PastStocktake(
            name=name,
            location_id=place,
            counted_at=datetime.fromisoformat(lines[0].wanted["counted_at"]),
            source="Stocky" if doing.record.source == "stocky" else doing.record.name,
            lines=[_line(row) for row in lines],
        )
        who = Who(doing.actor, doing.now)
        made = await keep_past_stocktake(doing.connection, doing.shop_id, stocktake, who)
        if made is not None:
            await doing.keep("stocktake", str(made), None, {"name": name})


async def take_back(doing: Doing, made: Made) -> Kept | None:
    """Remove a stocktake that the import kept; nobody can have worked on it."""
    who = Who(doing.actor, doing.now)
    try:
        await remove_past(doing.connection, doing.shop_id, UUID(made.key), who)
    except NotFound:
        return None
    return None


def _line(row: RecordRow) -> PastLine:
    wanted = row.wanted
    cost = wanted.get("unit_cost")
    return PastLine(
        row.item_id, wanted.get("sku", ""), wanted.get("barcode", ""), wanted.get("title", ""),
        wanted.get("expected"), wanted["counted"], None if cost is None else Decimal(cost),
    )  # fmt: skip


def _told(row: RecordRow) -> str:
    unknown = "" if row.item_id else "No item of the shop has this name: it is kept by its words. "
    return f"{unknown}Kept to be read: nothing is posted"
