"""How a shop costs its stock, and what it had cost before the ledger: changed by people, audited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.costing.actions import due
from inventorysync.costing.reading import DEFAULT_METHOD
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import NotFound, Refusal


class RulesMoved(Refusal):
    """The rules were changed since they were looked at."""

    status = 409
    type = "costing-rules-moved"
    title = "The rules of costing were changed meanwhile"


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever changes something, and when."""

    actor: str
    now: datetime


_READ = text("SELECT method, accounts, version FROM costing_rules WHERE shop_id = :shop FOR UPDATE")
_ENSURE = text("""
    INSERT INTO costing_rules (shop_id, method, accounts, version)
    VALUES (:shop, :method, '{}', 0) ON CONFLICT DO NOTHING
""")
_WRITE = text("""
    UPDATE costing_rules SET method = :method, accounts = CAST(:accounts AS jsonb), version = version + 1
    WHERE shop_id = :shop
""")
_OPENING = text("""
    SELECT i.item_id, o.unit_cost FROM inventory_item i
    LEFT JOIN opening_cost o ON o.shop_id = i.shop_id AND o.item_id = i.item_id
    WHERE i.shop_id = :shop AND i.item_id = :item
""")
_SET_OPENING = text("""
    INSERT INTO opening_cost (shop_id, item_id, unit_cost, noted_by, noted_at)
    VALUES (:shop, :item, :cost, :actor, :now)
    ON CONFLICT (shop_id, item_id) DO UPDATE
    SET unit_cost = excluded.unit_cost, noted_by = excluded.noted_by, noted_at = excluded.noted_at
""")


async def change_rules(
    connection: AsyncConnection,
    shop_id: int,
    method: str,
    accounts: Mapping[str, str],
    version: int,
    who: Who,
) -> None:
    """Have the shop cost its stock like this; another method costs everything anew.

    Raises RulesMoved where they are not what was seen.
    """
    await connection.execute(_ENSURE, {"shop": shop_id, "method": DEFAULT_METHOD})
    row = (await connection.execute(_READ, {"shop": shop_id})).one()
    if row.version != version:
        raise RulesMoved("load the page again and look at what has changed")
    before = {"method": row.method, "accounts": row.accounts}
    after = {"method": method, "accounts": dict(accounts)}
    if before == after:
        return
    written = {"shop": shop_id, "method": method, "accounts": json.dumps(after["accounts"])}
    await connection.execute(_WRITE, written)
    if method != row.method:
        await due.ask_for_all(connection, shop_id, who.now)
    await _note(connection, shop_id, "costing.rules_changed", f"shop:{shop_id}", who, before, after)


async def set_opening_cost(
    connection: AsyncConnection, shop_id: int, item_id: int, unit_cost: Decimal, who: Who
) -> None:
    """What a unit of an item cost that was there when the ledger began; raises NotFound."""
    scope = {"shop": shop_id, "item": item_id}
    row = (await connection.execute(_OPENING, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such item in this shop")
    if row.unit_cost == unit_cost:
        return
    written = {"cost": unit_cost, "actor": who.actor, "now": who.now}
    await connection.execute(_SET_OPENING, {**scope, **written})
    await due.ask_for_items(connection, shop_id, [item_id], who.now)
    before = {"unit_cost": None if row.unit_cost is None else plain_amount(row.unit_cost)}
    after = {"unit_cost": plain_amount(unit_cost)}
    await _note(connection, shop_id, "item.opening_cost_set", f"item:{item_id}", who, before, after)


async def _note(
    connection: AsyncConnection,
    shop_id: int,
    action: str,
    subject: str,
    who: Who,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    await audit.record(
        connection,
        shop_id,
        actor=who.actor,
        action=action,
        subject=subject,
        now=who.now,
        before=before,
        after=after,
    )
