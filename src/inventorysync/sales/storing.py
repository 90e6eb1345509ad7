"""Writing and reading what was forecast: runs, series, and what earlier runs said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import numpy as np
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.sales.computing import SNAPSHOT_LEVELS, SNAPSHOT_WEEKS, Computed
from inventorysync.sales.measuring import Measures
from inventorysync.sales.queries import Key
from inventorysync.sales.series import ShopSeries

BATCH = 2_000
WEEKLY_FOR = timedelta(weeks=14)
FOURTH_FOR = timedelta(weeks=53)

_ADD = text("""
    INSERT INTO forecast_run (shop_id, origin, made_at, made_afterwards, series, weeks, kept, figures)
    VALUES (:shop, :origin, :now, :afterwards, :series, :weeks, :kept, '{}') RETURNING run_id
""")
_KEEP_PAST = text("""
    INSERT INTO forecast_past (shop_id, run_id, item_id, location_id, said)
    SELECT CAST(:shop AS int), CAST(:run AS bigint), k.* FROM
      unnest(CAST(:items AS bigint[]), CAST(:places AS bigint[]), CAST(:said AS bytea[]))
        AS k(item_id, location_id, said)
    ON CONFLICT DO NOTHING
""")
_COLUMNS = """demand_class, is_new, weeks, origins, error, naive_error, beats_naive, outlook"""
_KEEP_SERIES = text(f"""
    INSERT INTO forecast_series AS s (shop_id, item_id, location_id, run_id, origin, made_at, {_COLUMNS})
    SELECT CAST(:shop AS int), k.item_id, k.location_id, CAST(:run AS bigint), CAST(:origin AS date),
           CAST(:now AS timestamptz), k.demand_class, k.is_new, k.weeks, k.origins, k.error, k.naive_error,
           k.beats_naive, k.outlook
    FROM unnest(CAST(:item_ids AS bigint[]), CAST(:places AS bigint[]), CAST(:classes AS text[]),
                CAST(:news AS boolean[]), CAST(:weeks AS int[]), CAST(:origins AS int[]),
                CAST(:errors AS float8[]), CAST(:naive_errors AS float8[]), CAST(:better AS boolean[]),
                CAST(:outlooks AS bytea[]))
      AS k(item_id, location_id, demand_class, is_new, weeks, origins, error, naive_error, beats_naive,
           outlook)
    ON CONFLICT (shop_id, item_id, location_id) DO UPDATE SET
      run_id = excluded.run_id, origin = excluded.origin, made_at = excluded.made_at,
      demand_class = excluded.demand_class, is_new = excluded.is_new, weeks = excluded.weeks,
      origins = excluded.origins, error = excluded.error, naive_error = excluded.naive_error,
      beats_naive = excluded.beats_naive, outlook = excluded.outlook
""")
_FORGET_OTHERS = text("""
    DELETE FROM forecast_series WHERE shop_id = :shop AND made_at < :now
      AND (CAST(:item AS bigint) IS NULL OR item_id = :item)
""")
_NEWEST = text("""
    SELECT run_id, origin, made_at, series, weeks, kept, figures FROM forecast_run
    WHERE shop_id = :shop AND NOT made_afterwards ORDER BY origin DESC, run_id DESC LIMIT 1
""")
_PAST = "EXISTS (SELECT FROM forecast_past p WHERE p.shop_id = :shop AND p.run_id = r.run_id)"
_NEWEST_KEPT = text(f"""
    SELECT max(r.origin) FROM forecast_run r WHERE r.shop_id = :shop AND NOT r.made_afterwards AND {_PAST}
""")
_PAST_RUNS = text(f"""
    SELECT r.run_id, r.origin, r.made_at, r.made_afterwards FROM forecast_run r
    WHERE r.shop_id = :shop AND r.origin >= :since AND {_PAST} ORDER BY r.origin, r.run_id
""")
_READ_PAST = text("""
    SELECT item_id, location_id, said FROM forecast_past WHERE shop_id = :shop AND run_id = :run
