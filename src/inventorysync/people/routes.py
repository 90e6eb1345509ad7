"""Routes of people: who belongs to the shop, invitations, one's own account, and the audit log."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit.queries import list_entries
from inventorysync.kit.mail import MailNotSent
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, Page, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Batches
from inventorysync.people import actions, invitations, mails, queries
from inventorysync.people.invitations import Sent
from inventorysync.people.log_files import HEADINGS, entries_of_log
from inventorysync.people.places import gids_of, numbers_of
from inventorysync.people.queries import MemberRecord
from inventorysync.people.schemas import (
    AuditAnswer,
    InvitationAnswer,
    InvitationInput,
    LinkAnswer,
    People,
    Person,
    PersonChange,
    RoleAnswer,
)
from inventorysync.shops.access import Admin, Viewer, gate_of
from inventorysync.shops.file_answers import answer_rows
from inventorysync.shops.queries import get_shop
from inventorysync.shops.roles import ALL_PERMISSIONS, PERMISSIONS, ROLES, may_give

router = APIRouter(tags=["people"])
Actor = Annotated[str | None, Query(max_length=200)]
Action = Annotated[str | None, Query(max_length=100, description="`member.changed`, or `member`")]
Subject = Annotated[str | None, Query(max_length=200)]


@router.get("/people")
async def list_people(request: Request, viewer: Admin) -> People:
    """Everybody of the shop, and who was invited."""
    state = request.app.state
    now = state.clock.now()
    async with state.database.shop(viewer.shop_id) as connection:
        members = await queries.list_members(connection, viewer.shop_id)
        invited = await queries.list_invitations(connection, viewer.shop_id)
        removed = await queries.list_removed_staff(connection, viewer.shop_id)
    roles = [
        RoleAnswer(
            role=role,
            permissions=[each for each in ALL_PERMISSIONS if each in PERMISSIONS[role]],
            may_give=may_give(viewer.role, role),
        )
        for role in ROLES
    ]
    open_ones = [
        InvitationAnswer(
            id=found.invitation_id,
            email=found.email,
            role=found.role,
            locations=gids_of(found.locations),
            created_by=found.created_by,
            created_at=found.created_at,
            expires_at=found.expires_at,
            is_expired=found.expires_at <= now,
        )
        for found in invited
    ]
    people = [_person(member, viewer) for member in members]
    return People(
        items=people,
        invitations=open_ones,
        removed=[_person(member, viewer) for member in removed],
        may_let_in=may_give(viewer.role, "owner"),
        roles=roles,
        sends_mail=state.settings.sends_mail,
    )


@router.patch("/people/{member_id}")
async def change_person(request: Request, viewer: Admin, member_id: UUID, wanted: PersonChange) -> Person:
    """Give somebody another role, other locations or a name; it holds at once."""
    state = request.app.state
    changes = wanted.model_dump(exclude_unset=True)
    if "locations" in changes:
        changes["locations"] = numbers_of(wanted.locations)
    for name in ("role", "name"):
        if name in changes and changes[name] is None:
            raise Invalid.field(name, "must not be null")
    async with state.database.shop(viewer.shop_id) as connection:
        member = await actions.change_member(connection, viewer, member_id, changes, state.clock.now())
    gate_of(request).forget()
    return _person(member, viewer)


@router.delete("/people/{member_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_person(request: Request, viewer: Admin, member_id: UUID) -> None:
    """Somebody no longer belongs to the shop and is signed out everywhere."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await actions.remove_member(connection, viewer, member_id, state.clock.now())
    gate_of(request).forget()


@router.post("/people/{member_id}/let-in")
async def let_in_again(request: Request, viewer: Admin, member_id: UUID) -> Person:
    """One of Shopify's staff who was removed may open the app again; only an owner decides that."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        member = await actions.let_in_again(connection, viewer, member_id, state.clock.now())
    gate_of(request).forget()
    return _person(member, viewer)


@router.post("/people/{member_id}/reset-password", status_code=status.HTTP_201_CREATED)
async def allow_reset(request: Request, response: Response, viewer: Admin, member_id: UUID) -> LinkAnswer:
    """A link for somebody to set their password anew, for a day."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        sent = await invitations.let_reset(connection, viewer, member_id, state.clock.now())
    return await _hand_over(request, response, viewer, sent, "reset")


