"""Who is asked for a plan: one interface, two answers. Which it is, BILLING_PROVIDER says."""

from datetime import timedelta
from typing import Literal, Protocol

from inventorysync.shopify.catalogue import read_shop
from inventorysync.shopify.partner import PartnerApi, Subscription
from inventorysync.shops.actions import ShopifyLink, access_to
from inventorysync.shops.queries import ShopRecord

ProviderName = Literal["self_hosted", "shopify"]


class BillingProvider(Protocol):
    """Knows what a shop pays for."""

    name: ProviderName
    grace: timedelta
    page: str | None  # of Shopify's admin, where a plan is chosen; None where none is

    async def number_of(self, shop: ShopRecord) -> int:
        """The number Shopify knows the shop by; raises ShopifyError and Refusal where it cannot be asked."""
        ...

    async def subscription_of(self, shop: ShopRecord, number: int) -> Subscription | None:
        """What the shop pays for now; raises ShopifyError where that cannot be said."""
        ...


class SelfHosted:
    """Whoever hosts this for their own shop asks nobody: everything is on, for good."""

    name: ProviderName = "self_hosted"
    grace = timedelta()
    page: str | None = None

    async def number_of(self, shop: ShopRecord) -> int:
        """Nobody asks for it."""
        return shop.shop_id

    async def subscription_of(self, _shop: ShopRecord, _number: int) -> Subscription | None:
        """Nothing is paid for."""
        return None


class ShopifyAppPricing:
    """Shopify App Pricing: plans, trials, charges and their page are Shopify's; we only read what holds."""

    name: ProviderName = "shopify"

    def __init__(self, link: ShopifyLink, partner: PartnerApi, app_handle: str, grace: timedelta) -> None:
        self._link = link
        self._partner = partner
        self.grace = grace
        self.page: str | None = f"charges/{app_handle}/pricing_plans"

    async def number_of(self, shop: ShopRecord) -> int:
        """Read from the shop itself, by its own token: nobody else can say it."""
        details = await read_shop(self._link.admin, await access_to(self._link, shop.shop_id))
        return int(details.gid.rpartition("/")[2])

    async def subscription_of(self, shop: ShopRecord, number: int) -> Subscription | None:
        """What the Partner API says."""
        return await self._partner.active_subscription(number, shop.domain)
