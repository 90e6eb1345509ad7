"""From the texts of a row to the record it wants. Pure: no item, location or supplier is looked up here."""

from collections.abc import Iterator, Sequence
from typing import Any

from inventorysync.imports.cells import DASHES
from inventorysync.imports.parsing import LABEL_MAX, CellProblem, Naming, Reading, Row, Wanted, label_of
from inventorysync.imports.record_cells import Manner, plain
from inventorysync.imports.record_shapes import WHOLE_FILE, Field, Shape, shape_of

RECORD = "record"
"""Stands where rows of units have the name of a quantity."""
EMPTIED: dict[str, Any] = {"price_breaks": []}
TEXTS = frozenset({"contact", "email", "phone", "address", "account_number", "payment_terms", "note", "code"})


def parse_record(reading: Reading, line: int, cells: Sequence[str]) -> Iterator[Wanted]:
    """The one record that a row wants: the fields that are not empty, by their roles."""
    shape, row = shape_of(reading.kind), Row(reading, line, cells)
    manner = Manner(reading.zone, reading.date_order, reading.has_points)
    words = {}
    for field in shape.fields:
        column = reading.column_of(field.role)
        if column is not None and cells[column].strip():
            wrong = len(row.problems)
            value = row.read_at(column, _reader(field, manner), row.problems)
            if len(row.problems) == wrong:
                words[field.role] = value
    _require(shape, reading, row, words)
    naming = Naming() if shape.items == "none" else row.naming()
    place = row.text("location") or reading.location_id or ""
    label = label_of(naming) or str(words.get("supplier") or words.get("title") or "")[:LABEL_MAX]
    if shape.items == "kept":
        words |= {name: getattr(naming, name) for name in ("sku", "barcode") if getattr(naming, name)}
    yield Wanted(line, 0, label, naming, place, RECORD, words={"wanted": words}, problems=row.problems)


def _reader(field: Field, manner: Manner) -> Any:
    def read(cell: str) -> Any:
        if field.can_be_emptied and plain(cell) in DASHES:
            return EMPTIED.get(field.role, "" if field.role in TEXTS else None)
        return field.read(cell, manner)

    return read


def _require(shape: Shape, reading: Reading, row: Row, words: dict[str, Any]) -> None:
    """A row says something of each group that its kind needs, or the whole file does."""
    wrong = {problem.column for problem in row.problems}
    for group in shape.needs:
        columns = [at for role in group if (at := reading.column_of(role)) is not None]
        for_all = any(reading.options.get(WHOLE_FILE.get(role, "")) for role in group)
        if columns and not for_all and not wrong & set(columns) and not any(role in words for role in group):
            message = "is empty" if len(columns) == 1 else "is empty, as are the others: the row says nothing"
            row.problems.append(CellProblem(columns[0], "", message, "missing"))
