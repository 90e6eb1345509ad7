"""A large purchase order on paper."""

import time
from datetime import date
from decimal import Decimal

from bench.table import Row
from inventorysync.purchasing.paper import Paper, PaperLine
from inventorysync.purchasing.paper_pdf import write_order

LINES = 2_000
SECONDS_MAX = 5.0


def order_rows() -> list[Row]:
    """The PDF of an order of as many lines as there may be."""
    lines = [
        PaperLine(
            code=f"THEIRS-{number:05}",
            sku=f"SKU-{number:05}",
            barcode=f"50{number:011}",
            title=f"Red lantern, set of {number % 12 + 1} · with a handle of brass",
            quantity=number % 90 + 1,
            unit_cost=Decimal(number % 700 + 5) / 100,
            tax_rate=Decimal(20),
            expected_on=None,
        )
        for number in range(LINES)
    ]
    paper = Paper(
        "PO-1001", date(2026, 11, 28), date(2027, 1, 15), "A shop", "1 Mill Lane\nLeeds", "Mill", "Ann",
        "2 Mill Lane\nLeeds", "K-77", "AB-9", "Leeds store", "EUR", "30 days net", "Ring twice", False, None,
        lines,
    )  # fmt: skip
    began = time.perf_counter()
    content = write_order(paper)
    seconds = time.perf_counter() - began
    said = f"{seconds:.1f} s, {len(content) // 1024:,} kB"
    return [
        Row(
            f"PDF of a purchase order of {LINES:,} lines",
            said,
            f"< {SECONDS_MAX:.0f} s",
            seconds < SECONDS_MAX,
        )
    ]
