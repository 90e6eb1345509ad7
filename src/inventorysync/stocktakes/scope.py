"""Which items of a location a stocktake is about."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Invalid
from inventorysync.shops.queries import get_shop
from inventorysync.stock.conditions import Filter, level_conditions
from inventorysync.stock.filters import read_filter
from inventorysync.stock.lists import LEVELS, walk_of
from inventorysync.stocktakes.schemas import LINES_MAX, Scope

SECONDS_MAX = 10
_IN_BIN = """EXISTS (SELECT FROM level_bin b WHERE b.shop_id = :shop AND b.item_id = l.item_id
             AND b.location_id = l.location_id AND b.bin = :bin)"""


async def items_in_scope(
    connection: AsyncConnection, shop_id: int, location_id: int, scope: Scope, now: datetime
) -> list[int]:
    """The tracked items that are stocked at the location and meet all of the scope, by their numbers.

    Raises Invalid for a filter that cannot be read, and for more than LINES_MAX items.
    """
    tables, where, arguments = await _selection(connection, shop_id, location_id, scope, now)
    statement = text(f"SELECT l.item_id FROM {tables} WHERE {where} ORDER BY l.item_id LIMIT :most")
    found = list(await connection.scalars(statement, {**arguments, "most": LINES_MAX + 1}))
    if len(found) > LINES_MAX:
        raise Invalid.field("scope", f"holds more than {LINES_MAX:,} items: count in parts", "too_many")
    return found


async def count_scope(
    connection: AsyncConnection, shop_id: int, location_id: int, scope: Scope, now: datetime
) -> tuple[int, int]:
    """How many items that are, and how many of them lie in a bin."""
    tables, where, arguments = await _selection(connection, shop_id, location_id, scope, now)
    statement = text(f"""
        SELECT count(*), count(*) FILTER (WHERE EXISTS (
          SELECT FROM level_bin b WHERE b.shop_id = :shop AND b.item_id = l.item_id
            AND b.location_id = l.location_id))
        FROM {tables} WHERE {where}
    """)
    row = (await connection.execute(statement, arguments)).one()
    return int(row[0]), int(row[1])


async def _selection(
    connection: AsyncConnection, shop_id: int, location_id: int, scope: Scope, now: datetime
) -> tuple[str, str, dict[str, Any]]:
    shop = await get_shop(connection, shop_id)
    wanted = Filter(
        search=scope.search,
        vendor=scope.vendor,
        product_type=scope.product_type,
        location_id=location_id,
        expression=_expression(scope, shop.time_zone, now),
    )
    await connection.execute(text(f"SET LOCAL statement_timeout = '{SECONDS_MAX}s'"))
    conditions = await level_conditions(connection, shop_id, wanted)
    walk = (await walk_of(connection, shop_id, LEVELS, conditions, "sku")).undivided()
    where = [*walk.where, "l.is_active", "i.tracked", "i.deleted_at IS NULL"]
    arguments = dict(walk.arguments)
    if scope.bin is not None:
        where.append(_IN_BIN)
        arguments["bin"] = scope.bin
    return LEVELS.tables, " AND ".join(where), arguments


def _expression(scope: Scope, zone: str, now: datetime) -> Any:
    given = read_filter(scope.filter, zone=zone, now=now) if scope.filter is not None else None
    if scope.tag is None:
        return given
    condition = {"field": "tag", "op": "is", "value": scope.tag}
    parts = [condition, json.loads(scope.filter)] if scope.filter is not None else [condition]
    return read_filter(json.dumps({"all": parts}), zone=zone, now=now)
