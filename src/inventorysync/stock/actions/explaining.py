"""Tying facts (orders, refunds …) to booked differences, whichever came first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import Quantities, plus
from inventorysync.stock import ledger, rules

LevelKey = tuple[int, int]
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FactTotal:
    """What a source has done to a level so far, in all: recorded as the difference to what it had done.

    It happened at `occurred_at`, or at any moment from `occurred_from` until then. What its document does
    after it was first recorded has `later_cause`, where there is one, and happened by `later_at`.
    """

    source: str
    key: LevelKey
    cause: str
    deltas: Quantities
    occurred_at: datetime
    document_kind: str
    document_id: str
    document_label: str
    actor: str | None = None
    occurred_from: datetime | None = None
    later_cause: str | None = None
    later_at: datetime | None = None

    def as_later(self) -> "FactTotal":
        """The same, done after its document was first recorded."""
        if self.later_cause is None:
            return self
        at = self.later_at or self.occurred_at
        return replace(self, cause=self.later_cause, occurred_from=self.occurred_at, occurred_at=at)


_KEYS = "unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)"

_RECORDED = text("""
    SELECT source, d.key, sum(d.value::bigint)
    FROM stock_fact, jsonb_each_text(deltas) AS d
    WHERE shop_id = :shop AND source = ANY(CAST(:sources AS text[]))
    GROUP BY source, d.key
""")

_TOLD = text("""
    SELECT DISTINCT document_id FROM stock_fact
    WHERE shop_id = :shop AND document_id = ANY(CAST(:documents AS text[]))
""")

_OF_DOCUMENT = text("""
    SELECT DISTINCT ON (source) source, item_id, location_id, cause, document_kind, document_id,
           document_label
    FROM stock_fact
    WHERE shop_id = :shop AND document_id = :document
    ORDER BY source, fact_id
""")

_RECORD = text("""
    INSERT INTO stock_fact (shop_id, source, item_id, location_id, cause, actor, document_kind, document_id,
                            document_label, occurred_from, occurred_at, recorded_at, deltas)
    SELECT CAST(:shop AS int), f.source, f.item_id, f.location_id, f.cause, f.actor, f.kind, f.id,
           f.label, f.since, f.at, CAST(:now AS timestamptz), f.deltas::jsonb
    FROM unnest(CAST(:sources AS text[]), CAST(:items AS bigint[]), CAST(:locations AS bigint[]),
                CAST(:causes AS text[]), CAST(:actors AS text[]), CAST(:kinds AS text[]),
                CAST(:ids AS text[]), CAST(:labels AS text[]), CAST(:since AS timestamptz[]),
                CAST(:at AS timestamptz[]), CAST(:deltas AS text[]))
      AS f(source, item_id, location_id, cause, actor, kind, id, label, since, at, deltas)
""")

_DIFFERENCES = text(f"""
    SELECT e.item_id, e.location_id, e.movement_id, m.effective_from, m.effective_at, e.name, e.entry_id,
           e.delta
    FROM {_KEYS}
    JOIN stock_entry e ON e.shop_id = :shop AND e.item_id = k.item_id AND e.location_id = k.location_id
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    WHERE m.cause IN ('unexplained', 'restore_baseline') AND m.recorded_at >= :since
""")

_TIED_FACTS = text(f"""
    SELECT DISTINCT e.item_id, e.location_id, e.movement_id, f.fact_id, f.deltas
    FROM {_KEYS}
    JOIN stock_entry e ON e.shop_id = :shop AND e.item_id = k.item_id AND e.location_id = k.location_id
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    JOIN stock_explanation x ON x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
    JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
    WHERE m.cause IN ('unexplained', 'restore_baseline') AND m.recorded_at >= :since
""")

_FREE_FACTS = text(f"""
    SELECT f.item_id, f.location_id, f.fact_id, f.occurred_from, f.occurred_at, f.deltas
    FROM {_KEYS}
    JOIN stock_fact f ON f.shop_id = :shop AND f.item_id = k.item_id AND f.location_id = k.location_id
    WHERE f.recorded_at >= :since
      AND NOT EXISTS (SELECT FROM stock_explanation x WHERE x.shop_id = :shop AND x.fact_id = f.fact_id)
""")

_EXPLAIN = text("""
    INSERT INTO stock_explanation (shop_id, item_id, entry_id, fact_id, delta, recorded_at)
    SELECT CAST(:shop AS int), x.item_id, x.entry_id, x.fact_id, x.delta, CAST(:now AS timestamptz)
    FROM unnest(CAST(:items AS bigint[]), CAST(:entries AS bigint[]), CAST(:facts AS bigint[]),
                CAST(:deltas AS bigint[])) AS x(item_id, entry_id, fact_id, delta)
