"""Routes of signing in without Shopify. They need no token: they are where one comes from."""

import hashlib
from datetime import timedelta
from typing import Any

import structlog
from fastapi import APIRouter, BackgroundTasks, Request, Response, status

from inventorysync.kit.mail import MailNotSent
from inventorysync.kit.problems import Problem
from inventorysync.people import invitations, mails, own_links, passkeys, sign_in, tokens
from inventorysync.people.schemas import (
    AcceptInput,
    EmailConfirmed,
    ForgottenAnswer,
    ForgottenInput,
    OfferAnswer,
    PasskeyAsked,
    PasskeyShown,
    PasswordInput,
    ShopChoice,
    SignedIn,
    TokenInput,
)
from inventorysync.people.sign_in import Entered
from inventorysync.shops.access import NotPermitted, NotSignedIn, gate_of

router = APIRouter(tags=["sign-in"])
log = structlog.get_logger(__name__)
OWN_PAGE = "X-InventorySync"
REFRESH, DEVICE = "inventorysync_refresh", "inventorysync_device"
DEVICE_LASTS = timedelta(days=365)
GONE: dict[int | str, dict[str, Any]] = {
    410: {"model": Problem, "description": "The link was used, withdrawn or has expired"}
}
PAIR_PER_MINUTE, ADDRESS_PER_MINUTE, EMAIL_PER_MINUTE = 10, 60, 100


@router.post("/sign-in/password")
async def sign_in_by_password(request: Request, response: Response, wanted: PasswordInput) -> SignedIn:
    """Sign in; where the e-mail and password fit several shops, they are listed to choose from."""
    _require_own_page(request)
    state, email = request.app.state, wanted.email.strip().casefold()
    await _spend(request, email)
    found = await sign_in.find_by_password(state.database, email, wanted.password)
    if wanted.shop_id is not None:
        found = [m for m in found if m.shop_id == wanted.shop_id]
    if not found:
        raise NotSignedIn("this e-mail and password do not belong together")
    if len(found) > 1:
        choices = [ShopChoice(shop_id=m.shop_id, name=m.shop_name) for m in found]
        return SignedIn(access_token=None, expires_at=None, choose=choices)
    (membership,) = found
    async with state.database.shop(membership.shop_id) as connection:
        entered = await sign_in.enter(
            connection,
            membership.shop_id,
            membership.member,
            _device(request),
            state.clock.now(),
            longest=_longest(request),
        )
    _know_device(request, response, email)
    return _signed_in(request, response, entered)


@router.post("/sign-in/passkey/options")
async def ask_for_passkey(request: Request) -> PasskeyAsked:
    """What to ask the browser for, so that somebody signs in with a passkey it has."""
    _require_own_page(request)
    state = request.app.state
    await state.limits.spend(f"passkey:address:{_address(request)}", ADDRESS_PER_MINUTE)
    asked = passkeys.ask_to_enter(state.passkey_site, state.signing, state.clock.now())
    return PasskeyAsked(options=asked.options, challenge=asked.challenge)


@router.post("/sign-in/passkey")
async def sign_in_by_passkey(request: Request, response: Response, shown: PasskeyShown) -> SignedIn:
    """Sign in with a passkey, which says itself whose it is and of which shop."""
    _require_own_page(request)
    state = request.app.state
    await state.limits.spend(f"passkey:address:{_address(request)}", ADDRESS_PER_MINUTE)
    holder = passkeys.holder_of(shown.credential)
    if holder is None:
        raise NotSignedIn("this passkey does not open any shop here")
    now = state.clock.now()
    async with state.database.shop(holder[0]) as connection:
        member = await passkeys.enter(
            connection,
            holder,
            state.passkey_site,
            state.signing,
            challenge=shown.challenge,
            credential=shown.credential,
            now=now,
        )
        entered = await sign_in.enter(
            connection,
            holder[0],
            member,
            _device(request),
            now,
            longest=_longest(request),
            method="passkey",
        )
    return _signed_in(request, response, entered)


@router.post("/sign-in/refresh")
async def refresh(request: Request, response: Response) -> SignedIn:
    """A new access token for whoever is signed in on this device."""
    _require_own_page(request)
    state = request.app.state
    token = request.cookies.get(_cookie(request, REFRESH), "")
    try:
        entered = await sign_in.refresh(state.database, token, state.clock.now(), longest=_longest(request))
    except NotSignedIn as refusal:
        refusal.headers["Set-Cookie"] = _ended_cookie(request)
        raise
    return _signed_in(request, response, entered)


