"""Changing suppliers and what they sell; each change has an audit entry, each price stays in the history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.suppliers.queries import FIELDS, get_supplier

SHOWN = 20
_note = audit.notes_of("supplier")
_VALUES = ", ".join("CAST(:closures AS jsonb)" if name == "closures" else f":{name}" for name in FIELDS)
_INSERT = text(f"""
    INSERT INTO supplier (shop_id, supplier_id, {", ".join(FIELDS)}, created_by, created_at)
    VALUES (:shop, :id, {_VALUES}, :actor, :now)
""")
_UPDATE = text(f"""
    UPDATE supplier SET ({", ".join(FIELDS)}) = ({_VALUES}), version = version + 1
    WHERE shop_id = :shop AND supplier_id = :id
""")
_LOCK = text("SELECT version FROM supplier WHERE shop_id = :shop AND supplier_id = :id FOR UPDATE")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('supplier_item'), :shop)")
_KNOWN = text("""
    SELECT item_id FROM inventory_item
    WHERE shop_id = :shop AND deleted_at IS NULL AND item_id = ANY(CAST(:items AS bigint[]))
""")
_KEPT = text("""
    SELECT item_id, code, unit_cost, currency, price_breaks, minimum, pack, lead_days, is_preferred
    FROM supplier_item
    WHERE shop_id = :shop AND supplier_id = :id AND item_id = ANY(CAST(:items AS bigint[])) FOR UPDATE
""")
_NOT_PREFERRED = text("""
    UPDATE supplier_item SET is_preferred = false, changed_at = :now
    WHERE shop_id = :shop AND supplier_id <> :id AND is_preferred AND item_id = ANY(CAST(:items AS bigint[]))
    RETURNING item_id, supplier_id
""")
_UPSERT = text("""
    INSERT INTO supplier_item (shop_id, supplier_id, item_id, code, unit_cost, currency, price_breaks,
                               minimum, pack, lead_days, is_preferred, changed_at)
    VALUES (:shop, :id, :item, :code, :unit_cost, :currency, CAST(:breaks AS jsonb), :minimum, :pack,
            :lead_days, :is_preferred, :now)
    ON CONFLICT (shop_id, supplier_id, item_id) DO UPDATE
    SET code = excluded.code, unit_cost = excluded.unit_cost, currency = excluded.currency,
        price_breaks = excluded.price_breaks, minimum = excluded.minimum, pack = excluded.pack,
        lead_days = excluded.lead_days, is_preferred = excluded.is_preferred,
        changed_at = excluded.changed_at
""")
_PRICE = text("""
    INSERT INTO supplier_price (shop_id, supplier_id, item_id, unit_cost, currency, price_breaks, noted_at,
                                noted_by)
    VALUES (:shop, :id, :item, :unit_cost, :currency, CAST(:breaks AS jsonb), :now, :actor)
""")
_REMOVE = text("""
    DELETE FROM supplier_item WHERE shop_id = :shop AND supplier_id = :id AND item_id = :item
    RETURNING code, unit_cost, currency
""")


class SupplierMoved(Refusal):
    """The supplier was changed since it was looked at."""

    status = 409
    type = "supplier-moved"
    title = "The supplier was changed meanwhile"


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever changes something, and when."""

    actor: str
    now: datetime


@dataclass(frozen=True, slots=True)
class SoldItem:
    """How a supplier sells an item; `breaks` are (from so many pieces, cost of one), rising."""

    item_id: int
    code: str
    unit_cost: Decimal | None
    currency: str
    breaks: tuple[tuple[int, Decimal], ...]
    minimum: int
    pack: int
    lead_days: int | None
    is_preferred: bool

    @property
    def price(self) -> tuple[Decimal | None, str, tuple[tuple[int, Decimal], ...]]:
        """What is kept in the history."""
        return self.unit_cost, self.currency, self.breaks


async def make_supplier(
    connection: AsyncConnection, shop_id: int, fields: Mapping[str, Any], who: Who
) -> UUID:
    """A new supplier; raises Invalid where another one has the name."""
    supplier_id = uuid4()
    scope = {"shop": shop_id, "id": supplier_id, "actor": who.actor, "now": who.now}
    await _write(connection, _INSERT, {**scope, **_stored(fields)})
    await _note(connection, shop_id, supplier_id, who, "made", after=_told(fields))
    return supplier_id


