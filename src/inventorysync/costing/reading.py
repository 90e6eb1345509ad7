"""Reading what costs are computed from: the ledger's entries of what is on hand, in parts by cause."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing.causes import Lost, Part
from inventorysync.costing.events import Method
from inventorysync.kit.money import decimals_of

_PARTS = text("""
    SELECT e.item_id, e.entry_id, p.fact_id, e.location_id, p.delta, p.cause, m.effective_at,
           greatest(m.recorded_at, p.recorded_at), p.kind, p.id, p.label, coalesce(o.reason, c.reason),
           m.change_set_id, c.undoes
    FROM stock_entry e
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    LEFT JOIN change_set c ON c.shop_id = :shop AND c.change_set_id = m.change_set_id
    LEFT JOIN change_set o ON o.shop_id = :shop AND o.change_set_id = c.undoes
    CROSS JOIN LATERAL (
      SELECT f.fact_id, f.cause, x.delta, x.recorded_at, f.document_kind AS kind, f.document_id AS id,
             f.document_label AS label
      FROM stock_explanation x JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
      WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
      UNION ALL
      SELECT 0, m.cause, e.delta - coalesce(sum(x.delta), 0)::bigint, NULL, m.document_kind, m.document_id,
             m.document_label
      FROM stock_explanation x
      WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
    ) AS p
    WHERE e.shop_id = :shop AND e.item_id = ANY(CAST(:items AS bigint[])) AND e.name = 'on_hand'
      AND p.delta <> 0
""")
_LOST = text("""
    SELECT item_id, fact_id, -coalesce((deltas ->> 'incoming')::bigint, 0)
             - coalesce((deltas ->> 'on_hand')::bigint, 0), occurred_at, recorded_at, document_id,
           document_label
    FROM stock_fact
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[])) AND document_kind = 'transfer'
      AND cause = 'receipt'
      AND coalesce((deltas ->> 'incoming')::bigint, 0) + coalesce((deltas ->> 'on_hand')::bigint, 0) < 0
""")
_RULES = text("""
    SELECT s.currency, r.method FROM shop s LEFT JOIN costing_rules r ON r.shop_id = s.shop_id
    WHERE s.shop_id = :shop
""")
_OPENING = text("""
    SELECT item_id, unit_cost FROM opening_cost
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_STORED_RULES = text("SELECT method, accounts, version FROM costing_rules WHERE shop_id = :shop")
_OPENING_OF = text("""
    SELECT unit_cost, noted_by, noted_at FROM opening_cost WHERE shop_id = :shop AND item_id = :item
""")
_COSTED_AT = text("SELECT costed_at FROM cost_mark WHERE shop_id = :shop")
DEFAULT_METHOD: Method = "average"


class Rules(NamedTuple):
    """How a shop costs its stock, and in which currency with how many decimals."""

    method: Method
    currency: str
    digits: int


async def get_rules(connection: AsyncConnection, shop_id: int) -> Rules:
    """What the shop has chosen; a moving average where it has not."""
    row = (await connection.execute(_RULES, {"shop": shop_id})).one()
    return Rules(row.method or DEFAULT_METHOD, row.currency or "", decimals_of(row.currency or ""))


async def read_parts(
    connection: AsyncConnection, shop_id: int, items: Sequence[int]
) -> dict[int, list[Part]]:
    """All parts of what was ever booked on hand, by item."""
    found: dict[int, list[Part]] = defaultdict(list)
    for row in await connection.execute(_PARTS, {"shop": shop_id, "items": list(items)}):
        part = Part(*row)
        found[part.item_id].append(part)
    return found


async def read_lost(connection: AsyncConnection, shop_id: int, items: Sequence[int]) -> dict[int, list[Lost]]:
    """Units of transfers that were refused, by item."""
    found: dict[int, list[Lost]] = defaultdict(list)
    for row in await connection.execute(_LOST, {"shop": shop_id, "items": list(items)}):
        gone = Lost(*row)
        found[gone.item_id].append(gone)
    return found


async def read_opening_costs(
    connection: AsyncConnection, shop_id: int, items: Sequence[int]
) -> dict[int, Decimal]:
    """What a unit of these items cost when the ledger began, where it is known."""
    rows = await connection.execute(_OPENING, {"shop": shop_id, "items": list(items)})
    return {row.item_id: row.unit_cost for row in rows}


async def find_stored_rules(connection: AsyncConnection, shop_id: int) -> Any:
    """Method, accounts and version as somebody set them; None where nobody has."""
    return (await connection.execute(_STORED_RULES, {"shop": shop_id})).one_or_none()


async def find_opening_cost(connection: AsyncConnection, shop_id: int, item_id: int) -> Any:
    """What a unit of an item cost when the ledger began, who said so and when; None where nobody did."""
    return (await connection.execute(_OPENING_OF, {"shop": shop_id, "item": item_id})).one_or_none()


async def costed_at(connection: AsyncConnection, shop_id: int) -> datetime | None:
    """When the shop's costs were last computed to the end."""
    moment: datetime | None = await connection.scalar(_COSTED_AT, {"shop": shop_id})
    return moment
