"""The rows of a file that have problems, as a file: each with its number and what is wrong with its cells."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from inventorysync.imports.files import numbered_rows
from inventorysync.imports.queries import ImportRecord
from inventorysync.kit.spreadsheets import Cells, Format, Layout, opened, pad, plain_text

ROWS_A_TIME = 1_000
CHUNK_BYTES = 256 * 1024
Problems = Mapping[int, Sequence[Mapping[str, Any]]]


async def problem_file(
    path: Path, record: ImportRecord, problems: Problems, wanted: Format, folder: Path
) -> AsyncIterator[bytes]:
    """The pieces of the file; `path` is the uploaded one, `folder` a place for a temporary one."""
    layout = Layout(record.format, record.encoding, record.delimiter)
    with opened(path, layout) as rows:
        lines = _broken_lines(rows, record, problems)
        write = _csv if wanted == "csv" else _xlsx
        async for piece in write(lines, record, problems, folder):
            yield piece


def _broken_lines(
    rows: Iterator[Cells], record: ImportRecord, problems: Problems
) -> Iterator[tuple[int, Cells]]:
    width = len(record.headings)
    for number, cells in numbered_rows(rows):
        if number in problems:
            yield number, pad(cells, width)


def _said(record: ImportRecord, problems: Sequence[Mapping[str, Any]]) -> str:
    headings = record.headings
    return "; ".join(f"{headings[problem['column']]}: {problem['message']}" for problem in problems)


async def _csv(
    lines: Iterator[tuple[int, Cells]], record: ImportRecord, problems: Problems, _folder: Path
) -> AsyncIterator[bytes]:
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\ufeff")
    writer.writerow(["Row", *map(plain_text, record.headings), "Problems"])
    while batch := await asyncio.to_thread(lambda: list(islice(lines, ROWS_A_TIME))):
        for number, cells in batch:
            writer.writerow([number, *map(plain_text, cells), plain_text(_said(record, problems[number]))])
        yield piece.getvalue().encode()
        piece.seek(0)
        piece.truncate()
    yield piece.getvalue().encode()


async def _xlsx(
    lines: Iterator[tuple[int, Cells]], record: ImportRecord, problems: Problems, folder: Path
) -> AsyncIterator[bytes]:
    made = folder / "problems.xlsx"
    await asyncio.to_thread(_write_workbook, made, lines, record, problems)
    with await asyncio.to_thread(made.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield piece


def _write_workbook(
    made: Path, lines: Iterator[tuple[int, Cells]], record: ImportRecord, problems: Problems
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # only a process that writes such a file pays for loading it

    book = xlsxwriter.Workbook(str(made), options)
    sheet = book.add_worksheet("Problems")
    bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFD9D6"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(record.headings), 16)
    sheet.set_column(len(record.headings) + 1, len(record.headings) + 1, 60)
    for at, heading in enumerate(["Row", *record.headings, "Problems"]):
        sheet.write_string(0, at, heading, bold)
    for row, (number, cells) in enumerate(lines, 1):
        marked = {problem["column"] for problem in problems[number]}
        sheet.write_number(row, 0, number)
        for at, cell in enumerate(cells):
            if cell or at in marked:
                sheet.write_string(row, at + 1, cell, wrong if at in marked else None)
        sheet.write_string(row, len(record.headings) + 1, _said(record, problems[number]))
    book.close()
