"""The bytes of an uploaded file: kept in pieces in PostgreSQL, laid on the disk where they are read."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.kit.problems import Refusal
from inventorysync.kit.spreadsheets import Cells, Layout, NotASpreadsheet, opened

BYTES_MAX = 64 * 1024 * 1024
PART_BYTES = 512 * 1024
SAMPLE_ROWS = 8
SAMPLE_CHARACTERS = 200

_STORE = text("""
    INSERT INTO import_part (shop_id, import_id, part, content) VALUES (:shop, :id, :part, :content)
""")
_READ = text("""
    SELECT content FROM import_part WHERE shop_id = :shop AND import_id = :id AND part = :part
""")


class TooLarge(Refusal):
    """The file is larger than can be read."""

    status = 413
    type = "file-too-large"
    title = "The file is too large"


@asynccontextmanager
async def received(pieces: AsyncIterator[bytes]) -> AsyncIterator[Path]:
    """A file on the disk with what comes in, for the time it is needed; raises TooLarge."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "import")
        size = 0
        with await asyncio.to_thread(path.open, "wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > BYTES_MAX:
                    raise TooLarge(f"files of up to {BYTES_MAX // 1024**2} MB are read: split it")
                await asyncio.to_thread(file.write, piece)
        yield path


async def store(connection: AsyncConnection, shop_id: int, import_id: UUID, path: Path) -> int:
    """Keep a file's bytes; how many there are."""
    size = 0
    with path.open("rb") as file:
        for part, content in enumerate(_pieces(file)):
            arguments = {"shop": shop_id, "id": import_id, "part": part, "content": content}
            await connection.execute(_STORE, arguments)
            size += len(content)
    return size


@asynccontextmanager
async def laid_out(database: Database, shop_id: int, import_id: UUID) -> AsyncIterator[Path]:
    """The kept file on the disk, for the time it is needed; raises NotASpreadsheet where it is gone."""

    async def pieces() -> AsyncIterator[bytes]:
        part = 0
        while True:
            async with database.shop(shop_id) as connection:
                scope = {"shop": shop_id, "id": import_id, "part": part}
                content = await connection.scalar(_READ, scope)
            if content is None:
                break
            yield content
            part += 1
        if part == 0:
            raise NotASpreadsheet("The file is not kept any more: upload it again")

    async with received(pieces()) as path:
        yield path


def numbered_rows(rows: Iterator[Cells]) -> Iterator[tuple[int, Cells]]:
    """Rows that are not empty, with their numbers as a spreadsheet counts them."""
    for number, row in enumerate(rows, 1):
        if any(cell.strip() for cell in row):
            yield number, row


def head_of(path: Path, layout: Layout) -> tuple[Cells, list[Cells]]:
    """The headings of a file and its first rows; raises NotASpreadsheet where there are none."""
    with opened(path, layout) as rows:
        numbered = numbered_rows(rows)
        _, heading = next(numbered, (0, []))
        headings = [cell.strip() for cell in heading]
        while headings and not headings[-1]:
            headings.pop()
        sample = [
            [cell[:SAMPLE_CHARACTERS] for cell in row[: len(headings)]]
            for _, (_, row) in zip(range(SAMPLE_ROWS), numbered, strict=False)
        ]
    if not headings or not sample:
        raise NotASpreadsheet("The file needs a row of headings and at least one row below it")
    return headings, sample


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while content := file.read(PART_BYTES):
        yield content
