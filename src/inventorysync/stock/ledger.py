"""The only writer of quantities: levels and the entries that account for them, in one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities, plus
from inventorysync.stock import costs


class LockedLevel(NamedTuple):
    """A level's row, locked for this transaction."""

    item_id: int
    location_id: int
    generation: int
    has_intent: bool
    is_quarantined: bool
    version: datetime | None
    quantities: Quantities


@dataclass(frozen=True, slots=True)
class NewState:
    """What a level becomes: `deltas` are booked, the rest is what was read with them."""

    level: LockedLevel
    deltas: Quantities
    level_id: int | None
    version: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """An act of booking and the levels it changes."""

    cause: str
    effective_at: datetime
    states: Sequence[NewState]
    effective_from: datetime | None = None
    actor: str | None = None
    document_kind: str | None = None
    document_id: str | None = None
    document_label: str | None = None
    change_set_id: UUID | None = None


_COLUMNS = ", ".join(QUANTITY_NAMES)
_KEYS = "unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[])) AS k(item_id, location_id)"

_MISSING = text(f"""
    SELECT k.item_id, k.location_id FROM {_KEYS}
    WHERE NOT EXISTS (SELECT FROM inventory_level l WHERE l.shop_id = :shop
                        AND l.item_id = k.item_id AND l.location_id = k.location_id)
""")
_ENSURE = text(f"""
    INSERT INTO inventory_level (shop_id, item_id, location_id, is_active, booked_at, checked_at, unit_cost)
    SELECT CAST(:shop AS int), k.item_id, k.location_id, false, CAST(:now AS timestamptz),
           CAST(:now AS timestamptz), i.unit_cost
    FROM {_KEYS}
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = k.item_id
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING
""")

_LOCK = text(f"""
    SELECT l.item_id, l.location_id, l.generation, i.item_id IS NOT NULL, l.quarantined_at IS NOT NULL,
           l.version, {", ".join("l." + name for name in QUANTITY_NAMES)}
    FROM {_KEYS}
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
    LEFT JOIN level_intent i
      ON i.shop_id = :shop AND i.item_id = l.item_id AND i.location_id = l.location_id
    ORDER BY l.item_id, l.location_id
    FOR UPDATE OF l
""")

_STATES = f"""
    unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:level_ids AS bigint[]),
           CAST(:actives AS boolean[]), CAST(:versions AS timestamptz[]), CAST(:changed AS int[]),
           {", ".join(f"CAST(:{name} AS bigint[])" for name in QUANTITY_NAMES)})
      AS k(item_id, location_id, level_id, is_active, version, changed, {_COLUMNS})
"""

_WRITE = text(f"""
    UPDATE inventory_level l
    SET {", ".join(f"{name} = l.{name} + k.{name}" for name in QUANTITY_NAMES)},
        level_id = coalesce(k.level_id, l.level_id), is_active = k.is_active,
        version = greatest(k.version, l.version),
        generation = l.generation + k.changed, checked_at = :now,
        booked_at = CASE WHEN k.changed = 1 THEN CAST(:now AS timestamptz) ELSE l.booked_at END
    FROM {_STATES}
    WHERE l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
""")

_OPEN = text(f"""
    WITH opened AS (
      INSERT INTO inventory_level (shop_id, item_id, location_id, level_id, is_active, version, generation,
                                   booked_at, checked_at, unit_cost, {_COLUMNS})
      SELECT CAST(:shop AS int), k.item_id, k.location_id, k.level_id, k.is_active, k.version, k.changed,
             CAST(:now AS timestamptz), CAST(:now AS timestamptz), i.unit_cost,
             {", ".join(f"k.{name}" for name in QUANTITY_NAMES)}
      FROM {_STATES}
      LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = k.item_id
      ORDER BY k.item_id, k.location_id
      ON CONFLICT DO NOTHING
      RETURNING item_id, location_id, {_COLUMNS}
    ), opening AS (
      INSERT INTO stock_movement (shop_id, cause, effective_at, recorded_at)
      SELECT CAST(:shop AS int), 'opening', CAST(:now AS timestamptz), CAST(:now AS timestamptz)
      WHERE EXISTS (SELECT FROM opened WHERE ({_COLUMNS}) <> ({", ".join("0" for _ in QUANTITY_NAMES)}))
      RETURNING movement_id
    ), entries AS (
      INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
      SELECT CAST(:shop AS int), o.item_id, o.location_id, m.movement_id, q.name, q.units, q.units
      FROM opening m, opened o
      CROSS JOIN LATERAL (VALUES {", ".join(f"('{name}', o.{name})" for name in QUANTITY_NAMES)})
        AS q(name, units)
      WHERE q.units <> 0
    )
    SELECT item_id, location_id FROM opened
""")

