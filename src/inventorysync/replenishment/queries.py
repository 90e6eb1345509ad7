"""Reading suggestions: in groups that become one document each, and line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.replenishment.schemas import LineKind

_UNITS = "coalesce(s.chosen, s.quantity)"
_GROUPS = text(f"""
    SELECT s.kind, s.supplier_id, coalesce(u.name, ''), coalesce(u.currency, ''), u.minimum_order,
           s.location_id, coalesce(p.name, ''), s.origin_id, coalesce(o.name, ''), count(*),
           sum({_UNITS}), sum({_UNITS} * s.unit_cost), count(*) FILTER (WHERE s.unit_cost IS NULL),
           sum(s.at_risk) AS at_risk
    FROM suggestion s
    LEFT JOIN supplier u ON u.shop_id = :shop AND u.supplier_id = s.supplier_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = s.location_id
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = s.origin_id
    WHERE s.shop_id = :shop AND s.state = 'open'
    GROUP BY s.kind, s.supplier_id, u.name, u.currency, u.minimum_order, s.location_id, p.name, s.origin_id,
             o.name
    ORDER BY at_risk DESC, u.name, p.name, s.location_id, s.origin_id
""")
_LINE = f"""
    SELECT s.suggestion_id, s.kind, s.item_id, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title,
           coalesce(i.variant_title, '') AS variant_title, s.location_id,
           coalesce(p.name, '') AS location_name,
           s.origin_id, coalesce(o.name, '') AS origin_name, s.supplier_id,
           coalesce(u.name, '') AS supplier_name, s.state, s.quantity, s.chosen, s.position, s.cover_now,
           s.cover_after, s.at_risk, s.unit_cost, s.is_within_budget, s.inputs, s.made_at, s.version,
           s.document_id, s.decided_at, s.decided_by, {_UNITS} * s.unit_cost AS cost
    FROM suggestion s
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = s.item_id
    LEFT JOIN supplier u ON u.shop_id = :shop AND u.supplier_id = s.supplier_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = s.location_id
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = s.origin_id
    WHERE s.shop_id = :shop
"""
_LINES = text(f"""
    {_LINE} AND s.state = 'open'
      AND (CAST(:kind AS text) IS NULL OR s.kind = :kind)
      AND (CAST(:supplier AS uuid) IS NULL OR s.supplier_id = :supplier)
      AND (NOT :without_supplier OR s.supplier_id IS NULL)
      AND (CAST(:location AS bigint) IS NULL OR s.location_id = :location)
      AND (CAST(:origin AS bigint) IS NULL OR s.origin_id = :origin)
      AND (:search = '' OR position(lower(:search) IN lower(
             coalesce(i.sku, '') || ' ' || coalesce(i.title, '') || ' '
             || coalesce(i.variant_title, ''))) > 0)
      AND (CAST(:after_risk AS numeric) IS NULL
           OR (-s.at_risk, s.suggestion_id) > (-CAST(:after_risk AS numeric), CAST(:after_id AS uuid)))
    ORDER BY s.at_risk DESC, s.suggestion_id LIMIT :limit
""")
_ONE = text(f"{_LINE} AND s.suggestion_id = :id")
_OF_ITEM = text("""
    SELECT location_id, suggestion_id, kind, coalesce(chosen, quantity) FROM suggestion
    WHERE shop_id = :shop AND item_id = :item AND state = 'open' ORDER BY kind
""")
_WEIGHED = text(f"""
    SELECT s.suggestion_id, s.version, coalesce({_UNITS} * s.unit_cost, 0), s.at_risk FROM suggestion s
    WHERE s.shop_id = :shop AND s.state = 'open' AND s.kind = 'buy'
      AND (CAST(:supplier AS uuid) IS NULL OR s.supplier_id = :supplier)
      AND (CAST(:location AS bigint) IS NULL OR s.location_id = :location)
      AND s.supplier_id IS NOT NULL
    ORDER BY s.at_risk DESC, s.suggestion_id
""")
_RUN = text("""
    SELECT made_at, forecast_at, figures FROM suggestion_run WHERE shop_id = :shop
    ORDER BY made_at DESC LIMIT 1
""")
_DISMISSALS = text("""
    SELECT d.dismissal_id, d.item_id, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title,
           coalesce(i.variant_title, '') AS variant_title, d.location_id,
           coalesce(p.name, '') AS location_name, d.quantity, d.reason, d.until, d.made_by, d.made_at
    FROM suggestion_dismissal d
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = d.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = d.location_id
    WHERE d.shop_id = :shop AND d.ended_at IS NULL AND (d.until IS NULL OR d.until > :today)
      AND (CAST(:item AS bigint) IS NULL OR d.item_id = :item)
      AND (CAST(:before AS timestamptz) IS NULL OR (d.made_at, d.dismissal_id) < (:before, :before_id))
    ORDER BY d.made_at DESC, d.dismissal_id DESC LIMIT :limit
""")
_ORDERS = text("""
    SELECT o.order_id, 'PO-' || o.number, coalesce(s.name, ''), coalesce(p.name, ''),
           (SELECT count(*) FROM purchase_order_line WHERE shop_id = :shop AND order_id = o.order_id)
    FROM purchase_order o
    LEFT JOIN supplier s ON s.shop_id = :shop AND s.supplier_id = o.supplier_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = o.location_id
    WHERE o.shop_id = :shop AND o.order_id = ANY(CAST(:ids AS uuid[])) ORDER BY o.number
