"""A month as a journal, for programs of accounting. Pure.

Each account of a month has one line against stock. Xero takes one signed amount for each line (debits are
positive), QuickBooks debits and credits: the columns are those of their own templates, as their help pages
name them (central.xero.com, "Add, import and post manual journals"; quickbooks.intuit.com, "Import journal
entries").
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from inventorysync.costing.events import Account
from inventorysync.costing.months import NOTHING, Month

Program = Literal["xero", "quickbooks"]
_COUNTERS: Final[dict[Account, str]] = {
    "opening": "opening",
    "receipts": "received_not_invoiced",
    "landed": "landed",
    "adjustments": "adjustments",
    "cogs": "cogs",
    "write_offs": "write_offs",
    "transfers": "in_transit",
}
_SAYS: Final[dict[Account, str]] = {
    "opening": "Stock taken over",
    "receipts": "Goods received",
    "landed": "Landed costs",
    "adjustments": "Counts and adjustments",
    "cogs": "Cost of goods sold",
    "write_offs": "Written off",
    "transfers": "To and from other locations",
}
XERO_COLUMNS: Final = ("*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount")
QUICKBOOKS_COLUMNS: Final = ("JournalNo", "JournalDate", "AccountName", "Debits", "Credits", "Description")


class JournalLine(NamedTuple):
    """An amount on an account; debits are positive."""

    account: str
    says: str
    amount: Decimal


def journal_of(month: Month, accounts: Mapping[str, str]) -> list[JournalLine]:
    """The lines of a month; they sum to nothing. Months without any change have none."""
    sums: dict[Account, Decimal] = defaultdict(lambda: NOTHING)
    for line in (*month.lines, *month.corrections):
        sums[line.account] += line.value
    lines = [
        JournalLine(accounts[_COUNTERS[account]], _SAYS[account], -value)
        for account, value in sorted(sums.items())
        if value
    ]
    change = sum(sums.values(), NOTHING)
    stock = [JournalLine(accounts["inventory"], "Change of stock", change)] if change else []
    return stock + lines


def rows_for(
    program: Program, lines: Sequence[JournalLine], month: date, last_day: date, tax_rate: str, digits: int
) -> list[tuple[str, ...]]:
    """The file of a journal, its heading first."""
    name = f"Inventory {month:%Y-%m}"
    if program == "xero":
        day = f"{last_day:%d/%m/%Y}"
        return [
            XERO_COLUMNS,
            *((name, day, line.says, line.account, tax_rate, _digits(line.amount, digits)) for line in lines),
        ]
    day = f"{last_day:%m/%d/%Y}"
    return [
        QUICKBOOKS_COLUMNS,
        *(
            (
                f"INV-{month:%Y-%m}",
                day,
                line.account,
                _digits(line.amount, digits) if line.amount > 0 else "",
                _digits(-line.amount, digits) if line.amount < 0 else "",
                line.says,
            )
            for line in lines
        ),
    ]


def _digits(amount: Decimal, digits: int) -> str:
    return f"{amount:.{digits}f}"
