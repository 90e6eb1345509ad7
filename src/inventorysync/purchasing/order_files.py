"""Lines of an order in a file: a column of codes and one of quantities, by their headings or their place."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inventorysync.kit.spreadsheets import Cells, opened, recognise

ROWS_MAX = 2_000
BYTES_MAX = 8 * 1024 * 1024
CODE_MAX = 200
UNITS_MAX = 10_000_000
CODE_NAMES = (
    "sku", "barcode", "ean", "upc", "gtin", "supplier code", "supplier sku", "their code", "article",
    "article number", "item number", "code", "item",
)  # fmt: skip
QUANTITY_NAMES = (
    "quantity",
    "qty",
    "order quantity",
    "units",
    "pieces",
    "ordered",
    "amount",
    "menge",
    "stück",
)
WHOLE = re.compile(r"(\d{1,8})([.,]0+)?")


class ReadLine(NamedTuple):
    """A code and how many."""

    code: str
    quantity: int


class ReadFile(NamedTuple):
    """The lines of a file, and how many of its rows could not be read as one."""

    lines: list[ReadLine]
    unread: int


class TooManyRows(Exception):
    """The file has more rows than an order has lines."""


def read_order_file(path: Path) -> ReadFile:
    """What a CSV or XLSX file orders; raises NotASpreadsheet and TooManyRows."""
    with opened(path, recognise(path)) as rows:
        filled = (row for row in rows if any(cell.strip() for cell in row))
        head = next(filled, [])
        columns = _columns(head)
        lines, unread = [], 0
        for row in filled if columns else _again(head, filled):
            line = _line(row, columns)
            if line is None:
                unread += 1
            else:
                lines.append(line)
            if len(lines) + unread > ROWS_MAX:
                raise TooManyRows(f"an order has {ROWS_MAX:,} lines at most")
    return ReadFile(lines, unread)


def _again(first: Cells, rest: Iterator[Cells]) -> Iterator[Cells]:
    yield first
    yield from rest


def _columns(head: Sequence[str]) -> tuple[int, int] | None:
    """Where codes and quantities are, if the first row names both."""
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in head]
    code = next((names.index(name) for name in CODE_NAMES if name in names), None)
    quantity = next((names.index(name) for name in QUANTITY_NAMES if name in names), None)
    return None if code is None or quantity is None else (code, quantity)


def _line(row: Cells, columns: tuple[int, int] | None) -> ReadLine | None:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    code_at, quantity_at = columns or (0, len(cells) - 1)
    if len(cells) < 2 or max(code_at, quantity_at) >= len(cells):
        return None
    code, units = cells[code_at].removeprefix("'")[:CODE_MAX], WHOLE.fullmatch(cells[quantity_at])
    if not code or units is None or not 0 < int(units[1]) <= UNITS_MAX:
        return None
    return ReadLine(code, int(units[1]))
