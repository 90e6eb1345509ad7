"""The things of a shop, as plain records. Ids are Shopify's numbers; money is in the shop's currency."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, NamedTuple

ON_HAND_PARTS = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control")
NAMES = (*ON_HAND_PARTS, "on_hand", "incoming")
_GID = re.compile(r"gid://shopify/(\w+)/(\d+)(?:\?.*)?")


class LevelKey(NamedTuple):
    """Which level: an item at a location."""

    item_id: int
    location_id: int


def gid(kind: str, number: int) -> str:
    """The global id of a record, e.g. gid://shopify/Product/1."""
    return f"gid://shopify/{kind}/{number}"


def number_of(text: str, kind: str) -> int | None:
    """The number in a global id of this kind; None for any other text."""
    found = _GID.fullmatch(text)
    return int(found[2]) if found and found[1] == kind else None


@dataclass(slots=True)
class Location:
    """A place that stocks inventory."""

    kind: ClassVar[str] = "Location"
    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    city: str = ""
    country_code: str = "GB"
    is_active: bool = True
    fulfills_online_orders: bool = True


@dataclass(slots=True)
class Product:
    """A product; its variants point to it."""

    kind: ClassVar[str] = "Product"
    id: int
    title: str
    handle: str
    created_at: datetime
    updated_at: datetime
    status: str = "ACTIVE"
    vendor: str = ""
    product_type: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Variant:
    """What is sold; several variants may share one inventory item."""

    kind: ClassVar[str] = "ProductVariant"
    id: int
    product_id: int
    inventory_item_id: int
    title: str
    sku: str
    price: Decimal
    created_at: datetime
    updated_at: datetime
    barcode: str | None = None
    compare_at_price: Decimal | None = None
    inventory_policy: str = "DENY"
    position: int = 1


@dataclass(slots=True)
class InventoryItem:
    """What is stocked."""

    kind: ClassVar[str] = "InventoryItem"
    id: int
    sku: str
    created_at: datetime
    updated_at: datetime
    cost: Decimal | None = None
    tracked: bool = True
    requires_shipping: bool = True
    country_code_of_origin: str | None = None
    province_code_of_origin: str | None = None
    harmonized_system_code: str | None = None


@dataclass(slots=True)
class Level:
    """The eight quantities of an item at a location; `id` is the level's own number, not the location's."""

    kind: ClassVar[str] = "InventoryLevel"
    id: int
    item_id: int
    location_id: int
    quantities: dict[str, int]
    created_at: datetime
    touched_at: datetime
    updated_at: dict[str, datetime] = field(default_factory=dict)  # by name; absent where never changed
    is_active: bool = True

    @property
    def key(self) -> LevelKey:
        """The item and location."""
        return LevelKey(self.item_id, self.location_id)

    @property
    def gid(self) -> str:
        """Shopify's id of a level, which also names its item (PLATFORM.md C.3)."""
        return f"gid://shopify/InventoryLevel/{self.id}?inventory_item_id={self.item_id}"


@dataclass(slots=True)
class OrderLine:
    """One line of an order and what became of its pieces."""

    id: int
    variant_id: int | None
    item_id: int | None
    sku: str
    title: str
    quantity: int
    price: Decimal
    location_id: int  # where it is assigned to be fulfilled
    fulfilled: int = 0
    cancelled: int = 0  # taken out of the order before fulfilment
    refunded: int = 0

    @property
    def open(self) -> int:
        """Pieces still to be fulfilled: those that `committed` holds."""
        return max(0, self.quantity - self.fulfilled - self.cancelled)


@dataclass(slots=True)
class Fulfillment:
    """A parcel sent from one location: pieces by order line."""

    id: int
    location_id: int
    created_at: datetime
    pieces: dict[int, int]
    status: str = "SUCCESS"


@dataclass(slots=True)
class RefundLine:
    """Pieces given back or no longer wanted."""

    line_id: int
    quantity: int
    restock_type: str  # RETURN, CANCEL, NO_RESTOCK
    location_id: int | None


@dataclass(slots=True)
class Refund:
    """One refund of an order."""

    id: int
    created_at: datetime
    lines: list[RefundLine]


@dataclass(slots=True)
class Order:
    """An order without any field of its customer."""

    kind: ClassVar[str] = "Order"
    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    lines: list[OrderLine]
    cancelled_at: datetime | None = None
    fulfillments: list[Fulfillment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    source_name: str = "web"
    test: bool = False


@dataclass(slots=True)
class TransferLine:
    """So many pieces of an item that go from one place to another."""

    id: int
    item_id: int
    quantity: int


@dataclass(slots=True)
class Transfer:
    """Stock on its way between two locations; READY_TO_SHIP reserves it at the origin (PLATFORM.md C.5)."""

    kind: ClassVar[str] = "InventoryTransfer"
    id: int
    name: str
    created_at: datetime
    status: str
    origin_id: int | None
    destination_id: int | None
    lines: list[TransferLine]
    reference_name: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ShipmentLine:
    """Pieces of an item in a shipment, and what the destination took or refused of them."""

    id: int
    item_id: int
    quantity: int
    accepted: int = 0
    rejected: int = 0

    @property
    def unreceived(self) -> int:
        """Pieces that have not arrived."""
        return self.quantity - self.accepted - self.rejected


@dataclass(slots=True)
class Shipment:
    """A part of a transfer that travels as one."""

    kind: ClassVar[str] = "InventoryShipment"
    id: int
    name: str
    transfer_id: int
    created_at: datetime
    status: str
    lines: list[ShipmentLine]
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    tracking: dict[str, str | None] | None = None
    barcode: str | None = None


@dataclass(slots=True)
class History:
    """One movement of one quantity: `balance` is what it was after it."""

    at: datetime
    item_id: int
    location_id: int
    name: str
    delta: int
    balance: int
    cause: str
    actor: str = ""
    document: str = ""
    event_id: str = ""
