"""What every request about a transfer has in common: who asks, for which, and that it is done once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NUMBER_MAX, NotAGid, number_of
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.shops.access import ShopConnection, Viewer, Writer
from inventorysync.transfers import answers, queries
from inventorysync.transfers.actions.guarding import find_request, remember_request
from inventorysync.transfers.actions.steps import Asker
from inventorysync.transfers.schemas import LineInput, ShipLineInput, TransferOut

Key = Annotated[str, Header(min_length=1, max_length=255)]
Work = Callable[[], Awaitable[UUID]]
Action = Callable[[AsyncConnection, int, UUID, int, Asker], Awaitable[None]]


@dataclass(frozen=True)
class Asking:
    """A request that wants something done: by a writer, in one transaction, under a key."""

    request: Request
    viewer: Viewer
    connection: AsyncConnection
    asker: Asker

    @property
    def shop_id(self) -> int:
        """Of which shop."""
        return self.viewer.shop_id


async def _asking(
    request: Request, viewer: Writer, connection: ShopConnection, idempotency_key: Key
) -> Asking:
    now = request.app.state.clock.now()
    asker = Asker(viewer.actor, idempotency_key, now, request.state.request_id, viewer.locations)
    return Asking(request, viewer, connection, asker)


WriterAsking = Annotated[Asking, Depends(_asking, scope="function")]


async def once(asking: Asking, what: str, wanted: BaseModel, work: Work) -> TransferOut:
    """Carry a request out once for its key, and answer the transfer as it is then."""
    connection, shop_id = asking.connection, asking.shop_id
    body = wanted.model_dump(mode="json")
    made, digest = await find_request(connection, shop_id, asking.asker, what, body)
    if made is None:
        made = await work()
        await remember_request(connection, shop_id, asking.asker, digest, made)
        wake(asking, made)
    return await answer_transfer(connection, asking.viewer, made)


def wake(asking: Asking, transfer_id: UUID) -> None:
    """Have a worker look at the transfer, and open pages too, when this is committed."""
    state, shop_id = asking.request.app.state, asking.shop_id
    after_commit(asking.connection, lambda: state.nudger.nudge(shop_id, "transfer"))
    after_commit(asking.connection, lambda: state.announcer.transfer_moved(shop_id, transfer_id))


async def answer_transfer(connection: AsyncConnection, viewer: Viewer, transfer_id: UUID) -> TransferOut:
    """A transfer as this viewer may see it; raises NotFound."""
    shop_id = viewer.shop_id
    row = await queries.find_summary(connection, shop_id, transfer_id)
    kept = await queries.load_transfer(connection, shop_id, transfer_id) if row else None
    if row is None or kept is None:
        raise _missing()
    items = [line.item_id for line in kept.lines]
    named = await queries.items_of(connection, shop_id, items, kept.origin_id, kept.destination_id)
    steps = await queries.list_steps(connection, shop_id, transfer_id)
    undos = await queries.list_undos(connection, shop_id, transfer_id)
    return answers.transfer_of(row, kept, named, steps, undos, viewer.locations)


async def find(connection: AsyncConnection, shop_id: int, address: str) -> UUID:
    """The transfer of an address: Shopify's number or our own id; raises NotFound."""
    number, own = _number_or_own(address)
    found = await queries.find_transfer(connection, shop_id, transfer_id=own, number=number)
    if found is None:
        raise _missing()
    return found


def _number_or_own(address: str) -> tuple[int | None, UUID | None]:
    if address.isascii() and address.isdecimal():
        number = int(address[:20])
        if number > NUMBER_MAX:
            raise _missing()
        return number, None
    try:
        return None, UUID(address)
    except ValueError as error:
        raise _missing() from error


def _missing() -> NotFound:
    return NotFound("there is no such transfer in this shop")


def lines_of(rows: Sequence[LineInput | ShipLineInput]) -> list[tuple[int, int]]:
    """Items and their units; raises Invalid, naming the line."""
    return [
        (number_in(f"lines.{place}.inventory_item_id", "InventoryItem", row.inventory_item_id), row.quantity)
        for place, row in enumerate(rows)
    ]


def number_in(field: str, noun: str, text: str) -> int:
    """The number in an id that a field holds; raises Invalid."""
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
