"""What a list is narrowed to: conditions on levels and items, and which of them leave few rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog.actions import WORD, WORD_LENGTH_MAX
from inventorysync.stock.filters import STATES, Either, Node, clauses_of, locations_named

AFTER_EVERY_WORD = chr(0x10FFFF)
_WORD = (
    "SELECT w.item_id FROM item_word w WHERE w.shop_id = :shop"
    " AND w.word >= :word{number} AND w.word < :word{number}_end"
)
_BY_KEYS = """(l.item_id, l.location_id) IN (
    SELECT * FROM unnest(CAST(:of_items AS bigint[]), CAST(:of_places AS bigint[])))"""
_LEFT_OUT = text("SELECT location_id FROM location WHERE shop_id = :shop AND left_out_at IS NOT NULL")
FOUND_MAX = 300


@dataclass(frozen=True, slots=True)
class Filter:
    """Which levels or items: all conditions hold together."""

    search: str | None = None
    sku: str | None = None
    barcode: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    location_id: int | None = None
    item_id: int | None = None
    state: str | None = None
    expression: Node | None = None
    keys: Sequence[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of them hold. In those of rows, `{rows}` stands for the table that is walked, which has item_id.

    `are_few`: they name their few rows by keys. `narrowing_*` may find few, and speak of one table alone;
    each of `either` stands among those of items as well. `implied` asks nothing more: it spares a walk
    through items to look at the levels of each.
    """

    of_items: list[str]
    of_rows: list[str]
    of_search: list[str]
    wide_search: str | None
    arguments: dict[str, Any]
    are_few: bool = False
    narrowing_items: list[str] = field(default_factory=list)
    narrowing_levels: list[str] = field(default_factory=list)
    either: list[Either] = field(default_factory=list)
    implied: list[str] = field(default_factory=list)


async def level_conditions(connection: AsyncConnection, shop_id: int, wanted: Filter) -> Conditions:
    """The conditions of a list of levels; those that find few name them by key."""
    conditions = await item_conditions(connection, shop_id, wanted)
    if wanted.keys is not None:
        conditions.of_rows.append(_BY_KEYS)
        columns = {"of_items": [key[0] for key in wanted.keys], "of_places": [key[1] for key in wanted.keys]}
        conditions = replace(conditions, arguments={**conditions.arguments, **columns}, are_few=True)
    elif wanted.location_id is None and wanted.item_id is None:
        asked_for = locations_named(wanted.expression)
        left_out = set(await connection.scalars(_LEFT_OUT, {"shop": shop_id})) - asked_for
        if left_out:
            conditions.of_rows.append("l.location_id <> ALL(CAST(:left_out AS bigint[]))")
            conditions.arguments["left_out"] = sorted(left_out)
    if wanted.state is not None:
        conditions.of_rows.append(STATES[wanted.state])
        conditions.narrowing_levels.append(STATES[wanted.state])
    if wanted.expression is not None:
        clauses, arguments = clauses_of(wanted.expression)
        conditions.arguments.update(arguments)
        for clause in clauses:
            (conditions.of_items if clause.of_items else conditions.of_rows).append(clause.sql)
            if not clause.of_levels:
                conditions.narrowing_items.append(clause.sql)
            elif not clause.of_items:
                conditions.narrowing_levels.append(clause.sql)
            elif clause.either is not None:
                conditions.either.append(clause.either)
    return conditions if conditions.are_few else await _narrowed(connection, shop_id, conditions)


async def _narrowed(connection: AsyncConnection, shop_id: int, conditions: Conditions) -> Conditions:
    """The same conditions; where one table alone tells that few rows are left, these by their keys.

    Walking an order until a page is full is quick if many rows fit and never ends if few do: which of the two
    it is, is asked first.
    """
    if conditions.narrowing_items:
        items = await _few_items(connection, shop_id, conditions, conditions.narrowing_items)
        if items is not None:
            return _of_these(conditions, items)
    if conditions.narrowing_levels:
        items = await _items_of_few_levels(connection, shop_id, conditions, conditions.narrowing_levels)
        if items is not None:
            return _of_these(conditions, items)
    for either in conditions.either:
        # The levels first: an index answers most of what is asked of them.
        of_levels = await _items_of_few_levels(connection, shop_id, conditions, [either.of_levels])
        of_items = await _few_items(connection, shop_id, conditions, [either.of_items])
        if of_items is not None and of_levels is not None:
            return _of_these(conditions, sorted({*of_items, *of_levels}))
        if of_levels is not None:
            name = f"either{len(conditions.arguments)}"
            found = f"i.item_id = ANY(CAST(:{name} AS bigint[]))"
            conditions.implied.append(f"CASE WHEN {either.of_items} THEN true ELSE {found} END")
            conditions.arguments[name] = of_levels
    return conditions


