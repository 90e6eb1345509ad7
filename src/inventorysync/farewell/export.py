"""Everything that is kept of a shop as one ZIP file: CSV and JSON lines for each table, and a README.

Written while it is read, in constant memory: rows stream from the database into the JSON lines file, and the
same rows by way of a temporary file into the CSV. Each table is read at one moment, one after another.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.farewell.tables import EXPORTED, LEFT_OUT, SECRET_COLUMNS
from inventorysync.kit.db import Database
from inventorysync.kit.money import plain_amount
from inventorysync.kit.spreadsheets import plain_text
from inventorysync.shops.queries import ShopRecord, get_shop

ROWS_A_TIME = 1_000
CHUNK_BYTES = 256 * 1024
IN_MEMORY_BYTES = 4 * 1024 * 1024

_COLUMNS = text("""
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = :table AND column_name <> 'shop_id'
    ORDER BY ordinal_position
""")
_KEY = text("""
    SELECT a.attname FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = CAST(:table AS regclass) AND i.indisprimary AND a.attname <> 'shop_id'
    ORDER BY array_position(i.indkey, a.attnum)
""")
_HEADS = text("""
    SELECT DISTINCT ON (chain) chain, row_id, encode(hash, 'hex') FROM ledger_link
    WHERE shop_id = :shop ORDER BY chain, row_id DESC
""")
_FILES = text("""
    SELECT o.number, f.file_id, f.name FROM purchase_order_file f
    JOIN purchase_order o ON o.shop_id = :shop AND o.order_id = f.order_id
    WHERE f.shop_id = :shop ORDER BY o.number, f.added_at, f.file_id
