"""The ledger's proof: every level equals the sum of its entries, and its parts make up what is on hand."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES


class Difference(NamedTuple):
    """A quantity of a level that its entries do not add up to."""

    item_id: int
    location_id: int
    name: str
    booked: int
    entries: int


_LEVELS = " UNION ALL ".join(
    f"SELECT item_id, location_id, '{name}' AS name, {name} AS units"
    " FROM inventory_level WHERE shop_id = :shop"
    for name in QUANTITY_NAMES
)
_DIFFERENCES = text(f"""
    SELECT l.item_id, l.location_id, l.name, l.units, coalesce(e.units, 0)
    FROM ({_LEVELS}) AS l
    LEFT JOIN (
      SELECT item_id, location_id, name, sum(delta) AS units FROM stock_entry
      WHERE shop_id = :shop GROUP BY item_id, location_id, name
    ) AS e ON e.item_id = l.item_id AND e.location_id = l.location_id AND e.name = l.name
    WHERE l.units <> coalesce(e.units, 0)
    ORDER BY 1, 2, 3
""")


async def list_differences(connection: AsyncConnection, shop_id: int) -> Sequence[Difference]:
    """Quantities that differ from the sum of their entries: none, unless somebody wrote past the ledger."""
    rows = await connection.execute(_DIFFERENCES, {"shop": shop_id})
    return [Difference(*row) for row in rows]
