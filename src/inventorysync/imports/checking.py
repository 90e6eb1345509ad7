"""Checking a file: every row read, looked up and written down with what it would do. Nothing is changed.

A run has a number of its own. Whoever finds another number has been overtaken, or canceled, and stops: rows
of two runs are never mixed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports import files
from inventorysync.imports.parsing import Reading, Wanted, parse
from inventorysync.imports.queries import ImportRecord, get_import
from inventorysync.imports.record_parsing import RECORD, parse_record
from inventorysync.imports.record_shapes import is_record
from inventorysync.imports.records import settle_records
from inventorysync.imports.resolving import Places, found_of, look_up, read_places
from inventorysync.imports.settling import settle
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.spreadsheets import Cells, Layout, NotASpreadsheet, opened, pad
from inventorysync.shops.queries import get_shop

BATCH_ROWS = 2_000
CELLS_MAX = 500_000
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]

_TAKE = text("""
    UPDATE import_file SET checking = :mine
    WHERE shop_id = :shop AND import_id = :id AND state = 'checking' AND job_id = :job
    RETURNING import_id
""")
_MINE = text("""
    SELECT 1 FROM import_file
    WHERE shop_id = :shop AND import_id = :id AND state = 'checking' AND checking = :mine FOR UPDATE
""")
_CLEAR = text("DELETE FROM import_row WHERE shop_id = :shop AND import_id = :id")
_WRITE = text("""
    INSERT INTO import_row (shop_id, import_id, line, column_at, state, label, item_id, location_id, name,
                            units, at, words, problems)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), r.line, r.col, r.state, r.label, r.item_id, r.location_id,
           r.name, r.units, r.at, r.words::jsonb, r.problems::jsonb
    FROM unnest(CAST(:lines AS int[]), CAST(:columns AS int[]), CAST(:states AS text[]),
                CAST(:labels AS text[]), CAST(:items AS bigint[]), CAST(:locations AS bigint[]),
                CAST(:names AS text[]), CAST(:units AS bigint[]), CAST(:moments AS timestamptz[]),
                CAST(:words AS text[]), CAST(:problems AS text[]))
      AS r(line, col, state, label, item_id, location_id, name, units, at, words, problems)
""")
_END = text("""
    UPDATE import_file SET state = :state, error = :error, counts = CAST(:counts AS jsonb), checked_at = :now
    WHERE shop_id = :shop AND import_id = :id
