"""Changing rules: one or many at once, all or none, each change kept so that it can be taken back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.replenishment.nearest import EVERYWHERE, FIELDS, Scope

SHOWN = 20
DECIMALS = frozenset({"service_percent", "order_cost", "holding_percent", "budget"})
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('stock_policy'), :shop)")
_KEPT = text(f"""
    SELECT r.policy_id, r.kind, r.name, r.item_id, r.location_id, r.version,
           {", ".join(f"r.{name}" for name in FIELDS)}
    FROM stock_policy r
    JOIN unnest(CAST(:kinds AS text[]), CAST(:names AS text[]), CAST(:items AS bigint[]),
                CAST(:places AS bigint[])) AS k(kind, name, item_id, location_id)
      USING (kind, name, item_id, location_id)
    WHERE r.shop_id = :shop
""")
_WRITE = text(f"""
    INSERT INTO stock_policy AS r (shop_id, policy_id, kind, name, item_id, location_id,
                                   {", ".join(FIELDS)}, changed_by, changed_at)
    VALUES (:shop, :id, :kind, :name, :item, :place, {", ".join(f":{name}" for name in FIELDS)}, :actor, :now)
    ON CONFLICT (shop_id, kind, name, item_id, location_id) DO UPDATE
    SET ({", ".join(FIELDS)}) = ({", ".join(f"excluded.{name}" for name in FIELDS)}),
        version = r.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
""")
_REMOVE = text("DELETE FROM stock_policy WHERE shop_id = :shop AND policy_id = :id")
_UNKNOWN_ITEMS = text("""
    SELECT k.item_id FROM unnest(CAST(:items AS bigint[])) AS k(item_id)
    WHERE NOT EXISTS (SELECT FROM inventory_item i WHERE i.shop_id = :shop AND i.item_id = k.item_id
                        AND i.deleted_at IS NULL)
""")
_UNKNOWN_PLACES = text("""
    SELECT k.location_id FROM unnest(CAST(:places AS bigint[])) AS k(location_id)
    WHERE NOT EXISTS (SELECT FROM location p WHERE p.shop_id = :shop AND p.location_id = k.location_id
                        AND p.deleted_at IS NULL)
""")
_NOTE = text("""
    INSERT INTO stock_policy_change (shop_id, change_id, at, actor, how, rules)
    VALUES (:shop, :id, :now, :actor, :how, CAST(:rules AS jsonb))
""")
_CHANGE = text("""
    SELECT rules, undone_at FROM stock_policy_change WHERE shop_id = :shop AND change_id = :id FOR UPDATE
""")
_UNDONE = text("""
    UPDATE stock_policy_change SET undone_at = :now, undone_by = :actor
    WHERE shop_id = :shop AND change_id = :id
""")
_FIND = text("""
    SELECT kind, name, item_id, location_id FROM stock_policy WHERE shop_id = :shop AND policy_id = :id
""")


class RuleMoved(Refusal):
    """A rule was changed since it was looked at."""

    status = 409
    type = "rule-moved"
    title = "The rule was changed meanwhile"


class NotYourRule(Refusal):
    """A rule reaches beyond the locations of whoever wants to change it."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever changes something, when, and of which locations; None for all."""

    actor: str
    now: datetime
    locations: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class WantedRule:
    """What a rule is to say: the fields that are named, the others as they are; `version` as it was seen."""

    scope: Scope
    fields: Mapping[str, Any]
    version: int | None = None


async def set_rules(
    connection: AsyncConnection, shop_id: int, wanted: Sequence[WantedRule], who: Who, how: str
) -> int:
    """Have rules say this, all or none; how many say otherwise than before. A rule that says nothing is gone.

    Raises Invalid naming each row that cannot be, RuleMoved, and NotYourRule.
    """
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})
    await _require_good(connection, shop_id, wanted, who)
    kept = await _kept(connection, shop_id, [rule.scope for rule in wanted])
    changes = []
    for place, rule in enumerate(wanted):
        row = kept.get(rule.scope)
        if rule.version is not None and rule.version != (row.version if row else 0):
            problem = FieldProblem(field=f"rules.{place}.version", message="is not the newest", code="moved")
            raise RuleMoved("load the rules again and look at what has changed", errors=[problem])
        before = {name: getattr(row, name) if row else None for name in FIELDS}
        after = {**before, **rule.fields}
        _require_sense(place, after)
        if before != after:
            changes.append((rule.scope, row and row.policy_id, before, after))
    await _write(connection, shop_id, changes, who, how)
    return len(changes)