""")
_FILE = text("SELECT content FROM purchase_order_file_content WHERE shop_id = :shop AND file_id = :file")
_LOGO = text("SELECT content FROM purchasing_logo WHERE shop_id = :shop")
_PATIENTLY = (  # whoever saves the file may be slow, and the last table large
    text("SET LOCAL statement_timeout = 0"),
    text("SET LOCAL idle_in_transaction_session_timeout = 0"),
)


@dataclass(slots=True)
class Written:
    """A file of the export, as far as it is written."""

    name: str
    rows: int = 0
    bytes: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


class _Pieces(io.RawIOBase):
    """Where the ZIP file is written to: what is there is taken away piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """All that was written since."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


async def export_shop(database: Database, shop_id: int, now: datetime, actor: str) -> AsyncIterator[bytes]:
    """The pieces of the file; an audit entry says who took it."""
    async with database.shop(shop_id) as connection:
        shop = await get_shop(connection, shop_id)
        await audit.record(connection, shop_id, actor=actor, action="shop.exported", subject="shop", now=now)
    pieces = _Pieces()
    files: list[Written] = []
    columns: dict[str, list[str]] = {}
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in EXPORTED:
            async with database.shop(shop_id) as connection:
                for setting in _PATIENTLY:
                    await connection.execute(setting)
                columns[table] = await _columns_of(connection, table)
                async for piece in _write_table(
                    connection, shop, table, columns[table], archive, files, pieces
                ):
                    yield piece
        attached: list[Written] = []
        async for piece in _write_files(database, shop_id, archive, attached, pieces):
            yield piece
        async with database.shop(shop_id) as connection:
            heads = (await connection.execute(_HEADS, {"shop": shop_id})).all()
        links = {chain: {"row": row, "hash": link} for chain, row, link in heads}
        manifest = _manifest(shop, now, files, columns, links) | {"attached": _told(attached)}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        archive.writestr("README.txt", _readme(shop, now, files, columns, links))
    yield pieces.taken()


async def _columns_of(connection: AsyncConnection, table: str) -> list[str]:
    found = await connection.execute(_COLUMNS, {"table": table})
    return [name for name, _ in found if name not in SECRET_COLUMNS]


async def _write_table(
    connection: AsyncConnection,
    shop: ShopRecord,
    table: str,
    names: list[str],
    archive: zipfile.ZipFile,
    files: list[Written],
    pieces: _Pieces,
) -> AsyncIterator[bytes]:
    key = [row[0] for row in await connection.execute(_KEY, {"table": table})]
    order = f" ORDER BY {', '.join(key)}" if key else ""
    statement = f"SELECT {', '.join(names)} FROM {table} WHERE shop_id = :shop{order}"
    lines, sheet = Written(f"{table}.jsonl"), Written(f"{table}.csv")
    files += [lines, sheet]
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as waiting:
        _add(waiting, sheet, _csv_of([names]))
        with archive.open(lines.name, "w", force_zip64=True) as entry:
            streamed = await connection.stream(text(statement), {"shop": shop.shop_id})
            async for rows in streamed.partitions(ROWS_A_TIME):
                _add(entry, lines, b"".join(_json_line(names, row) for row in rows))
                _add(waiting, sheet, _csv_of([_cell(value) for value in row] for row in rows))
                lines.rows += len(rows)
                yield pieces.taken()
        sheet.rows = lines.rows
        waiting.seek(0)
        with archive.open(sheet.name, "w", force_zip64=True) as entry:
            while piece := waiting.read(CHUNK_BYTES):
                entry.write(piece)
                yield pieces.taken()


def _add(file: IO[bytes], written: Written, content: bytes) -> None:
    file.write(content)
    written.bytes += len(content)
    written.digest.update(content)


def _json_line(names: Sequence[str], row: Sequence[Any]) -> bytes:
    found = dict(zip(names, row, strict=True))
    return json.dumps(found, default=_said, ensure_ascii=False).encode() + b"\n"


def _csv_of(rows: Any) -> bytes:
    piece = io.StringIO(newline="")
    csv.writer(piece).writerows(rows)
    return piece.getvalue().encode()


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    if isinstance(value, dict | list):
        return plain_text(json.dumps(value, default=_said, ensure_ascii=False))
    said = _said(value)
    return said if isinstance(value, Decimal | datetime | date) else plain_text(said)


def _said(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_amount(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


async def _write_files(
    database: Database, shop_id: int, archive: zipfile.ZipFile, attached: list[Written], pieces: _Pieces
) -> AsyncIterator[bytes]:
    """What people have put with orders, and the logo, as the files they are; one in memory at a time."""
    async with database.shop(shop_id) as connection:
        found = (await connection.execute(_FILES, {"shop": shop_id})).all()
    wanted = [
        (f"files/PO-{number}/{str(file_id)[:8]} {name}", _FILE, file_id) for number, file_id, name in found
    ]
    for name, statement, file_id in [*wanted, ("files/logo.png", _LOGO, None)]:
        async with database.shop(shop_id) as connection:
            content = await connection.scalar(statement, {"shop": shop_id, "file": file_id})
        if content is None:
            continue
        written = Written(name)
        with archive.open(name, "w", force_zip64=True) as entry:
            _add(entry, written, bytes(content))
        attached.append(written)
        yield pieces.taken()


def _told(files: Sequence[Written]) -> list[dict[str, Any]]:
    return [{"name": f.name, "rows": f.rows, "bytes": f.bytes, "sha256": f.digest.hexdigest()} for f in files]


def _manifest(
    shop: ShopRecord,
    now: datetime,
    files: Sequence[Written],
    columns: dict[str, list[str]],
    links: dict[str, Any],
) -> dict[str, Any]:
    return {
        "shop": shop.domain,
        "currency": shop.currency,
        "time_zone": shop.time_zone,
        "exported_at": now.isoformat(),
        "files": _told(files),
        "columns": columns,
        "newest_ledger_links": links,
    }


def _readme(
    shop: ShopRecord,
    now: datetime,
    files: Sequence[Written],
    columns: dict[str, list[str]],
    links: dict[str, Any],
) -> str:
    rows = {file.name: file for file in files}
    lines = [
        f"Everything InventorySync kept of {shop.domain}, exported at {now.isoformat()}.",
        "",
        "Each table is here twice, with the same rows: as CSV (UTF-8, comma) and as JSON lines.",
        f"Times are ISO 8601 with their zone. Money is in {shop.currency}. Ids are Shopify's numbers.",
        "In CSV a text that a spreadsheet would take for a formula has an apostrophe before it.",
        "Each table was read at one moment, one after another; the shop may have moved between two of them.",
        "",
    ]
    for table, about in EXPORTED.items():
        lines += [
            f"{table}: {about}",
            f"  columns: {', '.join(columns[table])}",
            f"  rows: {rows[f'{table}.csv'].rows}",
            *(f"  sha256 of {n}: {rows[n].digest.hexdigest()}" for n in (f"{table}.csv", f"{table}.jsonl")),
            "",
        ]
    lines += ["The newest links of the ledger's chains of hashes:"]
    lines += [f"  {chain}: row {link['row']} {link['hash']}" for chain, link in links.items()] or [
        "  none yet"
    ]
    lines += ["", "Left out:", *(f"  {table}: {why}" for table, why in LEFT_OUT.items())]
    return "\n".join(lines) + "\n"
