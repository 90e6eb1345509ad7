"""Who makes a request and what they may do: Shopify's ID tokens and API keys become a viewer."""

import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.contextvars import bind_contextvars

from inventorysync.kit.db import locations_in_sight
from inventorysync.kit.problems import Refusal
from inventorysync.shopify.errors import InvalidClient, InvalidSubjectToken, ShopifyUnavailable
from inventorysync.shopify.signatures import App, BadIdToken, IdToken, verify_id_token
from inventorysync.shops import actions, queries
from inventorysync.shops.actions import KEY_PREFIX, ShopifyLink
from inventorysync.shops.queries import ShopRecord
from inventorysync.shops.roles import ALL_PERMISSIONS, KEY_SCOPES, PERMISSIONS, KeyScope, Permission, Role

REMEMBER = timedelta(seconds=5)  # how long a revoked key may still work in another process
REMEMBERED_MAX = 4096
RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request"


class NotSignedIn(Refusal):
    """Nobody is signed in, or not with anything we accept."""

    status = 401
    type = "not-signed-in"
    title = "Sign in first"


class NotPermitted(Refusal):
    """The viewer is known and may not do this."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


class PasskeyNeeded(Refusal):
    """The shop asks for a passkey of this role, and the viewer came by password alone."""

    status = 403
    type = "passkey-needed"
    title = "A passkey is needed"


class ShopifyNotReachable(Refusal):
    """The shop could not be connected because Shopify did not answer."""

    status = 503
    type = "shopify-not-reachable"
    title = "Shopify does not answer"


Missing = Literal["add_passkey", "use_passkey"]
"""What a viewer has to do before anything else."""


@dataclass(frozen=True)
class Viewer:
    """Whoever makes a request: of which shop, and with which permissions.

    `name` tells them from all others of their kind: Shopify's number of a staff member, a key's name, the id
    of a member who was invited. `locations` are those whose stock they may see and change; None for all.
    """

    shop_id: int
    shop_domain: str
    kind: Literal["staff", "api_key", "member"]
    name: str
    permissions: frozenset[Permission]
    currency: str = ""
    role: Role | None = None
    locations: frozenset[int] | None = None
    member_id: UUID | None = None
    display_name: str = ""
    sign_in_id: UUID | None = None
    missing: Missing | None = None

    @property
    def actor(self) -> str:
        """How records name this viewer: `staff:<number>`, `api_key:<name>` or `member:<id>`."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True)
class Standing:
    """What a person is in a shop."""

    member_id: UUID
    role: Role
    locations: frozenset[int] | None
    name: str


class Door(Protocol):
    """How people come in whom this room does not know itself."""

    def holds(self, token: str) -> bool:
        """Whether a bearer token is one of ours."""
        ...

    async def viewer_of(self, token: str) -> Viewer:
        """Whoever signed in with it; raises NotSignedIn."""
        ...

    async def standing_of_staff(self, shop_id: int, user_id: str) -> Standing:
        """What Shopify's staff member is in this shop; raises NotPermitted for one who was removed."""
        ...


@dataclass(frozen=True)
class _Remembered:
    viewer: Viewer
    until: datetime


