"""Transfers over HTTP: made, edited, canceled, taken back, and watched."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Batches
from inventorysync.shops.access import Reader, ShopConnection
from inventorysync.shops.file_answers import answer_rows
from inventorysync.transfers import answers, files, queries
from inventorysync.transfers.actions import wanting
from inventorysync.transfers.actions.guarding import find_request, remember_request
from inventorysync.transfers.actions.undo import plan_undo, undo_transfer
from inventorysync.transfers.actions.wanting import WantedTransfer
from inventorysync.transfers.requests import (
    Action,
    Asking,
    WriterAsking,
    answer_transfer,
    find,
    lines_of,
    number_in,
    once,
    wake,
)
from inventorysync.transfers.schemas import (
    EditInput,
    Timeline,
    TransferInput,
    TransferOut,
    TransferPage,
    TransferState,
    TransferUndoInput,
    TransferUndoPreview,
    VersionInput,
)

router = APIRouter(prefix="/transfers", tags=["transfers"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


def _filter(
    state: Annotated[list[TransferState] | None, Query()] = None,
    origin_id: str | None = None,
    destination_id: str | None = None,
    search: Search = "",
    view: Annotated[Literal["all", "stuck"], Query(description="`stuck` waits for a person")] = "all",
) -> queries.TransferFilter:
    """Which transfers a list or a file is to show; raises Invalid."""
    return queries.TransferFilter(
        states=tuple(state) if state else None,
        origin_id=number_in("origin_id", "Location", origin_id) if origin_id else None,
        destination_id=number_in("destination_id", "Location", destination_id) if destination_id else None,
        search=search.strip() or None,
        stuck=view == "stuck",
    )


Wanted = Annotated[queries.TransferFilter, Depends(_filter)]


@router.get("")
async def list_transfers(
    viewer: Reader,
    connection: ShopConnection,
    wanted: Wanted,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> TransferPage:
    """Transfers that have an end in sight, newest first."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    rows = await queries.list_transfers(connection, viewer.shop_id, wanted, before=before, limit=limit + 1)
    page = [answers.summary_of(row) for row in rows[:limit]]
    following = write_cursor("newest", (page[-1].created_at, page[-1].key)) if len(rows) > limit else None
    return TransferPage(items=page, next=following)


