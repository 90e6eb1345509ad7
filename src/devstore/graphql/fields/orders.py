"""Orders, what was sent, what is to be sent from where, and refunds: no field of a customer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devstore.graphql.fields import metafields
from devstore.graphql.fields.paging import attribute, keys, page
from devstore.graphql.fields.shop import CURRENCY, money
from devstore.graphql.selection import Resolver
from devstore.state import Order, OrderLine, RefundLine, gid


@dataclass(slots=True)
class FulfillmentOrder:
    """What of an order one location has to send; its number is that of its first line."""

    id: int
    order: Order
    location_id: int
    lines: list[OrderLine]

    @property
    def status(self) -> str:
        """OPEN, IN_PROGRESS, CLOSED or CANCELLED."""
        if self.order.cancelled_at:
            return "CANCELLED"
        if not any(line.open for line in self.lines):
            return "CLOSED"
        return "IN_PROGRESS" if any(line.fulfilled for line in self.lines) else "OPEN"


@dataclass(slots=True)
class RefundedLine:
    """A line of a refund with the order line it speaks of."""

    id: int
    line: OrderLine
    refund: RefundLine


def fulfillment_orders(order: Order) -> list[FulfillmentOrder]:
    """One per location that lines are assigned to."""
    by_location: dict[int, list[OrderLine]] = {}
    for line in order.lines:
        by_location.setdefault(line.location_id, []).append(line)
    return [FulfillmentOrder(lines[0].id, order, place, lines) for place, lines in by_location.items()]


def _status(order: Order) -> str:
    if order.lines and all(not line.open for line in order.lines) and order.fulfillments:
        return "FULFILLED"
    return "PARTIALLY_FULFILLED" if order.fulfillments else "UNFULFILLED"


def _refunded(order: Order) -> list[Any]:
    lines = {line.id: line for line in order.lines}
    return [
        (
            one.id,
            one.created_at,
            [RefundedLine(line.line_id, lines[line.line_id], line) for line in one.lines],
        )
        for one in order.refunds
    ]


def _first(records: list[Any], args: dict[str, Any]) -> list[Any]:
    return records if args.get("first") is None else records[: args["first"]]


def _processed(source: Order) -> datetime:
    return source.created_at


FIELDS: dict[str, dict[str, Resolver]] = {
    "Order": {
        "id": lambda source, _a, _c: gid("Order", source.id),
        "legacyResourceId": lambda source, _a, _c: str(source.id),
        "name": attribute("name"),
        "createdAt": attribute("created_at"),
        "processedAt": lambda source, _a, _c: _processed(source),
        "updatedAt": attribute("updated_at"),
        "cancelledAt": attribute("cancelled_at"),
        **metafields.OWNED,
        "closedAt": lambda source, _a, _c: source.cancelled_at,
        "currencyCode": lambda _s, _a, _c: CURRENCY,
        "test": attribute("test"),
        "sourceName": attribute("source_name"),
        "retailLocation": lambda _s, _a, _c: None,
        "displayFulfillmentStatus": lambda source, _a, _c: _status(source),
        "displayFinancialStatus": lambda source, _a, _c: "REFUNDED" if source.cancelled_at else "PAID",
        "lineItems": lambda source, args, _c: page(source.lines, args),
        "fulfillments": lambda source, args, _c: _first(source.fulfillments, args),
        "fulfillmentOrders": lambda source, args, _c: page(fulfillment_orders(source), args),
        "refunds": lambda source, args, _c: _first(_refunded(source), args),
    },
    "LineItem": {
        "id": lambda source, _a, _c: gid("LineItem", source.id),
        "title": attribute("title"),
        "sku": attribute("sku"),
        "quantity": attribute("quantity"),
        "currentQuantity": lambda source, _a, _c: source.quantity - source.cancelled - source.refunded,
        "unfulfilledQuantity": attribute("open"),
        "refundableQuantity": lambda source, _a, _c: source.quantity - source.cancelled - source.refunded,
        "nonFulfillableQuantity": attribute("cancelled"),
        "variant": lambda source, _a, context: context.store.variants.get(source.variant_id),
        "discountedUnitPriceAfterAllDiscountsSet": lambda source, _a, _c: money(source.price),
        "originalUnitPriceSet": lambda source, _a, _c: money(source.price),
    },
    "Fulfillment": {
        "id": lambda source, _a, _c: gid("Fulfillment", source.id),
        "status": attribute("status"),
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("created_at"),
        "location": lambda source, _a, context: context.store.locations.get(source.location_id),
    },
    "FulfillmentOrder": {
        "id": lambda source, _a, _c: gid("FulfillmentOrder", source.id),
        "status": attribute("status"),
        "assignedLocation": lambda source, _a, _c: source,
        "lineItems": lambda source, args, _c: page(source.lines, args),
    },
    "FulfillmentOrderAssignedLocation": {
        "location": lambda source, _a, context: context.store.locations.get(source.location_id),
        "name": lambda source, _a, context: context.store.locations[source.location_id].name,
    },
    "FulfillmentOrderLineItem": {
        "id": lambda source, _a, _c: gid("FulfillmentOrderLineItem", source.id),
        "totalQuantity": attribute("quantity"),
        "remainingQuantity": attribute("open"),
        "lineItem": lambda source, _a, _c: source,
    },
    "Refund": {
        "id": lambda source, _a, _c: gid("Refund", source[0]),
        "createdAt": lambda source, _a, _c: source[1],
        "refundLineItems": lambda source, args, _c: page(source[2], args),
    },
    "RefundLineItem": {
        "id": lambda source, _a, _c: gid("RefundLineItem", source.id),
        "quantity": lambda source, _a, _c: source.refund.quantity,
        "restockType": lambda source, _a, _c: source.refund.restock_type,
        "restocked": lambda source, _a, _c: source.refund.location_id is not None,
        "location": lambda source, _a, context: context.store.locations.get(source.refund.location_id),
        "lineItem": attribute("line"),
    },
    "Count": keys("count", "precision"),
}