class Gate:
    """Turns an Authorization header into a viewer; remembers each for a few seconds.

    A key is remembered by its hash. An ID token is new with every request, so its signature is checked every
    time, and what is remembered is the person in the shop it speaks for.
    """

    def __init__(self, app: App, link: ShopifyLink, door: Door) -> None:
        self.app = app
        self.link = link
        self.door = door
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()

    async def viewer_of(self, authorization: str | None) -> Viewer:
        """The viewer; raises NotSignedIn, ShopifyNotReachable. Installs a shop at its first ID token."""
        scheme, _, credentials = (authorization or "").partition(" ")
        token = credentials.strip()
        if scheme.lower() != "bearer" or not token:
            raise _not_signed_in("send Authorization: Bearer with an ID token of Shopify or an API key")
        if token.startswith(f"{KEY_PREFIX}_"):
            return await self._once(token, lambda: self._viewer_of_key(token))
        if self.door.holds(token):
            return await self._once(token, lambda: self.door.viewer_of(token))
        try:
            id_token = verify_id_token(self.app, token, self.link.clock.now())
        except BadIdToken as error:
            raise _stale(str(error)) from error
        who = f"{id_token.shop} {id_token.user}"
        return await self._once(who, lambda: self._viewer_of_id_token(id_token))

    def forget(self) -> None:
        """Ask the database again for everyone: after keys or shops have changed."""
        self._remembered.clear()

    async def _once(self, who: str, find: Callable[[], Awaitable[Viewer]]) -> Viewer:
        """The viewer as remembered, or as found now and then remembered."""
        digest = hashlib.sha256(who.encode()).digest()
        now = self.link.clock.now()
        remembered = self._remembered.get(digest)
        if remembered and remembered.until > now:
            self._remembered.move_to_end(digest)
            return remembered.viewer
        viewer = await find()
        self._remembered[digest] = _Remembered(viewer, now + REMEMBER)
        while len(self._remembered) > REMEMBERED_MAX:
            self._remembered.popitem(last=False)
        return viewer

    async def _viewer_of_key(self, key: str) -> Viewer:
        shop_id = actions.shop_of_key(key)
        if shop_id is None:
            raise _not_signed_in("the API key is not valid")
        now = self.link.clock.now()
        async with self.link.database.shop(shop_id) as connection:
            record = await queries.find_api_key(connection, shop_id, actions.hash_of_key(key))
            if record is None:
                raise _not_signed_in("the API key is not valid")
            shop = await queries.get_shop(connection, shop_id)
            await actions.note_key_use(connection, shop_id, record.key_id, now)
        permissions = frozenset(scope for scope in KEY_SCOPES if scope in record.scopes)
        return Viewer(shop_id, shop.domain, "api_key", record.name, _with_implied(permissions), shop.currency)

    async def _viewer_of_id_token(self, id_token: IdToken) -> Viewer:
        async with self.link.database.system() as connection:
            shop = await queries.find_shop_by_domain(connection, id_token.shop)
        if shop is None or shop.state != "active" or shop.details_read_at is None:
            try:
                shop = await actions.install(self.link, id_token)
            except InvalidSubjectToken as error:
                raise _stale(str(error)) from error
            except (ShopifyUnavailable, InvalidClient) as error:
                raise ShopifyNotReachable(str(error), headers={"Retry-After": "5"}) from error
        standing = await self.door.standing_of_staff(shop.shop_id, id_token.user)
        return viewer_of_member(shop, "staff", id_token.user, standing)


def viewer_of_member(
    shop: ShopRecord,
    kind: Literal["staff", "member"],
    name: str,
    standing: Standing,
    sign_in_id: UUID | None = None,
    missing: Missing | None = None,
) -> Viewer:
    """A person of the shop, with what their role permits."""
    return Viewer(
        shop_id=shop.shop_id,
        shop_domain=shop.domain,
        kind=kind,
        name=name,
        permissions=PERMISSIONS[standing.role],
        currency=shop.currency,
        role=standing.role,
        locations=standing.locations,
        member_id=standing.member_id,
        display_name=standing.name,
        sign_in_id=sign_in_id,
        missing=missing,
    )


def gate_of(request: Request) -> Gate:
    """The gate that entry put at the door of this application."""
    gate: Gate = request.app.state.gate
    return gate


async def signed_in(request: Request, *, even_without_passkey: bool = False) -> Viewer:
    """Whoever makes this request, within their limits; raises NotSignedIn, PasskeyNeeded, TooManyRequests.

    A caller that has failed too often from one address is told so instead; good credentials always pass,
    since behind a proxy many share an address.
    """
    limits, settings = request.app.state.limits, request.app.state.settings
    try:
        viewer = await gate_of(request).viewer_of(request.headers.get("Authorization"))
    except NotSignedIn:
        address = request.client.host if request.client else "unknown"
        await limits.spend(f"sign-in:{address}", settings.failed_sign_ins_per_minute)
        raise
    if not hasattr(request.state, "counted"):  # several dependencies of a route may ask
        request.state.counted = True
        shop = f"shop:{viewer.shop_id}"
        await limits.spend(f"{shop}:{viewer.kind}:{viewer.name}", settings.requests_per_minute)
        await limits.spend(f"{shop}:all", settings.requests_per_minute_of_shop)
    if viewer.missing is not None and not even_without_passkey:
        raise PasskeyNeeded(WAYS[viewer.missing])
    locations_in_sight.set(viewer.locations)
    bind_contextvars(shop_id=viewer.shop_id)
    return viewer


