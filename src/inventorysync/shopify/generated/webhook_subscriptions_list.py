"""Generated from operations/webhook_subscriptions_list.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from datetime import datetime

import msgspec

from inventorysync.shopify.operation import Operation


class ApiVersion(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    handle: str


class WebhookSubscription(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    name: str | None
    topic: str
    uri: str
    format: str
    filter: str | None
    include_fields: list[str]
    metafield_namespaces: list[str]
    api_version: ApiVersion
    updated_at: datetime


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class WebhookSubscriptionConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[WebhookSubscription]
    page_info: PageInfo


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What WebhookSubscriptionsList answers."""

    webhook_subscriptions: WebhookSubscriptionConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What WebhookSubscriptionsList is asked with."""

    first: int
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query WebhookSubscriptionsList($first: Int!, $after: String) {
  webhookSubscriptions(first: $first, after: $after) {
    nodes {
      id
      name
      topic
      uri
      format
      filter
      includeFields
      metafieldNamespaces
      apiVersion {
        handle
      }
      updatedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}"""

OPERATION = Operation(
    name="WebhookSubscriptionsList",
    kind="query",
    document=DOCUMENT,
    cost=24,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
