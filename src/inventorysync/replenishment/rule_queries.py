"""Reading the rules of a shop and how they changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.replenishment.nearest import FIELDS, Rule, RuleBook, Scope

_COLUMNS = ", ".join(f"r.{name}" for name in FIELDS)
_ALL = text(f"""
    SELECT r.policy_id, r.kind, r.name, r.item_id, r.location_id, {_COLUMNS}
    FROM stock_policy r WHERE r.shop_id = :shop
""")
_LIST = text(f"""
    SELECT r.policy_id, r.kind, r.name, r.item_id, r.location_id, {_COLUMNS}, r.version, r.changed_by,
           r.changed_at, coalesce(i.sku, '') AS sku, coalesce(i.title, '') AS title,
           coalesce(i.variant_title, '') AS variant_title, coalesce(p.name, '') AS location_name,
           array_position(ARRAY['shop', 'vendor', 'type', 'item'], r.kind) AS rank,
           lower(CASE WHEN r.kind = 'item' THEN coalesce(i.title, '') ELSE r.name END) AS word
    FROM stock_policy r
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = r.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = r.location_id
    WHERE r.shop_id = :shop
      AND (CAST(:mine AS bigint[]) IS NULL OR r.location_id = 0 OR r.location_id = ANY(:mine))
      AND (CAST(:kind AS text) IS NULL OR r.kind = :kind)
      AND (CAST(:id AS uuid) IS NULL OR r.policy_id = :id)
      AND (:search = '' OR position(lower(:search) IN lower(
             r.name || ' ' || coalesce(i.sku, '') || ' ' || coalesce(i.title, '') || ' '
             || coalesce(i.variant_title, '') || ' ' || coalesce(p.name, ''))) > 0)
""")
_PAGED = text(f"""
    SELECT * FROM ({_LIST.text}) listed
    WHERE CAST(:after_rank AS int) IS NULL
       OR (rank, word, item_id, location_id, policy_id)
          > (CAST(:after_rank AS int), CAST(:after_word AS text), CAST(:after_item AS bigint),
             CAST(:after_place AS bigint), CAST(:after_id AS uuid))
    ORDER BY rank, word, item_id, location_id, policy_id LIMIT :limit
""")
_NAMED = text("""
    SELECT r.policy_id, r.kind, r.name, coalesce(i.title, '') AS title,
           coalesce(i.variant_title, '') AS variant_title, coalesce(p.name, '') AS location_name
    FROM stock_policy r
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = r.item_id
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = r.location_id
    WHERE r.shop_id = :shop AND r.policy_id = ANY(CAST(CAST(:ids AS text[]) AS uuid[]))
""")
_CHANGES = text("""
    SELECT change_id, at, actor, how, rules, undone_at, undone_by FROM stock_policy_change
    WHERE shop_id = :shop ORDER BY at DESC, change_id LIMIT :limit
""")
_ITEM = text("""
    SELECT item_id, vendor, product_type FROM inventory_item
    WHERE shop_id = :shop AND item_id = :item AND deleted_at IS NULL
""")


class Change(NamedTuple):
    """A change of rules: `rules` are [scope, fields before, fields after], None where there was no rule."""

    change_id: UUID
    at: datetime
    actor: str
    how: str
    rules: list[Any]
    undone_at: datetime | None
    undone_by: str | None


async def read_rules(connection: AsyncConnection, shop_id: int) -> RuleBook:
    """All rules of a shop."""
    rows = await connection.execute(_ALL, {"shop": shop_id})
    return RuleBook(rule_of(row) for row in rows)


def rule_of(row: Any) -> Rule:
    """A rule of a row."""
    scope = Scope(row.kind, row.name, row.item_id, row.location_id)
    return Rule(row.policy_id, scope, {name: getattr(row, name) for name in FIELDS})


async def list_rules(
    connection: AsyncConnection,
    shop_id: int,
    mine: frozenset[int] | None,
    *,
    kind: str | None = None,
    search: str = "",
    policy_id: UUID | None = None,
    after: tuple[int, str, int, int, UUID] | None = None,
    limit: int,
) -> Sequence[Any]:
    """Rules in sight with the words of their items and locations, the farthest first."""
    rank, word, item, place, number = after or (None, None, None, None, None)
    arguments = {
        "shop": shop_id, "mine": None if mine is None else sorted(mine), "kind": kind, "search": search,
        "id": policy_id, "after_rank": rank, "after_word": word, "after_item": item, "after_place": place,
        "after_id": number, "limit": limit,
    }  # fmt: skip
    return (await connection.execute(_PAGED, arguments)).all()


async def list_named(connection: AsyncConnection, shop_id: int, numbers: Sequence[str]) -> Sequence[Any]:
    """Rules by their ids, as far as they are still there, with the words of their items and locations."""
    return (await connection.execute(_NAMED, {"shop": shop_id, "ids": list(numbers)})).all()


async def list_changes(connection: AsyncConnection, shop_id: int, limit: int) -> list[Change]:
    """How rules changed, newest first."""
    rows = await connection.execute(_CHANGES, {"shop": shop_id, "limit": limit})
    return [Change._make(row) for row in rows]


async def find_item(connection: AsyncConnection, shop_id: int, item_id: int) -> Any:
    """An item with its vendor and type; None where there is none."""
    return (await connection.execute(_ITEM, {"shop": shop_id, "item": item_id})).one_or_none()
