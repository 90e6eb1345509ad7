"""From the texts of a row to what it wants, cell by cell. Pure: no item or location is looked up here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from inventorysync.imports.cells import (
    BadCell,
    DateOrder,
    plain_name,
    read_bin,
    read_change,
    read_item_number,
    read_moment,
    read_units,
    read_variant_number,
)
from inventorysync.imports.columns import AT_LOCATION, NAMING, SETTABLE, Kind, units_of

Value = TypeVar("Value")
LABEL_MAX = 80
VALUE_MAX = 120
HISTORY_NAMES = {"available_change": "available", "committed_change": "committed",
                 "on_hand_change": "on_hand"}  # fmt: skip
KNOWN_NAMES = {plain_name(name.replace("_", " ")): name for name in SETTABLE}
HISTORY_KNOWN = {**KNOWN_NAMES, "committed": "committed"}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a row cannot be carried out: the column it is about, what stands there, and what is wrong."""

    column: int
    value: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Naming:
    """Which item a row means, by whatever the file gives."""

    item_id: int | None = None
    variant_id: int | None = None
    sku: str = ""
    barcode: str = ""
    handle: str = ""
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Wanted:
    """What a cell of units or of a setting wants. `place` is a location's name as written, or its number."""

    line: int
    column: int
    label: str
    naming: Naming
    place: str | int
    name: str = ""
    units: int | None = None
    at: datetime | None = None
    words: dict[str, Any] | None = None
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are read. `location_id` and `name` stand where no column says otherwise."""

    kind: Kind
    roles: Sequence[str]
    zone: ZoneInfo
    now: datetime
    location_id: int | None
    name: str
    date_order: DateOrder
    options: Mapping[str, Any] = field(default_factory=dict)
    has_points: bool = False

    def column_of(self, role: str) -> int | None:
        """Where a role's column is."""
        return self.roles.index(role) if role in self.roles else None


def parse(reading: Reading, line: int, cells: Sequence[str]) -> Iterator[Wanted]:
    """What a row wants, one for each cell of units that is not empty."""
    row = Row(reading, line, cells)
    units = [column for column, role in enumerate(reading.roles) if _holds_units(reading.kind, role)]
    filled = [column for column in units if cells[column].strip()]
    if not filled:
        return
    shared = row.shared()
    for column in filled:
        yield row.wanted(column, shared)


def _holds_units(kind: Kind, role: str) -> bool:
    return role in units_of(kind) or role.startswith(AT_LOCATION)


@dataclass(slots=True)
class _Shared:
    naming: Naming
    place: str | int
    name: str
    at: datetime | None
    words: dict[str, str] | None
    problems: list[CellProblem]


