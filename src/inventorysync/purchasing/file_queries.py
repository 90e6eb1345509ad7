"""Reading files of orders, and the shop's logo."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound


class FileRecord(NamedTuple):
    """A file of an order without its bytes."""

    file_id: UUID
    name: str
    media_type: str
    bytes: int
    added_by: str
    added_at: datetime


class Logo(NamedTuple):
    """The shop's logo as it is drawn on orders: a PNG that we have made."""

    content: bytes
    width: int
    height: int
    changed_at: datetime


_FIELDS = "file_id, name, media_type, bytes, added_by, added_at"
_LIST = text(f"""
    SELECT {_FIELDS} FROM purchase_order_file WHERE shop_id = :shop AND order_id = :id
    ORDER BY added_at, file_id
""")
_ONE = text(f"""
    SELECT {_FIELDS} FROM purchase_order_file
    WHERE shop_id = :shop AND order_id = :id AND file_id = :file
""")
_CONTENT = text("""
    SELECT content FROM purchase_order_file_content
    WHERE shop_id = :shop AND order_id = :id AND file_id = :file
""")
_LOGO = text("SELECT content, width, height, changed_at FROM purchasing_logo WHERE shop_id = :shop")


async def list_files(connection: AsyncConnection, shop_id: int, order_id: UUID) -> Sequence[FileRecord]:
    """Files of an order, the first added first."""
    rows = await connection.execute(_LIST, {"shop": shop_id, "id": order_id})
    return [FileRecord._make(row) for row in rows]


async def get_file(
    connection: AsyncConnection, shop_id: int, order_id: UUID, file_id: UUID
) -> tuple[FileRecord, bytes]:
    """A file of an order with its bytes; raises NotFound."""
    scope = {"shop": shop_id, "id": order_id, "file": file_id}
    row = (await connection.execute(_ONE, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such file of this order")
    return FileRecord._make(row), bytes(await connection.scalar(_CONTENT, scope) or b"")


async def find_logo(connection: AsyncConnection, shop_id: int) -> Logo | None:
    """The shop's logo, where it has one."""
    row = (await connection.execute(_LOGO, {"shop": shop_id})).one_or_none()
    return None if row is None else Logo._make(row)
