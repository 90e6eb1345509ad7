"""Files of records by their kinds: compared with what is there, applied, and taken back.

Taking back removes exactly what an import made, the last first. What somebody has worked on since stays, and
the import says so by its name and why.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports import (
    past_count_records,
    past_order_records,
    reorder_records,
    sold_item_records,
    supplier_records,
)
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import (
    Doing,
    Kept,
    Made,
    RecordRow,
    forget_made,
    list_made,
    read_rows,
    write_rows,
)

Settle = Callable[[AsyncConnection, int, ImportRecord, Sequence[RecordRow]], Awaitable[Mapping[str, int]]]
_SETTLE: Mapping[str, Settle] = {
    "suppliers": supplier_records.settle,
    "supplier_items": sold_item_records.settle,
    "past_orders": past_order_records.settle,
    "past_counts": past_count_records.settle,
    "reorder": reorder_records.settle,
}
_APPLY: Mapping[str, Callable[[Doing, Sequence[RecordRow]], Awaitable[None]]] = {
    "suppliers": supplier_records.apply,
    "supplier_items": sold_item_records.apply,
    "past_orders": past_order_records.apply,
    "past_counts": past_count_records.apply,
    "reorder": reorder_records.apply,
}
_TAKE_BACK: Mapping[str, Callable[[Doing, Made], Awaitable[Kept | None]]] = {
    "supplier": supplier_records.take_back,
    "supplier_item": sold_item_records.take_back,
    "order": past_order_records.take_back,
    "stocktake": past_count_records.take_back,
}


async def settle_records(connection: AsyncConnection, shop_id: int, record: ImportRecord) -> dict[str, Any]:
    """Say of every row that was read what it would do; how many do what."""
    await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
    rows = await read_rows(connection, shop_id, record.import_id, "read")
    more = await _SETTLE[record.kind](connection, shop_id, record, rows)
    return {**await write_rows(connection, shop_id, record.import_id, rows), **more}


async def apply_records(doing: Doing) -> None:
    """Do what was checked, all or none; raises what the rooms of its documents refuse."""
    async with doing.connection.begin_nested():
        rows = await read_rows(doing.connection, doing.shop_id, doing.record.import_id, "change")
        await _APPLY[doing.record.kind](doing, rows)


async def take_records_back(doing: Doing) -> tuple[int, list[Kept]]:
    """Take back what the import made and nobody has worked on: how much that was, and what stays."""
    made = await list_made(doing.connection, doing.shop_id, doing.record.import_id)
    kept: list[Kept] = []
    rules = [each for each in made if each.what == "rule"]
    held = await reorder_records.take_back(doing, rules) if rules else {}
    for each in made:
        stays = held.get(each.made_id) if each.what == "rule" else await _TAKE_BACK[each.what](doing, each)
        if stays is None:
            await forget_made(doing.connection, doing.shop_id, each)
        else:
            kept.append(stays)
    return len(made) - len(kept), kept
