"""Rules in a file: one row a rule, empty cells for what a rule leaves to others."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from inventorysync.kit.spreadsheets import Cells, opened, pad, recognise
from inventorysync.kit.table_files import Value
from inventorysync.replenishment.nearest import FIELDS

ROWS_MAX = 10_000
BYTES_MAX = 8 * 1024 * 1024
SCOPE_HEADINGS = ("Applies to", "Name", "Inventory item id", "SKU", "Location")
FIELD_HEADINGS = {
    "is_ordered": "Ordered",
    "goal": "Goal",
    "service_percent": "Service %",
    "lead_days": "Lead days",
    "lead_deviation_days": "Lead days deviation",
    "review_days": "Review days",
    "minimum": "Order minimum",
    "pack": "Pack",
    "min_stock": "Min stock",
    "max_stock": "Max stock",
    "shelf_life_days": "Shelf life days",
    "order_cost": "Cost of an order",
    "holding_percent": "Holding % a year",
    "budget": "Budget",
}
HEADINGS = (*SCOPE_HEADINGS, *(FIELD_HEADINGS[name] for name in FIELDS))
WHOLE = frozenset(
    {"lead_days", "lead_deviation_days", "review_days", "minimum", "pack", "min_stock", "max_stock",
     "shelf_life_days"}
)  # fmt: skip


class NoRuleFile(Exception):
    """The file holds no rules that can be read; the text says why."""


class FileRule(NamedTuple):
    """A row of a file: whom it is for, in its own words, and what it says."""

    row: int
    applies_to: str
    name: str
    item: str
    sku: str
    location: str
    fields: dict[str, Any]


def row_of(rule: Any) -> list[Value]:
    """A rule as a row of a file."""
    item = f"gid://shopify/InventoryItem/{rule.item_id}" if rule.item_id else ""
    fields = [getattr(rule, name) for name in FIELDS]
    told = [("yes" if value else "no") if isinstance(value, bool) else value for value in fields]
    return [rule.kind, rule.name, item, rule.sku, rule.location_name, *told]


def read_rules_file(path: Path) -> list[FileRule]:
    """The rules of a CSV or XLSX file with our headings; raises NotASpreadsheet and NoRuleFile."""
    with opened(path, recognise(path)) as rows:
        filled = (row for row in rows if any(cell.strip() for cell in row))
        at = _columns(next(filled, []))
        return list(_rules(filled, at))


def _columns(head: Cells) -> Mapping[str, int]:
    named = {" ".join(cell.lower().split()): place for place, cell in enumerate(head)}
    at = {heading: named[heading.lower()] for heading in HEADINGS if heading.lower() in named}
    if "Applies to" not in at:
        raise NoRuleFile("the first row needs the heading “Applies to”: begin with a file saved from here")
    return at


def _rules(rows: Iterator[Cells], at: Mapping[str, int]) -> Iterator[FileRule]:
    for number, row in enumerate(rows):
        if number == ROWS_MAX:
            raise NoRuleFile(f"holds more than {ROWS_MAX:,} rules: split it")
        cells = [cell.strip().removeprefix("'") for cell in pad(row, max(at.values()) + 1)]
        texts = [cells[at[heading]] if heading in at else "" for heading in SCOPE_HEADINGS]
        fields = {name: _value(name, cells, at) for name in FIELDS if FIELD_HEADINGS[name] in at}
        applies_to, name, item, sku, location = texts
        yield FileRule(number, applies_to.lower(), name, item, sku, location, fields)


def _value(name: str, cells: Sequence[str], at: Mapping[str, int]) -> Any:
    """A cell as the schema of rules reads it; what cannot be read is left as it is, to be refused there."""
    cell = cells[at[FIELD_HEADINGS[name]]]
    if not cell:
        return None
    if name == "is_ordered":
        return {"yes": True, "no": False, "true": True, "false": False}.get(cell.lower(), cell)
    if name == "goal":
        return cell.lower()
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return cell
    if name in WHOLE and number.is_finite() and number == number.to_integral_value():
        return int(number)
    return str(number)
