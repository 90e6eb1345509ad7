"""Generated from operations/metafield_definition_delete.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class MetafieldDefinitionDeleteUserError(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    code: str | None
    field: list[str] | None
    message: str


class MetafieldDefinitionDeletePayload(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    deleted_definition_id: str | None
    user_errors: list[MetafieldDefinitionDeleteUserError]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldDefinitionDelete answers."""

    metafield_definition_delete: MetafieldDefinitionDeletePayload | None


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What MetafieldDefinitionDelete is asked with."""

    id: str


DOCUMENT = """mutation MetafieldDefinitionDelete($id: ID!) {
  metafieldDefinitionDelete(id: $id, deleteAllAssociatedMetafields: true) {
    deletedDefinitionId
    userErrors {
      code
      field
      message
    }
  }
}"""

OPERATION = Operation(
    name="MetafieldDefinitionDelete",
    kind="mutation",
    document=DOCUMENT,
    cost=10,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
