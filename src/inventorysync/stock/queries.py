"""Reading stock: an item, its movements and its history, change sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities
from inventorysync.stock.lists import ITEM_FIELDS, UNITS


async def get_item(connection: AsyncConnection, shop_id: int, item_id: int) -> Any:
    """An item; raises NotFound."""
    statement = text(
        f"SELECT {ITEM_FIELDS} FROM inventory_item i WHERE i.shop_id = :shop AND i.item_id = :item"
    )
    row = (await connection.execute(statement, {"shop": shop_id, "item": item_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such item in this shop")
    return row


_UNITS = text(f"""
    SELECT l.item_id, l.location_id, {UNITS} FROM inventory_level l
    JOIN (SELECT DISTINCT * FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]))
            AS k(item_id, location_id)) k USING (item_id, location_id)
    WHERE l.shop_id = :shop
""")


async def list_units(
    connection: AsyncConnection, shop_id: int, keys: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Quantities]:
    """The eight quantities of levels by their keys; those that are not known stay out."""
    columns = {"items": [item for item, _ in keys], "locations": [place for _, place in keys]}
    rows = await connection.execute(_UNITS, {"shop": shop_id, **columns})
    return {(item, place): dict(zip(QUANTITY_NAMES, units, strict=True)) for item, place, *units in rows}


_MOVEMENTS = """
    SELECT e.entry_id, e.location_id, coalesce(p.name, ''), e.name, e.delta, e.balance, m.cause, m.actor,
           m.document_kind, m.document_id, m.document_label, m.change_set_id, m.effective_at, m.recorded_at,
           coalesce(x.parts, '[]'), e.item_id, i.sku, i.title, c.reason
    FROM stock_entry e
    JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_array(f.cause, x.delta, f.actor, f.document_kind, f.document_id,
                                         f.document_label, f.occurred_at) ORDER BY f.occurred_at, f.fact_id)
               AS parts,
             sum(x.delta) AS units{matching}
      FROM stock_explanation x JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
      WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
    ) AS x ON true
    LEFT JOIN change_set c ON c.shop_id = :shop AND c.change_set_id = m.change_set_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = e.location_id
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = e.item_id
"""


MOVEMENTS = _MOVEMENTS.format(matching="")
"""Entries with what explains them, to be narrowed and ordered."""


@dataclass(frozen=True, slots=True)
class PartFilter:
    """Which parts of entries are meant: of one cause, not before `since`, before `until`."""

    cause: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, cause: str, at: datetime) -> bool:
        """Whether a part with this cause and moment is meant."""
        return (
            (self.cause is None or cause == self.cause)
            and (self.since is None or at >= self.since)
            and (self.until is None or at < self.until)
        )


async def list_entries(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    *,
    location_id: int | None,
    name: str | None,
    parts: PartFilter,
    before: int | None,
    limit: int,
) -> Sequence[Any]:
    """An item's entries that have a part which is meant, newest first, each with what explains it."""
    of_facts, of_movement = [], []
    arguments: dict[str, Any] = {"shop": shop_id, "item": item_id, "limit": limit}
    for key, operator, value in (
        ("cause", "=", parts.cause),
        ("since", ">=", parts.since),
        ("until", "<", parts.until),
    ):
        if value is not None:
            of_facts.append(f"f.{'cause' if key == 'cause' else 'occurred_at'} {operator} :{key}")
            of_movement.append(f"m.{'cause' if key == 'cause' else 'effective_at'} {operator} :{key}")
            arguments[key] = value
    conditions = ["e.shop_id = :shop", "e.item_id = :item"]
    for column, key, operator, place in (
        ("e.location_id", "location", "=", location_id),
        ("e.name", "name", "=", name),
        ("e.entry_id", "before", "<", before),
    ):
        if place is not None:
            conditions.append(f"{column} {operator} :{key}")
            arguments[key] = place
    matching = ""
    if of_facts:
        matching = f", bool_or({' AND '.join(of_facts)}) AS is_meant"
        own = " AND ".join(["x.units IS DISTINCT FROM e.delta", *of_movement])
        conditions.append(f"(x.is_meant OR ({own}))")
    found = _MOVEMENTS.format(matching=matching)
    statement = f"{found} WHERE {' AND '.join(conditions)} ORDER BY e.entry_id DESC LIMIT :limit"
    return (await connection.execute(text(statement), arguments)).all()


async def count_entries(
    connection: AsyncConnection, shop_id: int, item_id: int | None, since: datetime, until: datetime
) -> int:
    """How many entries of an item, or of the shop, took effect in a span of time."""
    statement = """
        SELECT count(*) FROM stock_entry e
        JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id
        WHERE e.shop_id = :shop AND m.effective_at >= :since AND m.effective_at < :until
          AND (CAST(:item AS bigint) IS NULL OR e.item_id = :item)
    """
    arguments = {"shop": shop_id, "item": item_id, "since": since, "until": until}
    return int(await connection.scalar(text(statement), arguments) or 0)


async def list_recent_entries(connection: AsyncConnection, shop_id: int, limit: int) -> Sequence[Any]:
    """The shop's newest entries of `available` and `on_hand`, without openings."""
    statement = f"""
        {MOVEMENTS}
        WHERE e.shop_id = :shop AND m.cause <> 'opening' AND e.name = 'available' AND e.movement_id >= (
            SELECT min(newest.movement_id) FROM (
                SELECT movement_id FROM stock_movement WHERE shop_id = :shop AND cause <> 'opening'
                ORDER BY movement_id DESC LIMIT :limit) newest)
        ORDER BY e.entry_id DESC LIMIT :limit
    """
    return (await connection.execute(text(statement), {"shop": shop_id, "limit": limit})).all()


_EXPLAINED = """
    FROM stock_explanation x JOIN stock_fact f ON f.shop_id = :shop AND f.fact_id = x.fact_id
    WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
"""


async def history_points(
    connection: AsyncConnection,
    shop_id: int,
    item_id: int,
    name: str,
    location_id: int | None,
    since: datetime,
) -> tuple[int, Sequence[Any]]:
    """The balance at `since`, and every change after it, oldest first, over the chosen locations.

    An entry with several causes is a change for each, all at the moment of the entry.
    """
    conditions = "e.shop_id = :shop AND e.item_id = :item AND e.name = :name"
    arguments: dict[str, Any] = {"shop": shop_id, "item": item_id, "name": name, "since": since}
    if location_id is not None:
        conditions += " AND e.location_id = :location"
        arguments["location"] = location_id
    joined = "stock_entry e JOIN stock_movement m ON m.shop_id = :shop AND m.movement_id = e.movement_id"
    opening = await connection.scalar(
        text(
            f"SELECT coalesce(sum(e.delta), 0) FROM {joined} WHERE {conditions} AND m.effective_at < :since"
        ),
        arguments,
    )
    rows = await connection.execute(
        text(f"""
            SELECT m.effective_at, p.delta, e.entry_id, p.cause
            FROM {joined}
            CROSS JOIN LATERAL (
              SELECT f.cause, sum(x.delta) AS delta, 0 AS place {_EXPLAINED} GROUP BY f.cause
              UNION ALL
              SELECT m.cause, e.delta - (SELECT coalesce(sum(x.delta), 0) {_EXPLAINED}), 1
            ) AS p
            WHERE {conditions} AND m.effective_at >= :since AND p.delta <> 0
            ORDER BY m.effective_at, e.entry_id, p.place, p.cause
        """),
        arguments,
    )
    return int(opening or 0), rows.all()