""")
_MEASURES = text("""
    UPDATE forecast_series s SET held = k.held, inside_50 = k.inside_50, inside_90 = k.inside_90,
      sold = k.sold, missed = k.missed, missed_by_naive = k.missed_by_naive, bias = k.bias,
      missed_value = round((k.missed * i.unit_cost)::numeric, 4)
    FROM unnest(CAST(:item_ids AS bigint[]), CAST(:places AS bigint[]), CAST(:held AS int[]),
                CAST(:inside_50 AS int[]), CAST(:inside_90 AS int[]), CAST(:sold AS float8[]),
                CAST(:missed AS float8[]), CAST(:missed_by_naive AS float8[]), CAST(:bias AS float8[]))
      AS k(item_id, location_id, held, inside_50, inside_90, sold, missed, missed_by_naive, bias)
    JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = k.item_id
    WHERE s.shop_id = :shop AND s.item_id = k.item_id AND s.location_id = k.location_id
""")
_FIGURES = text("""
    UPDATE forecast_run SET figures = CAST(:figures AS jsonb) WHERE shop_id = :shop AND run_id = :run
""")
_THIN = text("""
    DELETE FROM forecast_past p USING forecast_run r
    WHERE p.shop_id = :shop AND r.shop_id = :shop AND r.run_id = p.run_id
      AND (r.origin < :oldest OR (r.origin < :weekly AND (r.origin - date '2001-01-01') / 7 % 4 <> 0))
""")
_THIN_RUNS = text(f"""
    DELETE FROM forecast_run r WHERE r.shop_id = :shop AND r.run_id <> :newest AND NOT {_PAST}
      AND NOT EXISTS (SELECT FROM forecast_series s WHERE s.shop_id = :shop AND s.run_id = r.run_id)
