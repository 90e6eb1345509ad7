"""Reading the analysis: its rules, its figures, its lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis.lists import (
    AMOUNTS,
    BUCKET,
    CONDITIONS,
    EXCESS,
    HELD,
    IS_DEAD,
    IS_EXCESS,
    IS_LOST,
    LOST,
    LOST_BAND,
    Name,
    Narrowed,
    Wanted,
)
from inventorysync.analysis.rules import EVERYWHERE, FIELDS, Rules

CHOICES_MAX = 500
_RULES = text(f"SELECT {', '.join(FIELDS)}, version FROM analysis_rules WHERE shop_id = :shop")
_RUN = text("""
    SELECT run_id, made_at, forecast_at, known_since, shelves_since, until, rules FROM analysis_run
    WHERE shop_id = :shop
""")
_NARROWED = """
    (CAST(:vendor AS text) IS NULL OR a.vendor = :vendor)
      AND (CAST(:type AS text) IS NULL OR a.product_type = :type)
"""
# Every level once: those of the item at all locations together are left out.
_OF_LEVELS = f"""
    a.shop_id = :shop AND a.location_id <> {EVERYWHERE}
      AND (CAST(:place AS bigint) IS NULL OR a.location_id = :place) AND {_NARROWED}
"""
# Classes are of items at all locations together, of those at one, or of each level of the locations in sight.
_OF_CLASSES = f"""
    a.shop_id = :shop AND (CAST(:class_place AS bigint) IS NULL OR a.location_id = :class_place)
      AND {_NARROWED}
"""
_CELLS = text(f"""
    SELECT coalesce(a.abc, 'none') AS abc, a.xyz, count(*) AS items,
           sum(greatest(a.on_hand, 0))::bigint AS on_hand, sum({HELD}) AS held,
           count(*) FILTER (WHERE a.on_hand > 0 AND a.unit_cost IS NULL) AS without_cost,
           sum(a.sold)::bigint AS sold, sum(a.sold * a.price) AS revenue,
           count(*) FILTER (WHERE a.sold > 0 AND a.price IS NULL) AS without_price
    FROM analysis_level a WHERE {_OF_CLASSES} GROUP BY 1, 2 ORDER BY 1, 2
""")
_SUMS = text(f"""
    SELECT count(*) AS levels,
           count(*) FILTER (WHERE {IS_DEAD}) AS dead,
           coalesce(sum(a.on_hand) FILTER (WHERE {IS_DEAD}), 0)::bigint AS dead_units,
           sum({HELD}) FILTER (WHERE {IS_DEAD}) AS dead_value,
           count(*) FILTER (WHERE {IS_DEAD} AND a.unit_cost IS NULL) AS dead_without,
           count(*) FILTER (WHERE {IS_EXCESS}) AS excess,
           coalesce(sum(a.excess) FILTER (WHERE {IS_EXCESS}), 0)::bigint AS excess_units,
           sum({EXCESS}) FILTER (WHERE {IS_EXCESS}) AS excess_value,
           count(*) FILTER (WHERE {IS_EXCESS} AND a.unit_cost IS NULL) AS excess_without,
           count(a.needed) AS with_need,
           count(*) FILTER (WHERE {IS_LOST}) AS lost,
           coalesce(sum(a.lost_days) FILTER (WHERE {IS_LOST}), 0)::bigint AS lost_days,
           coalesce(sum(a.lost_units), 0) AS lost_units,
           sum({LOST}) FILTER (WHERE {IS_LOST}) AS lost_value,
           sqrt(coalesce(sum(a.lost_variance * (a.price::float8) ^ 2) FILTER (WHERE {IS_LOST}), 0))
             AS lost_deviation,
           count(*) FILTER (WHERE {IS_LOST} AND a.price IS NULL) AS lost_without,
           count(*) FILTER (WHERE a.untold_days > 0) AS untold,
           coalesce(sum(greatest(a.on_hand, 0)), 0)::bigint AS on_hand, sum({HELD}) AS held,
           count(*) FILTER (WHERE a.on_hand > 0 AND a.unit_cost IS NULL) AS held_without
    FROM analysis_level a WHERE {_OF_LEVELS}
""")
_BUCKETS = text(f"""
    SELECT {BUCKET} AS bucket, count(*) AS levels, sum(greatest(a.on_hand, 0))::bigint AS units,
           sum({HELD}) AS held,
           count(*) FILTER (WHERE a.on_hand > 0 AND a.unit_cost IS NULL) AS without_cost
    FROM analysis_level a WHERE {_OF_LEVELS} GROUP BY 1
""")
_CHOICES = text(f"""
    SELECT array(SELECT DISTINCT vendor FROM analysis_level
                 WHERE shop_id = :shop AND vendor <> '' ORDER BY 1 LIMIT {CHOICES_MAX}),
           array(SELECT DISTINCT product_type FROM analysis_level
                 WHERE shop_id = :shop AND product_type <> '' ORDER BY 1 LIMIT {CHOICES_MAX})
