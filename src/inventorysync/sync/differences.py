"""Differences from Shopify that nothing announced: found while reading, written down with their evidence.

Reading books every difference at once, whoever hinted at the level, so the ledger holds what Shopify holds
(docs/decisions/drift.md). What is written down here says so beside it and decides nothing about quantities.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.metrics import DIFFERENCES
from inventorysync.kit.quantity import difference
from inventorysync.sync.decide import DOUBTED_MAX
from inventorysync.sync.models import SyncDifference
from inventorysync.sync.words import ANNOUNCED, SAID_BY_ROUND, Booking, LevelKey

Policy = Literal["take", "push", "ask"]
FROM_BACKUP = "restored"  # the cause of a difference between a backup and Shopify
EVERYWHERE = 0  # the location of a policy for all that have none of their own
LATE = timedelta(minutes=10)  # a webhook that comes so long after its change was found was only late
CLOCKS_APART = timedelta(seconds=2)
DOUBTS_SHOWN = 2  # a replica that lags for a moment is no difference: this is the third reading
ROWS_OF_EVIDENCE_MAX = 20

_KEYS = "unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)"
_READ_AT = text(f"""
    SELECT l.item_id, l.location_id, l.checked_at FROM {_KEYS}
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
""")
_WEBHOOKS = text(f"""
    SELECT w.item_id, w.location_id, w.webhook_id, w.triggered_at, w.received_at
    FROM webhook_inbox w
    JOIN {_KEYS} ON w.item_id = k.item_id AND w.location_id = k.location_id
    WHERE w.shop_id = :shop AND w.received_at >= :since
    ORDER BY w.received_at
""")
_WRITES = text(f"""
    SELECT n.item_id, n.location_id, n.change_set_id, n.line, n.from_name, n.name, n.delta, n.state,
           n.settled_at
    FROM {_KEYS}
    JOIN change_set_line n
      ON n.shop_id = :shop AND n.item_id = k.item_id AND n.location_id = k.location_id
    WHERE n.state IN ('pending', 'pushing') OR n.settled_at >= :since
    ORDER BY n.settled_at NULLS LAST, n.change_set_id, n.line
""")
_MOVEMENTS = text(f"""
    SELECT k.item_id, k.location_id, e.movement_id FROM {_KEYS}
    CROSS JOIN LATERAL (
      SELECT movement_id FROM stock_entry
      WHERE shop_id = :shop AND item_id = k.item_id AND location_id = k.location_id
      ORDER BY entry_id DESC LIMIT 1
    ) e
""")
_RESTORED = text(f"""
    SELECT l.item_id, l.location_id FROM {_KEYS}
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
    JOIN shop s ON s.shop_id = :shop
    LEFT JOIN sync_stream y ON y.shop_id = :shop
    WHERE l.version IS NOT NULL AND greatest(l.checked_at, y.all_read_at) < s.safe_since
""")
_POLICIES = text("SELECT location_id, policy FROM drift_policy WHERE shop_id = :shop")
_ANNOUNCE = text("""
    UPDATE sync_difference d
    SET announced_at = :now, cause = 'late_webhook',
        decided_at = CASE WHEN d.state = 'open' THEN CAST(:now AS timestamptz) ELSE d.decided_at END,
        decided_by = CASE WHEN d.state = 'open' THEN 'webhook' ELSE d.decided_by END,
        state = CASE WHEN d.state = 'open' THEN 'taken' ELSE d.state END
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:ats AS timestamptz[]))
      AS k(item_id, location_id, at)
    WHERE d.shop_id = :shop AND d.item_id = k.item_id AND d.location_id = k.location_id
      AND d.found_at >= :since AND d.announced_at IS NULL AND d.cause = 'lost_webhook'
      AND (k.at IS NULL
           OR k.at <= CAST(d.evidence -> 'reading' ->> 'version' AS timestamptz) + CAST(:apart AS interval))
""")
_OPEN_DOUBTS = text(f"""
    SELECT d.item_id, d.location_id, d.difference_id FROM {_KEYS}
    JOIN sync_difference d
      ON d.shop_id = :shop AND d.item_id = k.item_id AND d.location_id = k.location_id
    WHERE d.cause = 'doubted_reading' AND d.state = 'open'
""")
_CLOSE_DOUBT = text("""
    UPDATE sync_difference SET state = :state, decided_at = :now, decided_by = 'reading'
    WHERE shop_id = :shop AND difference_id = :id
