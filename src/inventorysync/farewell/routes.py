"""Taking everything along and leaving, over HTTP."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.farewell import actions, queries
from inventorysync.farewell.export import export_shop
from inventorysync.farewell.queries import FarewellRecord
from inventorysync.farewell.schemas import Farewell, LeavingInput, LeavingJob, OpenTransfer, Standing
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.kit.queue.queries import get_job
from inventorysync.shops.access import Admin, Owner, ShopConnection
from inventorysync.shops.writing import find_stopped

router = APIRouter(tags=["farewell"])
TURNS = asyncio.Semaphore(1)  # a long reading of everything: one at a time of this process


@router.get("/export", response_class=Response)
async def get_export(request: Request, viewer: Admin) -> StreamingResponse:
    """Everything that is kept of the shop: a ZIP file with CSV, JSON lines and a README, without secrets."""
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    now = clock.now()

    async def pieces() -> AsyncIterator[bytes]:
        async with TURNS:
            async for piece in export_shop(database, viewer.shop_id, now, viewer.actor):
                yield piece

    headers = {
        "Content-Disposition": f'attachment; filename="inventorysync-{now.date().isoformat()}.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(), media_type="application/zip", headers=headers)


@router.get("/leaving")
async def get_standing(viewer: Admin, connection: ShopConnection) -> Standing:
    """What of ours stands in Shopify or is on its way there, and how the leaving stands, if there is one."""
    return await _standing(connection, viewer.shop_id)


@router.post("/leaving", status_code=202)
async def post_leaving(
    request: Request, viewer: Owner, connection: ShopConnection, wanted: LeavingInput
) -> Standing:
    """Leave: nothing new is sent, what is ours in Shopify is ended, and the store is read back.

    Again while it goes on it is the same work; again later it goes over everything once more.
    """
    state = request.app.state
    await actions.ask_to_leave(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        name=wanted.name,
        actor=viewer.actor,
        now=state.clock.now(),
        request_id=request.state.request_id,
    )
    return await _standing(connection, viewer.shop_id)


@router.post("/leaving/stay")
async def post_stay(request: Request, viewer: Owner, connection: ShopConnection) -> Standing:
    """Take the leaving back: changes that were kept are sent. What was ended in Shopify stays ended."""
    state, shop_id = request.app.state, viewer.shop_id
    await actions.stay(connection, shop_id, viewer.actor, state.clock.now())
    after_commit(connection, lambda: state.nudger.nudge(shop_id, "write"))
    return await _standing(connection, shop_id)


async def _standing(connection: AsyncConnection, shop_id: int) -> Standing:
    found = await queries.find_standing(connection, shop_id)
    farewell = await queries.find_farewell(connection, shop_id)
    return Standing(
        is_clear=found.is_clear,
        transfers_open=found.transfers_open,
        transfers=[
            OpenTransfer(
                id=each.transfer_id,
                name=each.name,
                state=each.state,
                origin_name=each.origin_name,
                destination_name=each.destination_name,
                has_shipments=each.has_shipments,
            )
            for each in found.transfers
        ],
        lines_waiting=found.lines_waiting,
        writes_open=found.writes_open,
        writes_set_aside=found.writes_set_aside,
        steps_waiting=found.steps_waiting,
        writes_stopped_at=(await find_stopped(connection, shop_id)).leaving_since,
        farewell=None if farewell is None else await _farewell(connection, shop_id, farewell),
    )


async def _farewell(connection: AsyncConnection, shop_id: int, found: FarewellRecord) -> Farewell:
    fields = {name: getattr(found, name) for name in ("state", "asked_at", "ended_at", "checks", "waits")}
    job = None
    if found.job_id is not None:
        record = await get_job(connection, shop_id, found.job_id)
        about = {name: getattr(record, name) for name in ("state", "progress", "error")}
        job = LeavingJob.model_validate({"id": record.job_id, **about})
    who = {"asked_by": found.actor, "asked_by_name": found.actor_name}
    return Farewell.model_validate({"id": found.farewell_id, **who, **fields, "job": job})