WAYS: dict[Missing, str] = {
    "add_passkey": "this shop asks for a passkey of your role: add one to go on",
    "use_passkey": "this shop asks for a passkey of your role: sign out, and in again with the one you have",
}


def permits(permission: Permission) -> Callable[[Request], Awaitable[Viewer]]:
    """The dependency of a route that needs this permission; raises NotSignedIn, NotPermitted."""

    async def viewer_with_permission(request: Request) -> Viewer:
        viewer = await signed_in(request)
        if permission not in viewer.permissions:
            raise NotPermitted(f"this needs the permission {permission}")
        return viewer

    return viewer_with_permission


async def _buyer_or_writer(request: Request) -> Viewer:
    viewer = await signed_in(request)
    if not {"buy", "write"} & viewer.permissions:
        raise NotPermitted("this needs the permission buy or write")
    return viewer


async def _admin_of_all_locations(request: Request) -> Viewer:
    return in_all_locations(await permits("admin")(request))


async def _writer_of_all_locations(request: Request) -> Viewer:
    return in_all_locations(await permits("write")(request))


async def _buyer_of_all_locations(request: Request) -> Viewer:
    return in_all_locations(await permits("buy")(request))


async def _owner_of_the_shop(request: Request) -> Viewer:
    viewer = in_all_locations(await permits("admin")(request))
    if viewer.role != "owner":
        raise NotPermitted("this is for an owner of the shop")
    return viewer


def in_all_locations(viewer: Viewer) -> Viewer:
    """The viewer, if they see the whole shop; raises NotPermitted.

    For what reaches beyond a person's own locations: whoever sees only a part must not decide on the whole.
    """
    if viewer.locations is not None:
        raise NotPermitted("this is for people who work with all locations")
    return viewer


async def _with_or_without_passkey(request: Request) -> Viewer:
    return await signed_in(request, even_without_passkey=True)


Oneself = Annotated[Viewer, Depends(_with_or_without_passkey)]
"""For one's own account alone: whoever still has to add a passkey gets so far, and no further."""
Reader = Annotated[Viewer, Depends(permits("read"))]
Writer = Annotated[Viewer, Depends(permits("write"))]
Buyer = Annotated[Viewer, Depends(permits("buy"))]
Worker = Annotated[Viewer, Depends(_buyer_or_writer)]
ShopBuyer = Annotated[Viewer, Depends(_buyer_of_all_locations)]
Admin = Annotated[Viewer, Depends(_admin_of_all_locations)]
Owner = Annotated[Viewer, Depends(_owner_of_the_shop)]
ShopWriter = Annotated[Viewer, Depends(_writer_of_all_locations)]


async def _transaction_of(request: Request, viewer: Reader) -> AsyncIterator[AsyncConnection]:
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        yield connection


ShopConnection = Annotated[AsyncConnection, Depends(_transaction_of, scope="function")]
"""One transaction of the viewer's shop, committed before the answer is sent."""


def _with_implied(scopes: frozenset[KeyScope]) -> frozenset[Permission]:
    """Each scope includes the ones before it: who writes may read, an admin may do all."""
    if "admin" in scopes:
        return frozenset(ALL_PERMISSIONS)
    highest = max((KEY_SCOPES.index(scope) for scope in scopes), default=-1)
    return frozenset(KEY_SCOPES[: highest + 1])


def _not_signed_in(detail: str) -> NotSignedIn:
    return NotSignedIn(detail, headers={"WWW-Authenticate": "Bearer"})


def _stale(detail: str) -> NotSignedIn:
    """App Bridge answers this header by fetching a fresh ID token once (PLATFORM.md A.2)."""
    return NotSignedIn(detail, headers={"WWW-Authenticate": "Bearer", RETRY_HEADER: "1"})
