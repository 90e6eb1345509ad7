"""Generated from operations/metafield_definitions_page.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

from typing import Literal

import msgspec

from inventorysync.shopify.operation import Operation


class MetafieldDefinition(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    namespace: str
    key: str


class PageInfo(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    has_next_page: bool
    end_cursor: str | None


class MetafieldDefinitionConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[MetafieldDefinition]
    page_info: PageInfo


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldDefinitionsPage answers."""

    metafield_definitions: MetafieldDefinitionConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldDefinitionsPage is asked with."""

    owner_type: Literal['API_PERMISSION', 'ARTICLE', 'BLOG', 'CARTTRANSFORM', 'COLLECTION', 'COMPANY', 'COMPANY_LOCATION', 'CUSTOMER', 'DELIVERY_CUSTOMIZATION', 'DISCOUNT', 'DRAFTORDER', 'FULFILLMENT_CONSTRAINT_RULE', 'GIFT_CARD_TRANSACTION', 'LOCATION', 'MARKET', 'MEDIA_IMAGE', 'ORDER', 'ORDER_ROUTING_LOCATION_RULE', 'PAGE', 'PAYMENT_CUSTOMIZATION', 'PRODUCT', 'PRODUCTVARIANT', 'SELLING_PLAN', 'SHOP', 'TRANSFER', 'VALIDATION']
    namespace: str
    first: int
    after: str | None | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET)


DOCUMENT = """query MetafieldDefinitionsPage($ownerType: MetafieldOwnerType!, $namespace: String!, $first: Int!, $after: String) {
  metafieldDefinitions(
    ownerType: $ownerType
    namespace: $namespace
    first: $first
    after: $after
  ) {
    nodes {
      id
      namespace
      key
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}"""

OPERATION = Operation(
    name="MetafieldDefinitionsPage",
    kind="query",
    document=DOCUMENT,
    cost=13,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
