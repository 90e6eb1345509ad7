"""The API's words for imports."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from inventorysync.imports.cells import DateOrder
from inventorysync.imports.columns import Kind, Source
from inventorysync.kit.spreadsheets import COLUMNS_MAX
from inventorysync.purchasing.schemas import Currency, Rate
from inventorysync.stock.schemas import NOTE_MAX, Reason

State = Literal["uploaded", "checking", "checked", "applying", "applied", "canceled", "failed", "removed"]
RowState = Literal["change", "same", "problem"]
QuantityChoice = Literal[
    "available", "on_hand", "damaged", "incoming", "quality_control", "reserved", "safety_stock"
]
Encoding = Literal[
    "utf-8", "utf-16", "cp1252", "iso8859-15", "cp1250", "cp1251", "mac-roman", "shift_jis", "gb18030",
    "big5", "euc_kr",
]  # fmt: skip
Delimiter = Literal[",", ";", "\t", "|"]
FILE_NAME_MAX = 200
DocumentName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class ImportOptions(BaseModel, extra="forbid"):
    """What holds for the whole file where no column says otherwise."""

    location_id: str | None = None
    quantity: QuantityChoice | None = Field(
        default=None, description="Which quantity units are of: available unless chosen; counts: on hand"
    )
    date_order: DateOrder = "ymd"
    supplier_id: UUID | None = Field(default=None, description="Whose the records of the file are")
    make_suppliers: bool = Field(default=False, description="Make suppliers whom nobody knows, by their name")
    currency: Currency | None = Field(default=None, description="Of what the file's amounts are")
    rate: Rate | None = Field(
        default=None, description="What one of that currency is worth in the shop's, for orders still to come"
    )
    document: DocumentName | None = Field(
        default=None,
        description="What the file's order or stocktake is called, if not as the file",
    )
    on: date | None = Field(default=None, description="When a stocktake was counted")


class ColumnsInput(BaseModel, extra="forbid"):
    """The role of each column, in their order; the file is checked with them."""

    roles: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=COLUMNS_MAX)]
    options: ImportOptions = ImportOptions()
    encoding: Encoding | None = Field(default=None, description="Where it was recognised wrongly")
    delimiter: Delimiter | None = Field(default=None, description="Where it was recognised wrongly")


class ApplyInput(BaseModel, extra="forbid"):
    """Apply what was checked."""

    reason: Reason = "correction"
    note: Annotated[str, StringConstraints(max_length=NOTE_MAX)] = ""
    leave_out_problems: bool = Field(
        default=False, description="Apply the other rows where some have problems; refused otherwise"
    )


class ImportCounts(BaseModel):
    """What checking found; `rows` are those of the file without its headings."""

    rows: int = 0
    changes: int = 0
    same: int = 0
    problems: int = 0
    units_added: int = 0
    units_taken: int = 0
    moved_since: int = Field(
        default=0, description="Levels that moved since they were checked; what moved stays"
    )
    documents: int = Field(default=0, description="Orders or stocktakes that the file would make")
    suppliers_made: int = Field(default=0, description="Suppliers that the file would make")
    units_before: int = Field(
        default=0, description="Units of old orders that arrived before: history, no unit of stock moves"
    )
    units_incoming: int = Field(default=0, description="Units of old orders that are still to come")


class KeptDocument(BaseModel):
    """Something that was not taken back with the import, and why."""

    name: str
    reason: str


class Import(BaseModel):
    """A file that was uploaded, and how far it has come."""

    id: UUID
    kind: Kind
    name: str
    bytes: int
    format: Literal["csv", "xlsx"]
    encoding: str
    delimiter: str
    source: Source = Field(description="Whose export it is, where that was recognised")
    headings: list[str]
    sample: list[list[str]]
    roles: list[str]
    role_choices: list[str] = Field(
        description="What a column of a file of this kind may be; at:<number> is a column of one location"
    )
    options: ImportOptions
    state: State
    error: str | None
    counts: ImportCounts
    kept: list[KeptDocument] = Field(description="What taking it back has left, as it was worked on since")
    job_id: UUID | None
    change_set_id: UUID | None
    actor: str
    created_at: datetime
    checked_at: datetime | None
    ended_at: datetime | None


class ImportPage(BaseModel):
    """Imports, newest first."""

    items: list[Import]
    next: str | None


class RowProblem(BaseModel):
    """What is wrong with a cell."""

    column: int
    heading: str
    value: str
    message: str
    code: str


class RecordField(BaseModel):
    """A field that a row of records sets, in words as a file holds them; `before` where it would change."""

    role: str
    value: str
    before: str | None


class ImportRow(BaseModel):
    """What one cell of units would do, or one row of records."""

    line: int
    label: str
    inventory_item_id: str | None
    sku: str | None
    title: str | None
    location_name: str | None
    quantity: str | None
    setting: str | None = Field(description="What the file sets, for a file of settings")
    setting_before: str | None
    units: int | None
    before: int | None
    after: int | None
    delta: int | None
    at: datetime | None
    state: RowState
    problems: list[RowProblem]
    document: str | None = Field(description="Which document or supplier a row of records is of")
    note: str | None = Field(description="What one has to know of a row of records")
    fields: list[RecordField]


class ImportRowPage(BaseModel):
    """Rows in the file's order."""

    items: list[ImportRow]
    next: str | None
