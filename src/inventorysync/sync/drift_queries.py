"""Reading differences from Shopify: what is open now, what was found, and the evidence for each."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import gid
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities
from inventorysync.sync.differences import FROM_BACKUP
from inventorysync.sync.drift_schemas import CountedFact, Difference, DifferenceName
from inventorysync.sync.mending import restoring
from inventorysync.sync.schemas import DriftLevel

UNKNOWN = "the outcome of a write is not known"
ROWS_A_TIME = 200
State = Literal["open", "taken", "pushed", "dismissed"]

_QUARANTINED = text("""
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
_BALANCES = text("""
    SELECT item_id, location_id, available, on_hand FROM inventory_level
    WHERE shop_id = :shop AND quarantined_at IS NOT NULL
""")
_UNITS = text("""
    SELECT (SELECT coalesce(sum(abs(d.value::bigint)), 0)
            FROM level_intent n
            JOIN write_call c ON c.shop_id = :shop AND c.call_id = n.call_id AND c.state = 'quarantined'
            CROSS JOIN LATERAL jsonb_each_text(n.deltas) AS d
            WHERE n.shop_id = :shop)
         + (SELECT coalesce(sum(abs(u.value::bigint)), 0)
            FROM sync_difference f CROSS JOIN LATERAL jsonb_each_text(f.units) AS u
            WHERE f.shop_id = :shop AND f.state = 'open')
""")
_DIFFERENCES = """
    SELECT d.difference_id, d.item_id, coalesce(i.sku, ''), coalesce(i.title, ''), d.location_id,
           coalesce(p.name, ''), d.found_at, d.found_by, d.cause, d.ours, d.shopify, d.units, d.evidence,
           d.movement_id, d.announced_at, d.policy, d.state, d.decided_at, d.decided_by, d.change_set_id
    FROM sync_difference d
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = d.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = d.location_id
    WHERE d.shop_id = :shop
"""
_FACTS = text("""
    SELECT e.movement_id, e.name, x.delta, f.cause, f.document_kind, f.document_id, f.document_label,
           f.occurred_at
    FROM unnest(CAST(:items AS bigint[]), CAST(:movements AS bigint[])) AS k(item_id, movement_id)
    JOIN stock_entry e ON e.shop_id = :shop AND e.item_id = k.item_id AND e.movement_id = k.movement_id
    JOIN stock_explanation x ON x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
    JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
    ORDER BY f.occurred_at, f.fact_id, e.name
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences: all that is given holds together."""

    state: State | None = None
    item_id: int | None = None
    location_id: int | None = None
    found_since: datetime | None = None
    difference_id: UUID | None = None

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """As SQL, with its arguments."""
        given = {
            "d.state = :state": ("state", self.state),
            "d.item_id = :item": ("item", self.item_id),
            "d.location_id = :place": ("place", self.location_id),
            "d.found_at >= :found_since": ("found_since", self.found_since),
            "d.difference_id = :id": ("id", self.difference_id),
        }
        used = {rule: pair for rule, pair in given.items() if pair[1] is not None}
        return "".join(f" AND {rule}" for rule in used), dict(used.values())


async def count_drift_units(connection: AsyncConnection, shop_id: int) -> int:
    """Units of all differences that `list_drift` names."""
    return int(await connection.scalar(_UNITS, {"shop": shop_id}) or 0)


async def list_drift(connection: AsyncConnection, shop_id: int, now: datetime) -> list[DriftLevel]:
    """Quantities that differ from Shopify's, or differed and wait for a person: nothing on a healthy shop."""
    return [
        *await _quarantined(connection, shop_id, now),
        *(
            level
            for found in await list_differences(connection, shop_id, Wanted(state="open"), None, None)
            for level in _levels_of(found)
        ),
    ]


async def list_differences(
    connection: AsyncConnection,
    shop_id: int,
    wanted: Wanted,
    before: tuple[datetime, UUID] | None,
    limit: int | None,
) -> list[Difference]:
    """Differences with their evidence, newest first; all of them without a limit."""
    rules, arguments = wanted.conditions()
    after = ""
    if before is not None:
        after = " AND (d.found_at, d.difference_id) < (:before_at, :before_id)"
        arguments |= {"before_at": before[0], "before_id": before[1]}
    order = " ORDER BY d.found_at DESC, d.difference_id DESC LIMIT :limit"
    statement = text(_DIFFERENCES + rules + after + order)
    rows = (await connection.execute(statement, {"shop": shop_id, "limit": limit, **arguments})).all()
    facts = await _facts_of(connection, shop_id, rows)
    return [_difference(row, facts[row.movement_id]) for row in rows]


async def walk_differences(
    connection: AsyncConnection, shop_id: int, wanted: Wanted
) -> AsyncIterator[list[Difference]]:
    """Every difference, some at a time, newest first."""
    before = None
    while page := await list_differences(connection, shop_id, wanted, before, ROWS_A_TIME):
        yield page
        before = (page[-1].found_at, page[-1].id)


async def _facts_of(
    connection: AsyncConnection, shop_id: int, rows: Sequence[Any]
) -> dict[int | None, list[CountedFact]]:
    """What orders, transfers and other facts account for, by the movement that booked the difference."""
    facts: dict[int | None, list[CountedFact]] = defaultdict(list)
    known = [row for row in rows if row.movement_id is not None]
    if known:
        columns = {"items": [row.item_id for row in known], "movements": [row.movement_id for row in known]}
        for movement, name, delta, cause, kind, number, label, at in await connection.execute(
            _FACTS, {"shop": shop_id, **columns}
        ):
            fact = CountedFact(
                name=name,
                units=delta,
                cause=cause,
                document_kind=kind,
                document_id=number,
                document_label=label,
                occurred_at=at,
            )
            facts[movement].append(fact)
    return facts


def _difference(row: Any, facts: list[CountedFact]) -> Difference:
    explained: dict[str, int] = defaultdict(int)
    for fact in facts:
        explained[fact.name] += fact.units
    names = [
        DifferenceName(
            name=name,
            ours=row.ours.get(name, 0),
            shopify=row.shopify.get(name, 0),
            units=row.units[name],
            explained=explained[name],
        )
        for name in QUANTITY_NAMES
        if name in row.units
    ]
    left: Quantities = {n.name: n.units - n.explained for n in names if n.units != n.explained}
    is_booked = row.movement_id is not None
    return Difference(
        id=row.difference_id,
        inventory_item_id=gid("InventoryItem", row.item_id),
        sku=row[2],
        title=row[3],
        location_id=gid("Location", row.location_id),
        location_name=row[5],
        found_at=row.found_at,
        found_by=row.found_by,
        cause=row.cause,
        quantities=names,
        can_be_pushed=is_booked
        and row.cause != FROM_BACKUP  # what was booked before is only older than Shopify's number
        and row.state in ("open", "taken")
        and bool(restoring(left)),
        policy=row.policy,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        announced_at=row.announced_at,
        change_set_id=row.change_set_id,
        facts=facts,
        evidence=row.evidence,
    )


def _levels_of(found: Difference) -> list[DriftLevel]:
    return [
        DriftLevel(
            inventory_item_id=found.inventory_item_id,
            sku=found.sku,
            title=found.title,
            location_id=found.location_id,
            location_name=found.location_name,
            name=each.name,
            ours=each.ours,
            shopify=each.shopify,
            difference=each.units,
            found_at=found.found_at,
            reason=REASONS[found.cause],
            cause=found.cause,
            difference_id=found.id,
            policy=found.policy,
        )
        for each in found.quantities
    ]


REASONS = {
    "lost_webhook": "Shopify changed it and no webhook said so",
    "late_webhook": "Shopify changed it and its webhook came later",
    "stale_reading": "A webhook came, and what was read then was older than it",
    "doubted_reading": "What Shopify answers is older than what was read before; it is asked again",
    "believed_reading": "Shopify kept answering with an older version, which was believed at last",
    "restored": "The data came out of a backup, and Shopify has gone on since",
    "unknown_write": UNKNOWN,
}


async def _quarantined(connection: AsyncConnection, shop_id: int, now: datetime) -> list[DriftLevel]:
    """Differences of quarantined writes, which nothing but a person's answer can settle."""
    rows = (await connection.execute(_QUARANTINED, {"shop": shop_id})).all()
    if not rows:
        return []
    found = await connection.execute(_BALANCES, {"shop": shop_id})
    ours = {(item, place): {"available": a, "on_hand": h} for item, place, a, h in found}
    return [_quarantined_level(row, ours, now) for row in rows]


def _quarantined_level(
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
        cause="unknown_write",
        difference_id=None,
        policy="ask",
    )
