"""Routes of one's own account."""

from uuid import UUID

from fastapi import APIRouter, Request, status

from inventorysync.kit.mail import MailNotSent
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.people import actions, mails, own_links, passkeys, queries, sign_in
from inventorysync.people.places import gids_of
from inventorysync.people.schemas import (
    EmailInput,
    Me,
    NameInput,
    PasskeyAnswer,
    PasswordChange,
    SignInAnswer,
)
from inventorysync.shops.access import Oneself, Reader, Viewer, gate_of
from inventorysync.shops.queries import get_shop

router = APIRouter(tags=["account"])
CHANGES_PER_MINUTE = 10


class NoMail(Refusal):
    """What needs a mail cannot be done, because none can be sent."""

    status = 409
    type = "no-mail"
    title = "No mail can be sent"


@router.get("/me")
async def get_me(request: Request, viewer: Oneself) -> Me:
    """The viewer's own account; API keys have none."""
    state, member_id = request.app.state, _member_of(viewer)
    async with state.database.shop(viewer.shop_id) as connection:
        member = await queries.get_member(connection, viewer.shop_id, member_id)
        found = await queries.list_sign_ins(connection, viewer.shop_id, member_id, state.clock.now())
        held = await passkeys.list_passkeys(connection, viewer.shop_id, member_id)
    devices = [
        SignInAnswer(
            id=row.sign_in_id,
            device=row.device,
            created_at=row.created_at,
            last_used_at=row.rotated_at,
            is_this=row.sign_in_id == viewer.sign_in_id,
        )
        for row in found
    ]
    return Me(
        id=member.member_id,
        kind="shopify" if member.shopify_user else "invited",
        name=member.name,
        email=member.email,
        role=member.role,
        locations=gids_of(member.locations),
        has_password=member.password_hash is not None,
        passkeys=[
            PasskeyAnswer(
                id=row.passkey_id, name=row.name, created_at=row.created_at, last_used_at=row.last_used_at
            )
            for row in held
        ],
        passkey_domain=state.passkey_site.domain,
        missing=viewer.missing,
        sign_ins=devices,
    )


@router.put("/me/name", status_code=status.HTTP_204_NO_CONTENT)
async def change_name(request: Request, viewer: Reader, wanted: NameInput) -> None:
    """How one is called here."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await actions.rename_self(connection, viewer, _member_of(viewer), wanted.name, state.clock.now())
    gate_of(request).forget()


@router.put("/me/password", status_code=status.HTTP_204_NO_CONTENT)
async def change_password(request: Request, viewer: Reader, wanted: PasswordChange) -> None:
    """Another password; every other device is signed out."""
    state = request.app.state
    _member_of(viewer)
    await state.limits.spend(f"password:change:{viewer.shop_id}:{viewer.member_id}", CHANGES_PER_MINUTE)
    async with state.database.shop(viewer.shop_id) as connection:
        await sign_in.change_password(connection, viewer, wanted.current, wanted.password, state.clock.now())
    gate_of(request).forget()


@router.post("/me/email", status_code=status.HTTP_202_ACCEPTED)
async def ask_for_email(request: Request, viewer: Reader, wanted: EmailInput) -> None:
    """Sign in with another address: a link goes there, and nothing changes until it is opened."""
    state = request.app.state
    member_id, now = _member_of(viewer), state.clock.now()
    if not state.settings.sends_mail:
        raise NoMail("without mail an address cannot be confirmed: an owner can invite the new one")
    await state.limits.spend(f"password:change:{viewer.shop_id}:{member_id}", CHANGES_PER_MINUTE)
    async with state.database.shop(viewer.shop_id) as connection:
        shop = await get_shop(connection, viewer.shop_id)
        sent = await own_links.ask_for_email(connection, viewer, wanted.email, wanted.current, now)
    link = mails.link_of(state.settings.frontend_url, sent)
    try:
        await state.mailer.send(mails.mail_of("email", shop.name, sent, link), now)
    except MailNotSent as error:
        raise NoMail(str(error)) from error


@router.delete("/me/sign-ins", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out_everywhere(request: Request, viewer: Oneself) -> None:
    """Sign out on every device, this one too."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await actions.end_sign_ins(
            connection, viewer.shop_id, _member_of(viewer), "signed out everywhere", state.clock.now()
        )
    gate_of(request).forget()


@router.delete("/me/sign-ins/{sign_in_id}", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out_device(request: Request, viewer: Reader, sign_in_id: UUID) -> None:
    """Sign out on one device."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        ended = await actions.end_sign_ins(
            connection,
            viewer.shop_id,
            _member_of(viewer),
            "signed out by its owner",
            state.clock.now(),
            only=sign_in_id,
        )
    if ended == 0:
        raise NotFound("you are not signed in on such a device")
    gate_of(request).forget()


def _member_of(viewer: Viewer) -> UUID:
    if viewer.member_id is None:
        raise NotFound("an API key has no account")
    return viewer.member_id
