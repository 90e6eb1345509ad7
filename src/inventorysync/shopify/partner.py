"""The Partner API: what a shop pays for under Shopify App Pricing (PLATFORM.md C.7).

It is not the Admin API: one token of ours asks about every shop, so a shop is named by its number, and the
domain in the answer must be the one that was asked for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx2
import msgspec

from inventorysync.shopify.errors import ShopifyError, ShopifyUnavailable
from inventorysync.shopify.transport import PARTNERS

QUERY = """query ActiveSubscription($appId: ID!, $shopId: ID!) {
  activeSubscription(appId: $appId, shopId: $shopId) {
    shop { id myshopifyDomain }
    billingPeriod
    cancelAtEndOfCycle
    trialEndsAt
    currentBillingCycle { startTime endTime }
    items { handle description price { __typename active currency ... on FlatRatePrice { amount } } }
  }
}"""


class PartnerApiRefused(ShopifyError):
    """The Partner API does not answer us so: its token, the app's number or the query is not accepted."""


@dataclass(frozen=True)
class Partner:
    """How we speak to the Partner API: PARTNER_ORGANIZATION_ID, PARTNER_API_TOKEN, SHOPIFY_APP_ID."""

    organization_id: str
    app_id: str
    token: str = field(repr=False)
    api_version: str = "2026-07"


@dataclass(frozen=True)
class Subscription:
    """What a shop has agreed to and has not ended."""

    plan_handle: str
    plan_name: str
    price: Decimal | None
    currency: str
    billing_period: str
    trial_ends_at: datetime | None
    cycle_ends_at: datetime | None
    ends_with_cycle: bool


class _Shop(msgspec.Struct, rename="camel"):
    id: str
    myshopify_domain: str


class _Cycle(msgspec.Struct, rename="camel"):
    end_time: datetime | None = None


class _Price(msgspec.Struct, rename="camel"):
    active: bool = True
    currency: str | None = None
    amount: Decimal | None = None


class _Item(msgspec.Struct, rename="camel"):
    handle: str
    description: str | None = None
    price: _Price | None = None


class _Active(msgspec.Struct, rename="camel"):
    shop: _Shop
    items: list[_Item]
    billing_period: str | None = None
    cancel_at_end_of_cycle: bool = False
    trial_ends_at: datetime | None = None
    current_billing_cycle: _Cycle | None = None


class _Data(msgspec.Struct, rename="camel"):
    active_subscription: _Active | None


class _Answer(msgspec.Struct):
    data: _Data | None = None
    errors: list[Any] | None = None


class PartnerApi:
    """Asks the Partner API for one app."""

    def __init__(self, partner: Partner, http: httpx2.AsyncClient) -> None:
        self._partner = partner
        self._http = http

    async def active_subscription(self, shop_number: int, domain: str) -> Subscription | None:
        """What the shop pays for now, or None.

        Raises ShopifyUnavailable where it does not answer usefully, PartnerApiRefused where asking again
        would not help; also for an answer about another shop.
        """
        app, shop = f"gid://partners/App/{self._partner.app_id}", f"gid://partners/Shop/{shop_number}"
        answer = _read(await self._post({"appId": app, "shopId": shop}))
        if answer.errors or answer.data is None:
            raise PartnerApiRefused(f"the Partner API refused: {_said(answer.errors)}")
        found = answer.data.active_subscription
        if found is None:
            return None
        if found.shop.myshopify_domain != domain:
            raise PartnerApiRefused(f"the Partner API answered about another shop than {domain}")
        return _subscription(found)

    async def _post(self, variables: dict[str, str]) -> bytes:
        partner = self._partner
        try:
            response = await self._http.post(
                f"https://{PARTNERS}/{partner.organization_id}/api/{partner.api_version}/graphql.json",
                content=msgspec.json.encode({"query": QUERY, "variables": variables}),
                headers={"Content-Type": "application/json", "X-Shopify-Access-Token": partner.token},
            )
        except httpx2.TransportError as error:
            raise ShopifyUnavailable(f"the Partner API: {type(error).__name__}") from error
        if response.status_code == httpx2.codes.TOO_MANY_REQUESTS or response.status_code >= 500:
            raise ShopifyUnavailable(f"the Partner API answered {response.status_code}")
        if response.status_code != httpx2.codes.OK:
            raise PartnerApiRefused(f"the Partner API answered {response.status_code}")
        return response.content


def _read(content: bytes) -> _Answer:
    try:
        return msgspec.json.decode(content, type=_Answer)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable(f"the Partner API: an answer of another form ({error})") from error


def _subscription(found: _Active) -> Subscription | None:
    """The item with a fixed price; one whose prices are all switched off is not paid for."""
    running = [item for item in found.items if item.price is None or item.price.active]
    if not running:
        return None
    plan = next((item for item in running if item.price and item.price.amount is not None), running[0])
    cycle = found.current_billing_cycle
    return Subscription(
        plan_handle=plan.handle,
        plan_name=plan.description or plan.handle,
        price=plan.price.amount if plan.price else None,
        currency=(plan.price.currency if plan.price else None) or "",
        billing_period=found.billing_period or "",
        trial_ends_at=found.trial_ends_at,
        cycle_ends_at=cycle.end_time if cycle else None,
        ends_with_cycle=found.cancel_at_end_of_cycle,
    )


def _said(errors: list[Any] | None) -> str:
    told = [str(each.get("message", "")) for each in errors or () if isinstance(each, dict)]
    return "; ".join(each for each in told if each) or "an answer without data"