""")
_TRANSFERS = text("""
    SELECT t.transfer_id, coalesce(o.name, ''), coalesce(p.name, ''),
           (SELECT count(*) FROM transfer_line WHERE shop_id = :shop AND transfer_id = t.transfer_id)
    FROM transfer t
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = t.origin_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = t.destination_id
    WHERE t.shop_id = :shop AND t.transfer_id = ANY(CAST(:ids AS uuid[])) ORDER BY 2, 3, 1
""")
_PLACES = text("SELECT location_id, name FROM location WHERE shop_id = :shop")
_SUPPLIER = text("SELECT name FROM supplier WHERE shop_id = :shop AND supplier_id = :id")


class Group(NamedTuple):
    """Open lines that become one document; costs are the shop's, the minimum is the supplier's currency."""

    kind: LineKind
    supplier_id: UUID | None
    supplier_name: str
    supplier_currency: str
    minimum_order: Decimal | None
    location_id: int
    location_name: str
    origin_id: int | None
    origin_name: str
    lines: int
    units: int
    cost: Decimal | None
    without_cost: int
    at_risk: Decimal


class Run(NamedTuple):
    """When suggestions were worked out, from forecasts of when."""

    made_at: datetime
    forecast_at: datetime | None
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines are meant; None means all."""

    kind: LineKind | None = None
    supplier_id: UUID | None = None
    without_supplier: bool = False
    location_id: int | None = None
    origin_id: int | None = None
    search: str = ""


async def find_run(connection: AsyncConnection, shop_id: int) -> Run | None:
    """The newest time at which suggestions were worked out."""
    row = (await connection.execute(_RUN, {"shop": shop_id})).one_or_none()
    return Run._make(row) if row else None


async def list_groups(connection: AsyncConnection, shop_id: int) -> list[Group]:
    """Open lines by the document they would become, those with most money at risk first."""
    return [Group._make(row) for row in await connection.execute(_GROUPS, {"shop": shop_id})]


async def list_lines(
    connection: AsyncConnection,
    shop_id: int,
    wanted: LineFilter,
    *,
    after: tuple[Decimal, UUID] | None,
    limit: int,
) -> Sequence[Any]:
    """Open lines, those with most money at risk first."""
    risk, number = after or (None, None)
    arguments = {
        "shop": shop_id, "kind": wanted.kind, "supplier": wanted.supplier_id,
        "without_supplier": wanted.without_supplier, "location": wanted.location_id,
        "origin": wanted.origin_id, "search": wanted.search, "after_risk": risk, "after_id": number,
        "limit": limit,
    }  # fmt: skip
    return (await connection.execute(_LINES, arguments)).all()


async def get_line(connection: AsyncConnection, shop_id: int, suggestion_id: UUID) -> Any:
    """A line, also one that was decided on; raises NotFound."""
    row = (await connection.execute(_ONE, {"shop": shop_id, "id": suggestion_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such suggestion in this shop")
    return row


async def list_open_of(connection: AsyncConnection, shop_id: int, item_id: int) -> Sequence[Any]:
    """The open lines of an item as (location, line, kind, units)."""
    return (await connection.execute(_OF_ITEM, {"shop": shop_id, "item": item_id})).all()


async def list_weighed(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID | None, location_id: int | None
) -> Sequence[Any]:
    """Lines to buy as (line, version, cost, money at risk), for a budget."""
    arguments = {"shop": shop_id, "supplier": supplier_id, "location": location_id}
    return (await connection.execute(_WEIGHED, arguments)).all()


async def list_dismissals(
    connection: AsyncConnection,
    shop_id: int,
    today: date,
    *,
    item_id: int | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int,
) -> Sequence[Any]:
    """What is not to be suggested, newest first."""
    at, number = before or (None, None)
    arguments = {
        "shop": shop_id, "today": today, "item": item_id, "before": at, "before_id": number, "limit": limit,
    }  # fmt: skip
    return (await connection.execute(_DISMISSALS, arguments)).all()


async def name_documents(
    connection: AsyncConnection, shop_id: int, orders: Sequence[UUID], transfers: Sequence[UUID]
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Documents that were made: orders as (id, name, supplier, location, lines), transfers by their ends."""
    made = await connection.execute(_ORDERS, {"shop": shop_id, "ids": list(orders)})
    moved = await connection.execute(_TRANSFERS, {"shop": shop_id, "ids": list(transfers)})
    return made.all(), moved.all()


async def name_places(connection: AsyncConnection, shop_id: int) -> dict[int, str]:
    """Locations of the shop by their names."""
    rows = await connection.execute(_PLACES, {"shop": shop_id})
    return {place: name for place, name in rows}  # noqa: C416  rows are no pairs


async def find_supplier_name(connection: AsyncConnection, shop_id: int, supplier_id: UUID) -> str:
    """What a supplier is called."""
    return str(await connection.scalar(_SUPPLIER, {"shop": shop_id, "id": supplier_id}) or "")
