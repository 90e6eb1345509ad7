"""What Shopify was told of the app, and whether it still lets us in where shops have installed it."""

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from inventorysync.billing.providers import BillingProvider
from inventorysync.entry.bootstrap import open_parts
from inventorysync.entry.checks import Check, judged
from inventorysync.kit.problems import Refusal
from inventorysync.kit.vault import CannotDecrypt
from inventorysync.settings import Settings
from inventorysync.shopify.catalogue import read_shop
from inventorysync.shopify.errors import ShopifyError
from inventorysync.shops.actions import access_to
from inventorysync.shops.queries import ShopRecord, list_shops
from inventorysync.shops.scopes import REQUIRED, missing

COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}
DEPLOY = "`npx @shopify/cli app deploy` tells Shopify; commit shopify.app.toml"


def check_app_file(file: Path, settings: Settings) -> list[Check]:
    """Whether shopify.app.toml is of this app, at this address, with all it needs."""
    try:
        told: dict[str, Any] = tomllib.loads(file.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        return [judged("shopify.app.toml", is_good=False, says=str(error), remedy="run where it lies")]
    faults = []
    if told.get("client_id") != settings.shopify_api_key:
        faults.append("client_id is not SHOPIFY_API_KEY")
    if str(told.get("application_url", "")).rstrip("/") != settings.app_url.rstrip("/"):
        faults.append("application_url is not APP_URL")
    scopes = set(told.get("access_scopes", {}).get("scopes", "").split(","))
    faults += [f"scope {scope} is missing" for scope in REQUIRED if scope not in scopes]
    subscriptions = told.get("webhooks", {}).get("subscriptions", [])
    topics = {topic for each in subscriptions for topic in each.get("compliance_topics", [])}
    faults += [f"compliance topic {topic} is missing" for topic in sorted(COMPLIANCE - topics)]
    if told.get("webhooks", {}).get("api_version") != settings.shopify_api_version:
        faults.append("the webhooks' api_version is not ours")
    says = "; ".join(faults) or "is this app's, at this address, with every scope and compliance topic"
    return [judged("shopify.app.toml", is_good=not faults, says=says, remedy=DEPLOY)]


async def check_shops(settings: Settings) -> list[Check]:
    """Whether each shop that has the app lets us in, with the scopes we need."""
    if not (settings.database_url and settings.redis_url and settings.secret_key.get_secret_value()):
        return []
    checks = []
    is_priced = settings.billing_provider == "shopify" and not settings.faults_of_billing()
    async with open_parts(settings, "preflight") as parts:
        try:
            async with parts.database.system() as connection:
                shops = await list_shops(connection)
        except (SQLAlchemyError, OSError):
            return []  # what the database lacks was said before
        for shop in shops:
            try:
                access = await access_to(parts.link, shop.shop_id)
                details = await read_shop(parts.admin, access)
            except (ShopifyError, Refusal, CannotDecrypt) as error:
                remedy = (
                    "open the app in that shop's admin; is SECRET_KEY the one its tokens were sealed with?"
                )
                checks.append(judged(shop.domain, is_good=False, says=str(error), remedy=remedy))
                continue
            lacks = missing(details.scopes)
            says = f"lets us in; not granted: {', '.join(lacks)}" if lacks else "lets us in with every scope"
            remedy = "deploy shopify.app.toml, then open the app there once to grant them"
            checks.append(judged(shop.domain, is_good=not lacks, says=says, remedy=remedy))
            if is_priced:
                checks.append(await _check_plan(parts.billing, shop))
    if not checks:
        checks.append(Check("first shop", "person", "install the app in a shop, then run this again"))
    return checks


async def _check_plan(provider: BillingProvider, shop: ShopRecord) -> Check:
    """Whether the Partner API tells what this shop pays for; that it pays is not our business here."""
    try:
        found = await provider.subscription_of(shop, await provider.number_of(shop))
    except (ShopifyError, Refusal) as error:
        remedy = "PARTNER_API_TOKEN needs the right to manage apps; SHOPIFY_APP_ID is the app's number there"
        return judged(f"plan of {shop.domain}", is_good=False, says=str(error), remedy=remedy)
    says = f"the Partner API says: {found.plan_name}" if found else "the Partner API says: none yet"
    return judged(f"plan of {shop.domain}", is_good=True, says=says, remedy="")