""")


class Overtaken(Exception):
    """Another run checks the file now, or nobody wants it checked any more."""


async def check_import(
    database: Database, clock: Clock, shop_id: int, import_id: UUID, job_id: UUID, progress: Progress
) -> dict[str, Any]:
    """Check a file with the roles that were chosen; what was found. Safe to run twice."""
    run = _Run(database, clock, shop_id, import_id)
    try:
        record = await run.take(job_id)
        try:
            async with files.laid_out(database, shop_id, import_id) as path:
                rows = await run.read(record, path, progress)
        except NotASpreadsheet as error:
            return await run.fail(str(error))
        return await run.settle(record, rows)
    except Overtaken:
        return {"overtaken": True}


class _Run:
    """One run over a file."""

    def __init__(self, database: Database, clock: Clock, shop_id: int, import_id: UUID) -> None:
        self._database, self._clock = database, clock
        self._shop_id, self._import_id, self._mine = shop_id, import_id, uuid4()
        self._scope = {"shop": shop_id, "id": import_id, "mine": self._mine}

    async def take(self, job_id: UUID) -> ImportRecord:
        """Be the run that checks the file; raises Overtaken."""
        async with self._database.shop(self._shop_id) as connection:
            if await connection.scalar(_TAKE, {**self._scope, "job": job_id}) is None:
                raise Overtaken
            await connection.execute(_CLEAR, self._scope)
            return await get_import(connection, self._shop_id, self._import_id)

    async def read(self, record: ImportRecord, path: Path, progress: Progress) -> int:
        """Read all rows, a batch at a time; how many there are. Raises NotASpreadsheet, Overtaken."""
        async with self._database.shop(self._shop_id) as connection:
            shop = await get_shop(connection, self._shop_id)
            places = await read_places(connection, self._shop_id)
        reading = _reading_of(record, ZoneInfo(shop.time_zone), self._clock.now())
        layout = Layout(record.format, record.encoding, record.delimiter)
        lines = cells = 0
        with opened(path, layout) as rows:
            wanted = _Batches(reading, rows, len(record.headings))
            while batch := await asyncio.to_thread(wanted.take):
                lines, cells = wanted.lines, cells + len(batch)
                if cells > CELLS_MAX:
                    raise NotASpreadsheet(f"The file has more than {CELLS_MAX:,} cells of units: split it")
                await self._write(batch, places, reading)
                await progress({"rows": lines})
        return wanted.lines

    async def _write(self, batch: Sequence[Wanted], places: Places, reading: Reading) -> None:
        async with self._database.shop(self._shop_id) as connection:
            await self._still_mine(connection)
            known = await look_up(connection, self._shop_id, batch)
            found = [
                (*found_of(each, known, places, reading), each)
                for each in batch
                if each.units is not None or each.problems or each.name in ("bin", RECORD)
            ]
            if found:
                await connection.execute(_WRITE, {**self._scope, **_columns_of(found)})

    async def settle(self, record: ImportRecord, rows: int) -> dict[str, Any]:
        """Say what the rows would do, and end the run; raises Overtaken."""
        async with self._database.shop(self._shop_id) as connection:
            await self._still_mine(connection)
            if is_record(record.kind):
                came_to = await settle_records(connection, self._shop_id, record)
            else:
                column = record.roles.index("counted_at") if "counted_at" in record.roles else None
                came_to = await settle(connection, self._shop_id, self._import_id, record.kind, column)
            counts = {"rows": rows, **came_to}
            await self._end(connection, "checked", None, counts)
            return counts

    async def fail(self, why: str) -> dict[str, Any]:
        """End the run with what is wrong with the file; raises Overtaken."""
        async with self._database.shop(self._shop_id) as connection:
            await self._still_mine(connection)
            await self._end(connection, "failed", why, {})
        return {"failed": why}

    async def _end(
        self, connection: AsyncConnection, state: str, error: str | None, counts: Mapping[str, int]
    ) -> None:
        found = msgspec.json.encode(counts).decode()
        arguments = {"state": state, "error": error, "counts": found, "now": self._clock.now()}
        await connection.execute(_END, {**self._scope, **arguments})

    async def _still_mine(self, connection: AsyncConnection) -> None:
        if await connection.scalar(_MINE, self._scope) is None:
            raise Overtaken


class _Batches:
    """The rows of a file as what they want, some at a time; read in a thread."""

    def __init__(self, reading: Reading, rows: Iterator[Cells], width: int) -> None:
        self._reading, self._width = reading, width
        self._rows = files.numbered_rows(rows)
        next(self._rows, None)  # the headings
        self.lines = 0

    def take(self) -> list[Wanted]:
        """What the next rows want; nothing at the end, and never nothing before it."""
        wanted: list[Wanted] = []
        read = parse_record if is_record(self._reading.kind) else parse
        while not wanted:
            rows = list(islice(self._rows, BATCH_ROWS))
            if not rows:
                break
            self.lines += len(rows)
            for number, cells in rows:
                wanted.extend(read(self._reading, number, pad(cells, self._width)))
        return wanted


def _reading_of(record: ImportRecord, zone: ZoneInfo, now: datetime) -> Reading:
    options = record.options
    usual = "on_hand" if record.kind == "counts" else "available"
    return Reading(
        kind=record.kind,
        roles=record.roles,
        zone=zone,
        now=now,
        location_id=options.get("location_id"),
        name=options.get("quantity") or usual,
        date_order=options.get("date_order") or "ymd",
        options=options,
        has_points=record.format == "xlsx",
    )


def _columns_of(found: Sequence[tuple[int | None, int | None, Wanted]]) -> dict[str, list[Any]]:
    return {
        "lines": [each.line for _, _, each in found],
        "columns": [each.column for _, _, each in found],
        "states": ["problem" if each.problems else "read" for _, _, each in found],
        "labels": [each.label for _, _, each in found],
        "items": [item for item, _, _ in found],
        "locations": [place for _, place, _ in found],
        "names": [each.name for _, _, each in found],
        "units": [each.units for _, _, each in found],
        "moments": [each.at for _, _, each in found],
        "words": [_json(each.words) if each.words else None for _, _, each in found],
        "problems": [
            _json([asdict(p) for p in each.problems]) if each.problems else None for *_, each in found
        ],
    }


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
