"""What requests about purchase orders have in common: who asks, that it is done once, what is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.purchasing import answers, queries
from inventorysync.purchasing.actions.steps import Who, find_request, remember_request
from inventorysync.purchasing.file_queries import list_files
from inventorysync.purchasing.rules import read_rules
from inventorysync.purchasing.schemas import OrderOut
from inventorysync.shops.access import Buyer, ShopConnection, Viewer, Worker, Writer
from inventorysync.shops.roles import Role

Key = Annotated[str, Header(min_length=1, max_length=255)]
Work = Callable[[], Awaitable[UUID]]


@dataclass(frozen=True)
class Asking:
    """A request that wants something done, in one transaction, under a key."""

    request: Request
    viewer: Viewer
    connection: AsyncConnection
    who: Who
    key: str

    @property
    def shop_id(self) -> int:
        """Of which shop."""
        return self.viewer.shop_id


async def _buyer_asking(
    request: Request, viewer: Buyer, connection: ShopConnection, idempotency_key: Key
) -> Asking:
    return Asking(request, viewer, connection, who_asks(request, viewer), idempotency_key)


async def _writer_asking(
    request: Request, viewer: Writer, connection: ShopConnection, idempotency_key: Key
) -> Asking:
    return Asking(request, viewer, connection, who_asks(request, viewer), idempotency_key)


Speaker = Worker
"""Whoever buys or receives: both have something to say about an order."""
BuyerAsking = Annotated[Asking, Depends(_buyer_asking, scope="function")]
WriterAsking = Annotated[Asking, Depends(_writer_asking, scope="function")]


def role_of(viewer: Viewer) -> Role:
    """As whom a viewer buys: a program with an administrator's key is a manager."""
    if viewer.role is not None:
        return viewer.role
    return "manager" if "admin" in viewer.permissions else "viewer"


def who_asks(request: Request, viewer: Viewer) -> Who:
    """Whoever makes a request, and when."""
    now = request.app.state.clock.now()
    return Who(viewer.actor, now, role_of(viewer), viewer.locations, request.state.request_id)


async def once(asking: Asking, what: str, wanted: BaseModel | None, work: Work) -> OrderOut:
    """Carry a request out once for its key, and answer the order as it is then."""
    connection, shop_id = asking.connection, asking.shop_id
    body = wanted.model_dump(mode="json") if wanted else None
    made, digest = await find_request(connection, shop_id, asking.who, asking.key, what, body)
    if made is None:
        made = await work()
        await remember_request(connection, shop_id, asking.who, asking.key, digest, made)
        tell(asking.request, connection, shop_id, made)
    return await answer_order(connection, asking.viewer, made)


def tell(request: Request, connection: AsyncConnection, shop_id: int, order_id: UUID) -> None:
    """Have open pages look again once this is committed."""
    announcer = request.app.state.announcer
    after_commit(connection, lambda: announcer.purchase_order_moved(shop_id, order_id))


async def answer_order(connection: AsyncConnection, viewer: Viewer, order_id: UUID) -> OrderOut:
    """An order as this viewer may see it; raises NotFound."""
    shop_id = viewer.shop_id
    return answers.order_of(
        await queries.get_order(connection, shop_id, order_id),
        await queries.list_lines(connection, shop_id, order_id),
        await queries.list_events(connection, shop_id, order_id),
        await queries.list_comments(connection, shop_id, order_id),
        await queries.list_mails(connection, shop_id, order_id),
        await list_files(connection, shop_id, order_id),
        await read_rules(connection, shop_id),
        role_of(viewer),
        viewer.currency,
    )


def number_in(field: str, noun: str, text: str) -> int:
    """The number in an id that a field holds; raises Invalid."""
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
