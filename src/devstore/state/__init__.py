"""What the development store knows: kept in memory, written through to SQLite before anybody is answered.

Words: a *record* is one thing with a number (product, order, ...); a *level* is one inventory item at one
location; a *change* is the only way a quantity moves, and leaves a row in the *history*; an *event* is what
webhooks are made of and is stored in the *outbox* in the transaction of the change that caused it.
Invariants: on_hand = available + committed + reserved + damaged + safety_stock + quality_control (PLATFORM.md
C.3); a level's times strictly increase; the sum of a level's history is its quantity.
"""

from devstore.state.records import (
    NAMES,
    ON_HAND_PARTS,
    Fulfillment,
    History,
    InventoryItem,
    Level,
    LevelKey,
    Location,
    Order,
    OrderLine,
    Product,
    Refund,
    RefundLine,
    Shipment,
    ShipmentLine,
    Transfer,
    TransferLine,
    Variant,
    gid,
    number_of,
)
from devstore.state.store import Moved, Store

__all__ = [
    "NAMES",
    "ON_HAND_PARTS",
    "Fulfillment",
    "History",
    "InventoryItem",
    "Level",
    "LevelKey",
    "Location",
    "Moved",
    "Order",
    "OrderLine",
    "Product",
    "Refund",
    "RefundLine",
    "Shipment",
    "ShipmentLine",
    "Store",
    "Transfer",
    "TransferLine",
    "Variant",
    "gid",
    "number_of",
]