class Row:
    """One row being read."""

    def __init__(self, reading: Reading, line: int, cells: Sequence[str]) -> None:
        self.reading, self.line, self.cells = reading, line, cells
        self.problems: list[CellProblem] = []

    def text(self, role: str) -> str:
        """What stands in a role's cell; nothing where no column has the role."""
        column = self.reading.column_of(role)
        return "" if column is None else self.cells[column].strip()

    def read(self, role: str, how: Callable[[str], Value]) -> Value | None:
        """The value of a role's cell; what is wrong with it is kept."""
        column = self.reading.column_of(role)
        if column is None:
            return None
        return self.read_at(column, how, self.problems)

    def read_at(self, column: int, how: Callable[[str], Value], problems: list[CellProblem]) -> Value | None:
        """The value of a column's cell; what is wrong with it is added to `problems`."""
        text = self.cells[column]
        try:
            return how(text)
        except BadCell as bad:
            problems.append(CellProblem(column, text[:VALUE_MAX], bad.message, bad.code))
            return None

    def shared(self) -> _Shared:
        """What all cells of units of the row have in common."""
        kind, reading = self.reading.kind, self.reading
        words = None
        if kind == "history":
            words = {role: self.text(role)[:500] for role in ("activity", "actor", "document")}
        moment_role = "moment" if kind == "history" else "counted_at"
        at = self.read(moment_role, lambda text: read_moment(text, reading.zone, reading.date_order))
        self._check_moment(moment_role, at)
        naming = self.naming()
        name = self.read("name", self._named) or reading.name
        place: str | int = self.text("location") or reading.location_id or ""
        return _Shared(naming, place, name, at, words, self.problems)

    def _check_moment(self, role: str, at: datetime | None) -> None:
        column = self.reading.column_of(role)
        if column is None or any(problem.column == column for problem in self.problems):
            return
        value = self.cells[column][:VALUE_MAX]
        if at is not None and at > self.reading.now:
            self.problems.append(CellProblem(column, value, "lies in the future", "future"))
        if at is None and self.reading.kind == "history":
            self.problems.append(CellProblem(column, value, "is empty: when was this?", "missing"))

    def naming(self) -> Naming:
        """Which item the row means; a row that says nothing is a problem."""
        item_id = self.read("item_id", lambda text: read_item_number(text) if text.strip() else None)
        variant_id = self.read("variant_id", lambda text: read_variant_number(text) if text.strip() else None)
        options = tuple(text for number in (1, 2, 3) if (text := self.text(f"option{number}")))
        handle = self.text("handle")
        naming = Naming(item_id, variant_id, self._code("sku"), self._code("barcode"), handle, options)
        if naming == Naming(options=options) and not self.problems:
            column = next(at for at, role in enumerate(self.reading.roles) if role in NAMING)
            self.problems.append(CellProblem(column, "", "is empty: which item is meant?", "missing"))
        return naming

    def _code(self, role: str) -> str:
        """A code without the apostrophe by which spreadsheets keep a number a text."""
        return self.text(role).removeprefix("'")

    def _named(self, text: str) -> str:
        known: Mapping[str, str] = HISTORY_KNOWN if self.reading.kind == "history" else KNOWN_NAMES
        name = known.get(plain_name(text.replace("_", " ")))
        if text.strip() and name is None:
            raise BadCell(f"“{text.strip()}” is none of {', '.join(known)}", "unknown")
        return name or ""

    def wanted(self, column: int, shared: _Shared) -> Wanted:
        """What the cell of units in this column wants."""
        role, problems = self.reading.roles[column], list(shared.problems)
        place = int(role.removeprefix(AT_LOCATION)) if role.startswith(AT_LOCATION) else shared.place
        if self.reading.kind == "settings":
            return self._setting(column, place, shared, problems)
        how = read_change if self.reading.kind == "history" else read_units
        units = self.read_at(column, how, problems)
        label = self._label(shared.naming)
        name = self._name_of(role, shared.name)
        if units is not None and units < 0 and self._counts_things(name):
            value = self.cells[column][:VALUE_MAX]
            problems.append(CellProblem(column, value, "cannot be less than nothing", "negative"))
        return Wanted(
            self.line, column, label, shared.naming, place, name, units, shared.at, shared.words, problems
        )

    def _setting(self, column: int, place: str | int, shared: _Shared, problems: list[CellProblem]) -> Wanted:
        wanted = self.read_at(column, read_bin, problems)
        words = None if wanted is None else {"bin": wanted}
        naming, label = shared.naming, self._label(shared.naming)
        return Wanted(self.line, column, label, naming, place, "bin", None, None, words, problems)

    def _label(self, naming: Naming) -> str:
        return label_of(naming)

    def _name_of(self, role: str, chosen: str) -> str:
        if role in HISTORY_NAMES:
            return HISTORY_NAMES[role]
        return role if role in SETTABLE and self.reading.kind == "levels" else chosen

    def _counts_things(self, name: str) -> bool:
        is_set = self.reading.kind in ("levels", "counts")
        return is_set and (name != "available" or self.reading.kind == "counts")


def label_of(naming: Naming) -> str:
    """What a row is called, by the name it gives of its item."""
    return (naming.sku or naming.barcode or naming.handle)[:LABEL_MAX]


def is_empty(cells: Sequence[str]) -> bool:
    """Whether nothing stands in a row."""
    return not any(cell.strip() for cell in cells)