""")


@dataclass
class Found:
    """What was known of a level when it was found to differ."""

    read_at: datetime | None = None
    webhooks: list[dict[str, Any]] = field(default_factory=list)
    writes: list[dict[str, Any]] = field(default_factory=list)


def is_unannounced(booking: Booking) -> bool:
    """Whether this difference has to be explained: nothing but a comparison led to it, or it was doubted."""
    wake = booking.wake
    if booking.verdict != "book" or not booking.difference or wake.shadow.version is None:
        return False
    return wake.said_by < ANNOUNCED or wake.attempts >= DOUBTED_MAX


async def restored_levels(
    connection: AsyncConnection, shop_id: int, keys: Sequence[LevelKey]
) -> frozenset[LevelKey]:
    """Those that are read for the first time since the database came out of a backup."""
    if not keys:
        return frozenset()
    rows = await connection.execute(_RESTORED, {"shop": shop_id, **_columns(keys)})
    return frozenset(LevelKey(item, place) for item, place in rows)


async def look_around(
    connection: AsyncConnection, shop_id: int, bookings: Sequence[Booking]
) -> dict[LevelKey, Found]:
    """What is known of levels that differ, before their differences are booked."""
    if not bookings:
        return {}
    scope = {"shop": shop_id, **_columns([b.reading.key for b in bookings])}
    since = min(b.wake.shadow.version for b in bookings if b.wake.shadow.version)
    around: dict[LevelKey, Found] = defaultdict(Found)
    for item, place, at in await connection.execute(_READ_AT, scope):
        around[LevelKey(item, place)].read_at = at
    versions = {b.reading.key: b.wake.shadow.version for b in bookings}
    for item, place, webhook_id, triggered, received in await connection.execute(
        _WEBHOOKS, {**scope, "since": since}
    ):
        if received >= (versions[LevelKey(item, place)] or received):
            row = {"webhook_id": webhook_id, "triggered_at": triggered, "received_at": received}
            around[LevelKey(item, place)].webhooks.append(row)
    for item, place, change_set, line, from_name, name, delta, state, settled in await connection.execute(
        _WRITES, {**scope, "since": since}
    ):
        row = {"change_set_id": str(change_set), "line": line, "from_name": from_name, "name": name}
        around[LevelKey(item, place)].writes.append(
            {**row, "delta": delta, "state": state, "settled_at": settled}
        )
    return around


async def record(
    connection: AsyncConnection,
    shop_id: int,
    bookings: Sequence[Booking],
    around: Mapping[LevelKey, Found],
    now: datetime,
    restored: frozenset[LevelKey] = frozenset(),
) -> None:
    """Write down the differences that were just booked and that nothing had announced.

    Those of restored levels are Shopify's to say, whatever the policy: what was booked before is only old.
    """
    if not bookings:
        return
    scope = {"shop": shop_id, **_columns([b.reading.key for b in bookings])}
    movements = {(i, place): m for i, place, m in await connection.execute(_MOVEMENTS, scope)}
    policies = await policies_of(connection, shop_id)
    rows = []
    for booking in bookings:
        key = booking.reading.key
        found = around.get(key) or Found()
        is_restored = key in restored
        if not is_restored and booking.wake.attempts < DOUBTED_MAX and _was_announced(found):
            continue
        policy: Policy = "take" if is_restored else policy_for(policies, key.location_id)
        is_taken = policy == "take"
        rows.append(
            {
                **_row(shop_id, booking, found, now),
                "cause": FROM_BACKUP if is_restored else _cause(booking, found),
                "movement_id": movements.get(key),
                "policy": policy,
                "state": "taken" if is_taken else "open",
                "decided_at": now if is_taken else None,
                "decided_by": (FROM_BACKUP if is_restored else "policy") if is_taken else None,
            }
        )
    if rows:
        await connection.execute(insert(SyncDifference), rows)
    for row in rows:
        DIFFERENCES.labels(row["cause"]).inc()


async def note_doubts(
    connection: AsyncConnection, shop_id: int, doubted: Sequence[Booking], now: datetime
) -> None:
    """Show levels whose readings have been set off for more than a moment; each stands there once."""
    lasting = [
        (b, units)
        for b in doubted
        if b.wake.attempts >= DOUBTS_SHOWN
        and (units := difference(b.reading.quantities, b.wake.shadow.quantities))
    ]
    if not lasting:
        return
    keys = [b.reading.key for b, _ in lasting]
    found = await connection.execute(_OPEN_DOUBTS, {"shop": shop_id, **_columns(keys)})
    known = {(item, place) for item, place, _ in found}
    rows = [
        {
            **_row(shop_id, b, Found(), now),
            "units": units,
            "cause": "doubted_reading",
            "movement_id": None,
            "policy": "take",
            "state": "open",
            "decided_at": None,
            "decided_by": None,
        }
        for b, units in lasting
        if b.reading.key not in known
    ]
    if rows:
        await connection.execute(insert(SyncDifference), rows)


async def end_doubts(
    connection: AsyncConnection, shop_id: int, booked: Sequence[Booking], now: datetime
) -> None:
    """A reading that counts ends the doubt: what was set off is taken, or Shopify never had it."""
    doubted = {b.reading.key: b for b in booked if b.wake.attempts > DOUBTS_SHOWN}
    if not doubted:
        return
    scope = {"shop": shop_id, **_columns(list(doubted))}
    for item, place, number in (await connection.execute(_OPEN_DOUBTS, scope)).all():
        state = "taken" if doubted[LevelKey(item, place)].difference else "dismissed"
        arguments = {"shop": shop_id, "id": number, "state": state, "now": now}
        await connection.execute(_CLOSE_DOUBT, arguments)


async def announce_late(
    connection: AsyncConnection,
    shop_id: int,
    told: Mapping[tuple[int, int], datetime | None],
    now: datetime,
) -> None:
    """Webhooks of levels, each with the time of its change: what they tell late was not lost."""
    if told:
        columns = {**_columns(list(told)), "ats": list(told.values())}
        scope = {"shop": shop_id, "now": now, "since": now - LATE, "apart": CLOCKS_APART}
        await connection.execute(_ANNOUNCE, {**scope, **columns})


async def policies_of(connection: AsyncConnection, shop_id: int) -> dict[int, Policy]:
    """What the shop wants done with differences, by location; EVERYWHERE for all others."""
    rows = await connection.execute(_POLICIES, {"shop": shop_id})
    return {row.location_id: row.policy for row in rows}


def policy_for(policies: Mapping[int, Policy], location_id: int) -> Policy:
    """The policy of a location: Shopify's number is taken unless somebody chose otherwise."""
    return policies.get(location_id) or policies.get(EVERYWHERE) or "take"