async def remove_rule(connection: AsyncConnection, shop_id: int, policy_id: UUID, who: Who) -> None:
    """Have a rule be gone; raises NotFound."""
    row = (await connection.execute(_FIND, {"shop": shop_id, "id": policy_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such rule in this shop")
    nothing = WantedRule(Scope(*row), dict.fromkeys(FIELDS))
    await set_rules(connection, shop_id, [nothing], who, "edit")


async def undo_change(connection: AsyncConnection, shop_id: int, change_id: UUID, who: Who) -> int:
    """Have the rules of a change say what they said before it; how many.

    Raises NotFound, and RuleMoved where it was taken back already or a rule was changed again since.
    """
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})
    scope = {"shop": shop_id, "id": change_id}
    change = (await connection.execute(_CHANGE, scope)).one_or_none()
    if change is None:
        raise NotFound("there is no such change of rules in this shop")
    if change.undone_at is not None:
        raise RuleMoved("this change was taken back already")
    told = [(Scope(*given), _untold(before), _untold(after)) for given, before, after in change.rules]
    kept = await _kept(connection, shop_id, [given for given, _, _ in told])
    changes = []
    for given, before, after in told:
        row = kept.get(given)
        if {name: getattr(row, name) if row else None for name in FIELDS} != after:
            raise RuleMoved("a rule of it was changed again since: change it by hand")
        _require_mine(given, who)
        changes.append((given, row and row.policy_id, after, before))
    await _write(connection, shop_id, changes, who, "undo")
    await connection.execute(_UNDONE, {**scope, "now": who.now, "actor": who.actor})
    return len(changes)


async def _write(
    connection: AsyncConnection,
    shop_id: int,
    changes: Sequence[tuple[Scope, UUID | None, dict[str, Any], dict[str, Any]]],
    who: Who,
    how: str,
) -> None:
    if not changes:
        return
    for scope, policy_id, _, after in changes:
        if all(value is None for value in after.values()):
            await connection.execute(_REMOVE, {"shop": shop_id, "id": policy_id})
            continue
        columns = {
            "shop": shop_id, "id": policy_id or uuid4(), "kind": scope.kind, "name": scope.name,
            "item": scope.item_id, "place": scope.location_id, "actor": who.actor, "now": who.now,
        }  # fmt: skip
        await connection.execute(_WRITE, {**columns, **after})
    change_id = uuid4()
    told = [(list(scope), _told(before), _told(after)) for scope, _, before, after in changes]
    arguments = {"id": change_id, "now": who.now, "actor": who.actor, "how": how, "rules": json.dumps(told)}
    await connection.execute(_NOTE, {"shop": shop_id, **arguments})
    shown = told[:SHOWN]
    await audit.record(
        connection,
        shop_id,
        actor=who.actor,
        action=f"policies.{'undone' if how == 'undo' else 'set'}",
        subject=f"policies:{change_id}",
        now=who.now,
        before={"rules": [{"for": scope, **_said(before)} for scope, before, _ in shown]},
        after={
            "rules": [{"for": scope, **_said(after)} for scope, _, after in shown],
            "changed": len(told),
            "how": how,
        },
    )


async def _kept(connection: AsyncConnection, shop_id: int, scopes: Sequence[Scope]) -> dict[Scope, Any]:
    columns = {
        "kinds": [scope.kind for scope in scopes],
        "names": [scope.name for scope in scopes],
        "items": [scope.item_id for scope in scopes],
        "places": [scope.location_id for scope in scopes],
    }
    rows = await connection.execute(_KEPT, {"shop": shop_id, **columns})
    return {Scope(row.kind, row.name, row.item_id, row.location_id): row for row in rows}


async def _require_good(
    connection: AsyncConnection, shop_id: int, wanted: Sequence[WantedRule], who: Who
) -> None:
    scopes = [rule.scope for rule in wanted]
    items = sorted({scope.item_id for scope in scopes if scope.kind == "item"})
    places = sorted({scope.location_id for scope in scopes if scope.location_id != EVERYWHERE})
    unknown_items = set(await connection.scalars(_UNKNOWN_ITEMS, {"shop": shop_id, "items": items}))
    unknown_places = set(await connection.scalars(_UNKNOWN_PLACES, {"shop": shop_id, "places": places}))
    problems, seen = [], set()
    for number, scope in enumerate(scopes):
        if scope.kind == "item" and scope.item_id in unknown_items:
            problems.append(_problem(number, "inventory_item_id", "is no item of this shop", "unknown"))
        if scope.location_id in unknown_places:
            problems.append(_problem(number, "location_id", "is no location of this shop", "unknown"))
        if scope in seen:
            problems.append(_problem(number, "applies_to", "appears twice", "double"))
        seen.add(scope)
    if problems:
        raise Invalid(f"{len(problems)} of the rules cannot be", errors=problems)
    for scope in scopes:
        _require_mine(scope, who)


def _require_mine(scope: Scope, who: Who) -> None:
    if who.locations is not None and scope.location_id not in who.locations:
        raise NotYourRule("this rule reaches beyond your locations: choose one of yours")


def _require_sense(number: int, fields: Mapping[str, Any]) -> None:
    """Raise Invalid where fields of one rule contradict each other."""
    least, most = fields["min_stock"], fields["max_stock"]
    if least is not None and most is not None and most < least:
        problem = _problem(number, "max_stock", f"is below the least stock of {least}", "order")
        raise Invalid("the most is below the least", errors=[problem])


def _problem(number: int, field: str, message: str, code: str) -> FieldProblem:
    return FieldProblem(field=f"rules.{number}.{field}", message=message, code=code)


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: plain_amount(value) if isinstance(value, Decimal) else value for name, value in fields.items()
    }


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _untold(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in DECIMALS and value is not None else value
        for name, value in fields.items()
    }
