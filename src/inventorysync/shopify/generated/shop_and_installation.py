"""Generated from operations/shop_and_installation.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class ShopPlan(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    public_display_name: str
    shopify_plus: bool
    partner_development: bool


class Shop(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str
    myshopify_domain: str
    currency_code: str
    iana_timezone: str
    plan: ShopPlan


class AccessScope(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    handle: str


class AppInstallation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    access_scopes: list[AccessScope]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What ShopAndInstallation answers."""

    shop: Shop
    current_app_installation: AppInstallation


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What ShopAndInstallation is asked with."""

    pass


DOCUMENT = """query ShopAndInstallation {
  shop {
    id
    name
    myshopifyDomain
    currencyCode
    ianaTimezone
    plan {
      publicDisplayName
      shopifyPlus
      partnerDevelopment
    }
  }
  currentAppInstallation {
    id
    accessScopes {
      handle
    }
  }
}"""

OPERATION = Operation(
    name="ShopAndInstallation",
    kind="query",
    document=DOCUMENT,
    cost=4,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
