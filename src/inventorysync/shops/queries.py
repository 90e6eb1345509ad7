"""Reading shops, their tokens and keys."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import NotFound
from inventorysync.shops.models import ApiKey, Shop, ShopToken

ShopState = Literal["active", "needs_reauth", "uninstalled"]


@dataclass(frozen=True)
class ShopRecord:
    """A shop as the directory knows it."""

    shop_id: int
    domain: str
    name: str
    currency: str
    time_zone: str
    plan: str
    state: ShopState
    scopes: tuple[str, ...]
    installed_at: datetime | None
    uninstalled_at: datetime | None
    details_read_at: datetime | None
    safe_since: datetime | None
    plan_notice: str | None
    plan_due_at: datetime | None


@dataclass(frozen=True)
class StoredToken:
    """The sealed pair of a shop."""

    access_token: bytes = field(repr=False)
    access_expires_at: datetime
    refresh_token: bytes = field(repr=False)
    refresh_expires_at: datetime


@dataclass(frozen=True)
class ApiKeyRecord:
    """An API key without its secret."""

    key_id: int
    name: str
    starts_with: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


async def get_shop(connection: AsyncConnection, shop_id: int, *, lock: bool = False) -> ShopRecord:
    """The shop; with `lock` nobody else changes it before this transaction ends. Raises NotFound."""
    statement = _shops().where(Shop.shop_id == shop_id)
    found = await _one_shop(connection, statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound("there is no such shop")
    return found


def names_of(shop: ShopRecord) -> tuple[str, str]:
    """What people call the shop: its name, and the start of its domain."""
    return shop.name, shop.domain.partition(".")[0]


async def find_shop_by_domain(connection: AsyncConnection, domain: str) -> ShopRecord | None:
    """The shop of a myshopify.com domain; needs a system transaction, for no shop is known yet."""
    return await _one_shop(connection, _shops().where(Shop.domain == domain))


async def list_shops(connection: AsyncConnection, state: ShopState = "active") -> list[ShopRecord]:
    """All shops in a state, oldest first; needs a system transaction."""
    rows = await connection.execute(_shops().where(Shop.state == state).order_by(Shop.shop_id))
    return [_record(row) for row in rows]


async def find_token(
    connection: AsyncConnection,
    shop_id: int,
    *,
    lock: bool = False,
) -> StoredToken | None:
    """The shop's sealed pair; with `lock` nobody else refreshes it before this transaction ends."""
    statement = select(
        ShopToken.access_token,
        ShopToken.access_expires_at,
        ShopToken.refresh_token,
        ShopToken.refresh_expires_at,
    ).where(ShopToken.shop_id == shop_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return StoredToken(*row) if row else None


async def find_api_key(connection: AsyncConnection, shop_id: int, key_hash: bytes) -> ApiKeyRecord | None:
    """The key with this hash, unless it is revoked."""
    statement = _keys().where(
        ApiKey.shop_id == shop_id,
        ApiKey.key_hash == key_hash,
        ApiKey.revoked_at.is_(None),
    )
    row = (await connection.execute(statement)).one_or_none()
    return _key(row) if row else None


async def list_api_keys(connection: AsyncConnection, shop_id: int) -> list[ApiKeyRecord]:
    """The shop's keys that still work, newest first."""
    statement = _keys().where(ApiKey.shop_id == shop_id, ApiKey.revoked_at.is_(None))
    rows = await connection.execute(statement.order_by(ApiKey.key_id.desc()))
    return [_key(row) for row in rows]


def _shops() -> Select[tuple[object, ...]]:
    columns = (
        Shop.shop_id,
        Shop.domain,
        Shop.name,
        Shop.currency,
        Shop.time_zone,
        Shop.plan,
        Shop.state,
        Shop.scopes,
        Shop.installed_at,
        Shop.uninstalled_at,
        Shop.details_read_at,
        Shop.safe_since,
        Shop.plan_notice,
        Shop.plan_due_at,
    )
    return cast("Select[tuple[object, ...]]", select(*columns))


def _keys() -> Select[tuple[object, ...]]:
    columns = (
        ApiKey.key_id,
        ApiKey.name,
        ApiKey.starts_with,
        ApiKey.scopes,
        ApiKey.created_at,
        ApiKey.created_by,
        ApiKey.last_used_at,
        ApiKey.revoked_at,
    )
    return cast("Select[tuple[object, ...]]", select(*columns))


async def _one_shop(
    connection: AsyncConnection,
    statement: Select[tuple[object, ...]],
) -> ShopRecord | None:
    row = (await connection.execute(statement)).one_or_none()
    return _record(row) if row else None


def _record(row: Row[tuple[object, ...]]) -> ShopRecord:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return ShopRecord(**{**values, "scopes": tuple(values["scopes"])})


def _key(row: Row[tuple[object, ...]]) -> ApiKeyRecord:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return ApiKeyRecord(**{**values, "scopes": tuple(values["scopes"])})
