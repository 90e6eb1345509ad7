"""The lines of a stocktake as rows of a file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.table_files import Batches
from inventorysync.stocktakes.answers import line_of
from inventorysync.stocktakes.tally import read_tally

ROWS_A_TIME = 2_000
HEADINGS = (
    "SKU", "Barcode", "Product", "Variant", "Bin", "Round", "Counted", "Last counted ({zone})", "By",
    "Expected", "Difference", "Unit cost", "Value of the difference", "Currency", "Moved while counted",
    "Outcome", "Inventory item id",
)  # fmt: skip


async def lines_of_stocktake(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    now: datetime,
    currency: str,
    *,
    is_hidden: bool,
) -> Batches:
    """Every line as the review lists it; without what was expected where that is hidden."""
    offset = 0
    while True:
        found = await read_tally(
            connection,
            shop_id,
            stocktake_id,
            now,
            by_money=not is_hidden,
            offset=offset,
            limit=ROWS_A_TIME,
        )
        lines = [line_of(line, currency, is_hidden=is_hidden) for line in found]
        yield [
            [
                line.sku,
                line.barcode,
                line.title,
                line.variant_title,
                line.bin or "",
                line.round,
                line.counted,
                line.last_at,
                ", ".join(line.counters),
                line.expected,
                line.difference,
                line.unit_cost.amount if line.unit_cost else None,
                line.value.amount if line.value else None,
                currency,
                "yes" if line.is_unsure else "",
                line.outcome or "",
                line.inventory_item_id,
            ]
            for line in lines
        ]
        if len(found) < ROWS_A_TIME:
            return
        offset += ROWS_A_TIME
