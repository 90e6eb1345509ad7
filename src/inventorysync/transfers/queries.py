"""Reading transfers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.transfers.words import SeenLine, SeenShipment, SeenShipmentLine, SeenTransfer, Tracking

_HEAD = text("""
    SELECT number, name, state, origin_id, destination_id, reference, note, created_at, is_whole
    FROM transfer WHERE shop_id = :shop AND transfer_id = :id
""")
_LINES = text("""
    SELECT item_id, number, quantity, picked, shipped FROM transfer_line
    WHERE shop_id = :shop AND transfer_id = :id ORDER BY place
""")
_SHIPMENTS = text("""
    SELECT shipment_id, name, state, company, tracking_number, tracking_url, arrives_at, created_at,
           shipped_at, received_at
    FROM transfer_shipment WHERE shop_id = :shop AND transfer_id = :id ORDER BY shipment_id
""")
_SHIPMENT_LINES = text("""
    SELECT shipment_id, line_id, item_id, quantity, accepted, rejected FROM transfer_shipment_line
    WHERE shop_id = :shop AND transfer_id = :id ORDER BY shipment_id, line_id
""")
_SUMMARY = """
    SELECT t.transfer_id, t.number, t.name, t.state, t.origin_id, o.name, t.destination_id, d.name,
           t.reference, t.note, t.actor, t.created_at, t.version, t.is_whole, t.undoes, u.number, u.name,
           coalesce(l.lines, 0), coalesce(l.units, 0), coalesce(s.shipped, 0), coalesce(s.accepted, 0),
           coalesce(s.rejected, 0), s.arrives_at, p.open, p.kind, p.problem, p.problem_kind, p.error_code,
           p.error_message
    FROM transfer t
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = t.origin_id
    LEFT JOIN location d ON d.shop_id = :shop AND d.location_id = t.destination_id
    LEFT JOIN transfer u ON u.shop_id = :shop AND u.transfer_id = t.undoes
    LEFT JOIN LATERAL (
      SELECT count(*) AS lines, sum(quantity) AS units FROM transfer_line
      WHERE shop_id = :shop AND transfer_id = t.transfer_id
    ) l ON true
    LEFT JOIN LATERAL (
      SELECT sum(n.quantity) FILTER (WHERE h.state <> 'DRAFT') AS shipped, sum(n.accepted) AS accepted,
             sum(n.rejected) AS rejected,
             min(h.arrives_at) FILTER (WHERE h.state IN ('IN_TRANSIT', 'PARTIALLY_RECEIVED')) AS arrives_at
      FROM transfer_shipment h
      JOIN transfer_shipment_line n ON n.shop_id = :shop AND n.shipment_id = h.shipment_id
      WHERE h.shop_id = :shop AND h.transfer_id = t.transfer_id
    ) s ON true
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS open,
             (array_agg(kind ORDER BY place) FILTER (WHERE state IN ('waiting', 'sending')))[1] AS kind,
             (array_agg(state ORDER BY place DESC) FILTER (WHERE state IN ('refused', 'unknown')))[1]
               AS problem,
             (array_agg(kind ORDER BY place DESC) FILTER (WHERE state IN ('refused', 'unknown')))[1]
               AS problem_kind,
             (array_agg(error_code ORDER BY place DESC) FILTER (WHERE state IN ('refused', 'unknown')))[1]
               AS error_code,
             (array_agg(error_message ORDER BY place DESC) FILTER (WHERE state IN ('refused', 'unknown')))[1]
               AS error_message
      FROM transfer_step
      WHERE shop_id = :shop AND transfer_id = t.transfer_id AND closed_at IS NULL AND state <> 'done'
    ) p ON true
"""
_LIST = text(f"""
    {_SUMMARY}
    WHERE t.shop_id = :shop AND t.deleted_at IS NULL
      AND (CAST(:states AS text[]) IS NULL OR t.state = ANY(:states))
      AND (CAST(:origin AS bigint) IS NULL OR t.origin_id = :origin)
      AND (CAST(:destination AS bigint) IS NULL OR t.destination_id = :destination)
      AND (CAST(:search AS text) IS NULL
           OR position(lower(:search) IN lower(t.name || ' ' || t.reference || ' ' || t.note)) > 0
           OR EXISTS (SELECT FROM transfer_line n
                      JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
                      WHERE n.shop_id = :shop AND n.transfer_id = t.transfer_id
                        AND (lower(i.sku) = lower(:search) OR i.barcode = :search)))
      AND (CAST(:before AS timestamptz) IS NULL OR (t.created_at, t.transfer_id) < (:before, :before_id))
      AND (NOT :stuck OR p.problem IS NOT NULL)
    ORDER BY t.created_at DESC, t.transfer_id DESC LIMIT :limit
