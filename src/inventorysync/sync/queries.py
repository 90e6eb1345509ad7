"""How a shop's sync stands: import, inbox, wakes, writes, reconciliation, log, drift."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.sync.schemas import (
    DriftLevel,
    ImportProgress,
    LoggedChange,
    ObservingFigures,
    ReconciliationFigures,
    SyncLogEntry,
    WebhookFigures,
    WritingFigures,
)

UNKNOWN = "the outcome of a write is not known"

_IMPORT = text("""
    SELECT state, phase, products, variants, levels, variants_expected, levels_expected, started_at,
           finished_at, error
    FROM import_run WHERE shop_id = :shop ORDER BY import_id DESC LIMIT 1
""")
_INBOX = text("""
    SELECT (SELECT count(*) FROM webhook_waiting WHERE shop_id = :shop),
           (SELECT min(received_at) FROM webhook_waiting WHERE shop_id = :shop),
           max(received_at), count(*)
    FROM webhook_inbox WHERE shop_id = :shop AND received_at >= :day_ago
""")
_WAKES = text("""
    SELECT count(*), min(first_hinted_at) FROM sync_wake WHERE shop_id = :shop AND kind = 'level'
""")
_WRITES = text("""
    SELECT count(*) FILTER (WHERE state = 'open'), min(created_at) FILTER (WHERE state = 'open'),
           count(*) FILTER (WHERE state = 'quarantined')
    FROM write_call WHERE shop_id = :shop AND state <> 'done'
""")
_ROUND = text("""
    SELECT s.reconcile_completed_at, greatest(l.oldest, s.all_read_at), l.total,
           CASE WHEN s.all_read_at >= :since THEN l.total ELSE l.checked END
    FROM (SELECT min(checked_at) AS oldest, count(*) AS total,
                 count(*) FILTER (WHERE checked_at >= :since) AS checked
          FROM inventory_level WHERE shop_id = :shop) l
    LEFT JOIN sync_stream s ON s.shop_id = :shop
""")
_LOG = text("""
    SELECT g.log_id, g.at, g.direction, g.item_id, coalesce(i.sku, ''), g.location_id, coalesce(p.name, ''),
           g.changes, g.result, g.detail
    FROM sync_log g
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = g.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = g.location_id
    WHERE g.shop_id = :shop AND (CAST(:item AS bigint) IS NULL OR g.item_id = :item)
      AND (CAST(:before AS bigint) IS NULL OR g.log_id < :before)
    ORDER BY g.log_id DESC LIMIT :limit
""")
_DRIFT = text("""
    SELECT n.item_id, i.sku, i.title, n.location_id, coalesce(p.name, ''), d.key, d.value::bigint,
           l.quarantined_at, c.last_error
    FROM level_intent n
    JOIN write_call c ON c.shop_id = :shop AND c.call_id = n.call_id AND c.state = 'quarantined'
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = n.item_id AND l.location_id = n.location_id
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = n.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = n.location_id
    CROSS JOIN LATERAL jsonb_each_text(n.deltas) AS d
    WHERE n.shop_id = :shop
    ORDER BY i.sku, n.location_id, d.key
""")
_DRIFT_UNITS = text("""
    SELECT sum(abs(d.value::bigint))
    FROM level_intent n
    JOIN write_call c ON c.shop_id = :shop AND c.call_id = n.call_id AND c.state = 'quarantined'
    CROSS JOIN LATERAL jsonb_each_text(n.deltas) AS d
    WHERE n.shop_id = :shop
""")
_BALANCES = text("""
    SELECT item_id, location_id, available, on_hand FROM inventory_level
    WHERE shop_id = :shop AND quarantined_at IS NOT NULL
