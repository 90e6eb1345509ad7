"""Changing shops: install, keep tokens fresh, uninstall, keys."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.metrics import TOKEN_REFRESHES
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.kit.vault import Vault
from inventorysync.shopify.catalogue import read_shop
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import InvalidGrant, ShopifyError
from inventorysync.shopify.signatures import IdToken
from inventorysync.shopify.tokens import TokenPair, Tokens
from inventorysync.shops import queries
from inventorysync.shops.models import ApiKey, Shop, ShopToken
from inventorysync.shops.queries import ApiKeyRecord, ShopRecord, StoredToken
from inventorysync.shops.roles import KEY_SCOPES, KeyScope

log = structlog.get_logger(__name__)

REFRESH_BEFORE = timedelta(minutes=5)
KEY_PREFIX = "isk"
KEY_BYTES = 32
KEY_NAME_LENGTH_MAX = 80
LAST_USED_EVERY = timedelta(minutes=1)


class ShopNotConnected(Refusal):
    """The shop has no valid token: its merchant has to open the app in Shopify once."""

    status = 409
    type = "shop-not-connected"
    title = "The shop is not connected"


@dataclass(frozen=True)
class ShopifyLink:
    """What it takes to connect shops: the database, the vault, tokens, the Admin client and a clock."""

    database: Database
    vault: Vault
    tokens: Tokens
    admin: AdminClient
    clock: Clock


async def install(link: ShopifyLink, id_token: IdToken) -> ShopRecord:
    """The active shop of an ID token: installs it, or connects it again, by token exchange (PLATFORM.md A.1).

    Requests that arrive at once exchange once. The pair is stored before it is used. Raises
    InvalidSubjectToken, InvalidClient, ShopifyUnavailable.
    """
    async with link.database.system() as connection:
        shop_id = await _enter_in_directory(connection, id_token.shop)
    async with link.database.shop(shop_id) as connection:
        shop = await queries.get_shop(connection, shop_id, lock=True)
        if shop.state != "active":
            pair = await link.tokens.exchange(id_token)
            await _store_pair(connection, link, shop_id, pair)
            await _connect(connection, shop_id, pair.scopes, link.clock.now())
    return await refresh_details(link, shop_id)


async def refresh_details(link: ShopifyLink, shop_id: int) -> ShopRecord:
    """Read name, currency, time zone, plan and scopes from Shopify and store them; the shop as it is then.

    A shop that cannot be asked now keeps the details it has.
    """
    access = await access_to(link, shop_id)
    try:
        details = await read_shop(link.admin, access)
    except ShopifyError as error:
        log.warning("shop_details_not_read", shop_id=shop_id, error=str(error))
    else:
        async with link.database.shop(shop_id) as connection:
            values = {
                "name": details.name,
                "currency": details.currency,
                "time_zone": details.time_zone,
                "plan": details.plan,
                "scopes": list(details.scopes),
                "details_read_at": link.clock.now(),
            }
            await connection.execute(update(Shop).where(Shop.shop_id == shop_id).values(values))
    async with link.database.shop(shop_id) as connection:
        return await queries.get_shop(connection, shop_id)


async def access_to(link: ShopifyLink, shop_id: int, *, rejected: str | None = None) -> ShopAccess:
    """A token that is good for at least five minutes; refreshed under the shop's lock when it is not.

    `rejected` is a token Shopify did not accept although it should be good: it is refreshed at once, unless
    somebody already did. Raises ShopNotConnected (also after marking the shop so), ShopifyUnavailable, and
    InvalidClient, which says that the app was removed or its own secret is wrong, and marks nothing.
    """
    async with link.database.shop(shop_id) as connection:
        shop = await queries.get_shop(connection, shop_id)
        stored = await queries.find_token(connection, shop_id) if shop.state == "active" else None
    if stored is None:
        raise ShopNotConnected(f"{shop.domain} has to be opened in Shopify once to connect it")
    if _is_good(link, shop_id, stored, rejected):
        return _access(link, shop, stored)
    return await _refresh(link, shop, rejected)


async def refresh_if_ageing(link: ShopifyLink, shop_id: int, *, within: timedelta) -> bool:
    """Whether the shop's refresh token ended within this time and was renewed; raises as `access_to`."""
    async with link.database.shop(shop_id) as connection:
        shop = await queries.get_shop(connection, shop_id)
        stored = await queries.find_token(connection, shop_id)
    if shop.state != "active" or stored is None or stored.refresh_expires_at > link.clock.now() + within:
        return False
    await _refresh(link, shop, _open(link, shop_id, stored.access_token))
    return True