async def change_supplier(
    connection: AsyncConnection,
    shop_id: int,
    supplier_id: UUID,
    version: int,
    fields: Mapping[str, Any],
    who: Who,
) -> None:
    """Have a supplier hold these fields; raises SupplierMoved where it is not what was seen."""
    scope = {"shop": shop_id, "id": supplier_id}
    kept = await connection.scalar(_LOCK, scope)
    row = await get_supplier(connection, shop_id, supplier_id)
    if kept != version:
        raise SupplierMoved("load the supplier again and look at what has changed")
    before, after = _told({name: getattr(row, name) for name in FIELDS}), _told(fields)
    if before == after:
        return
    await _write(connection, _UPDATE, {**scope, **_stored(fields)})
    changed = {name for name in FIELDS if before[name] != after[name]}
    await _note(
        connection,
        shop_id,
        supplier_id,
        who,
        "changed",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


async def set_items(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID, wanted: Sequence[SoldItem], who: Who
) -> int:
    """Have a supplier sell items like this, all or none; how many were otherwise before.

    An item has one preferred supplier at most: the last one wins. Raises NotFound, and Invalid naming every
    row that cannot be.
    """
    await get_supplier(connection, shop_id, supplier_id)
    items = [item.item_id for item in wanted]
    scope = {"shop": shop_id, "id": supplier_id, "items": items, "now": who.now}
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id})  # two may prefer different suppliers at once
    known = set(await connection.scalars(_KNOWN, scope))
    _require_good(wanted, known)
    kept = {row.item_id: _kept(row) for row in await connection.execute(_KEPT, scope)}
    changed = [item for item in wanted if kept.get(item.item_id) != item]
    preferred = [item.item_id for item in changed if item.is_preferred]
    yielded = (await connection.execute(_NOT_PREFERRED, {**scope, "items": preferred})).all()
    for item in changed:
        row = {
            "item": item.item_id,
            "code": item.code,
            "unit_cost": item.unit_cost,
            "currency": item.currency,
            "breaks": _json_of(item.breaks),
            "minimum": item.minimum,
            "pack": item.pack,
            "lead_days": item.lead_days,
            "is_preferred": item.is_preferred,
        }
        await connection.execute(_UPSERT, {**scope, **row})
        before = kept.get(item.item_id)
        if before is None or before.price != item.price:
            await connection.execute(_PRICE, {**scope, **row, "actor": who.actor})
    if changed:
        told = [kept[item.item_id] for item in changed if item.item_id in kept]
        no_longer = [{"item": item, "supplier": str(other)} for item, other in yielded[:SHOWN]]
        await _note(
            connection,
            shop_id,
            supplier_id,
            who,
            "items_set",
            before={"items": [_item_told(item) for item in told[:SHOWN]], "preferred": no_longer},
            after={"items": [_item_told(item) for item in changed[:SHOWN]], "changed": len(changed)},
        )
    return len(changed)


async def remove_item(
    connection: AsyncConnection, shop_id: int, supplier_id: UUID, item_id: int, who: Who
) -> None:
    """Have a supplier sell an item no more; its prices stay in the history. Raises NotFound."""
    scope = {"shop": shop_id, "id": supplier_id, "item": item_id}
    row = (await connection.execute(_REMOVE, scope)).one_or_none()
    if row is None:
        raise NotFound("this supplier does not sell this item")
    cost = None if row.unit_cost is None else plain_amount(row.unit_cost)
    before = {"item": item_id, "code": row.code, "unit_cost": cost, "currency": row.currency}
    await _note(connection, shop_id, supplier_id, who, "item_removed", before=before)


def _require_good(wanted: Sequence[SoldItem], known: set[int]) -> None:
    problems = []
    seen: set[int] = set()
    for place, item in enumerate(wanted):
        steps = [step for step, _ in item.breaks]
        wrong = (
            (item.item_id not in known, "inventory_item_id", "is no item of this shop", "unknown"),
            (item.item_id in seen, "inventory_item_id", "appears twice", "double"),
            (steps != sorted(set(steps)), "price_breaks", "must rise, each number of pieces once", "order"),
            (
                bool(steps) and item.unit_cost is None,
                "unit_cost",
                "is needed below the first break",
                "missing",
            ),
        )
        seen.add(item.item_id)
        problems += [
            FieldProblem(field=f"items.{place}.{field}", message=message, code=code)
            for is_wrong, field, message, code in wrong
            if is_wrong
        ]
    if problems:
        raise Invalid(f"{len(problems)} of the items cannot be sold like this", errors=problems)


def _kept(row: Any) -> SoldItem:
    breaks = tuple((each["from_units"], Decimal(each["unit_cost"])) for each in row.price_breaks)
    return SoldItem(
        row.item_id, row.code, row.unit_cost, row.currency, breaks, row.minimum, row.pack, row.lead_days,
        row.is_preferred,
    )  # fmt: skip


def _json_of(breaks: Sequence[tuple[int, Decimal]]) -> str:
    return json.dumps([{"from_units": step, "unit_cost": plain_amount(cost)} for step, cost in breaks])


def _item_told(item: SoldItem) -> dict[str, Any]:
    return {
        "item": item.item_id,
        "code": item.code,
        "unit_cost": None if item.unit_cost is None else plain_amount(item.unit_cost),
        "currency": item.currency,
        "minimum": item.minimum,
        "pack": item.pack,
        "lead_days": item.lead_days,
        "is_preferred": item.is_preferred,
    }


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "closures": json.dumps(fields["closures"])}


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: plain_amount(value) if isinstance(value, Decimal) else value for name, value in fields.items()
    }


async def _write(connection: AsyncConnection, statement: Any, arguments: Mapping[str, Any]) -> None:
    try:
        async with connection.begin_nested():
            await connection.execute(statement, arguments)
    except IntegrityError as error:
        if "ux_supplier_name" not in str(error.orig):
            raise
        raise Invalid.field("name", "is the name of another supplier", "taken") from error