_TOUCH = text("""
    WITH held AS MATERIALIZED (
      SELECT l.ctid, k.level_id, k.is_active, k.version
      FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:level_ids AS bigint[]),
                  CAST(:actives AS boolean[]), CAST(:versions AS timestamptz[]),
                  CAST(:generations AS bigint[]))
        AS k(item_id, location_id, level_id, is_active, version, generation)
      JOIN inventory_level l
        ON l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id
      WHERE l.generation = k.generation AND l.quarantined_at IS NULL
        AND NOT EXISTS (SELECT FROM level_intent i WHERE i.shop_id = :shop AND i.item_id = l.item_id
                          AND i.location_id = l.location_id)
      ORDER BY l.item_id, l.location_id
      FOR UPDATE OF l
    )
    UPDATE inventory_level l
    SET level_id = coalesce(h.level_id, l.level_id), is_active = h.is_active,
        version = greatest(h.version, l.version), checked_at = :now
    FROM held h
    WHERE l.shop_id = :shop AND l.ctid = h.ctid
    RETURNING l.item_id, l.location_id
""")

_MOVEMENTS = text("""
    INSERT INTO stock_movement (shop_id, cause, actor, document_kind, document_id, document_label,
                                change_set_id, effective_from, effective_at, recorded_at)
    SELECT CAST(:shop AS int), m.cause, m.actor, m.kind, m.id, m.label, m.change_set, m.since, m.at,
           CAST(:now AS timestamptz)
    FROM unnest(CAST(:causes AS text[]), CAST(:actors AS text[]), CAST(:kinds AS text[]),
                CAST(:ids AS text[]), CAST(:labels AS text[]), CAST(:change_sets AS uuid[]),
                CAST(:since AS timestamptz[]), CAST(:at AS timestamptz[]))
      WITH ORDINALITY AS m(cause, actor, kind, id, label, change_set, since, at, position)
    ORDER BY m.position
    RETURNING movement_id
""")

_ENTRIES = text("""
    INSERT INTO stock_entry (shop_id, item_id, location_id, movement_id, name, delta, balance)
    SELECT CAST(:shop AS int), e.item_id, e.location_id, e.movement_id, e.name, e.delta, e.balance
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:movements AS bigint[]),
                CAST(:names AS text[]), CAST(:deltas AS bigint[]), CAST(:balances AS bigint[]))
      AS e(item_id, location_id, movement_id, name, delta, balance)
""")


async def ensure_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[tuple[int, int]],
    now: datetime,
) -> None:
    """Rows of zero for levels that are not known yet."""
    rows = await connection.execute(_MISSING, {"shop": shop_id, **_columns_of(keys)})
    missing = [(item, location) for item, location in rows]
    if missing:
        await costs.opens_levels(connection, shop_id)
        await connection.execute(_ENSURE, {"shop": shop_id, "now": now, **_columns_of(missing)})


async def lock_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Sequence[tuple[int, int]],
) -> dict[tuple[int, int], LockedLevel]:
    """The levels' rows, locked in one order everywhere: by item, then location."""
    rows = await connection.execute(_LOCK, {"shop": shop_id, **_columns_of(keys)})
    locked = {}
    for item_id, location_id, generation, has_intent, is_quarantined, version, *units in rows:
        quantities: Quantities = {n: q for n, q in zip(QUANTITY_NAMES, units, strict=True) if q}
        key = (item_id, location_id)
        held = (generation, has_intent, is_quarantined, version)
        locked[key] = LockedLevel(item_id, location_id, *held, quantities)
    return locked


