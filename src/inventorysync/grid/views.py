"""Saved views: who may see, change and remove which."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid.models import DefaultView, SavedView
from inventorysync.grid.schemas import SavedViewChange, SavedViewInput
from inventorysync.kit.problems import Invalid, NotFound, Refusal

VIEWS_MAX = 200


class NotYourView(Refusal):
    """A shared view is changed by its owner or an admin."""

    status = 403
    type = "not-your-view"
    title = "This view belongs to somebody else"


async def list_views(connection: AsyncConnection, shop_id: int, actor: str, page: str) -> Sequence[Any]:
    """The views somebody may open: own ones first, then shared ones, by name; with the default's id."""
    statement = (
        select(SavedView.__table__)
        .where(SavedView.shop_id == shop_id, SavedView.page == page, _open_to(actor))
        .order_by(SavedView.owner != actor, SavedView.name, SavedView.view_id)
    )
    return (await connection.execute(statement)).all()


async def find_default(connection: AsyncConnection, shop_id: int, actor: str, page: str) -> UUID | None:
    """The view that the page opens with for somebody."""
    found: UUID | None = await connection.scalar(
        select(DefaultView.view_id).where(
            DefaultView.shop_id == shop_id, DefaultView.owner == actor, DefaultView.page == page
        )
    )
    return found


async def get_view(connection: AsyncConnection, shop_id: int, actor: str, view_id: UUID) -> Any:
    """A view that somebody may open; raises NotFound."""
    statement = select(SavedView.__table__).where(
        SavedView.shop_id == shop_id, SavedView.view_id == view_id, _open_to(actor)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("there is no such view")
    return row


async def save_view(
    connection: AsyncConnection, shop_id: int, actor: str, wanted: SavedViewInput, now: datetime
) -> UUID:
    """Save a view under a name its owner has not used yet; raises Invalid."""
    owned = select(func.count()).where(SavedView.shop_id == shop_id, SavedView.owner == actor)
    if int(await connection.scalar(owned) or 0) >= VIEWS_MAX:
        raise Invalid.field("name", f"is one too many: {VIEWS_MAX} views are kept for one person", "too_many")
    made: UUID | None = await connection.scalar(
        insert(SavedView)
        .values(
            shop_id=shop_id,
            view_id=uuid4(),
            page=wanted.page,
            name=wanted.name,
            owner=actor,
            is_shared=wanted.is_shared,
            state=wanted.state.model_dump(),
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "owner", "page", "name"])
        .returning(SavedView.view_id)
    )
    if made is None:
        raise _name_is_taken()
    return made


async def change_view(
    connection: AsyncConnection,
    shop_id: int,
    view_id: UUID,
    change: SavedViewChange,
    now: datetime,
) -> None:
    """Change a view; raises Invalid where its owner has another of this name."""
    values = change.model_dump(exclude_none=True)
    statement = update(SavedView).where(SavedView.shop_id == shop_id, SavedView.view_id == view_id)
    try:
        async with connection.begin_nested():
            await connection.execute(statement.values(**values, updated_at=now))
    except IntegrityError as error:
        raise _name_is_taken() from error
    if change.is_shared is False:
        await _forget_defaults(connection, shop_id, view_id, keep_owners=True)


async def remove_view(connection: AsyncConnection, shop_id: int, view_id: UUID) -> None:
    """Remove a view, also where a page opens with it."""
    await _forget_defaults(connection, shop_id, view_id, keep_owners=False)
    await connection.execute(
        delete(SavedView).where(SavedView.shop_id == shop_id, SavedView.view_id == view_id)
    )


async def choose_default(
    connection: AsyncConnection, shop_id: int, actor: str, page: str, view_id: UUID | None
) -> None:
    """Open the page with this view from now on, for one person."""
    if view_id is None:
        await connection.execute(
            delete(DefaultView).where(
                DefaultView.shop_id == shop_id, DefaultView.owner == actor, DefaultView.page == page
            )
        )
        return
    chosen = insert(DefaultView).values(shop_id=shop_id, owner=actor, page=page, view_id=view_id)
    await connection.execute(
        chosen.on_conflict_do_update(index_elements=["shop_id", "owner", "page"], set_={"view_id": view_id})
    )


async def _forget_defaults(
    connection: AsyncConnection, shop_id: int, view_id: UUID, *, keep_owners: bool
) -> None:
    statement = delete(DefaultView).where(DefaultView.shop_id == shop_id, DefaultView.view_id == view_id)
    if keep_owners:
        owner = select(SavedView.owner).where(SavedView.shop_id == shop_id, SavedView.view_id == view_id)
        statement = statement.where(DefaultView.owner != owner.scalar_subquery())
    await connection.execute(statement)


def _open_to(actor: str) -> Any:
    return or_(SavedView.owner == actor, SavedView.is_shared)


def _name_is_taken() -> Invalid:
    return Invalid.field("name", "is the name of another view of yours", "taken")
