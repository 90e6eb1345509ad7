"""Puts the parts together: what api and worker both stand on."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx2
from redis.asyncio import Redis

from inventorysync.billing.providers import BillingProvider, SelfHosted, ShopifyAppPricing
from inventorysync.kit.clock import Clock, SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.vault import Vault
from inventorysync.settings import Settings
from inventorysync.shopify.budget import SharedBudget
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.partner import Partner, PartnerApi
from inventorysync.shopify.signatures import App
from inventorysync.shopify.tokens import Tokens
from inventorysync.shopify.transport import open_http
from inventorysync.shops.actions import ShopifyLink


@dataclass(frozen=True)
class Parts:
    """Everything with a connection, opened."""

    settings: Settings
    database: Database
    redis: "Redis"
    clock: Clock
    app: App
    admin: AdminClient
    link: ShopifyLink
    billing: BillingProvider


@asynccontextmanager
async def open_parts(settings: Settings, name: str) -> AsyncIterator[Parts]:
    """Open database, Redis and the way to Shopify; close them at the end."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = Database(
            settings.database_url,
            pool_size=settings.worker_pool_size if name == "worker" else settings.database_pool_size,
            application_name=f"inventorysync-{name}",
        )
        stack.push_async_callback(database.close)
        redis: Redis = Redis.from_url(settings.redis_url, socket_timeout=30, socket_connect_timeout=2)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(open_http(settings.shopify_dev_url))
        app = App(
            settings.shopify_api_key,
            settings.shopify_api_secret.get_secret_value(),
            settings.shopify_old_api_secret.get_secret_value(),
        )
        chance = random.SystemRandom().random
        admin = AdminClient(
            http, SharedBudget(redis, clock), clock, chance, api_version=settings.shopify_api_version
        )
        link = ShopifyLink(
            database=database,
            vault=Vault(settings.secret_key.get_secret_value(), settings.old_secret_key.get_secret_value()),
            tokens=Tokens(app, http, clock, chance),
            admin=admin,
            clock=clock,
        )
        billing = _provider_of(settings, link, http)
        yield Parts(settings, database, redis, clock, app, admin, link, billing)


def _provider_of(settings: Settings, link: ShopifyLink, http: httpx2.AsyncClient) -> BillingProvider:
    if settings.billing_provider == "self_hosted":
        return SelfHosted()
    partner = Partner(
        organization_id=settings.partner_organization_id,
        app_id=settings.shopify_app_id,
        token=settings.partner_api_token.get_secret_value(),
        api_version=settings.partner_api_version,
    )
    grace = timedelta(days=settings.plan_grace_days)
    return ShopifyAppPricing(link, PartnerApi(partner, http), settings.shopify_app_handle, grace)