async def _few_items(
    connection: AsyncConnection, shop_id: int, conditions: Conditions, wanted: Sequence[str]
) -> list[int] | None:
    """The items that fulfil all of it, or None where they are many."""
    where = " AND ".join(["i.shop_id = :shop", *wanted])
    probe = f"SELECT i.item_id FROM inventory_item i WHERE {where} LIMIT {FOUND_MAX + 1}"
    items = (await connection.scalars(prepared(probe), {"shop": shop_id, **conditions.arguments})).all()
    return list(items) if len(items) <= FOUND_MAX else None


async def _items_of_few_levels(
    connection: AsyncConnection, shop_id: int, conditions: Conditions, wanted: Sequence[str]
) -> list[int] | None:
    """The items of the levels that fulfil all of it, or None where these are many."""
    where = " AND ".join(["l.shop_id = :shop", *wanted])
    probe = f"SELECT l.item_id FROM inventory_level l WHERE {where} LIMIT {FOUND_MAX + 1}"
    items = (await connection.scalars(prepared(probe), {"shop": shop_id, **conditions.arguments})).all()
    return sorted(set(items)) if len(items) <= FOUND_MAX else None


def _of_these(conditions: Conditions, items: list[int]) -> Conditions:
    """Only rows of these items, found by their keys; the other conditions hold besides."""
    by_key = [*conditions.of_search, "{rows}.item_id = ANY(CAST(:found AS bigint[]))"]
    arguments = {**conditions.arguments, "found": items}
    return replace(conditions, of_search=by_key, arguments=arguments, are_few=True, wide_search=None)


async def item_conditions(connection: AsyncConnection, shop_id: int, wanted: Filter) -> Conditions:
    """The conditions that speak of items, and the place and the item that are asked for."""
    exact = {
        "sku": ("i.sku", wanted.sku),
        "barcode": ("i.barcode", wanted.barcode),
        "vendor": ("i.vendor", wanted.vendor),
        "product_type": ("i.product_type", wanted.product_type),
    }
    given = {name: (column, value) for name, (column, value) in exact.items() if value is not None}
    of_items = [f"{column} = :{name}" for name, (column, _) in given.items()]
    of_rows = ["{rows}.shop_id = :shop"]
    arguments: dict[str, Any] = {name: value for name, (_, value) in given.items()}
    if wanted.location_id is not None:
        of_rows.append("l.location_id = :location")
        arguments["location"] = wanted.location_id
    if wanted.item_id is not None:
        of_rows.append("{rows}.item_id = :item")
        arguments["item"] = wanted.item_id
    words = search_words(wanted.search)
    conditions = Conditions(of_items, of_rows, [], None, arguments, are_few=wanted.item_id is not None)
    conditions.narrowing_items.extend(of_items)
    return await _searched(connection, shop_id, conditions, words) if words else conditions


async def _searched(
    connection: AsyncConnection,
    shop_id: int,
    conditions: Conditions,
    words: list[str],
) -> Conditions:
    """With a search: the few items it finds by their keys, or each row asked whether it is one.

    Which of the two is quick depends on how many there are, and the planner cannot know: `IS TRUE` keeps it
    from joining, so that the words are read once and the rows come in the order of the list.
    """
    subqueries = [_WORD.format(number=number) for number in range(len(words))]
    arguments: dict[str, Any] = {f"word{number}": word for number, word in enumerate(words)}
    arguments |= {f"word{number}_end": word + AFTER_EVERY_WORD for number, word in enumerate(words)}
    matches = " INTERSECT ".join(f"({subquery})" for subquery in subqueries)
    found = f"SELECT item_id FROM ({matches}) AS m GROUP BY item_id"
    probe = prepared(f"{found} LIMIT {FOUND_MAX + 1}")
    items = (await connection.scalars(probe, {"shop": shop_id, **arguments})).all()
    if len(items) <= FOUND_MAX:
        return _of_these(conditions, list(items))
    by_word = [f"({{rows}}.item_id IN ({subquery})) IS TRUE" for subquery in subqueries]
    return replace(
        conditions,
        of_search=by_word,
        wide_search=found,
        arguments={**conditions.arguments, **arguments},
    )


def search_words(search: str | None) -> list[str]:
    """What is typed, as the beginnings of words that must all occur; at most eight."""
    return [word[:WORD_LENGTH_MAX] for word in WORD.findall((search or "").casefold())][:8]


@lru_cache(maxsize=512)
def prepared(statement: str) -> TextClause:
    """A statement read once: there are as many as kinds of lists, filters and orders."""
    return text(statement)