""")


class PastRun(NamedTuple):
    """A forecast whose words are kept to be held against what happened."""

    run_id: int
    origin: date
    made_at: datetime
    made_afterwards: bool


@dataclass(frozen=True)
class About:
    """What is noted of a run."""

    origin: date
    made_at: datetime
    series: int
    weeks: int
    kept: bytes
    made_afterwards: bool = False

    def afterwards(self, origin: date, weeks: int) -> "About":
        """The same run as of an earlier day, made with what was known then."""
        return replace(self, origin=origin, weeks=weeks, kept=b"", made_afterwards=True)


async def add_run(connection: AsyncConnection, shop_id: int, about: About) -> int:
    """Note a run; its number."""
    fields = {
        "origin": about.origin,
        "now": about.made_at,
        "afterwards": about.made_afterwards,
        "series": about.series,
        "weeks": about.weeks,
        "kept": about.kept,
    }
    return int(await connection.scalar(_ADD, {"shop": shop_id, **fields}) or 0)


async def keep_past(
    connection: AsyncConnection, shop_id: int, run_id: int, keys: Sequence[Key], said: Sequence[bytes]
) -> None:
    """Keep what a run said, in short."""
    for start in range(0, len(keys), BATCH):
        part = slice(start, start + BATCH)
        arguments = {
            "items": [item for item, _ in keys[part]],
            "places": [place for _, place in keys[part]],
            "said": list(said[part]),
        }
        await connection.execute(_KEEP_PAST, {"shop": shop_id, "run": run_id, **arguments})


def rows_of(found: ShopSeries, computed: Computed, rows: range) -> dict[str, list[Any]]:
    """Some series as columns of what is kept of them."""
    part = slice(rows.start, rows.stop)
    keys = found.keys[part]
    return {
        "item_ids": [item for item, _ in keys],
        "places": [place for _, place in keys],
        "classes": computed.classes[part],
        "news": found.is_new[part].tolist(),
        "weeks": computed.weeks[part].tolist(),
        "origins": [computed.origins] * len(keys),
        "errors": _or_none(computed.errors[part]),
        "naive_errors": _or_none(computed.naive_errors[part]),
        "better": computed.beats_naive[part].tolist(),
        "outlooks": computed.outlooks[part],
    }


async def keep_series(
    connection: AsyncConnection,
    shop_id: int,
    run_id: int,
    origin: date,
    now: datetime,
    rows: Mapping[str, list[Any]],
) -> None:
    """Keep the newest forecasts of these series, whatever was kept of them before."""
    arguments = {"shop": shop_id, "run": run_id, "origin": origin, "now": now, **rows}
    await connection.execute(_KEEP_SERIES, arguments)


async def forget_others(
    connection: AsyncConnection, shop_id: int, now: datetime, item_id: int | None = None
) -> None:
    """Forget forecasts, of one item or of all, that were not made anew by now."""
    await connection.execute(_FORGET_OTHERS, {"shop": shop_id, "now": now, "item": item_id})


async def newest_run(connection: AsyncConnection, shop_id: int) -> Any:
    """The newest run over the whole shop; None where there was none."""
    return (await connection.execute(_NEWEST, {"shop": shop_id})).one_or_none()


async def newest_kept(connection: AsyncConnection, shop_id: int) -> date | None:
    """From when on the newest run speaks whose words are kept."""
    origin: date | None = await connection.scalar(_NEWEST_KEPT, {"shop": shop_id})
    return origin


async def list_past_runs(connection: AsyncConnection, shop_id: int, since: date) -> list[PastRun]:
    """Runs whose words are kept, oldest first."""
    rows = await connection.execute(_PAST_RUNS, {"shop": shop_id, "since": since})
    return [PastRun(*row) for row in rows]


async def read_past(
    connection: AsyncConnection, shop_id: int, run_id: int, keys: Sequence[Key]
) -> list[bytes]:
    """What a run said of these keys, in their order; nothing but nan of those it did not know."""
    found = {
        (item, place): bytes(said)
        for item, place, said in await connection.execute(_READ_PAST, {"shop": shop_id, "run": run_id})
    }
    nothing = np.full((SNAPSHOT_WEEKS, 1 + len(SNAPSHOT_LEVELS)), np.nan, dtype="<f4").tobytes()
    return [found.get(key, nothing) for key in keys]


async def keep_measures(
    connection: AsyncConnection, shop_id: int, keys: Sequence[Key], measures: Measures
) -> None:
    """Keep how far off forecasts of each series were, a week."""
    held = measures.series["held"]
    weeks = np.where(held > 0, held, np.nan)
    means = {name: measures.series[name] / weeks for name in ("sold", "missed", "missed_by_naive", "bias")}
    for start in range(0, len(keys), BATCH):
        part = slice(start, start + BATCH)
        counts = {
            name: measures.series[name][part].astype(int).tolist()
            for name in ("held", "inside_50", "inside_90")
        }
        arguments = {
            "item_ids": [item for item, _ in keys[part]],
            "places": [place for _, place in keys[part]],
            **counts,
            **{name: _or_none(values[part]) for name, values in means.items()},
        }
        await connection.execute(_MEASURES, {"shop": shop_id, **arguments})


async def keep_figures(
    connection: AsyncConnection, shop_id: int, run_id: int, figures: Mapping[str, Any]
) -> None:
    """Keep how good forecasts of the shop were when this run was made."""
    arguments = {"shop": shop_id, "run": run_id, "figures": msgspec.json.encode(figures).decode()}
    await connection.execute(_FIGURES, arguments)


async def thin(connection: AsyncConnection, shop_id: int, newest: int, origin: date) -> None:
    """Forget what old runs said: each week's for WEEKLY_FOR, each fourth's for FOURTH_FOR; and idle runs."""
    limits = {"weekly": origin - WEEKLY_FOR, "oldest": origin - FOURTH_FOR}
    await connection.execute(_THIN, {"shop": shop_id, **limits})
    await connection.execute(_THIN_RUNS, {"shop": shop_id, "newest": newest})


def _or_none(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
