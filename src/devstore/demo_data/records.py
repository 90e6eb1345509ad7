"""The plain records that the demonstration data is turned into."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class DemoVariant:
    """One code of the shop: what has a price, a cost and levels."""

    sku: str
    option: str
    price: Decimal
    cost: Decimal | None
    barcode: str


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """All codes with the same digits."""

    code: str
    title: str
    vendor: str
    product_type: str
    variants: tuple[DemoVariant, ...]


@dataclass(frozen=True, slots=True)
class DemoLocation:
    """A place that holds stock."""

    name: str
    city: str
    country_code: str


class Kind(StrEnum):
    """Why a line of the data moves stock."""

    SALE = "sale"
    RETURN = "return"
    CORRECTION = "correction"


class Line(NamedTuple):
    """One line of the data that concerns stock; `at` is an aware UTC time already moved to the present."""

    at: datetime
    invoice: str
    kind: Kind
    sku: str
    location: int
    quantity: int
    price: Decimal
    country: str
    remark: str


class Delivery(NamedTuple):
    """Goods that must have arrived for the data's history to be possible."""

    at: datetime
    sku: str
    location: int
    quantity: int


class Opening(NamedTuple):
    """What a level began with."""

    sku: str
    location: int
    quantity: int


@dataclass(frozen=True, slots=True)
class DemoShop:
    """Everything the store is loaded with. Lines and deliveries are ordered by time."""

    began_at: datetime
    locations: tuple[DemoLocation, ...]
    products: tuple[DemoProduct, ...]
    openings: tuple[Opening, ...]
    deliveries: tuple[Delivery, ...]
    lines: tuple[Line, ...]