async def open_levels(
    connection: AsyncConnection,
    shop_id: int,
    states: Sequence[NewState],
    now: datetime,
) -> frozenset[tuple[int, int]]:
    """Make rows for levels that had none, with the entries of their opening; those not made meanwhile."""
    if not states:
        return frozenset()
    await costs.opens_levels(connection, shop_id)
    rows = await connection.execute(_OPEN, {"shop": shop_id, "now": now, **_columns_of_states(states)})
    return frozenset((item, location) for item, location in rows)


async def touch_levels(
    connection: AsyncConnection,
    shop_id: int,
    states: Sequence[NewState],
    now: datetime,
) -> frozenset[tuple[int, int]]:
    """Note that levels were read and hold what is booked; those that had not moved on since the reading."""
    if not states:
        return frozenset()
    columns = {
        **_columns_of([(s.level.item_id, s.level.location_id) for s in states]),
        "level_ids": [s.level_id for s in states],
        "actives": [s.is_active for s in states],
        "versions": [s.version for s in states],
        "generations": [s.level.generation for s in states],
    }
    rows = await connection.execute(_TOUCH, {"shop": shop_id, "now": now, **columns})
    return frozenset((item, location) for item, location in rows)


async def book(
    connection: AsyncConnection,
    shop_id: int,
    movements: Sequence[Movement],
    now: datetime,
) -> list[int]:
    """Book movements on locked levels: the levels, the movements and their entries; the movements' ids.

    A level appears in one movement of a call at most. Levels with no delta only take over what was read.
    """
    states = [state for movement in movements for state in movement.states]
    if states:
        columns = _columns_of_states(states)
        await connection.execute(_WRITE, {"shop": shop_id, "now": now, **columns})
    real = [m for m in movements if any(state.deltas for state in m.states)]
    if not real:
        return []
    ids = await _write_movements(connection, shop_id, real, now)
    await _write_entries(connection, shop_id, real, ids)
    return ids


def _columns_of_states(states: Sequence[NewState]) -> dict[str, Any]:
    return {
        **_columns_of([(s.level.item_id, s.level.location_id) for s in states]),
        "level_ids": [s.level_id for s in states],
        "actives": [s.is_active for s in states],
        "versions": [s.version for s in states],
        "changed": [int(bool(s.deltas)) for s in states],
        **{name: [s.deltas.get(name, 0) for s in states] for name in QUANTITY_NAMES},
    }


async def _write_movements(
    connection: AsyncConnection,
    shop_id: int,
    movements: Sequence[Movement],
    now: datetime,
) -> list[int]:
    columns = {
        "causes": [m.cause for m in movements],
        "actors": [m.actor for m in movements],
        "kinds": [m.document_kind for m in movements],
        "ids": [m.document_id for m in movements],
        "labels": [m.document_label for m in movements],
        "change_sets": [m.change_set_id for m in movements],
        "since": [m.effective_from for m in movements],
        "at": [m.effective_at for m in movements],
    }
    rows = await connection.execute(_MOVEMENTS, {"shop": shop_id, "now": now, **columns})
    return [movement_id for (movement_id,) in rows]


async def _write_entries(
    connection: AsyncConnection,
    shop_id: int,
    movements: Sequence[Movement],
    ids: Sequence[int],
) -> None:
    rows = [
        (state.level.item_id, state.level.location_id, movement_id, name, delta, balance)
        for movement, movement_id in zip(movements, ids, strict=True)
        for state in movement.states
        for name, delta, balance in _entries_of(state)
    ]
    names = ("items", "locations", "movements", "names", "deltas", "balances")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    await connection.execute(_ENTRIES, {"shop": shop_id, **columns})


def _entries_of(state: NewState) -> list[tuple[str, int, int]]:
    after = plus(state.level.quantities, state.deltas)
    return [
        (name, state.deltas[name], after.get(name, 0)) for name in QUANTITY_NAMES if state.deltas.get(name)
    ]


def _columns_of(keys: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    return {"items": [item for item, _ in keys], "locations": [location for _, location in keys]}
