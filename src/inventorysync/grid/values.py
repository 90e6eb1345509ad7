"""What a shop's own items say in a field, for whoever types a filter: with how many items say it."""

from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid.schemas import FieldValue
from inventorysync.stock.asking import SECONDS_MAX
from inventorysync.stock.filters import in_any_case

ValueField = Literal["vendor", "product_type", "tag", "location"]
SHOWN_MAX = 20

_OF_ITEMS = """
    SELECT s.value, s.value, count(*) FROM (
      SELECT {value} AS value FROM {source}
      WHERE i.shop_id = :shop AND i.deleted_at IS NULL
    ) s
    WHERE s.value <> '' AND s.value ~ :holds
    GROUP BY s.value
    ORDER BY s.value ~ :begins DESC, count(*) DESC, s.value COLLATE "C"
    LIMIT :most
"""
_STATEMENTS = {
    "vendor": _OF_ITEMS.format(value="i.vendor", source="inventory_item i"),
    "product_type": _OF_ITEMS.format(value="i.product_type", source="inventory_item i"),
    "tag": _OF_ITEMS.format(value="t.tag", source="inventory_item i CROSS JOIN unnest(i.tags) AS t(tag)"),
    # Levels are seen only at the locations of whoever looks: a place without any is none of these.
    "location": """
        SELECT p.location_id::text, p.name, count(*) FROM inventory_level l
        JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id AND p.deleted_at IS NULL
        JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id AND i.deleted_at IS NULL
        WHERE l.shop_id = :shop AND p.name ~ :holds
        GROUP BY p.location_id, p.name
        ORDER BY p.name ~ :begins DESC, count(*) DESC, p.name COLLATE "C", p.location_id
        LIMIT :most
    """,
}


async def list_values(
    connection: AsyncConnection, shop_id: int, field: ValueField, q: str, most: int
) -> list[FieldValue]:
    """Values that hold a text in any case: those that begin with it first, then those of the most items.

    The statement may take SECONDS_MAX.
    """
    await connection.execute(text(f"SET LOCAL statement_timeout = '{SECONDS_MAX}s'"))
    holds = in_any_case(q)
    arguments = {"shop": shop_id, "holds": holds, "begins": f"^{holds}", "most": most}
    rows = (await connection.execute(text(_STATEMENTS[field]), arguments)).all()
    return [FieldValue(value=value, name=name, items=items) for value, name, items in rows]