""")


async def import_progress(connection: AsyncConnection, shop_id: int) -> ImportProgress:
    """How far the newest import is."""
    row = (await connection.execute(_IMPORT, {"shop": shop_id})).one_or_none()
    names = tuple(ImportProgress.model_fields)
    empty = ("waiting", None, 0, 0, 0, None, None, None, None, None)
    return ImportProgress(**dict(zip(names, row or empty, strict=True)))


async def webhook_figures(connection: AsyncConnection, shop_id: int, now: datetime) -> WebhookFigures:
    """The inbox as it is."""
    arguments = {"shop": shop_id, "day_ago": now - timedelta(days=1)}
    waiting, oldest, last, received = (await connection.execute(_INBOX, arguments)).one()
    return WebhookFigures(
        waiting=waiting,
        oldest_age_seconds=_age(oldest, now),
        last_received_at=last,
        received_24h=received,
    )


async def observing_figures(connection: AsyncConnection, shop_id: int, now: datetime) -> ObservingFigures:
    """Levels that wait to be read."""
    waiting, oldest = (await connection.execute(_WAKES, {"shop": shop_id})).one()
    return ObservingFigures(waiting=waiting, oldest_age_seconds=_age(oldest, now))


async def writing_figures(connection: AsyncConnection, shop_id: int, now: datetime) -> WritingFigures:
    """Own writes on their way."""
    open_, oldest, quarantined = (await connection.execute(_WRITES, {"shop": shop_id})).one()
    return WritingFigures(open=open_, oldest_age_seconds=_age(oldest, now), quarantined=quarantined)


async def reconciliation_figures(
    connection: AsyncConnection,
    shop_id: int,
    since: datetime,
) -> ReconciliationFigures:
    """The round over all levels: how many were read since a moment."""
    row = (await connection.execute(_ROUND, {"shop": shop_id, "since": since})).one()
    completed, oldest, total, checked = row
    return ReconciliationFigures(
        last_completed_at=completed,
        oldest_check_at=oldest,
        levels_checked=checked,
        levels_total=total,
        running=checked < total,
    )


async def list_log(
    connection: AsyncConnection,
    shop_id: int,
    *,
    item_id: int | None,
    before: int | None,
    limit: int,
) -> list[tuple[int, SyncLogEntry]]:
    """The sync log, newest first, each with its place."""
    arguments = {"shop": shop_id, "item": item_id, "before": before, "limit": limit}
    rows = await connection.execute(_LOG, arguments)
    return [(row[0], _log_entry(row)) for row in rows]


async def count_drift_units(connection: AsyncConnection, shop_id: int) -> int:
    """Units of all differences that `list_drift` names."""
    return int(await connection.scalar(_DRIFT_UNITS, {"shop": shop_id}) or 0)


async def list_drift(connection: AsyncConnection, shop_id: int, now: datetime) -> list[DriftLevel]:
    """Quantities whose difference from Shopify is known and cannot be booked: of quarantined writes."""
    rows = (await connection.execute(_DRIFT, {"shop": shop_id})).all()
    if not rows:
        return []
    found = await connection.execute(_BALANCES, {"shop": shop_id})
    ours = {(item, place): {"available": a, "on_hand": h} for item, place, a, h in found}
    return [_drift_level(row, ours, now) for row in rows]


def _drift_level(
    row: Sequence[Any],
    ours: dict[tuple[int, int], dict[str, int]],
    now: datetime,
) -> DriftLevel:
    item, sku, title, place, place_name, name, delta, since, error = row
    booked = ours.get((item, place), {}).get(name, 0)
    return DriftLevel(
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        title=title,
        location_id=gid("Location", place),
        location_name=place_name,
        name=name,
        ours=booked,
        shopify=booked + delta,
        difference=delta,
        found_at=since or now,
        reason=f"{error or UNKNOWN}; Shopify has this number if the write was applied",
    )


def _log_entry(row: Sequence[Any]) -> SyncLogEntry:
    _, at, direction, item, sku, place, place_name, changes, result, detail = row
    return SyncLogEntry(
        at=at,
        direction=direction,
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        location_id=gid("Location", place),
        location_name=place_name,
        changes=[LoggedChange(name=name, delta=delta) for name, delta in changes.items()],
        result=result,
        detail=detail,
    )


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())
