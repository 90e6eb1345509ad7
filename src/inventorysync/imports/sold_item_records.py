"""What suppliers sell, from a file: one row an item of a supplier; cells that are empty leave what is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.cells import plain_name
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import Doing, Kept, Made, RecordRow, column_of
from inventorysync.imports.supplier_records import CHANGED_SINCE, EMPTY, Directory, make, read_directory
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import NotFound
from inventorysync.shops.queries import get_shop
from inventorysync.suppliers.actions import SoldItem, Who, remove_item, set_items
from inventorysync.suppliers.queries import get_supplier

ITEMS_AT_ONCE = 500
_HELD = text("""
    SELECT supplier_id, item_id, code, unit_cost, currency, price_breaks, minimum, pack, lead_days,
           is_preferred
    FROM supplier_item WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_TITLE = text(
    "SELECT coalesce(nullif(sku, ''), title) FROM inventory_item WHERE shop_id = :shop AND item_id = :item"
)
Sold = dict[tuple[UUID, int], SoldItem]


async def settle(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Say of each row how its supplier would sell its item."""
    known = await read_directory(connection, shop_id)
    currency = (await get_shop(connection, shop_id)).currency
    sold = await read_sold(connection, shop_id, [row.item_id for row in rows if row.item_id])
    seen: dict[tuple[str, int], int] = {}
    made: set[str] = set()
    for row in rows:
        if (found := resolve_supplier(row, known, record, made)) is None and row.state == "problem":
            continue
        key = plain_name(row.document), row.item_id or 0
        if key in seen:
            row.refuse(column_of(record, "sku", "item_id", "barcode", "variant_id"), row.label,
                       f"row {seen[key]} is this item of this supplier already", "double")  # fmt: skip
            continue
        seen[key] = row.line
        theirs = record.options.get("currency") or (found.currency if found else currency)
        now = sold.get((found.supplier_id, row.item_id or 0)) if found else None
        after = _wished(now or _nothing(row.item_id or 0, theirs), row.wanted)
        if after.breaks and after.unit_cost is None:
            row.refuse(column_of(record, "unit_cost"), "", "is needed below the first price break", "missing")
            continue
        told = told_of(now) if now else {}
        row.before = {each: told.get(each) for each in row.wanted if each in told_of(after)
                      and told.get(each) != told_of(after)[each]}  # fmt: skip
        row.state = "same" if after == now else "change"
    return {"suppliers_made": len(made)}


def resolve_supplier(row: RecordRow, known: Directory, record: ImportRecord, made: set[str]) -> Any | None:
    """The supplier that a row means; None where it is made with the file, or where that is a problem."""
    column = column_of(record, "supplier")
    name = row.wanted.get("supplier")
    chosen = record.options.get("supplier_id")
    if name is None and chosen is not None:
        found = known.by_id.get(UUID(chosen))
        if found is None:
            row.refuse(column, "", "the supplier that was chosen for the file is gone", "unknown")
            return None
    elif name is None:
        row.refuse(column, "", "is empty: which supplier is meant?", "missing")
        return None
    else:
        found = known.named(name)
        if found is None and not record.options.get("make_suppliers"):
            message = (
                f"no supplier is called {name}: import suppliers first, or have them made with this file"
            )
            row.refuse(column, name, message, "unknown")
            return None
    row.document = found.name if found else str(name)
    if found is None:
        made.add(plain_name(row.document))
        row.note = f"{row.document} is made as a new supplier"
    return found


async def supplier_for(doing: Doing, name: str, currency: str, known: Directory) -> Any:
    """The supplier of this name, made where nobody has it."""
    if (found := known.named(name)) is not None:
        return found
    made = await make(doing, {**EMPTY, "name": name, "currency": currency})
    return await get_supplier(doing.connection, doing.shop_id, made)


async def apply(doing: Doing, rows: Sequence[RecordRow]) -> None:
    """Have suppliers sell the items of these rows like this."""
    shop_currency = (await get_shop(doing.connection, doing.shop_id)).currency
    option = doing.record.options.get("currency")
    groups: dict[str, list[RecordRow]] = defaultdict(list)
    for row in rows:
        groups[row.document].append(row)
    for name, group in groups.items():
        known = await read_directory(doing.connection, doing.shop_id)
        first = next((row.wanted["currency"] for row in group if "currency" in row.wanted), None)
        supplier = await supplier_for(doing, name, first or option or shop_currency, known)
        currency = option or supplier.currency
        for start in range(0, len(group), ITEMS_AT_ONCE):
            await _set(doing, supplier, group[start : start + ITEMS_AT_ONCE], currency)


async def _set(doing: Doing, supplier: Any, rows: Sequence[RecordRow], currency: str) -> None:
    items = [row.item_id for row in rows if row.item_id]
    sold = await read_sold(doing.connection, doing.shop_id, items)
    wanted = [
        _wished(sold.get((supplier.supplier_id, row.item_id)) or _nothing(row.item_id, currency), row.wanted)
        for row in rows
        if row.item_id
    ]
    preferred = {item.item_id for item in wanted if item.is_preferred}
    for (other, item), held in sold.items():  # an item has one preferred supplier: another one loses that
        if other != supplier.supplier_id and held.is_preferred and item in preferred:
            yielded = told_of(replace(held, is_preferred=False))
            await doing.keep("supplier_item", f"{other}/{item}", told_of(held), yielded)
    who = Who(doing.actor, doing.now)
    await set_items(doing.connection, doing.shop_id, supplier.supplier_id, wanted, who)
    for each in wanted:
        before = sold.get((supplier.supplier_id, each.item_id))
        if before != each:
            key = f"{supplier.supplier_id}/{each.item_id}"
            await doing.keep("supplier_item", key, before and told_of(before), told_of(each))


async def take_back(doing: Doing, made: Made) -> Kept | None:
    """Have a supplier sell an item as before the import; why not, where it stays."""
    supplier_text, item_text = made.key.split("/")
    supplier_id, item = UUID(supplier_text), int(item_text)
    sold = await read_sold(doing.connection, doing.shop_id, [item])
    now = sold.get((supplier_id, item))
    if now is None:
        return None
    if told_of(now) != made.after:
        scope = {"shop": doing.shop_id, "item": item}
        return Kept(str(await doing.connection.scalar(_TITLE, scope) or item), CHANGED_SINCE)
    who = Who(doing.actor, doing.now)
    try:
        if made.before is None:
            await remove_item(doing.connection, doing.shop_id, supplier_id, item, who)
        else:
            await set_items(doing.connection, doing.shop_id, supplier_id, [sold_of(item, made.before)], who)
    except NotFound:
        return None
    return None


async def read_sold(connection: AsyncConnection, shop_id: int, items: Sequence[int]) -> Sold:
    """Who sells these items, and how."""
    found = await connection.execute(_HELD, {"shop": shop_id, "items": list(items)})
    return {
        (row.supplier_id, row.item_id): SoldItem(
            row.item_id, row.code, row.unit_cost, row.currency,
            tuple((each["from_units"], Decimal(each["unit_cost"])) for each in row.price_breaks),
            row.minimum, row.pack, row.lead_days, row.is_preferred,
        )
        for row in found
    }  # fmt: skip


def told_of(item: SoldItem) -> dict[str, Any]:
    """An item as a file of them says it, by roles."""
    return {
        "code": item.code,
        "unit_cost": None if item.unit_cost is None else plain_amount(item.unit_cost),
        "currency": item.currency,
        "price_breaks": [{"from_units": step, "unit_cost": plain_amount(cost)} for step, cost in item.breaks],
        "minimum": item.minimum,
        "pack": item.pack,
        "lead_days": item.lead_days,
        "is_preferred": item.is_preferred,
    }


def sold_of(item_id: int, told: Mapping[str, Any]) -> SoldItem:
    """An item from what `told_of` says of it."""
    return SoldItem(
        item_id, told["code"], None if told["unit_cost"] is None else Decimal(told["unit_cost"]),
        told["currency"],
        tuple((each["from_units"], Decimal(each["unit_cost"])) for each in told["price_breaks"]),
        told["minimum"], told["pack"], told["lead_days"], told["is_preferred"],
    )  # fmt: skip


def _nothing(item_id: int, currency: str) -> SoldItem:
    return SoldItem(item_id, "", None, currency, (), 1, 1, None, is_preferred=False)


def _wished(held: SoldItem, wanted: Mapping[str, Any]) -> SoldItem:
    told = told_of(held)
    return sold_of(held.item_id, {**told, **{role: wanted[role] for role in wanted if role in told}})