async def mark_needs_reauth(connection: AsyncConnection, shop_id: int) -> None:
    """Stop work for a shop until its merchant opens the app; an uninstalled one stays so."""
    await connection.execute(
        update(Shop).where(Shop.shop_id == shop_id, Shop.state == "active").values(state="needs_reauth"),
    )


async def uninstall(connection: AsyncConnection, shop_id: int, removed_at: datetime) -> None:
    """The app was removed: its tokens go, data stay until Shopify asks for erasure (PLATFORM.md D).

    A shop that was installed again since `removed_at` is left as it is.
    """
    was_installed_before = or_(Shop.installed_at.is_(None), Shop.installed_at <= removed_at)
    done = await connection.execute(
        update(Shop)
        .where(Shop.shop_id == shop_id, was_installed_before)
        .values(state="uninstalled", uninstalled_at=removed_at),
    )
    if done.rowcount:
        await connection.execute(delete(ShopToken).where(ShopToken.shop_id == shop_id))


async def change_scopes(connection: AsyncConnection, shop_id: int, scopes: Iterable[str]) -> None:
    """Adopt the scopes Shopify says are granted now (app/scopes_update)."""
    await connection.execute(
        update(Shop).where(Shop.shop_id == shop_id).values(scopes=sorted(set(scopes))),
    )


async def create_api_key(
    connection: AsyncConnection,
    shop_id: int,
    name: str,
    scopes: Iterable[KeyScope],
    *,
    created_by: str,
    now: datetime,
) -> tuple[ApiKeyRecord, str]:
    """A new key and, this once, its secret. Raises Invalid."""
    wanted = [scope for scope in KEY_SCOPES if scope in set(scopes)]
    if not wanted:
        raise Invalid.field("scopes", f"needs at least one of {', '.join(KEY_SCOPES)}")
    if not name.strip() or len(name) > KEY_NAME_LENGTH_MAX:
        raise Invalid.field("name", f"needs 1 to {KEY_NAME_LENGTH_MAX} characters")
    key = f"{KEY_PREFIX}_{shop_id}_{secrets.token_urlsafe(KEY_BYTES)}"
    key_hash = hash_of_key(key)
    await connection.execute(
        insert(ApiKey).values(
            shop_id=shop_id,
            name=name.strip(),
            starts_with=key[: len(f"{KEY_PREFIX}_{shop_id}_") + 4],
            key_hash=key_hash,
            scopes=wanted,
            created_at=now,
            created_by=created_by,
        ),
    )
    record = await queries.find_api_key(connection, shop_id, key_hash)
    if record is None:
        raise NotFound("the key was not stored")
    await audit.record(
        connection,
        shop_id,
        actor=created_by,
        action="api_key.made",
        subject=f"api_key:{record.key_id}",
        now=now,
        after={"name": record.name, "scopes": wanted},
    )
    return record, key


async def revoke_api_key(
    connection: AsyncConnection, shop_id: int, key_id: int, *, revoked_by: str, now: datetime
) -> None:
    """The key stops working; raises NotFound."""
    done = await connection.execute(
        update(ApiKey)
        .where(ApiKey.shop_id == shop_id, ApiKey.key_id == key_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiKey.name, ApiKey.scopes),
    )
    found = done.one_or_none()
    if found is None:
        raise NotFound("there is no such API key")
    await audit.record(
        connection,
        shop_id,
        actor=revoked_by,
        action="api_key.revoked",
        subject=f"api_key:{key_id}",
        now=now,
        before={"name": found.name, "scopes": list(found.scopes)},
    )


async def note_key_use(connection: AsyncConnection, shop_id: int, key_id: int, now: datetime) -> None:
    """Remember to the minute when a key was last used."""
    is_old = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < now - LAST_USED_EVERY)
    await connection.execute(
        update(ApiKey)
        .where(ApiKey.shop_id == shop_id, ApiKey.key_id == key_id, is_old)
        .values(last_used_at=now),
    )


def hash_of_key(key: str) -> bytes:
    """What is stored of a key: it holds 256 random bits, so one SHA-256 is enough and quick."""
    return hashlib.sha256(key.encode()).digest()


