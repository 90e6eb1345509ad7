"""What a file's rows come to, once all are read: doubles, what each level holds, what it would change by.

A count that says when it was made is compared with what the level held then; whatever moved since stays.
Changes on their way to Shopify count as made.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.stock.moments import HELD, MOVED_SINCE, ON_THE_WAY

_SCOPE = "r.shop_id = :shop AND r.import_id = :id"
_GROUP = "CASE WHEN {0}.name = 'on_hand' THEN 'available' ELSE {0}.name END"
_EARLIER_ROW = f"""
    FROM import_row o
    WHERE o.shop_id = :shop AND o.import_id = :id AND o.item_id = r.item_id
      AND o.location_id = r.location_id AND {_GROUP.format("o")} = {_GROUP.format("r")}
      AND o.state <> 'problem' AND (o.line, o.column_at) < (r.line, r.column_at)
"""
_DOUBLES = text(f"""
    UPDATE import_row r SET state = 'problem', problems = jsonb_build_array(jsonb_build_object(
      'column', r.column_at, 'value', coalesce(r.units::text, r.words ->> 'bin', ''), 'code', 'double',
      'message', 'row ' || (SELECT min(o.line) {_EARLIER_ROW}) || ' sets this level already'))
    WHERE {_SCOPE} AND r.state = 'read' AND EXISTS (SELECT {_EARLIER_ROW})
""")
_TOO_EARLY = text(f"""
    UPDATE import_row r SET state = 'problem', problems = jsonb_build_array(jsonb_build_object(
      'column', CAST(:column AS int), 'value', '', 'code', 'too_early',
      'message', 'was before this level was first read: what it held then is not known'))
    WHERE {_SCOPE} AND r.state = 'read' AND r.at < (
      SELECT min(m.effective_at) FROM stock_entry e
      JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
      WHERE e.shop_id = :shop AND e.item_id = r.item_id AND e.location_id = r.location_id)
""")
# Sub-selects by key, and no joins: what the planner believes of a table that was filled a moment ago would
# make it compare every row with every other.
_HOLD = text(f"""
    UPDATE import_row r SET before = {HELD} + {ON_THE_WAY} - {MOVED_SINCE}
    WHERE {_SCOPE} AND r.state = 'read'
""")
_UNITS = "CASE WHEN :adds THEN r.units ELSE r.units - r.before END"
_COMPARE = text(f"""
    UPDATE import_row r SET delta = {_UNITS}, state = CASE WHEN {_UNITS} = 0 THEN 'same' ELSE 'change' END
    WHERE {_SCOPE} AND r.state = 'read'
""")
_EARLIER = text(f"""
    WITH shop_opening AS MATERIALIZED (
      SELECT min(effective_at) AS at FROM stock_movement WHERE shop_id = :shop
    )
    UPDATE import_row r
    SET delta = r.units, state = CASE
      WHEN r.units = 0 OR r.at >= coalesce(
        (SELECT min(m.effective_at) FROM stock_entry e
         JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
         WHERE e.shop_id = :shop AND e.item_id = r.item_id AND e.location_id = r.location_id),
        (SELECT at FROM shop_opening), r.at + interval '1 second') THEN 'same'
      WHEN EXISTS (SELECT FROM stock_earlier k
                   WHERE k.shop_id = :shop AND k.item_id = r.item_id AND k.location_id = r.location_id
                     AND k.name = r.name AND k.at = r.at AND k.delta = r.units
                     AND k.activity = coalesce(r.words ->> 'activity', '')) THEN 'same'
      ELSE 'change' END
    WHERE {_SCOPE} AND r.state = 'read'
""")
_SETTINGS = text(f"""
    UPDATE import_row r
    SET words = r.words || jsonb_build_object('before', k.bin),
        state = CASE WHEN r.words ->> 'bin' = k.bin THEN 'same' ELSE 'change' END
    FROM (
      SELECT r.line, r.column_at, coalesce((
        SELECT b.bin FROM level_bin b
        WHERE b.shop_id = :shop AND b.item_id = r.item_id AND b.location_id = r.location_id), '') AS bin
      FROM import_row r WHERE {_SCOPE}
    ) k
    WHERE {_SCOPE} AND r.state = 'read' AND r.line = k.line AND r.column_at = k.column_at
""")
_COUNT = text(f"""
    SELECT count(*) FILTER (WHERE r.state = 'change'), count(*) FILTER (WHERE r.state = 'same'),
           count(DISTINCT r.line) FILTER (WHERE r.state = 'problem'),
           coalesce(sum(r.delta) FILTER (WHERE r.state = 'change' AND r.delta > 0), 0),
           coalesce(-sum(r.delta) FILTER (WHERE r.state = 'change' AND r.delta < 0), 0)
    FROM import_row r WHERE {_SCOPE}
""")


async def settle(
    connection: AsyncConnection, shop_id: int, import_id: UUID, kind: str, moment_column: int | None
) -> dict[str, int]:
    """Say of every row that was read what it would do; how many do what.

    `moment_column` is where a file of counts says when they were made.
    """
    scope = {"shop": shop_id, "id": import_id}
    await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
    if kind == "history":
        await connection.execute(_EARLIER, scope)
    elif kind == "settings":
        await connection.execute(_DOUBLES, scope)
        await connection.execute(_SETTINGS, scope)
    else:
        adds = kind == "adjustments"
        if not adds:
            await connection.execute(_DOUBLES, scope)
        if moment_column is not None:
            await connection.execute(_TOO_EARLY, {**scope, "column": moment_column})
        await connection.execute(_HOLD, scope)
        await connection.execute(_COMPARE, {**scope, "adds": adds})
    counted: Any = (await connection.execute(_COUNT, scope)).one()
    names = ("changes", "same", "problems", "units_added", "units_taken")
    return {name: int(units) for name, units in zip(names, counted, strict=True)}