@router.get("/file", response_class=Response)
async def get_file(
    request: Request,
    viewer: Reader,
    wanted: Wanted,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """The same as a file, item by item."""

    def rows(reading: AsyncConnection) -> Batches:
        return files.lines_of_transfers(reading, viewer.shop_id, wanted)

    return await answer_rows(request, viewer, rows, files.HEADINGS, "transfers", format)


@router.get("/{transfer_id}")
async def get_transfer(viewer: Reader, connection: ShopConnection, transfer_id: str) -> TransferOut:
    """A transfer by Shopify's number or by our own id."""
    return await answer_transfer(connection, viewer, await find(connection, viewer.shop_id, transfer_id))


@router.get("/{transfer_id}/timeline")
async def get_timeline(viewer: Reader, connection: ShopConnection, transfer_id: str) -> Timeline:
    """All that happened to a transfer, oldest first."""
    found = await find(connection, viewer.shop_id, transfer_id)
    rows = await queries.list_events(connection, viewer.shop_id, found)
    return Timeline(items=[answers.event_of(row, viewer.locations) for row in rows])


@router.post("", status_code=202)
async def post_transfer(asking: WriterAsking, wanted: TransferInput) -> TransferOut:
    """Make a transfer between two of the viewer's locations: written down at once, made in Shopify next."""
    change = _wanted(wanted)

    async def work() -> UUID:
        return await wanting.make_transfer(
            asking.connection, asking.shop_id, change, asking.asker, ready=wanted.ready
        )

    return await once(asking, "make", wanted, work)


@router.put("/{transfer_id}", status_code=202)
async def put_transfer(asking: WriterAsking, transfer_id: str, wanted: EditInput) -> TransferOut:
    """Have a draft, or one that is ready, hold these lines instead."""
    found = await find(asking.connection, asking.shop_id, transfer_id)
    change = _wanted(wanted)

    async def work() -> UUID:
        await wanting.edit_transfer(
            asking.connection, asking.shop_id, found, wanted.version, change, asking.asker
        )
        return found

    return await once(asking, f"edit {found}", wanted, work)


@router.post("/{transfer_id}/ready", status_code=202)
async def post_ready(asking: WriterAsking, transfer_id: str, wanted: VersionInput) -> TransferOut:
    """Make a draft ready to ship: its units are reserved at the origin."""
    return await _plain(asking, transfer_id, wanted, "ready", wanting.mark_ready)


@router.post("/{transfer_id}/cancel", status_code=202)
async def post_cancel(asking: WriterAsking, transfer_id: str, wanted: VersionInput) -> TransferOut:
    """Cancel a transfer that has no shipments: what it reserved can be sold again."""
    return await _plain(asking, transfer_id, wanted, "cancel", wanting.cancel_transfer)


@router.post("/{transfer_id}/try-again", status_code=202)
async def post_try_again(asking: WriterAsking, transfer_id: str, wanted: VersionInput) -> TransferOut:
    """Send once more what Shopify refused, and what waited for it."""
    return await _plain(asking, transfer_id, wanted, "again", wanting.try_again)


@router.post("/{transfer_id}/put-aside", status_code=204)
async def post_put_aside(asking: WriterAsking, transfer_id: str, wanted: VersionInput) -> None:
    """Leave refused steps as they are; a transfer that Shopify never made goes with them."""
    await _ending(asking, transfer_id, wanted, "aside", wanting.put_aside)


@router.post("/{transfer_id}/delete", status_code=204)
async def post_delete(asking: WriterAsking, transfer_id: str, wanted: VersionInput) -> None:
    """Delete a draft, here and in Shopify."""
    await _ending(asking, transfer_id, wanted, "delete", wanting.delete_draft)


@router.post("/{transfer_id}/undo", status_code=202, responses={200: {"model": TransferUndoPreview}})
async def post_undo(
    response: Response, asking: WriterAsking, transfer_id: str, wanted: TransferUndoInput
) -> TransferOut | TransferUndoPreview:
    """Take accepted units back by a new transfer the other way. `dry_run` only shows it."""
    connection, shop_id = asking.connection, asking.shop_id
    found = await find(connection, shop_id, transfer_id)
    if wanted.dry_run:
        response.status_code = 200
        _kept, planned = await plan_undo(connection, shop_id, found, wanted.version, asking.asker)
        return answers.undo_preview_of(planned)
    reason = wanted.reason.strip()
    if not reason:
        raise Invalid.field("reason", "says why the units go back")

    async def work() -> UUID:
        return await undo_transfer(connection, shop_id, found, wanted.version, reason, asking.asker)

    return await once(asking, f"undo {found}", wanted, work)


def _wanted(given: TransferInput | EditInput) -> WantedTransfer:
    return WantedTransfer(
        origin_id=number_in("origin_id", "Location", given.origin_id),
        destination_id=number_in("destination_id", "Location", given.destination_id),
        lines=lines_of(given.lines),
        reference=given.reference,
        note=given.note,
    )


async def _plain(
    asking: Asking, transfer_id: str, wanted: VersionInput, what: str, action: Action
) -> TransferOut:
    """An action that needs nothing but the transfer and its version."""
    found = await find(asking.connection, asking.shop_id, transfer_id)

    async def work() -> UUID:
        await action(asking.connection, asking.shop_id, found, wanted.version, asking.asker)
        return found

    return await once(asking, f"{what} {found}", wanted, work)


async def _ending(asking: Asking, transfer_id: str, wanted: VersionInput, what: str, action: Action) -> None:
    """The same where the transfer may be gone afterwards, so that a repeated request finds none."""
    connection, shop_id = asking.connection, asking.shop_id
    body = wanted.model_dump(mode="json")
    made, digest = await find_request(connection, shop_id, asking.asker, f"{what} {transfer_id}", body)
    if made is not None:
        return
    found = await find(connection, shop_id, transfer_id)
    await action(connection, shop_id, found, wanted.version, asking.asker)
    await remember_request(connection, shop_id, asking.asker, digest, found)
    wake(asking, found)
