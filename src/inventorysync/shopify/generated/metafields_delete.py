"""Generated from operations/metafields_delete.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.generated import inputs
from inventorysync.shopify.operation import Operation


class MetafieldIdentifier(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    owner_id: str
    namespace: str
    key: str


class UserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    field: list[str] | None
    message: str


class MetafieldsDeletePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    deleted_metafields: list[MetafieldIdentifier | None] | None
    user_errors: list[UserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldsDelete answers."""

    metafields_delete: MetafieldsDeletePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldsDelete is asked with."""

    metafields: list[inputs.MetafieldIdentifierInput]


DOCUMENT = """mutation MetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) {
    deletedMetafields {
      ownerId
      namespace
      key
    }
    userErrors {
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="MetafieldsDelete",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