""")


def _listed(name: Name) -> str:
    scope = _OF_CLASSES if name == "class" else _OF_LEVELS
    return f"""
        SELECT a.*, {AMOUNTS[name]} AS amount, {HELD} AS held, {EXCESS} AS excess_value, {LOST} AS lost_value,
               {LOST_BAND} AS lost_band
        FROM analysis_level a WHERE {scope} AND {CONDITIONS[name]}
    """


def _page(name: Name) -> str:
    """A page of a list with the words of its items; what has no amount comes last."""
    return f"""
        SELECT l.*, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title,
               coalesce(i.variant_title, '') AS variant_title, coalesce(p.name, '') AS location_name,
               coalesce((SELECT sum(o.lacking) FROM analysis_level o
                         WHERE o.shop_id = :shop AND o.item_id = l.item_id
                           AND o.location_id NOT IN ({EVERYWHERE}, l.location_id)), 0)::bigint
                 AS lacking_elsewhere
        FROM (
          SELECT * FROM ({_listed(name)}) s
          WHERE CAST(:after AS numeric) IS NULL
             OR (-coalesce(s.amount, -1e30), s.item_id, s.location_id)
                > (-CAST(:after AS numeric), CAST(:after_item AS bigint), CAST(:after_place AS bigint))
          ORDER BY -coalesce(s.amount, -1e30), s.item_id, s.location_id LIMIT :limit
        ) l
        LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = l.item_id
        LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = l.location_id
        ORDER BY -coalesce(l.amount, -1e30), l.item_id, l.location_id
    """


_PAGES = {name: text(_page(name)) for name in AMOUNTS}
_KEYS = {
    name: text(f"SELECT s.item_id, s.location_id FROM ({_listed(name)}) s ORDER BY 1, 2 LIMIT :limit")
    for name in AMOUNTS
}
NO_AMOUNT = Decimal("-1e30")


@dataclass(frozen=True, slots=True)
class KeptRules:
    """The rules and their version; 0 where nobody has said anything."""

    rules: Rules
    version: int


class Run(NamedTuple):
    """The newest analysis."""

    run_id: UUID
    made_at: datetime
    forecast_at: datetime | None
    known_since: date | None
    shelves_since: date | None
    until: date
    rules: Rules

    @property
    def known_days(self) -> int:
        """How many days of sales it knew."""
        return 0 if self.known_since is None else max((self.until - self.known_since).days, 0)

    @property
    def shelf_days(self) -> int:
        """Of how many days it knew what was out of stock."""
        return 0 if self.shelves_since is None else max((self.until - self.shelves_since).days, 0)


async def get_rules(connection: AsyncConnection, shop_id: int) -> KeptRules:
    """By what the shop analyses."""
    row = (await connection.execute(_RULES, {"shop": shop_id})).one_or_none()
    if row is None:
        return KeptRules(Rules(), 0)
    return KeptRules(Rules(**{name: getattr(row, name) for name in FIELDS}), row.version)


async def find_run(connection: AsyncConnection, shop_id: int) -> Run | None:
    """The newest analysis; None before the first."""
    row = (await connection.execute(_RUN, {"shop": shop_id})).one_or_none()
    return None if row is None else Run._make((*row[:-1], Rules.of_json(row.rules)))


async def sum_levels(connection: AsyncConnection, shop_id: int, run: Run, of: Narrowed) -> Any:
    """What the levels come to."""
    return (await connection.execute(_SUMS, _arguments(shop_id, run, of))).one()


async def list_cells(
    connection: AsyncConnection, shop_id: int, run: Run, of: Narrowed, mine: frozenset[int] | None
) -> Sequence[Any]:
    """The cells of the classes: only those that hold anything."""
    arguments = {**_arguments(shop_id, run, of), "class_place": place_of_classes(of, mine)}
    return (await connection.execute(_CELLS, arguments)).all()


async def list_buckets(connection: AsyncConnection, shop_id: int, run: Run, of: Narrowed) -> Sequence[Any]:
    """How many levels last how long; those of which nothing is known have no bucket."""
    return (await connection.execute(_BUCKETS, _arguments(shop_id, run, of))).all()


async def list_choices(connection: AsyncConnection, shop_id: int) -> tuple[list[str], list[str]]:
    """Vendors and types, as many as one can choose from."""
    vendors, types = (await connection.execute(_CHOICES, {"shop": shop_id})).one()
    return vendors, types


async def list_levels(
    connection: AsyncConnection,
    shop_id: int,
    run: Run,
    wanted: Wanted,
    of: Narrowed,
    mine: frozenset[int] | None,
    *,
    after: tuple[Decimal, int, int] | None,
    limit: int,
) -> Sequence[Any]:
    """A page of a list, the greatest amount first."""
    amount, item, place = after or (None, None, None)
    position = {"after": amount, "after_item": item, "after_place": place, "limit": limit}
    arguments = _listing(shop_id, run, wanted, of, mine)
    return (await connection.execute(_PAGES[wanted.name], {**arguments, **position})).all()


async def list_keys(
    connection: AsyncConnection,
    shop_id: int,
    run: Run,
    wanted: Wanted,
    of: Narrowed,
    mine: frozenset[int] | None,
    limit: int,
) -> list[tuple[int, int]]:
    """Items and locations of a list, in their own order."""
    arguments = {**_listing(shop_id, run, wanted, of, mine), "limit": limit}
    return [(item, place) for item, place in await connection.execute(_KEYS[wanted.name], arguments)]


def place_of_classes(of: Narrowed, mine: frozenset[int] | None) -> int | None:
    """Where classes are of: one location, all together, or each of somebody's own (None)."""
    if of.location_id is not None:
        return of.location_id
    return EVERYWHERE if mine is None else None


def _listing(
    shop_id: int, run: Run, wanted: Wanted, of: Narrowed, mine: frozenset[int] | None
) -> dict[str, Any]:
    arguments = _arguments(shop_id, run, of)
    if wanted.name == "class":
        arguments |= {
            "abc": wanted.part.abc,
            "xyz": wanted.part.xyz,
            "class_place": place_of_classes(of, mine),
        }
    if wanted.name == "cover":
        arguments["bucket"] = wanted.part.bucket
    return arguments


def _arguments(shop_id: int, run: Run, of: Narrowed) -> dict[str, Any]:
    return {
        "shop": shop_id,
        "place": of.location_id,
        "vendor": of.vendor,
        "type": of.product_type,
        "dead_days": run.rules.dead_days,
    }
