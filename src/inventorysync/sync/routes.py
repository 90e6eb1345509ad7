"""Sync over HTTP: how it stands (webhooks arrive in webhooks.py)."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from inventorysync.kit import events
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.queue.actions import enqueue
from inventorysync.shops.access import Reader, ShopWriter, Viewer
from inventorysync.sync import quarantine, queries
from inventorysync.sync.schemas import (
    AskedJob,
    Drift,
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
        drift = await queries.list_drift(connection, shop_id, now)
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
        drift_units=_units(drift),
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
    request: Request,
    viewer: Reader,
    inventory_item_id: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SyncLogPage:
    """What was seen and pushed, newest first."""
    after = read_cursor(cursor, "newest", (int,))
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        rows = await queries.list_log(
            connection,
            viewer.shop_id,
            item_id=_item(inventory_item_id),
            before=after[0] if after else None,
            limit=limit + 1,
        )
    page = rows[:limit]
    following = write_cursor("newest", (page[-1][0],)) if len(rows) > limit else None
    return SyncLogPage(items=[entry for _, entry in page], next=following)


@router.get("/drift")
async def get_drift(request: Request, viewer: Reader) -> Drift:
    """Every difference from Shopify that is known and not booked."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        levels = await queries.list_drift(connection, viewer.shop_id, request.app.state.clock.now())
    return Drift(drift_units=_units(levels), levels=levels)


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


def _units(levels: list[Any]) -> int:
    return sum(abs(level.difference) for level in levels)


def _item(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return number_of("InventoryItem", text)
    except NotAGid as error:
        raise Invalid.field("inventory_item_id", str(error)) from error