def shop_of_key(key: str) -> int | None:
    """The shop a key says it is for, None when the text has not the form of a key."""
    parts = key.split("_", 2)
    if len(parts) != 3 or parts[0] != KEY_PREFIX or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    number = int(parts[1]) if len(parts[1]) < 10 else 0
    return number or None


async def _enter_in_directory(connection: AsyncConnection, domain: str) -> int:
    """The shop's number; an unknown shop is entered as one that has to be connected."""
    await connection.execute(
        insert(Shop)
        .values(domain=domain, name=domain.removesuffix(".myshopify.com"), state="needs_reauth")
        .on_conflict_do_nothing(index_elements=["domain"]),
    )
    shop = await queries.find_shop_by_domain(connection, domain)
    if shop is None:
        raise NotFound(f"{domain} could not be entered")
    return shop.shop_id


async def _connect(
    connection: AsyncConnection,
    shop_id: int,
    scopes: tuple[str, ...],
    now: datetime,
) -> None:
    values = {"state": "active", "scopes": list(scopes), "installed_at": now, "uninstalled_at": None}
    await connection.execute(update(Shop).where(Shop.shop_id == shop_id).values(values))


async def _refresh(link: ShopifyLink, shop: ShopRecord, rejected: str | None) -> ShopAccess:
    """Refresh under the shop's row lock; who waited for the lock finds the new pair and uses that."""
    refused: InvalidGrant | None = None
    async with link.database.shop(shop.shop_id) as connection:
        stored = await queries.find_token(connection, shop.shop_id, lock=True)
        if stored is None:
            raise ShopNotConnected(f"{shop.domain} has to be opened in Shopify once to connect it")
        if _is_good(link, shop.shop_id, stored, rejected):
            return _access(link, shop, stored)
        try:
            pair = await link.tokens.refresh(shop.domain, _pair(link, shop, stored))
        except InvalidGrant as error:
            TOKEN_REFRESHES.labels("refused").inc()
            refused = error
            await mark_needs_reauth(connection, shop.shop_id)
        except ShopifyError:
            TOKEN_REFRESHES.labels("not_answered").inc()
            raise
        else:
            TOKEN_REFRESHES.labels("renewed").inc()
            await _store_pair(connection, link, shop.shop_id, pair)
    if refused is not None:  # after the commit, so that the mark stays
        log.warning("shop_needs_reauth", shop_id=shop.shop_id)
        raise ShopNotConnected(f"{shop.domain} has to be opened in Shopify once more") from refused
    return ShopAccess(shop.domain, pair.access_token, reads_only=shop.safe_since is not None)


def _access(link: ShopifyLink, shop: ShopRecord, stored: StoredToken) -> ShopAccess:
    token = _open(link, shop.shop_id, stored.access_token)
    return ShopAccess(shop.domain, token, reads_only=shop.safe_since is not None)


def _is_good(link: ShopifyLink, shop_id: int, stored: StoredToken, rejected: str | None) -> bool:
    if stored.access_expires_at <= link.clock.now() + REFRESH_BEFORE:
        return False
    return rejected is None or _open(link, shop_id, stored.access_token) != rejected


async def _store_pair(connection: AsyncConnection, link: ShopifyLink, shop_id: int, pair: TokenPair) -> None:
    values = {
        "access_token": _seal(link, shop_id, pair.access_token),
        "access_expires_at": pair.access_expires_at,
        "refresh_token": _seal(link, shop_id, pair.refresh_token),
        "refresh_expires_at": pair.refresh_expires_at,
        "key_id": link.vault.key_id,
        "stored_at": link.clock.now(),
    }
    statement = insert(ShopToken).values(shop_id=shop_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))


def _pair(link: ShopifyLink, shop: ShopRecord, stored: StoredToken) -> TokenPair:
    return TokenPair(
        access_token=_open(link, shop.shop_id, stored.access_token),
        access_expires_at=stored.access_expires_at,
        refresh_token=_open(link, shop.shop_id, stored.refresh_token),
        refresh_expires_at=stored.refresh_expires_at,
        scopes=shop.scopes,
    )


def _seal(link: ShopifyLink, shop_id: int, token: str) -> bytes:
    return link.vault.encrypt(token, bound_to=f"shop_token:{shop_id}")


def _open(link: ShopifyLink, shop_id: int, sealed: bytes) -> str:
    return link.vault.decrypt(sealed, bound_to=f"shop_token:{shop_id}")
