"""Search over everything, for the box that opens by Ctrl-K."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from inventorysync.kit.gid import gid
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.shops.queries import get_shop
from inventorysync.stock import answers, lists, search
from inventorysync.stock.change_set_schemas import ChangeSetKind
from inventorysync.stock.conditions import Filter

router = APIRouter(tags=["search"])


class ItemFound(BaseModel):
    """An item, with what can be sold of it over all locations in sight."""

    inventory_item_id: str
    title: str
    variant_title: str
    sku: str
    available: int


class DocumentFound(BaseModel):
    """An order or transfer that moved stock, and the item it moved most of."""

    kind: str
    id: str
    label: str
    at: datetime
    items: int
    inventory_item_id: str


class ChangeFound(BaseModel):
    """A change made here."""

    id: UUID
    kind: ChangeSetKind
    note: str
    created_at: datetime


class Found(BaseModel):
    """What fits, a few of each kind, the likeliest first."""

    items: list[ItemFound]
    documents: list[DocumentFound]
    changes: list[ChangeFound]


@router.get("/search")
async def find(
    viewer: Reader,
    connection: ShopConnection,
    q: Annotated[str, Query(min_length=1, max_length=200, pattern=r"\S")],
) -> Found:
    """Items, documents and changes that fit a few letters; those in the locations in sight."""
    shop_id, query = viewer.shop_id, q.strip()
    currency = (await get_shop(connection, shop_id)).currency
    wanted = Filter(search=query)
    rows = (await lists.list_items(connection, shop_id, wanted, order="title", limit=search.SHOWN)).rows
    items = [answers.item_of(row, currency) for row in rows]
    documents = await search.find_documents(connection, shop_id, query)
    changes = await search.find_changes(connection, shop_id, query)
    return Found(
        items=[
            ItemFound(
                inventory_item_id=item.inventory_item_id,
                title=item.title,
                variant_title=item.variant_title,
                sku=item.sku,
                available=item.quantities.available,
            )
            for item in items
        ],
        documents=[
            DocumentFound(
                kind=kind,
                id=number,
                label=label,
                at=at,
                items=count,
                inventory_item_id=gid("InventoryItem", item),
            )
            for kind, number, label, at, count, item in documents
        ],
        changes=[ChangeFound(id=row[0], kind=row[1], note=row[2], created_at=row[3]) for row in changes],
    )
