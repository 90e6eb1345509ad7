"""Reorder settings from a file become rules of replenishment, of an item everywhere or at a location."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import Doing, Kept, Made, RecordRow, column_of
from inventorysync.imports.supplier_records import CHANGED_SINCE
from inventorysync.kit.money import plain_amount
from inventorysync.replenishment.actions.ruling import DECIMALS, WantedRule, Who, set_rules
from inventorysync.replenishment.nearest import EVERYWHERE, FIELDS, Scope

RULES_AT_ONCE = 500
HOW = "file"
NOTHING: Mapping[str, Any] = dict.fromkeys(FIELDS)
_HELD = text(f"""
    SELECT item_id, location_id, {", ".join(FIELDS)} FROM stock_policy
    WHERE shop_id = :shop AND kind = 'item' AND item_id = ANY(CAST(:items AS bigint[]))
""")
_TITLES = text("""
    SELECT item_id, coalesce(nullif(sku, ''), title) FROM inventory_item
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")


async def settle(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Say of each row what the rule of its item says now and would say."""
    items = [row.item_id for row in rows if row.item_id]
    found = await connection.execute(_HELD, {"shop": shop_id, "items": items})
    held = {(row.item_id, row.location_id): row for row in found}
    item_at = column_of(record, "sku", "item_id", "variant_id", "barcode")
    seen: dict[tuple[int | None, int], int] = {}
    for row in rows:
        place = row.location_id or EVERYWHERE
        row.document = "" if row.location_id else "Everywhere"
        if record.locations is not None and not row.location_id:
            message = "would reach beyond your locations: name one of them"
            row.refuse(column_of(record, "location"), "", message, "not_yours")
            continue
        if (row.item_id, place) in seen:
            message = f"row {seen[row.item_id, place]} sets this rule already"
            row.refuse(item_at, row.label, message, "double")
            continue
        seen[row.item_id, place] = row.line
        now = held.get((row.item_id or 0, place))
        before = {role: getattr(now, role) if now else None for role in row.wanted}
        after = {**({name: getattr(now, name) for name in FIELDS} if now else {}), **row.wanted}
        least, most = after.get("min_stock"), after.get("max_stock")
        if least is not None and most is not None and most < least:
            message = f"is {most:,}, below the least stock of {least:,}"
            row.refuse(column_of(record, "max_stock"), str(most), message, "order")
            continue
        row.before = {role: before[role] for role in row.wanted if before[role] != row.wanted[role]}
        row.state = "change" if row.before else "same"
    return {}


async def apply(doing: Doing, rows: Sequence[RecordRow]) -> None:
    """Have the rules say what these rows say."""
    for start in range(0, len(rows), RULES_AT_ONCE):
        part = rows[start : start + RULES_AT_ONCE]
        held = await _held(doing, [row.item_id for row in part if row.item_id])
        wanted = [WantedRule(_scope(row), _fields(row.wanted)) for row in part]
        if not await set_rules(doing.connection, doing.shop_id, wanted, _who(doing), HOW):
            continue
        for rule in wanted:
            before = held.get(rule.scope, NOTHING)
            after = {**before, **rule.fields}
            if after != before:
                key = f"{rule.scope.item_id}/{rule.scope.location_id}"
                await doing.keep("rule", key, _plain(before), _plain(after))


async def take_back(doing: Doing, made: Sequence[Made]) -> dict[int, Kept]:
    """Have rules say what they said before; those that stay, by `made_id`, as somebody changed them since."""
    scopes = {each.made_id: _scope_of(each.key) for each in made}
    items = [scope.item_id for scope in scopes.values()]
    held = await _held(doing, items)
    found = await doing.connection.execute(_TITLES, {"shop": doing.shop_id, "items": items})
    names = {row[0]: row[1] for row in found}
    kept: dict[int, Kept] = {}
    wanted = []
    for each in made:
        scope = scopes[each.made_id]
        if _plain(held.get(scope, NOTHING)) != each.after:
            kept[each.made_id] = Kept(f"The rule of {names.get(scope.item_id, scope.item_id)}", CHANGED_SINCE)
        elif scope.item_id in names:
            wanted.append(WantedRule(scope, _read_back(each.before)))
    for start in range(0, len(wanted), RULES_AT_ONCE):
        part = wanted[start : start + RULES_AT_ONCE]
        await set_rules(doing.connection, doing.shop_id, part, _who(doing), HOW)
    return kept


async def _held(doing: Doing, items: Sequence[int]) -> dict[Scope, dict[str, Any]]:
    found = await doing.connection.execute(_HELD, {"shop": doing.shop_id, "items": list(items)})
    return {
        Scope("item", item_id=row.item_id, location_id=row.location_id): {
            name: getattr(row, name) for name in FIELDS
        }
        for row in found
    }


def _who(doing: Doing) -> Who:
    return Who(doing.actor, doing.now, doing.locations)


def _scope_of(key: str) -> Scope:
    item, place = key.split("/")
    return Scope("item", item_id=int(item), location_id=int(place))


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_amount(value) if name in DECIMALS and value is not None else value
            for name, value in fields.items()}  # fmt: skip


def _read_back(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in DECIMALS and value is not None else value
            for name, value in fields.items()}  # fmt: skip


def _scope(row: RecordRow) -> Scope:
    return Scope("item", item_id=row.item_id or 0, location_id=row.location_id or EVERYWHERE)


def _fields(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: wanted[name] for name in FIELDS if name in wanted}
