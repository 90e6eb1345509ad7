"""The grid over HTTP: saved views and counts."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid import views
from inventorysync.grid.schemas import (
    DefaultViewInput,
    LevelCount,
    Page,
    SavedView,
    SavedViewChange,
    SavedViewInput,
    SavedViewPage,
)
from inventorysync.shops.access import Reader, Viewer, permits
from inventorysync.stock import lists
from inventorysync.stock.asking import Question, wanted_of

router = APIRouter(tags=["grid"])


async def connection_of(
    request: Request,
    viewer: Annotated[Viewer, Depends(permits("read"))],
) -> AsyncIterator[AsyncConnection]:
    """One transaction of the viewer's shop, committed before the answer is sent."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        yield connection


Connection = Annotated[AsyncConnection, Depends(connection_of, scope="function")]


@router.get("/level-count")
async def count_levels(
    request: Request, viewer: Reader, connection: Connection, asked: Question
) -> LevelCount:
    """How many levels a question finds, exactly; the list's own total ends at a limit."""
    wanted = await wanted_of(connection, viewer, asked, request.app.state.clock.now())
    return LevelCount(total=await lists.count_levels(connection, viewer.shop_id, wanted))


@router.get("/saved-views")
async def list_saved_views(viewer: Reader, connection: Connection, page: Page = "inventory") -> SavedViewPage:
    """Own views, then those that others share."""
    rows = await views.list_views(connection, viewer.shop_id, viewer.actor, page)
    chosen = await views.find_default(connection, viewer.shop_id, viewer.actor, page)
    return SavedViewPage(items=[_view_of(row, viewer, chosen) for row in rows], total=len(rows))


@router.post("/saved-views", status_code=201)
async def post_saved_view(
    request: Request, viewer: Reader, connection: Connection, wanted: SavedViewInput
) -> SavedView:
    """Save a view for oneself; to share it needs the permission to write."""
    if wanted.is_shared:
        _check_may_share(viewer)
    now = request.app.state.clock.now()
    made = await views.save_view(connection, viewer.shop_id, viewer.actor, wanted, now)
    return await _view(connection, viewer, made)


@router.patch("/saved-views/{view_id}")
async def patch_saved_view(
    request: Request, viewer: Reader, connection: Connection, view_id: UUID, change: SavedViewChange
) -> SavedView:
    """Rename a view, share it, or save another state under its name."""
    await _get_to_change(connection, viewer, view_id)
    if change.is_shared:
        _check_may_share(viewer)
    await views.change_view(connection, viewer.shop_id, view_id, change, request.app.state.clock.now())
    return await _view(connection, viewer, view_id)


@router.delete("/saved-views/{view_id}", status_code=204)
async def delete_saved_view(viewer: Reader, connection: Connection, view_id: UUID) -> Response:
    """Remove a view, for everybody if it is shared."""
    await _get_to_change(connection, viewer, view_id)
    await views.remove_view(connection, viewer.shop_id, view_id)
    return Response(status_code=204)


@router.put("/default-view", status_code=204)
async def put_default_view(viewer: Reader, connection: Connection, wanted: DefaultViewInput) -> Response:
    """Open the page with this view from now on; only for whoever asks."""
    if wanted.view_id is not None:
        await views.get_view(connection, viewer.shop_id, viewer.actor, wanted.view_id)
    await views.choose_default(connection, viewer.shop_id, viewer.actor, wanted.page, wanted.view_id)
    return Response(status_code=204)


async def _view(connection: AsyncConnection, viewer: Viewer, view_id: UUID) -> SavedView:
    row = await views.get_view(connection, viewer.shop_id, viewer.actor, view_id)
    chosen = await views.find_default(connection, viewer.shop_id, viewer.actor, row.page)
    return _view_of(row, viewer, chosen)


async def _get_to_change(connection: AsyncConnection, viewer: Viewer, view_id: UUID) -> None:
    row = await views.get_view(connection, viewer.shop_id, viewer.actor, view_id)
    if not _may_change(row, viewer):
        raise views.NotYourView(f"{row.owner} shares it: save it under a name of your own to change it")


def _check_may_share(viewer: Viewer) -> None:
    if "write" not in viewer.permissions:
        raise views.NotYourView("sharing a view needs the permission write")


def _may_change(row: Any, viewer: Viewer) -> bool:
    return row.owner == viewer.actor or "admin" in viewer.permissions


def _view_of(row: Any, viewer: Viewer, chosen: UUID | None) -> SavedView:
    return SavedView(
        view_id=row.view_id,
        page=row.page,
        name=row.name,
        owner=row.owner,
        is_shared=row.is_shared,
        is_mine=row.owner == viewer.actor,
        is_default=row.view_id == chosen,
        may_change=_may_change(row, viewer),
        state=row.state,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
