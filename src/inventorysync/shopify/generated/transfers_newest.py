"""Generated from operations/transfers_newest.graphql by `python -m inventorysync.shopify.codegen`. Do not edit."""

import msgspec

from inventorysync.shopify.operation import Operation


class InventoryTransfer(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    id: str
    status: str


class InventoryTransferConnection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """Selected fields."""

    nodes: list[InventoryTransfer]


class Data(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What TransfersNewest answers."""

    inventory_transfers: InventoryTransferConnection


class Variables(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """What TransfersNewest is asked with."""

    first: int


DOCUMENT = """query TransfersNewest($first: Int!) {
  inventoryTransfers(first: $first, reverse: true) {
    nodes {
      id
      status
    }
  }
}"""

OPERATION = Operation(
    name="TransfersNewest",
    kind="query",
    document=DOCUMENT,
    cost=13,
    idempotent=False,
    variables_type=Variables,
    data_type=Data,
)
