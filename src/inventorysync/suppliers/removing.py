"""Removing a supplier whom nothing refers to: what an import made by mistake. All others are archived."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import Refusal
from inventorysync.suppliers.actions import Who
from inventorysync.suppliers.queries import FIELDS, get_supplier

_note = audit.notes_of("supplier")
_SOLD = text("SELECT count(*) FROM supplier_item WHERE shop_id = :shop AND supplier_id = :id")
_REMOVE = (
    text("DELETE FROM supplier_price WHERE shop_id = :shop AND supplier_id = :id"),
    text("DELETE FROM supplier WHERE shop_id = :shop AND supplier_id = :id"),
)


class SupplierInUse(Refusal):
    """The supplier sells something, so they are archived and not removed."""

    status = 409
    type = "supplier-in-use"
    title = "The supplier is in use"


async def remove_supplier(connection: AsyncConnection, shop_id: int, supplier_id: UUID, who: Who) -> None:
    """Have a supplier be gone with their prices; whoever calls has made sure that no document is about them.

    Raises NotFound, and SupplierInUse where they sell something.
    """
    row: Any = await get_supplier(connection, shop_id, supplier_id)
    if await connection.scalar(_SOLD, {"shop": shop_id, "id": supplier_id}):
        raise SupplierInUse("items are sold by them: archive them instead")
    for statement in _REMOVE:
        await connection.execute(statement, {"shop": shop_id, "id": supplier_id})
    fields = {name: getattr(row, name) for name in FIELDS}
    before = {
        name: plain_amount(value) if isinstance(value, Decimal) else value for name, value in fields.items()
    }
    await _note(connection, shop_id, supplier_id, who, "removed", before=before)
