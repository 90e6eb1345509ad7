"""What stands on a purchase order, and its lines as a table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventorysync.kit.table_files import Values
from inventorysync.purchasing.terms import Priced, Totals, line_total, totals_of

HEADINGS = ("Supplier code", "SKU", "Barcode", "Item", "Quantity", "Unit cost", "Tax %", "Total", "Expected")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as the supplier reads it."""

    code: str
    sku: str
    barcode: str
    title: str
    quantity: int
    unit_cost: Decimal | None
    tax_rate: Decimal | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands on an order; `deliver_to` and addresses are lines of text."""

    number: str
    made_on: date
    expected_on: date | None
    buyer_name: str
    buyer_address: str
    supplier_name: str
    supplier_contact: str
    supplier_address: str
    account_number: str
    reference: str
    deliver_to: str
    currency: str
    terms: str
    note: str
    is_draft: bool
    logo: bytes | None
    lines: Sequence[PaperLine]

    def totals(self) -> Totals:
        """What it comes to."""
        return totals_of((priced(line) for line in self.lines), self.currency)


def rows_of(paper: Paper) -> list[Values]:
    """The lines as a table, under HEADINGS."""
    return [
        (
            line.code,
            line.sku,
            line.barcode,
            line.title,
            line.quantity,
            line.unit_cost,
            line.tax_rate,
            line_total(priced(line), paper.currency),
            line.expected_on.isoformat() if line.expected_on else "",
        )
        for line in paper.lines
    ]


def priced(line: PaperLine) -> Priced:
    """A line as far as its worth goes."""
    return Priced(line.quantity, line.unit_cost, line.tax_rate)
