"""The shop, the app's installation and the locations."""

from typing import Any

from devstore.graphql.fields import metafields
from devstore.graphql.fields.paging import Connection, attribute, keys, page
from devstore.graphql.selection import Resolver
from devstore.state import Location, gid

CURRENCY = "GBP"
TIME_ZONE = "Europe/London"
SHOP_ID = 60_000_001


def shop(domain: str) -> dict[str, Any]:
    """The shop as Shopify describes it."""
    return {
        "id": gid("Shop", SHOP_ID),
        "name": "InventorySync Demo",
        "myshopifyDomain": domain,
        "currencyCode": CURRENCY,
        "ianaTimezone": TIME_ZONE,
        "plan": {"publicDisplayName": "Development", "shopifyPlus": False, "partnerDevelopment": True},
        "weightUnit": "KILOGRAMS",
        "unitSystem": "METRIC_SYSTEM",
        "taxesIncluded": True,
        "primaryDomain": {"id": gid("Domain", SHOP_ID), "host": domain, "url": f"https://{domain}"},
        "resourceLimits": {"locationLimit": 1000, "maxProductVariants": 2048},
    }


def money(amount: Any) -> dict[str, Any] | None:
    """An amount in the shop's currency, or None."""
    return None if amount is None else {"amount": str(amount), "currencyCode": CURRENCY}


def _address(location: Location) -> dict[str, Any]:
    return {
        "city": location.city,
        "countryCode": location.country_code,
        **dict.fromkeys(("address1", "address2", "country", "phone", "province", "provinceCode", "zip")),
    }


def _levels(source: Location, args: dict[str, Any], context: Any) -> Connection:
    levels = context.store.levels_of_location(source.id)
    return page([one for one in levels if one.is_active or args.get("includeInactive")], args)


FIELDS: dict[str, dict[str, Resolver]] = {
    "Shop": keys(
        "id", "name", "myshopifyDomain", "currencyCode", "ianaTimezone", "plan", "weightUnit", "unitSystem",
        "taxesIncluded", "primaryDomain", "resourceLimits",
    ),
    "ShopPlan": keys("publicDisplayName", "shopifyPlus", "partnerDevelopment"),
    "ShopResourceLimits": keys("locationLimit", "maxProductVariants"),
    "Domain": keys("id", "host", "url"),
    "AppInstallation": {
        **keys("id", "accessScopes", "activeSubscriptions"),
        "metafields": metafields.of_installation,
    },
    "AccessScope": keys("handle"),
    "MoneyV2": keys("amount", "currencyCode"),
    "MoneyBag": {
        "shopMoney": lambda source, _a, _c: source,
        "presentmentMoney": lambda source, _a, _c: source,
    },
    "Location": {
        "id": lambda source, _a, _c: gid("Location", source.id),
        "legacyResourceId": lambda source, _a, _c: str(source.id),
        "name": attribute("name"),
        "isActive": attribute("is_active"),
        "activatable": lambda source, _a, _c: not source.is_active,
        "deactivatable": attribute("is_active"),
        "shipsInventory": attribute("fulfills_online_orders"),
        "fulfillsOnlineOrders": attribute("fulfills_online_orders"),
        "hasActiveInventory": lambda source, _a, context: any(
            level.is_active for level in context.store.levels_of_location(source.id)
        ),
        "isFulfillmentService": lambda _s, _a, _c: False,
        "fulfillmentService": lambda _s, _a, _c: None,
        "isPrimary": lambda source, _a, context: source.id == min(context.store.locations),
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("updated_at"),
        "deactivatedAt": lambda source, _a, _c: None if source.is_active else source.updated_at,
        "inventoryLevels": _levels,
        **metafields.OWNED,
        "address": lambda source, _a, _c: _address(source),
    },
    "LocationAddress": keys(
        "city", "countryCode", "country", "address1", "address2", "zip", "province", "provinceCode", "phone"
    ),
    "FulfillmentService": keys("id", "handle", "serviceName", "type"),
}  # fmt: skip