""")
_ONE = text(f"{_SUMMARY} WHERE t.shop_id = :shop AND t.transfer_id = :id AND t.deleted_at IS NULL")
_FIND = text("""
    SELECT transfer_id FROM transfer
    WHERE shop_id = :shop AND deleted_at IS NULL
      AND (transfer_id = CAST(:id AS uuid) OR number = CAST(:number AS bigint))
""")
_ITEMS = text("""
    SELECT i.item_id, i.sku, i.barcode, i.title, i.variant_title, o.available, d.available
    FROM inventory_item i
    LEFT JOIN inventory_level o ON o.shop_id = :shop AND o.item_id = i.item_id AND o.location_id = :origin
    LEFT JOIN inventory_level d ON d.shop_id = :shop AND d.item_id = i.item_id
      AND d.location_id = :destination
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[]))
""")
_STEPS = text("""
    SELECT step_id, kind, state, actor, created_at, attempts, last_error, error_code, error_message
    FROM transfer_step
    WHERE shop_id = :shop AND transfer_id = :id AND state <> 'done' AND closed_at IS NULL ORDER BY place
""")
_EVENTS = text("""
    SELECT event_id, at, actor, what, details, version FROM transfer_event
    WHERE shop_id = :shop AND transfer_id = :id AND version > :after ORDER BY event_id
""")
_UNDONE_BY = text("""
    SELECT transfer_id, number, name FROM transfer
    WHERE shop_id = :shop AND undoes = :id AND deleted_at IS NULL ORDER BY created_at, transfer_id
""")


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """Which transfers are meant; None means all."""

    states: tuple[str, ...] | None = None
    origin_id: int | None = None
    destination_id: int | None = None
    search: str | None = None
    stuck: bool = False


async def load_transfer(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> SeenTransfer | None:
    """A transfer with everything in it, as it is kept."""
    scope = {"shop": shop_id, "id": transfer_id}
    head = (await connection.execute(_HEAD, scope)).one_or_none()
    if head is None:
        return None
    lines = [SeenLine(*row) for row in await connection.execute(_LINES, scope)]
    parts: dict[int, list[SeenShipmentLine]] = defaultdict(list)
    for shipment_id, *row in await connection.execute(_SHIPMENT_LINES, scope):
        parts[shipment_id].append(SeenShipmentLine(*row))
    shipments = tuple(
        SeenShipment(
            number, name, state, Tracking(*rest[:4]), rest[4], rest[5], rest[6], tuple(parts[number])
        )
        for number, name, state, *rest in await connection.execute(_SHIPMENTS, scope)
    )
    return SeenTransfer(**head._asdict(), lines=tuple(lines), shipments=shipments)


async def find_transfer(
    connection: AsyncConnection, shop_id: int, *, transfer_id: UUID | None = None, number: int | None = None
) -> UUID | None:
    """The id of a transfer by ours or by Shopify's number, None where there is none in sight."""
    arguments = {"shop": shop_id, "id": transfer_id, "number": number}
    found: UUID | None = await connection.scalar(_FIND, arguments)
    return found


async def list_transfers(
    connection: AsyncConnection,
    shop_id: int,
    wanted: TransferFilter,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int,
) -> Sequence[Any]:
    """Transfers with their sums, newest first."""
    at, key = before or (None, None)
    arguments = {
        "shop": shop_id,
        "states": list(wanted.states) if wanted.states else None,
        "origin": wanted.origin_id,
        "destination": wanted.destination_id,
        "search": wanted.search,
        "stuck": wanted.stuck,
        "before": at,
        "before_id": key,
        "limit": limit,
    }
    return (await connection.execute(_LIST, arguments)).all()


async def find_summary(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> Any:
    """One row as of `list_transfers`, None where it is gone."""
    return (await connection.execute(_ONE, {"shop": shop_id, "id": transfer_id})).one_or_none()


async def items_of(
    connection: AsyncConnection,
    shop_id: int,
    items: Sequence[int],
    origin_id: int | None,
    destination_id: int | None,
) -> dict[int, Any]:
    """What items are called, and what both ends have of them, as far as they are in sight."""
    arguments = {
        "shop": shop_id,
        "items": list(items),
        "origin": origin_id,
        "destination": destination_id,
    }
    return {row[0]: row for row in await connection.execute(_ITEMS, arguments)}


async def list_steps(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> Sequence[Any]:
    """What is wanted of Shopify and not done, in its order."""
    return (await connection.execute(_STEPS, {"shop": shop_id, "id": transfer_id})).all()


async def list_events(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, after_version: int = -1
) -> Sequence[Any]:
    """What happened to a transfer, oldest first; with `after_version`, since that version."""
    arguments = {"shop": shop_id, "id": transfer_id, "after": after_version}
    return (await connection.execute(_EVENTS, arguments)).all()


async def list_undos(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> Sequence[Any]:
    """The transfers that take this one back."""
    return (await connection.execute(_UNDONE_BY, {"shop": shop_id, "id": transfer_id})).all()