""")


async def record_facts(
    connection: AsyncConnection,
    shop_id: int,
    totals: Sequence[FactTotal],
    now: datetime,
) -> list[LevelKey]:
    """Record what sources have done since they were last recorded; the levels with something new.

    Safe to repeat: a total that is known already records nothing. Then explains the levels' differences.
    """
    if not totals:
        return []
    await _lock_sources(connection, shop_id, totals)
    found = await connection.execute(_RECORDED, {"shop": shop_id, "sources": [t.source for t in totals]})
    known: dict[str, Quantities] = defaultdict(dict)
    for source, name, units in found:
        known[source][name] = int(units)
    documents = {"shop": shop_id, "documents": list({t.document_id for t in totals})}
    told = set((await connection.execute(_TOLD, documents)).scalars())
    fresh = [
        (t.as_later() if t.document_id in told else t, new)
        for t in totals
        if (new := _since(t.deltas, known.get(t.source, {})))
    ]
    keys = sorted({t.key for t, _ in fresh})
    if fresh:
        # Whoever books these levels just now commits first, or sees these facts: else neither saw the other.
        await ledger.lock_levels(connection, shop_id, keys)
        await connection.execute(_RECORD, {"shop": shop_id, "now": now, **_columns(fresh)})
    await explain_levels(connection, shop_id, keys, now)
    return keys


async def vanished_totals(
    connection: AsyncConnection,
    shop_id: int,
    document_id: str,
    totals: Sequence[FactTotal],
    now: datetime,
) -> list[FactTotal]:
    """Totals of nothing for sources of a document that no longer do anything."""
    arguments = {"shop": shop_id, "document": document_id}
    present = {total.source for total in totals}
    return [
        FactTotal(source, (item, place), cause, {}, now, kind, number, label, occurred_from=now - LOOK_BACK)
        for source, item, place, cause, kind, number, label in await connection.execute(
            _OF_DOCUMENT, arguments
        )
        if source not in present
    ]


async def _lock_sources(connection: AsyncConnection, shop_id: int, totals: Sequence[FactTotal]) -> None:
    """Two workers that read the same order must not both record its difference."""
    lock = text(
        "SELECT pg_advisory_xact_lock(hashtextextended(d, :shop)) FROM unnest(CAST(:ids AS text[])) d"
    )
    await connection.execute(lock, {"shop": shop_id, "ids": sorted({t.document_id for t in totals})})


async def explain_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[LevelKey],
    now: datetime,
) -> int:
    """Tie the levels' free facts to their unexplained differences; how many were tied."""
    if not keys:
        return 0
    arguments = {
        "shop": shop_id,
        "since": now - LOOK_BACK,
        "items": [item for item, _ in keys],
        "locations": [location for _, location in keys],
    }
    facts: dict[LevelKey, list[rules.Fact]] = defaultdict(list)
    for item, location, fact_id, since, at, deltas in await connection.execute(_FREE_FACTS, arguments):
        facts[item, location].append(rules.Fact(fact_id, at, deltas, since))
    if not facts:
        return 0
    differences, entries = await _differences(connection, arguments)
    rows = [
        (key[0], entries[match.movement_id, name], match.fact_id, delta)
        for key in facts
        for match in rules.explain(list(differences[key].values()), facts[key])
        for name, delta in match.deltas.items()
        if (match.movement_id, name) in entries
    ]
    if rows:
        columns = dict(
            zip(("items", "entries", "facts", "deltas"), map(list, zip(*rows, strict=True)), strict=True)
        )
        await connection.execute(_EXPLAIN, {"shop": shop_id, "now": now, **columns})
    return len(rows)


async def _differences(
    connection: AsyncConnection, arguments: dict[str, object]
) -> tuple[dict[LevelKey, dict[int, rules.Difference]], dict[tuple[int, str], int]]:
    """What is unexplained by level and movement, and the entries by movement and name.

    A fact is tied as a whole, also where the difference has no entry of one of its names: what is left
    counts those names too, so that a later fact can make up for them.
    """
    differences: dict[LevelKey, dict[int, rules.Difference]] = defaultdict(dict)
    entries: dict[tuple[int, str], int] = {}
    for item, location, movement, since, until, name, entry, delta in await connection.execute(
        _DIFFERENCES, arguments
    ):
        known = differences[item, location].setdefault(movement, rules.Difference(movement, since, until, {}))
        known.unexplained[name] = int(delta)
        entries[movement, name] = entry
    for item, location, movement, _, deltas in await connection.execute(_TIED_FACTS, arguments):
        known = differences[item, location][movement]
        known.unexplained = plus(known.unexplained, {name: -units for name, units in deltas.items()})
    return differences, entries


def _since(total: Quantities, known: Quantities) -> Quantities:
    names = total.keys() | known.keys()
    return {name: d for name in names if (d := total.get(name, 0) - known.get(name, 0))}


def _columns(fresh: Sequence[tuple[FactTotal, Quantities]]) -> dict[str, list[object]]:
    return {
        "sources": [t.source for t, _ in fresh],
        "items": [t.key[0] for t, _ in fresh],
        "locations": [t.key[1] for t, _ in fresh],
        "causes": [t.cause for t, _ in fresh],
        "actors": [t.actor for t, _ in fresh],
        "kinds": [t.document_kind for t, _ in fresh],
        "ids": [t.document_id for t, _ in fresh],
        "labels": [t.document_label for t, _ in fresh],
        "since": [t.occurred_from for t, _ in fresh],
        "at": [t.occurred_at for t, _ in fresh],
        "deltas": [msgspec.json.encode(new).decode() for _, new in fresh],
    }
