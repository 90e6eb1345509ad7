"""What requests about demand have in common: ids in their fields, and who asks."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.sales.actions.asking import Who
from inventorysync.shops.access import Viewer
from inventorysync.stock.queries import get_item


def number_in(field: str, noun: str, text: str) -> int:
    """The number in an id that a field holds; raises Invalid."""
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error


async def item_number(connection: AsyncConnection, shop_id: int, text: str) -> int:
    """The number of an item of the shop in an address; raises NotFound."""
    try:
        number = number_of("InventoryItem", text)
    except NotAGid as error:
        raise NotFound(str(error)) from error
    await get_item(connection, shop_id, number)
    return number


def who_asks(request: Request, viewer: Viewer) -> Who:
    """Whoever makes a request, and when."""
    return Who(viewer.actor, request.app.state.clock.now(), viewer.locations)
