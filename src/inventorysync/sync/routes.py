"""Sync over HTTP: how it stands (webhooks arrive in webhooks.py)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from inventorysync.kit import events
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.queue.actions import enqueue
from inventorysync.shops.access import Reader, ShopConnection, ShopWriter, Viewer
from inventorysync.sync import log_queries, quarantine, queries
from inventorysync.sync.drift_queries import count_drift_units
from inventorysync.sync.schemas import (
    AskedJob,
    LogParameters,
    Quarantine,
    QuarantineDecision,
    QuarantineInput,
    ShopifyBudget,
    Sync,
    SyncLogPage,
)
from inventorysync.sync.words import IMPORT, RECONCILE

router = APIRouter(tags=["sync"])


@router.get("/sync")
async def get_sync(request: Request, viewer: Reader) -> Sync:
    """How the shop's sync stands."""
    state = request.app.state
    now = state.clock.now()
    async with state.database.shop(viewer.shop_id) as connection:
        shop_id = viewer.shop_id
        units = await count_drift_units(connection, shop_id)
        since = now - timedelta(hours=state.settings.reconcile_hours)
        figures: dict[str, Any] = {
            "import_": await queries.import_progress(connection, shop_id),
            "webhooks": await queries.webhook_figures(connection, shop_id, now),
            "observing": await queries.observing_figures(connection, shop_id, now),
            "writing": await queries.writing_figures(connection, shop_id, now),
            "reconciliation": await queries.reconciliation_figures(connection, shop_id, since),
        }
    return Sync(
        **figures,
        drift_units=units,
        shopify=await _budget(request, viewer.shop_domain),
    )


async def _budget(request: Request, domain: str) -> ShopifyBudget | None:
    admin = request.app.state.gate.link.admin
    budget = await admin.budget_of(domain)
    if budget is None:
        return None
    return ShopifyBudget(
        available=budget.available,
        maximum=budget.maximum,
        restore_rate=budget.restore_rate,
        api_version=admin.api_version,
    )


@router.post("/sync/reconcile", status_code=202)
async def post_reconcile(request: Request, viewer: ShopWriter) -> AskedJob:
    """Compare every level with Shopify now; asked again while it goes on, it is the same job."""
    return await _ask_for(request, viewer, RECONCILE)


@router.post("/sync/import", status_code=202)
async def post_import(request: Request, viewer: ShopWriter) -> AskedJob:
    """Read the whole shop again now; asked again while it goes on, it is the same job."""
    return await _ask_for(request, viewer, IMPORT)


async def _ask_for(request: Request, viewer: Viewer, kind: str) -> AskedJob:
    state = request.app.state
    now = state.clock.now()
    async with state.database.shop(viewer.shop_id) as connection:
        job_id = await enqueue(
            connection,
            state.nudger.nudge,
            viewer.shop_id,
            kind,
            {"asked_at": now.isoformat(), "asked_by": viewer.actor},
            now=now,
            request_id=request.state.request_id,
        )
    return AskedJob(id=job_id, kind=kind, url=f"/api/v1/jobs/{job_id}")


@router.get("/sync/log")
async def list_log(
    viewer: Reader,
    connection: ShopConnection,
    asked: Annotated[LogParameters, Query()],
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SyncLogPage:
    """What was seen and pushed, newest first."""
    after = read_cursor(cursor, "newest", (datetime, int))
    before = (after[0], after[1]) if after else None
    question = _question(asked)
    rows = await log_queries.list_log(connection, viewer.shop_id, question, before=before, limit=limit + 1)
    page = rows[:limit]
    following = write_cursor("newest", (page[-1][1].at, page[-1][0])) if len(rows) > limit else None
    return SyncLogPage(items=[entry for _, entry in page], next=following)


@router.get("/sync/log-file", response_class=Response)
async def get_log_file(
    request: Request, viewer: Reader, asked: Annotated[LogParameters, Query()]
) -> StreamingResponse:
    """The same as a CSV file, every row of it."""
    question, database = _question(asked), request.app.state.database

    async def pieces() -> AsyncIterator[bytes]:
        async with database.shop(viewer.shop_id) as connection:
            async for piece in log_queries.csv_file(connection, viewer.shop_id, question):
                yield piece

    day = request.app.state.clock.now().date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="sync-log-{day}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/quarantine")
async def list_quarantine(request: Request, viewer: Reader) -> Quarantine:
    """Writes whose outcome stayed unknown for so long that only a person can tell."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        return Quarantine(items=await quarantine.list_quarantined(connection, viewer.shop_id))


@router.post("/quarantine/{write_id}/decide")
async def post_decision(
    request: Request, viewer: ShopWriter, write_id: UUID, found: QuarantineInput
) -> QuarantineDecision:
    """Say whether Shopify has carried a write out; its levels are then read again at once."""
    state, shop_id = request.app.state, viewer.shop_id
    await quarantine.decide_write(
        state.database,
        shop_id,
        write_id,
        was_applied=found.was_applied,
        actor=viewer.actor,
        now=state.clock.now(),
        announce=state.announcer.change_set_moved,
    )
    state.nudger.nudge(shop_id, "read")
    await events.publish(state.redis, shop_id, "levels", {"all": True})
    return QuarantineDecision(id=write_id, was_applied=found.was_applied)


def _question(asked: LogParameters) -> log_queries.LogQuestion:
    return log_queries.LogQuestion(
        item_id=_number("InventoryItem", asked.inventory_item_id, "inventory_item_id"),
        location_id=_number("Location", asked.location_id, "location_id"),
        direction=asked.direction,
        result=asked.result,
        since=asked.since,
        until=asked.until,
        request_id=asked.request_id,
    )


def _number(kind: str, given: str | None, field: str) -> int | None:
    if given is None:
        return None
    try:
        return number_of(kind, given)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