@router.post("/sign-in/end", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(request: Request, response: Response) -> None:
    """Sign out on this device."""
    _require_own_page(request)
    state = request.app.state
    token = request.cookies.get(_cookie(request, REFRESH), "")
    await sign_in.leave(state.database, token, state.clock.now())
    gate_of(request).forget()
    response.headers["Set-Cookie"] = _ended_cookie(request)


@router.post("/sign-in/offer", responses=GONE)
async def read_offer(request: Request, response: Response, wanted: TokenInput) -> OfferAnswer:
    """What a link offers; opening it uses nothing up."""
    state = request.app.state
    place = tokens.row_of(invitations.PREFIX, wanted.token)
    async with state.database.shop(place[0] if place else 0) as connection:
        offer = await invitations.read_offer(connection, wanted.token, state.clock.now())
    response.headers["Cache-Control"] = "no-store"
    return OfferAnswer(
        shop_name=offer.shop_name,
        purpose=offer.purpose,
        email=offer.email,
        role=offer.role,
    )


@router.post("/sign-in/accept", responses=GONE)
async def accept(request: Request, response: Response, wanted: AcceptInput) -> SignedIn:
    """Join, or set a new password, and be signed in; the link is used up."""
    _require_own_page(request)
    state = request.app.state
    now = state.clock.now()
    place = tokens.row_of(invitations.PREFIX, wanted.token)
    async with state.database.shop(place[0] if place else 0) as connection:
        member = await invitations.accept(
            connection, wanted.token, name=wanted.name, password=wanted.password, now=now
        )
        shop_id = place[0] if place else 0
        entered = await sign_in.enter(
            connection, shop_id, member, _device(request), now, longest=_longest(request)
        )
    gate_of(request).forget()
    _know_device(request, response, member.email or "")
    return _signed_in(request, response, entered)


@router.post("/sign-in/forgotten", status_code=status.HTTP_202_ACCEPTED)
async def ask_for_reset(request: Request, wanted: ForgottenInput, after: BackgroundTasks) -> ForgottenAnswer:
    """A link to set a password anew goes to the address if it signs in anywhere; the answer is one for all.

    All that depends on the address is done once the answer is out, so that its time tells nothing either.
    """
    _require_own_page(request)
    state, email = request.app.state, wanted.email.strip().casefold()
    await state.limits.spend(f"forgotten:address:{_address(request)}", ADDRESS_PER_MINUTE)
    if state.settings.sends_mail:
        after.add_task(_send_resets, state, email)
    return ForgottenAnswer(sends_mail=state.settings.sends_mail)


async def _send_resets(state: Any, email: str) -> None:
    now = state.clock.now()
    for shop_name, sent in await own_links.ask_for_reset(state.database, email, now):
        link = mails.link_of(state.settings.frontend_url, sent)
        try:
            await state.mailer.send(mails.mail_of("reset", shop_name, sent, link), now)
        except MailNotSent as error:
            log.warning("reset_not_sent", error=str(error))


@router.post("/sign-in/confirm-email", responses=GONE)
async def confirm_email(request: Request, wanted: TokenInput) -> EmailConfirmed:
    """The address a link was sent to signs in from now on; the old one is told."""
    _require_own_page(request)
    state = request.app.state
    now = state.clock.now()
    place = tokens.row_of(invitations.PREFIX, wanted.token)
    async with state.database.shop(place[0] if place else 0) as connection:
        moved = await own_links.confirm_email(connection, wanted.token, now)
    gate_of(request).forget()
    try:
        await state.mailer.send(mails.note_of(moved), now)
    except MailNotSent as error:
        log.warning("note_not_sent", error=str(error))
    return EmailConfirmed(email=moved.after)


def _require_own_page(request: Request) -> None:
    """Raise NotPermitted unless a page of ours asks.

    A foreign page can neither set the header without asking the API first (CORS), nor lie about its origin.
    """
    settings = request.app.state.settings
    origin = request.headers.get("Origin")
    own = {settings.app_url.rstrip("/"), *settings.allowed_origins, str(request.base_url).rstrip("/")}
    if OWN_PAGE not in request.headers or (origin is not None and origin not in own):
        raise NotPermitted(
            f"only the web app signs people in: the header {OWN_PAGE} and its own origin are needed"
        )


async def _spend(request: Request, email: str) -> None:
    """Count an attempt; raises TooManyRequests.

    Nobody locks another out: guesses from elsewhere are counted by address and e-mail together, and a device
    that has signed in before has a count of its own, which no other can use up.
    """
    limits = request.app.state.limits
    who, address = _digest(email), _address(request)
    token = request.cookies.get(_cookie(request, DEVICE), "")
    device = tokens.read_device_token(request.app.state.signing, token, email, request.app.state.clock.now())
    if device is not None:
        await limits.spend(f"password:device:{device}", PAIR_PER_MINUTE)
        return
    await limits.spend(f"password:pair:{who}:{address}", PAIR_PER_MINUTE)
    await limits.spend(f"password:address:{address}", ADDRESS_PER_MINUTE)
    await limits.spend(f"password:email:{who}", EMAIL_PER_MINUTE)


def _signed_in(request: Request, response: Response, entered: Entered) -> SignedIn:
    state = request.app.state
    now = state.clock.now()
    if entered.refresh_token is not None:
        _set_cookie(request, response, REFRESH, entered.refresh_token, sign_in.LASTS)
    response.headers["Cache-Control"] = "no-store"
    token = tokens.write_access_token(state.signing, entered.claim, now)
    return SignedIn(access_token=token, expires_at=now + state.signing.lifetime)


def _know_device(request: Request, response: Response, email: str) -> None:
    state = request.app.state
    token = tokens.write_device_token(state.signing, email, state.clock.now() + DEVICE_LASTS)
    _set_cookie(request, response, DEVICE, token, DEVICE_LASTS)


def _set_cookie(request: Request, response: Response, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        _cookie(request, name),
        value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="none" if _is_elsewhere(request) else "strict",
    )


def _ended_cookie(request: Request) -> str:
    response = Response()
    _set_cookie(request, response, REFRESH, "", timedelta())
    return response.headers["Set-Cookie"]


def _cookie(request: Request, name: str) -> str:
    """`__Host-` where the page is served over https; browsers refuse the prefix on plain http."""
    return f"__Host-{name}" if _is_https(request) else name


def _is_https(request: Request) -> bool:
    return bool(request.app.state.settings.app_url.startswith("https://"))


def _is_elsewhere(request: Request) -> bool:
    """Whether the web app has a host of its own: then its requests to us are cross-site ones."""
    settings = request.app.state.settings
    return _is_https(request) and bool(settings.app_host != settings.frontend_host)


def _longest(request: Request) -> timedelta:
    return timedelta(days=request.app.state.settings.sign_in_days)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _device(request: Request) -> str:
    return request.headers.get("User-Agent", "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
