"""Suppliers from a file: made where nobody has the name, changed in what the file says, and taken back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.cells import plain_name
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_rows import Doing, Kept, Made, RecordRow, column_of
from inventorysync.kit.db import seeing_all_locations
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import NotFound
from inventorysync.shops.queries import get_shop
from inventorysync.suppliers.actions import Who, change_supplier, make_supplier
from inventorysync.suppliers.queries import FIELDS, get_supplier
from inventorysync.suppliers.removing import remove_supplier

EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("contact", "email", "phone", "address", "account_number", "payment_terms", "note"), ""),
    "lead_days": None,
    "minimum_order": None,
    "closures": [],
    "is_active": True,
}
_ALL = text(f"SELECT supplier_id, {', '.join(FIELDS)} FROM supplier WHERE shop_id = :shop")
_HELD = {
    "items are sold by them": "supplier_item",
    "purchase orders are theirs": "purchase_order",
    "bills are theirs": "bill",
}
CHANGED_SINCE = "was changed since: put it right by hand"


class Directory:
    """The suppliers of a shop by name and by id; those that a file makes are put in as it is read."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.by_id = {row.supplier_id: row for row in rows}
        self._by_name = {plain_name(row.name): row for row in rows}

    def named(self, name: str) -> Any | None:
        """The supplier of this name, in whatever case."""
        return self._by_name.get(plain_name(name))


async def read_directory(connection: AsyncConnection, shop_id: int) -> Directory:
    """All suppliers of a shop."""
    return Directory((await connection.execute(_ALL, {"shop": shop_id})).all())


async def settle(
    connection: AsyncConnection, shop_id: int, record: ImportRecord, rows: Sequence[RecordRow]
) -> dict[str, int]:
    """Say of each row which supplier it makes or changes."""
    known = await read_directory(connection, shop_id)
    currency = record.options.get("currency") or (await get_shop(connection, shop_id)).currency
    seen: dict[str, int] = {}
    name_at, id_at = column_of(record, "supplier"), column_of(record, "supplier_id")
    made = 0
    for row in rows:
        name = row.wanted["supplier"]
        found = known.named(name)
        if given := row.wanted.get("supplier_id"):
            found = _by_id(known, given)
            if found is None:
                row.refuse(
                    id_at, given, "no supplier has this id: empty the cell to make a new one", "unknown"
                )
                continue
            other = known.named(name)
            if other is not None and other.supplier_id != found.supplier_id:
                row.refuse(name_at, name, "is the name of another supplier", "taken")
                continue
        key = str(found.supplier_id) if found else plain_name(name)
        if key in seen:
            row.refuse(name_at, name, f"row {seen[key]} is this supplier already", "double")
            continue
        seen[key] = row.line
        row.document = name
        if found is None:
            row.wanted.setdefault("currency", currency)
            row.note = "A new supplier"
            made += 1
            continue
        row.target = str(found.supplier_id)
        now = _told(found)
        row.before = {role: now[role] for role in _said(row.wanted) if now[role] != row.wanted[role]}
        row.state = "change" if row.before else "same"
    return {"suppliers_made": made}


async def apply(doing: Doing, rows: Sequence[RecordRow]) -> None:
    """Make and change the suppliers of these rows."""
    known = await read_directory(doing.connection, doing.shop_id)
    for row in rows:
        fields = _fields(row.wanted)
        found = _by_id(known, row.target) if row.target else known.named(row.wanted["supplier"])
        if found is None:
            await make(doing, {**EMPTY, **fields})
        else:
            await _change(doing, found.supplier_id, fields)


async def make(doing: Doing, fields: Mapping[str, Any]) -> UUID:
    """A new supplier of these fields, which goes again when the import is taken back."""
    who = Who(doing.actor, doing.now)
    supplier_id = await make_supplier(doing.connection, doing.shop_id, fields, who)
    await doing.keep("supplier", str(supplier_id), None, {"name": fields["name"], "version": 1})
    return supplier_id


async def _change(doing: Doing, supplier_id: UUID, fields: Mapping[str, Any]) -> None:
    kept = await get_supplier(doing.connection, doing.shop_id, supplier_id)
    before = {name: getattr(kept, name) for name in FIELDS}
    after = {**before, **fields}
    if before == after:
        return
    who = Who(doing.actor, doing.now)
    await change_supplier(doing.connection, doing.shop_id, supplier_id, kept.version, after, who)
    changed = {name: _plain(before[name]) for name in fields if before[name] != after[name]}
    told = {"name": after["name"], "version": kept.version + 1}
    await doing.keep("supplier", str(supplier_id), changed, told)


async def take_back(doing: Doing, made: Made) -> Kept | None:
    """Remove a supplier that the import made, or put back what it changed; why not, where it stays."""
    supplier_id, name = UUID(made.key), str(made.after["name"])
    try:
        kept = await get_supplier(doing.connection, doing.shop_id, supplier_id)
    except NotFound:
        return None
    if kept.version != made.after["version"]:
        return Kept(name, CHANGED_SINCE)
    who = Who(doing.actor, doing.now)
    if made.before is not None:
        fields = {each: getattr(kept, each) for each in FIELDS} | _read_back(made.before)
        await change_supplier(doing.connection, doing.shop_id, supplier_id, kept.version, fields, who)
        return None
    if (reason := await what_holds(doing.connection, doing.shop_id, supplier_id)) is not None:
        return Kept(name, reason)
    await remove_supplier(doing.connection, doing.shop_id, supplier_id, who)
    return None


async def what_holds(connection: AsyncConnection, shop_id: int, supplier_id: UUID) -> str | None:
    """Why a supplier cannot be removed, in words; None where nothing refers to them."""
    held = []
    async with seeing_all_locations(connection):
        for words, table in _HELD.items():
            statement = text(f"SELECT count(*) FROM {table} WHERE shop_id = :shop AND supplier_id = :id")
            count = int(await connection.scalar(statement, {"shop": shop_id, "id": supplier_id}) or 0)
            if count:
                held.append(f"{count:,} {words}")
    return ", ".join(held) or None


def _by_id(known: Directory, given: str) -> Any | None:
    try:
        return known.by_id.get(UUID(given))
    except ValueError:
        return None


def _said(wanted: Mapping[str, Any]) -> list[str]:
    return [role for role in wanted if role != "supplier_id"]


def _told(row: Any) -> dict[str, Any]:
    return {"supplier" if name == "name" else name: _plain(getattr(row, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    return plain_amount(value) if isinstance(value, Decimal) else value


def _fields(wanted: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name" if role == "supplier" else role: wanted[role] for role in _said(wanted)}
    return _read_back(named)


def _read_back(fields: Mapping[str, Any]) -> dict[str, Any]:
    amount = fields.get("minimum_order")
    return {**fields, "minimum_order": Decimal(amount)} if amount is not None else dict(fields)