@router.post("/invitations", status_code=status.HTTP_201_CREATED)
async def post_invitation(
    request: Request, response: Response, viewer: Admin, wanted: InvitationInput
) -> LinkAnswer:
    """Invite somebody by e-mail, for seven days."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        sent = await invitations.invite(
            connection,
            viewer,
            email=wanted.email,
            role=wanted.role,
            locations=numbers_of(wanted.locations),
            now=state.clock.now(),
        )
    return await _hand_over(request, response, viewer, sent, "join")


@router.post("/invitations/{invitation_id}/send-again", status_code=status.HTTP_201_CREATED)
async def send_again(request: Request, response: Response, viewer: Admin, invitation_id: UUID) -> LinkAnswer:
    """A new link in place of the earlier one."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        sent = await invitations.send_again(connection, viewer, invitation_id, state.clock.now())
    return await _hand_over(request, response, viewer, sent, "join")


@router.delete("/invitations/{invitation_id}", status_code=status.HTTP_204_NO_CONTENT)
async def withdraw_invitation(request: Request, viewer: Admin, invitation_id: UUID) -> None:
    """The link stops working."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await invitations.withdraw(connection, viewer, invitation_id, state.clock.now())


@router.get("/audit")
async def list_audit(
    request: Request,
    viewer: Admin,
    *,
    actor: Actor = None,
    action: Action = None,
    subject: Subject = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> Page[AuditAnswer]:
    """Who changed what, newest first."""
    after = read_cursor(cursor, "newest", (int,))
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        rows = await list_entries(
            connection,
            viewer.shop_id,
            limit=limit + 1,
            before=after[0] if after else None,
            actor=actor,
            action=action,
            subject=subject,
        )
        names = await queries.names_of_actors(connection, viewer.shop_id)
    shown = rows[:limit]
    items = [AuditAnswer(**_audited(row), actor_name=names.get(row.actor, "")) for row in shown]
    following = write_cursor("newest", (shown[-1].entry_id,)) if len(rows) > limit else None
    return Page(items=items, next=following)


@router.get("/audit-file", response_class=Response)
async def get_audit_file(
    request: Request,
    viewer: Admin,
    *,
    actor: Actor = None,
    action: Action = None,
    subject: Subject = None,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """The same as a file, every entry of it."""

    def rows(reading: AsyncConnection) -> Batches:
        return entries_of_log(reading, viewer.shop_id, actor=actor, action=action, subject=subject)

    return await answer_rows(request, viewer, rows, HEADINGS, "audit-log", format)


def _audited(row: Any) -> dict[str, Any]:
    names = ("at", "actor", "action", "subject", "before", "after", "request_id")
    return {"id": row.entry_id, **{name: getattr(row, name) for name in names}}


def _person(member: MemberRecord, viewer: Viewer) -> Person:
    return Person(
        id=member.member_id,
        kind="shopify" if member.shopify_user else "invited",
        name=member.name,
        email=member.email,
        shopify_user=member.shopify_user,
        role=member.role,
        locations=gids_of(member.locations),
        created_at=member.created_at,
        last_seen_at=member.last_seen_at,
        is_you=member.member_id == viewer.member_id,
    )


async def _hand_over(
    request: Request, response: Response, viewer: Viewer, sent: Sent, purpose: str
) -> LinkAnswer:
    """Mail the link; where that is not possible, give it to the viewer to hand over."""
    state = request.app.state
    link = mails.link_of(state.settings.frontend_url, sent)
    async with state.database.shop(viewer.shop_id) as connection:
        shop = await get_shop(connection, viewer.shop_id)
    problem = None
    try:
        mailed = await state.mailer.send(mails.mail_of(purpose, shop.name, sent, link), state.clock.now())
    except MailNotSent as error:
        mailed, problem = False, str(error)
    response.headers["Cache-Control"] = "no-store"
    return LinkAnswer(
        id=sent.invitation_id,
        email=sent.email,
        expires_at=sent.expires_at,
        mailed=mailed,
        link=None if mailed else link,
        mail_problem=problem,
    )
