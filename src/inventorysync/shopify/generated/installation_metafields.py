"""Generated from operations/installation_metafields.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class Metafield(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    namespace: str
    key: str


class MetafieldConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[Metafield]


class AppInstallation(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    metafields: MetafieldConnection


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InstallationMetafields answers."""

    current_app_installation: AppInstallation


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What InstallationMetafields is asked with."""

    first: int


DOCUMENT = """query InstallationMetafields($first: Int!) {
  currentAppInstallation {
    id
    metafields(first: $first) {
      nodes {
        id
        namespace
        key
      }
    }
  }
}"""

OPERATION = Operation(
    name="InstallationMetafields",
    kind="query",
    document=DOCUMENT,
    cost=14,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
