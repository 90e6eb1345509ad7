"""How a shop's sync stands: import, inbox, wakes, writes, reconciliation."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sync.schemas import (
    ImportProgress,
    ObservingFigures,
    ReconciliationFigures,
    WebhookFigures,
    WritingFigures,
)

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


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())
