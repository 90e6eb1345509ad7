"""Files of an order: invoices, packing lists, photos. Kept with it, taken out by whoever may work with it."""

import hashlib
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.file_kinds import KINDS, ending_of, kind_of
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.purchasing.actions.steps import Who, note
from inventorysync.purchasing.queries import get_order

BYTES_MAX = 10 * 1024 * 1024
FILES_MAX = 30
_COUNT = text("SELECT count(*) FROM purchase_order_file WHERE shop_id = :shop AND order_id = :id")
_SAME = text("""
    SELECT file_id FROM purchase_order_file
    WHERE shop_id = :shop AND order_id = :id AND digest = :digest AND name = :name
""")
_INSERT = text("""
    INSERT INTO purchase_order_file (shop_id, file_id, order_id, name, media_type, bytes, digest, added_by,
                                     added_at)
    VALUES (:shop, :file, :id, :name, :media_type, :bytes, :digest, :actor, :now)
""")
_CONTENT = text("""
    INSERT INTO purchase_order_file_content (shop_id, file_id, order_id, content)
    VALUES (:shop, :file, :id, :content)
""")
_ONE = text("""
    SELECT name, bytes, digest FROM purchase_order_file
    WHERE shop_id = :shop AND order_id = :id AND file_id = :file
""")
_REMOVE = (
    text("""
    DELETE FROM purchase_order_file_content WHERE shop_id = :shop AND order_id = :id AND file_id = :file
    """),
    text("DELETE FROM purchase_order_file WHERE shop_id = :shop AND order_id = :id AND file_id = :file"),
)


class FileTooLarge(Refusal):
    """A file is larger than one that is kept may be."""

    status = 413
    type = "file-too-large"
    title = "The file is too large"

    @classmethod
    def beyond(cls, bytes_max: int) -> "FileTooLarge":
        """The refusal of a file with more bytes than these."""
        return cls(f"a file may have {bytes_max // 1024**2} MB at most")


class FullOfFiles(Refusal):
    """An order has as many files as it may have."""

    status = 409
    type = "too-many-files"
    title = "The order has too many files"


async def add_file(
    connection: AsyncConnection, shop_id: int, order_id: UUID, name: str, content: bytes, who: Who
) -> UUID:
    """Keep a file with an order; the same one under the same name is kept once.

    Raises NotFound, Invalid for a kind of file that is not kept, FileTooLarge, FullOfFiles.
    """
    await get_order(connection, shop_id, order_id, lock=True)
    if len(content) > BYTES_MAX:
        raise FileTooLarge.beyond(BYTES_MAX)
    media_type = _media_type(name, content)
    digest = hashlib.sha256(content).hexdigest()
    scope = {"shop": shop_id, "id": order_id}
    same: UUID | None = await connection.scalar(_SAME, {**scope, "digest": digest, "name": name})
    if same is not None:
        return same
    if int(await connection.scalar(_COUNT, scope) or 0) >= FILES_MAX:
        raise FullOfFiles(f"an order keeps {FILES_MAX} files: remove one first")
    file_id = uuid4()
    told = {"name": name, "media_type": media_type, "bytes": len(content), "digest": digest}
    person = {"file": file_id, "actor": who.actor, "now": who.now}
    await connection.execute(_INSERT, {**scope, **told, **person})
    await connection.execute(_CONTENT, {**scope, "file": file_id, "content": content})
    await note(connection, shop_id, order_id, who, "file_added", after=told, told={"name": name})
    return file_id


async def remove_file(
    connection: AsyncConnection, shop_id: int, order_id: UUID, file_id: UUID, who: Who
) -> None:
    """Have a file of an order be gone; raises NotFound."""
    await get_order(connection, shop_id, order_id, lock=True)
    scope = {"shop": shop_id, "id": order_id, "file": file_id}
    row = (await connection.execute(_ONE, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such file of this order")
    for statement in _REMOVE:
        await connection.execute(statement, scope)
    before = {"name": row.name, "bytes": row.bytes, "digest": row.digest}
    await note(connection, shop_id, order_id, who, "file_removed", before=before, told={"name": row.name})


def _media_type(name: str, content: bytes) -> str:
    if not content:
        raise Invalid.field("file", "is empty", "empty")
    kind = kind_of(content)
    if kind is None:
        known = ", ".join(each.endings[0].upper() for each in KINDS)
        raise Invalid.field("file", f"is of a kind that is not kept: {known} are", "kind")
    if ending_of(name) not in kind.endings:
        endings = " or ".join(f".{ending}" for ending in kind.endings)
        raise Invalid.field("name", f"does not end as what the file is: {endings}", "kind")
    return kind.media_type