def _was_announced(found: Found) -> bool:
    """Whether a webhook came since the level was last read: the comparison was only quicker."""
    return any(found.read_at is not None and row["received_at"] > found.read_at for row in found.webhooks)


def _cause(booking: Booking, found: Found) -> str:
    """Why nothing had been read when the change was made."""
    if booking.wake.attempts >= DOUBTED_MAX:
        return "believed_reading"
    known = booking.wake.shadow.version
    newer = [
        row
        for row in found.webhooks
        if known is not None
        and row["triggered_at"] is not None
        and row["triggered_at"] > known + CLOCKS_APART
    ]
    return "stale_reading" if newer else "lost_webhook"


def _found_by(booking: Booking) -> str:
    if booking.wake.hints == 0:
        return "import"
    if booking.wake.said_by == ANNOUNCED:
        return "webhook"
    return "reconcile" if booking.wake.said_by == SAID_BY_ROUND else "check"


def _row(shop_id: int, booking: Booking, found: Found, now: datetime) -> dict[str, Any]:
    shadow, reading = booking.wake.shadow, booking.reading
    evidence = {
        "reading": {
            "quantities": reading.quantities,
            "version": _moment(reading.version),
            "read_at": _moment(now),
            "level_id": reading.level_id,
        },
        "booked_before": {
            "quantities": shadow.quantities,
            "version": _moment(shadow.version),
            "read_at": _moment(found.read_at),
            "generation": shadow.generation,
        },
        "readings_doubted": booking.wake.attempts,
        "webhooks_received": [_plain(row) for row in found.webhooks[-ROWS_OF_EVIDENCE_MAX:]],
        "writes": [_plain(row) for row in found.writes[-ROWS_OF_EVIDENCE_MAX:]],
    }
    names = sorted(difference(reading.quantities, shadow.quantities))
    return {
        "shop_id": shop_id,
        "difference_id": uuid4(),
        "item_id": reading.key.item_id,
        "location_id": reading.key.location_id,
        "found_at": now,
        "found_by": _found_by(booking),
        "ours": {name: shadow.quantities.get(name, 0) for name in names},
        "shopify": {name: reading.quantities.get(name, 0) for name in names},
        "units": difference(reading.quantities, shadow.quantities),
        "evidence": evidence,
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _columns(keys: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    return {"items": [item for item, _ in keys], "locations": [place for _, place in keys]}
