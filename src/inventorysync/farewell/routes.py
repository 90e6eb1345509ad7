"""Taking everything along, over HTTP."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from inventorysync.farewell.export import export_shop
from inventorysync.farewell.queries import find_standing
from inventorysync.farewell.schemas import OpenTransfer, Standing
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.shops.access import Admin, ShopConnection

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
    """What of ours has to end in Shopify before one leaves: open transfers, and what is on its way there."""
    found = await find_standing(connection, viewer.shop_id)
    counts = (found.transfers_open, found.lines_waiting, found.writes_open, found.steps_waiting)
    return Standing(
        is_clear=not any(counts),
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
        steps_waiting=found.steps_waiting,
    )
