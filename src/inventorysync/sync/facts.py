"""What an order has done to stock, as far as Shopify tells: pure, from the order as it is now.

Facts only explain: the levels themselves say how much there is (DESIGN: booking is driven by levels alone).
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from itertools import chain

from inventorysync.kit.gid import number_of
from inventorysync.kit.quantity import Quantities
from inventorysync.shopify.orders import Order
from inventorysync.stock.actions.explaining import FactTotal

CANCEL, RETURN = "CANCEL", "RETURN"
CANCELLED = "CANCELLED"
REFUNDS_READ, REFUND_ROWS_READ = 10, 100  # as orders_by_ids.graphql asks for


def facts_of_order(order: Order) -> list[FactTotal]:
    """Every line's ordered, fulfilled, cancelled and returned units by location, in all so far."""
    items = {
        line.id: number_of("InventoryItem", line.variant.inventory_item.id)
        for line in order.line_items.nodes
        if line.variant is not None
    }
    ordered = {line.id: line.quantity for line in order.line_items.nodes}
    return [
        *_ordered(order, items, ordered),
        *_removed(order, items),
        *_fulfilled(order, items),
        *_refunded(order, items),
    ]


def _ordered(order: Order, items: dict[str, int], quantities: dict[str, int]) -> list[FactTotal]:
    facts = []
    for line_id, by_place in _places_of_lines(order).items():
        if line_id not in items:
            continue
        only_place = len(by_place) == 1
        for place, units in by_place.items():
            ordered = quantities[line_id] if only_place else units
            deltas = {"available": -ordered, "committed": ordered}
            facts.append(_fact(order, "ordered", line_id, items, place, "order", deltas, order.created_at))
    return facts


def _removed(order: Order, items: dict[str, int]) -> list[FactTotal]:
    """Units that an edit took out of the order: gone from the line, and no refund's.

    A line's `quantity` counts what was removed and refunded too, `currentQuantity` does not. Shopify says
    neither when nor where: only a line of one place is told.
    """
    refunds = [refund.refund_line_items.nodes for refund in order.refunds]
    if len(refunds) >= REFUNDS_READ or any(len(rows) >= REFUND_ROWS_READ for rows in refunds):
        return []
    refunded: dict[str, int] = defaultdict(int)
    for row in chain.from_iterable(refunds):
        refunded[row.line_item.id] += row.quantity
    places = _places_of_lines(order)
    facts = []
    for line in order.line_items.nodes:
        units = line.quantity - line.current_quantity - refunded[line.id]
        if units > 0 and line.id in items and len(places[line.id]) == 1:
            (place,) = places[line.id]
            deltas = {"available": units, "committed": -units}
            fact = _fact(order, "removed", line.id, items, place, "order_edit", deltas, order.updated_at)
            facts.append(replace(fact, occurred_from=order.created_at))
    return facts


def _places_of_lines(order: Order) -> dict[str, dict[int, int]]:
    """Units of each line by the location that is to send them."""
    places: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for fulfillment_order in order.fulfillment_orders.nodes:
        location = fulfillment_order.assigned_location.location
        if location is None:
            continue
        for line in fulfillment_order.line_items.nodes:
            places[line.line_item.id][number_of("Location", location.id)] += line.total_quantity
    return places


def _fulfilled(order: Order, items: dict[str, int]) -> list[FactTotal]:
    done = [f for f in order.fulfillments if f.status == "SUCCESS"]
    if not done:
        return []
    at = max(f.created_at for f in done)
    cancelled = _cancelled_units(order)
    facts = []
    for fulfillment_order in order.fulfillment_orders.nodes:
        location = fulfillment_order.assigned_location.location
        if location is None or fulfillment_order.status == CANCELLED:
            continue
        place = number_of("Location", location.id)
        for line in fulfillment_order.line_items.nodes:
            line_id = line.line_item.id
            units = line.total_quantity - line.remaining_quantity - cancelled.get(line_id, 0)
            if line_id in items and units > 0:
                deltas = {"committed": -units, "on_hand": -units}
                source = f"fulfilled/{number_of('FulfillmentOrder', fulfillment_order.id)}"
                facts.append(_fact(order, source, line_id, items, place, "fulfilment", deltas, at))
    return facts


def _cancelled_units(order: Order) -> dict[str, int]:
    units: dict[str, int] = defaultdict(int)
    for refund in order.refunds:
        for row in refund.refund_line_items.nodes:
            if row.restock_type == CANCEL:
                units[row.line_item.id] += row.quantity
    return units


def _refunded(order: Order, items: dict[str, int]) -> list[FactTotal]:
    facts = []
    for refund in order.refunds:
        at = refund.created_at or order.cancelled_at or order.updated_at
        for row in refund.refund_line_items.nodes:
            line_id = row.line_item.id
            if row.location is None or line_id not in items or row.restock_type not in (CANCEL, RETURN):
                continue
            back: Quantities = {"available": row.quantity}
            is_cancelled = row.restock_type == CANCEL
            deltas = (
                {**back, "committed": -row.quantity} if is_cancelled else {**back, "on_hand": row.quantity}
            )
            cause = "cancellation" if is_cancelled else "refund"
            place = number_of("Location", row.location.id)
            source = f"refund/{number_of('Refund', refund.id)}"
            facts.append(_fact(order, source, line_id, items, place, cause, deltas, at))
    return facts


def _fact(
    order: Order,
    source: str,
    line_id: str,
    items: dict[str, int],
    place: int,
    cause: str,
    deltas: Quantities,
    at: datetime,
) -> FactTotal:
    number = number_of("Order", order.id)
    return FactTotal(
        source=f"order/{number}/{number_of('LineItem', line_id)}/{source}/{place}",
        key=(items[line_id], place),
        cause=cause,
        deltas=deltas,
        occurred_at=at,
        document_kind="order",
        document_id=order.id,
        document_label=order.name,
        later_cause="order_edit" if cause == "order" else None,
        later_at=order.updated_at if cause == "order" else None,
    )
