"""Transfers as rows of a file: one for each item of each transfer, newest transfers first."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.kit.table_files import Batches
from inventorysync.transfers import answers
from inventorysync.transfers.queries import TransferFilter, list_transfers

TRANSFERS_A_TIME = 200
HEADINGS = (
    "Transfer", "State", "From", "To", "Reference", "Note", "Made ({zone})", "By", "Expected ({zone})", "SKU",
    "Product", "Ordered", "Shipped", "Accepted", "Rejected", "Inventory item id",
)  # fmt: skip
_LINES = text("""
    SELECT n.transfer_id, n.item_id, coalesce(i.sku, ''),
           coalesce(concat_ws(' · ', i.title, nullif(i.variant_title, '')), ''), n.quantity,
           coalesce(s.shipped, 0), coalesce(s.accepted, 0), coalesce(s.rejected, 0)
    FROM transfer_line n
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    LEFT JOIN LATERAL (
      SELECT CAST(sum(p.quantity) FILTER (WHERE h.state <> 'DRAFT') AS int) AS shipped,
             CAST(sum(p.accepted) AS int) AS accepted, CAST(sum(p.rejected) AS int) AS rejected
      FROM transfer_shipment h
      JOIN transfer_shipment_line p ON p.shop_id = :shop AND p.shipment_id = h.shipment_id
      WHERE h.shop_id = :shop AND h.transfer_id = n.transfer_id AND p.item_id = n.item_id
    ) s ON true
    WHERE n.shop_id = :shop AND n.transfer_id = ANY(CAST(:transfers AS uuid[]))
    ORDER BY n.transfer_id, n.place
""")


async def lines_of_transfers(connection: AsyncConnection, shop_id: int, wanted: TransferFilter) -> Batches:
    """What the list of transfers shows with a filter, item by item; one without items is one row."""
    before: tuple[datetime, UUID] | None = None
    while True:
        found = await list_transfers(connection, shop_id, wanted, before=before, limit=TRANSFERS_A_TIME)
        page = [answers.summary_of(row) for row in found]
        lines = defaultdict(list)
        of_these = {"shop": shop_id, "transfers": [each.key for each in page]}
        for key, item, *line in await connection.execute(_LINES, of_these):
            lines[key].append([*line, gid("InventoryItem", item)])
        yield [
            [
                each.name,
                each.state,
                each.origin.name if each.origin else "",
                each.destination.name if each.destination else "",
                each.reference,
                each.note,
                each.created_at,
                each.actor or "",
                each.arrives_at,
                *line,
            ]
            for each in page
            for line in lines[each.key] or [[None] * 7]
        ]
        if len(found) < TRANSFERS_A_TIME:
            return
        before = (page[-1].created_at, page[-1].key)
