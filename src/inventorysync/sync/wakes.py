"""Wakes: one row for everything that hints at the same thing, however often."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stock.actions.booking import know_levels
from inventorysync.sync.words import ANNOUNCED, SAID_BY_CHECK

LevelKey = tuple[int, int]

_WAKE = text("""
    INSERT INTO sync_wake (shop_id, kind, key, key2, first_hinted_at, due_at, said_by)
    SELECT DISTINCT CAST(:shop AS int), CAST(:kind AS text), w.key, w.key2, CAST(:now AS timestamptz),
           CAST(:now AS timestamptz), CAST(:said_by AS smallint)
    FROM unnest(CAST(:keys AS bigint[]), CAST(:keys2 AS bigint[])) AS w(key, key2)
    ORDER BY w.key, w.key2
    ON CONFLICT (shop_id, kind, key, key2) DO UPDATE SET
      hints = sync_wake.hints + 1, said_by = greatest(sync_wake.said_by, excluded.said_by),
      due_at = CASE WHEN sync_wake.attempts = 0 THEN least(sync_wake.due_at, excluded.due_at)
                    ELSE sync_wake.due_at END
""")

_POSTPONE = text("""
    UPDATE sync_wake w SET attempts = w.attempts + 1, due_at = k.due_at, last_error = :detail
    FROM unnest(CAST(:keys AS bigint[]), CAST(:keys2 AS bigint[]), CAST(:due AS timestamptz[]))
      AS k(key, key2, due_at)
    WHERE w.shop_id = :shop AND w.kind = :kind AND w.key = k.key AND w.key2 = k.key2
""")

_END = text("""
    DELETE FROM sync_wake w
    USING unnest(CAST(:keys AS bigint[]), CAST(:keys2 AS bigint[]), CAST(:hints AS bigint[]))
      AS k(key, key2, hints)
    WHERE w.shop_id = :shop AND w.kind = :kind AND w.key = k.key AND w.key2 = k.key2
      AND w.hints = k.hints
""")

_REFRESH = text("""
    UPDATE sync_wake w SET attempts = 0
    FROM unnest(CAST(:keys AS bigint[]), CAST(:keys2 AS bigint[])) AS k(key, key2)
    WHERE w.shop_id = :shop AND w.kind = :kind AND w.key = k.key AND w.key2 = k.key2 AND w.attempts > 0
""")

_DUE = text("""
    SELECT key, hints, attempts FROM sync_wake
    WHERE shop_id = :shop AND kind = :kind AND due_at <= :now ORDER BY due_at LIMIT :limit
""")


async def wake_levels(
    connection: AsyncConnection,
    shop_id: int,
    keys: Iterable[LevelKey],
    now: datetime,
    said_by: int = ANNOUNCED,
) -> None:
    """Hint at levels; one that is not known yet gets its row of zeros, to be opened by its first reading."""
    wanted = sorted(set(keys))
    if wanted:
        await know_levels(connection, shop_id, wanted, now)
        await _wake(connection, shop_id, "level", wanted, now, said_by)


async def wake_things(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    keys: Iterable[int],
    now: datetime,
) -> None:
    """Hint at items, products or orders by their numbers."""
    wanted = [(key, 0) for key in sorted(set(keys))]
    if wanted:
        await _wake(connection, shop_id, kind, wanted, now)


async def due_things(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    now: datetime,
    limit: int,
) -> dict[int, tuple[int, int]]:
    """Numbers of things to read, each with its hints and its failed attempts."""
    rows = await connection.execute(_DUE, {"shop": shop_id, "kind": kind, "now": now, "limit": limit})
    return {key: (hints, attempts) for key, hints, attempts in rows}


async def end_things(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    hints: dict[int, int],
) -> None:
    """End wakes that were not hinted at again since they were claimed."""
    keys = [((key, 0), count) for key, count in sorted(hints.items())]
    await _end(connection, shop_id, kind, keys)


async def end_levels(
    connection: AsyncConnection,
    shop_id: int,
    hints: Sequence[tuple[LevelKey, int]],
) -> None:
    """End the wakes of levels that were read and were not hinted at again since they were claimed."""
    keys = sorted(hints)
    await _end(connection, shop_id, "level", keys)
    scope = {"shop": shop_id, "kind": "level"}
    if keys:
        await connection.execute(_REFRESH, {**scope, **_columns([key for key, _ in keys])})


async def postpone_levels(
    connection: AsyncConnection,
    shop_id: int,
    later: Sequence[tuple[LevelKey, datetime]],
) -> None:
    """Read these levels again later."""
    if later:
        ordered = sorted(later)
        due = [at for _, at in ordered]
        columns = {**_columns([key for key, _ in ordered]), "due": due, "detail": "an old reading"}
        await connection.execute(_POSTPONE, {"shop": shop_id, "kind": "level", **columns})


async def postpone_things(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    later: dict[int, datetime],
    detail: str,
) -> None:
    """Read these things again later, and remember why."""
    keys = [(key, 0) for key in sorted(later)]
    columns = {**_columns(keys), "due": [later[key] for key, _ in keys], "detail": detail}
    await connection.execute(_POSTPONE, {"shop": shop_id, "kind": kind, **columns})


async def _wake(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    keys: Sequence[tuple[int, int]],
    now: datetime,
    said_by: int = ANNOUNCED,
) -> None:
    scope = {"shop": shop_id, "kind": kind, "now": now, "said_by": said_by}
    await connection.execute(_WAKE, {**scope, **_columns(keys)})


async def _end(
    connection: AsyncConnection,
    shop_id: int,
    kind: str,
    hints: Sequence[tuple[tuple[int, int], int]],
) -> None:
    if hints:
        columns = {**_columns([key for key, _ in hints]), "hints": [count for _, count in hints]}
        await connection.execute(_END, {"shop": shop_id, "kind": kind, **columns})


def _columns(keys: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    return {"keys": [key for key, _ in keys], "keys2": [key2 for _, key2 in keys]}


async def wake_all_levels(
    connection: AsyncConnection,
    shop_id: int,
    now: datetime,
    *,
    read_before: datetime | None = None,
    item_id: int | None = None,
    location_id: int | None = None,
) -> int:
    """Hint at every level of the shop, or those last read before a moment: a round now; how many levels.

    Of one item or one location where these are given.
    """
    statement = text("""
        INSERT INTO sync_wake (shop_id, kind, key, key2, first_hinted_at, due_at, said_by)
        SELECT l.shop_id, 'level', l.item_id, l.location_id,
               CAST(:now AS timestamptz), CAST(:now AS timestamptz), CAST(:said_by AS smallint)
        FROM inventory_level l WHERE l.shop_id = :shop AND l.checked_at < :before
          AND (CAST(:item AS bigint) IS NULL OR l.item_id = :item)
          AND (CAST(:place AS bigint) IS NULL OR l.location_id = :place)
        ORDER BY l.item_id, l.location_id
        ON CONFLICT (shop_id, kind, key, key2) DO UPDATE SET
          hints = sync_wake.hints + 1, said_by = greatest(sync_wake.said_by, excluded.said_by)
    """)
    arguments = {"shop": shop_id, "now": now, "before": read_before or now, "said_by": SAID_BY_CHECK}
    return (
        await connection.execute(statement, {**arguments, "item": item_id, "place": location_id})
    ).rowcount
