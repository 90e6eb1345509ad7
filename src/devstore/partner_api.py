"""The Partner API, as far as an app asks it which plan a shop has (PLATFORM.md C.7).

Its schema is what is recorded of it: the one query, with its fields.
"""

from typing import Any

import msgspec
from graphql import build_schema, graphql_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from devstore import pricing
from devstore.admin_api import json_response
from devstore.config import SHOP_NUMBER, Config
from devstore.faults import Faults
from devstore.state import Store

TOKEN = "prtapi_of_the_development_store"  # noqa: S105 - of a store on this machine, for nobody else
ORGANIZATION, APP = "1", "1"
_SCHEMA = build_schema(
    """
    scalar DateTime
    scalar Decimal
    type Query { activeSubscription(appId: ID!, shopId: ID!): Subscription }
    type Subscription {
      shop: Shop!
      billingPeriod: String
      cancelAtEndOfCycle: Boolean!
      trialEndsAt: DateTime
      currentBillingCycle: BillingCycle
      items: [Item!]!
    }
    type Shop { id: ID!, myshopifyDomain: String! }
    type BillingCycle { startTime: DateTime!, endTime: DateTime! }
    type Item { handle: String!, description: String, price: Price }
    interface Price { active: Boolean!, currency: String }
    type FlatRatePrice implements Price { active: Boolean!, currency: String, amount: Decimal! }
    """
)


class Call(msgspec.Struct):
    """A request of GraphQL."""

    query: str
    variables: dict[str, Any] = {}


def partner_routes(store: Store, config: Config, faults: Faults) -> list[Route]:
    """The one address of the Partner API."""

    async def answer(request: Request) -> Response:
        if faults.strikes(faults.settings.partner.down):
            return json_response({"errors": "the fault that was asked for"}, 503)
        if request.headers.get("X-Shopify-Access-Token") != TOKEN:
            return json_response({"errors": "[API] Invalid API key or access token"}, 401)
        if request.path_params["organization"] != ORGANIZATION:
            return json_response({"errors": "Not Found"}, 404)
        call = msgspec.json.decode(await request.body(), type=Call)
        ours = (f"gid://partners/App/{APP}", f"gid://partners/Shop/{SHOP_NUMBER}")

        def active(_info: object, **asked: str) -> dict[str, Any] | None:
            is_ours = (asked["appId"], asked["shopId"]) == ours
            return pricing.active_subscription(store, config.shop_domain) if is_ours else None

        done = graphql_sync(
            _SCHEMA, call.query, {"activeSubscription": active}, variable_values=call.variables
        )
        return json_response(done.formatted)

    return [Route("/{organization}/api/{version}/graphql.json", answer, methods=["POST"])]
