"""Spreadsheet files, CSV and XLSX: read row by row in constant memory, and written without formulas.

A text that a spreadsheet would take for a formula gets an apostrophe before it in CSV, which spreadsheets
show as text: one whose first character, past spaces and quotes, is = + - @ or their full-width form, or that
begins with a tab or a line break (RELIABILITY.md 3.4). Numbers that we made are numbers.
"""

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Literal

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook

FORMULA_STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
BREAKS = tuple("\t\r\n")
BEFORE_A_FORMULA = " '\"\u00a0\u3000"
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "iso8859-15", "cp1250", "cp1251", "mac-roman", "shift_jis", "gb18030",
    "big5", "euc_kr",
)  # fmt: skip
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SNIFF_BYTES = 256 * 1024
SNIFF_ROWS = 50
ZIP_MAGIC = b"PK\x03\x04"
UNPACKED_BYTES_MAX = 400 * 1024 * 1024
COLUMNS_MAX = 200
CELL_CHARACTERS_MAX = 10_000

Format = Literal["csv", "xlsx"]
Cells = list[str]


class NotASpreadsheet(Exception):
    """The file cannot be read; the text says why, for whoever made it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: its format, and for CSV its encoding and delimiter."""

    format: Format
    encoding: str = "utf-8"
    delimiter: str = ","


def plain_text(value: str) -> str:
    """A text as a cell of a CSV file, which no spreadsheet takes for a formula."""
    begins = value.lstrip(BEFORE_A_FORMULA)
    is_formula = begins.startswith(FORMULA_STARTS) or value.startswith(BREAKS) or begins.startswith(BREAKS)
    return f"'{value}" if is_formula else value


def recognise(path: Path) -> Layout:
    """How a file is written; raises NotASpreadsheet."""
    with path.open("rb") as file:
        head = file.read(SNIFF_BYTES)
    if not head:
        raise NotASpreadsheet("The file is empty")
    if head.startswith(ZIP_MAGIC):
        _check_archive(path)
        return Layout("xlsx")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotASpreadsheet("This is an Excel file of the old kind (.xls): save it as .xlsx or CSV")
    encoding = _encoding_of(path, head)
    return Layout("csv", encoding, _delimiter_of(path, encoding))


@contextmanager
def opened(path: Path, layout: Layout) -> Iterator[Iterator[Cells]]:
    """The rows of a file, each as the texts of its cells; raises NotASpreadsheet, also while it is read."""
    if layout.format == "xlsx":
        yield _xlsx_rows(path)
        return
    try:
        with path.open(encoding=_with_mark(layout.encoding), newline="") as file:
            yield _csv_rows(file, layout.delimiter)
    except UnicodeError as error:
        raise NotASpreadsheet(f"The file is not written in {layout.encoding}") from error


def _with_mark(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _csv_rows(file: IO[str], delimiter: str) -> Iterator[Cells]:
    reader = csv.reader(file, delimiter=delimiter)
    try:
        for row in reader:
            yield _bounded(row, reader.line_num)
    except csv.Error as error:
        raise NotASpreadsheet(f"Line {reader.line_num} cannot be read: {error}") from error


def _bounded(row: Cells, line: int) -> Cells:
    if len(row) > COLUMNS_MAX:
        raise NotASpreadsheet(f"Line {line} has {len(row):,} columns; at most {COLUMNS_MAX} are read")
    for cell in row:
        if "\0" in cell:
            raise NotASpreadsheet(f"Line {line} holds the character zero: this is no text file")
        if len(cell) > CELL_CHARACTERS_MAX:
            raise NotASpreadsheet(f"Line {line} holds a cell of {len(cell):,} characters")
    return row


def _xlsx_rows(path: Path) -> Iterator[Cells]:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield _bounded([_cell_text(value) for value in row], number)
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError, ValueError) as error:
        raise NotASpreadsheet(f"The Excel file cannot be read: {error}") from error


def _cell_text(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time | Decimal):
        return str(value)
    return str(value)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise NotASpreadsheet("The file is damaged: it cannot be unpacked") from error
    if not is_workbook:
        raise NotASpreadsheet("This is an archive and no Excel file: unpack it first")
    if unpacked > UNPACKED_BYTES_MAX:
        raise NotASpreadsheet(f"Unpacked the file has {unpacked // 1024**2:,} MB, which is too large")


def _encoding_of(path: Path, head: bytes) -> str:
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    if _is_utf8(path):
        return "utf-8"
    guess = from_bytes(head, cp_isolation=list(ENCODINGS[2:])).best()
    known = {codecs.lookup(name).name: name for name in ENCODINGS}
    return known.get(codecs.lookup(guess.encoding).name, "cp1252") if guess else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(SNIFF_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that gives the first rows the same number of columns, and the most of them."""
    with path.open(encoding=_with_mark(encoding), errors="replace", newline="") as file:
        head = file.read(SNIFF_BYTES)
    return max(DELIMITERS, key=lambda delimiter: _fits(head, delimiter))


def _fits(head: str, delimiter: str) -> tuple[int, int]:
    widths: list[int] = []
    try:
        for row in csv.reader(head.splitlines(keepends=True), delimiter=delimiter):
            widths.append(len(row))
            if len(widths) == SNIFF_ROWS:
                break
    except csv.Error:
        return (0, 0)
    wide = [width for width in widths[:-1] or widths if width > 1]
    if not wide:
        return (0, 0)
    usual = max(set(wide), key=wide.count)
    return (wide.count(usual), usual)


def pad(row: Sequence[str], width: int) -> Cells:
    """A row with as many cells as there are headings; what is beyond them is left out."""
    return [*row[:width], *[""] * (width - len(row))]
