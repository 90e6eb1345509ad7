"""What customers and staff do with orders, and what it does to quantities and events (PLATFORM.md B, C.3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from devstore.state import (
    Fulfillment,
    Level,
    LevelKey,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Store,
    Variant,
    gid,
    payloads,
)

FIRST_ORDER_NAME = 1001


class OrderRefused(Exception):
    """The action does not fit the order, in one sentence; nothing was changed."""


@dataclass(frozen=True)
class Wanted:
    """So many pieces of a variant."""

    variant_id: int
    quantity: int


def place_order(
    store: Store,
    lines: Sequence[Wanted],
    location_id: int | None = None,
    at: datetime | None = None,
    source_name: str = "web",
) -> Order:
    """Sell: available falls and committed rises where each line is assigned.

    Without a location a line goes to the active one that ships online orders and has the most available.
    Raises OrderRefused for unknown variants or locations and quantities below one. `at` dates the order.
    """
    if not lines or any(line.quantity < 1 for line in lines):
        raise OrderRefused("An order needs at least one line of at least one piece.")
    with store.transaction():
        moment = at or store.clock.now()
        number = store.next_id("Order")
        order = Order(
            number, f"#{FIRST_ORDER_NAME + len(store.orders)}", moment, moment, [], source_name=source_name
        )
        order.lines = [_line(store, wanted, location_id) for wanted in lines]
        pieces = {line.id: line.quantity for line in order.lines}
        _move(store, order, pieces, {"available": -1, "committed": 1}, "order", at=at)
        store.save(order)
        store.emit("orders/create", payloads.order(order))
        _announce_products(store, order)
    return order


def fulfil(store: Store, order_id: int, pieces: Mapping[int, int] | None = None) -> Order:
    """Send pieces by line id (all that are open when not said): committed and on_hand fall.

    OrderRefused for a cancelled order, unknown lines, or more pieces than are open.
    """
    order = _order(store, order_id)
    _refuse_cancelled(order)
    chosen = _chosen(order, pieces)
    with store.transaction():
        lines = {line.id: line for line in order.lines}
        by_location: dict[int, dict[int, int]] = defaultdict(dict)
        for line_id, quantity in chosen.items():
            lines[line_id].fulfilled += quantity
            by_location[lines[line_id].location_id][line_id] = quantity
        _move(store, order, chosen, {"committed": -1}, "fulfilment")
        _touch(store, order)
        for location_id, sent in by_location.items():
            parcel = Fulfillment(store.next_id("OrderPart"), location_id, order.updated_at, sent)
            order.fulfillments.append(parcel)
            store.emit("fulfillments/create", payloads.fulfillment(order, parcel))
        store.save(order)
        if not any(line.open for line in order.lines):
            store.emit("orders/fulfilled", payloads.order(order))
        store.emit("orders/updated", payloads.order(order))
    return order


def cancel(store: Store, order_id: int, *, restock: bool = True) -> Order:
    """Cancel what is open: committed falls, and available rises again when restocked.

    OrderRefused for an order that is cancelled or has been sent, wholly or in part.
    """
    order = _order(store, order_id)
    _refuse_cancelled(order)
    if order.fulfillments:
        raise OrderRefused(f"{order.name} was fulfilled: refund it instead.")
    chosen = {line.id: line.open for line in order.lines if line.open}
    with store.transaction():
        effect = {"committed": -1, "available": 1} if restock else {"committed": -1}
        _move(store, order, chosen, effect, "cancellation")
        _touch(store, order)
        order.cancelled_at = order.updated_at
        kind = "CANCEL" if restock else "NO_RESTOCK"
        refunded = []
        for line in order.lines:
            if quantity := chosen.get(line.id):
                line.cancelled += quantity
                refunded.append(RefundLine(line.id, quantity, kind, line.location_id if restock else None))
        one = Refund(store.next_id("OrderPart"), order.updated_at, refunded)
        order.refunds.append(one)
        store.save(order)
        store.emit("orders/cancelled", payloads.order(order))
        store.emit("orders/updated", payloads.order(order))
        store.emit("refunds/create", payloads.refund(order, one))
        _announce_products(store, order)
    return order


def refund(
    store: Store,
    order_id: int,
    pieces: Mapping[int, int] | None = None,
    *,
    restock: bool = True,
    location_id: int | None = None,
) -> Order:
    """Take fulfilled pieces back (all when not said): available and on_hand rise when restocked.

    They are restocked at `location_id`, else where they were sent from. OrderRefused for more pieces than
    were sent and not yet given back.
    """
    order = _order(store, order_id)
    if location_id is not None and location_id not in store.locations:
        raise OrderRefused(f"There is no location {location_id}.")
    sent = {line.id: line.fulfilled - line.refunded for line in order.lines}
    chosen = dict(pieces) if pieces is not None else {key: value for key, value in sent.items() if value}
    if not chosen or any(not 1 <= quantity <= sent.get(key, 0) for key, quantity in chosen.items()):
        raise OrderRefused(f"{order.name} has no such pieces to give back.")
    with store.transaction():
        if restock:
            _move(store, order, chosen, {"available": 1}, "refund", location_id=location_id)
        _touch(store, order)
        lines = {line.id: line for line in order.lines}
        refunded = []
        for line_id, quantity in chosen.items():
            lines[line_id].refunded += quantity
            place = (location_id or lines[line_id].location_id) if restock else None
            refunded.append(RefundLine(line_id, quantity, "RETURN" if restock else "NO_RESTOCK", place))
        one = Refund(store.next_id("OrderPart"), order.updated_at, refunded)
        order.refunds.append(one)
        store.save(order)
        store.emit("refunds/create", payloads.refund(order, one))
        store.emit("orders/updated", payloads.order(order))
        if restock:
            _announce_products(store, order)
    return order


def available_of_variant(store: Store, variant: Variant) -> int:
    """The pieces of a variant that can be sold, over all its active levels."""
    return store.available_of_item(variant.inventory_item_id)


def announce_product(store: Store, product_id: int) -> None:
    """Emit products/update for a product as it stands; inside a transaction."""
    product = store.products[product_id]
    variants = [(one, available_of_variant(store, one)) for one in store.variants_of_product(product_id)]
    store.emit("products/update", payloads.product(product, variants))


def _line(store: Store, wanted: Wanted, location_id: int | None) -> OrderLine:
    variant = store.variants.get(wanted.variant_id)
    if variant is None:
        raise OrderRefused(f"There is no variant {wanted.variant_id}.")
    place = location_id if location_id is not None else _best_location(store, variant)
    if place not in store.locations:
        raise OrderRefused(f"There is no location {place}.")
    return OrderLine(
        id=store.next_id("OrderPart"),
        variant_id=variant.id,
        item_id=variant.inventory_item_id,
        sku=variant.sku,
        title=store.products[variant.product_id].title,
        quantity=wanted.quantity,
        price=variant.price,
        location_id=place,
    )


def _best_location(store: Store, variant: Variant) -> int:
    def sells(level: Level) -> bool:
        location = store.locations[level.location_id]
        return level.is_active and location.is_active and location.fulfills_online_orders

    levels = [level for level in store.levels_of_item(variant.inventory_item_id) if sells(level)]
    if not levels:
        raise OrderRefused(f"{variant.sku} is not stocked where online orders are fulfilled.")
    return max(levels, key=lambda level: (level.quantities["available"], -level.id)).location_id


def _move(
    store: Store,
    order: Order,
    pieces: Mapping[int, int],
    effect: Mapping[str, int],
    cause: str,
    *,
    at: datetime | None = None,
    location_id: int | None = None,
) -> None:
    """Move quantities by `effect` per piece, each level once."""
    per_level: dict[LevelKey, int] = defaultdict(int)
    for line in order.lines:
        item = store.items.get(line.item_id) if line.item_id else None
        if line.id in pieces and item and item.tracked:
            per_level[LevelKey(item.id, location_id or line.location_id)] += pieces[line.id]
    for key, quantity in per_level.items():
        deltas = {name: sign * quantity for name, sign in effect.items()}
        document = gid("Order", order.id)
        store.change(key, deltas, cause, actor=order.source_name, document=document, at=at)


def _announce_products(store: Store, order: Order) -> None:
    chosen = [store.variants[line.variant_id] for line in order.lines if line.variant_id in store.variants]
    for product_id in dict.fromkeys(variant.product_id for variant in chosen):
        announce_product(store, product_id)


def _touch(store: Store, order: Order) -> None:
    order.updated_at = max(store.clock.now(), order.updated_at)


def _order(store: Store, order_id: int) -> Order:
    order = store.orders.get(order_id)
    if order is None:
        raise OrderRefused(f"There is no order {order_id}.")
    return order


def _refuse_cancelled(order: Order) -> None:
    if order.cancelled_at:
        raise OrderRefused(f"{order.name} is cancelled.")


def _chosen(order: Order, pieces: Mapping[int, int] | None) -> dict[int, int]:
    open_pieces = {line.id: line.open for line in order.lines if line.open}
    chosen = dict(pieces) if pieces is not None else open_pieces
    if not chosen or any(not 1 <= count <= open_pieces.get(key, 0) for key, count in chosen.items()):
        raise OrderRefused(f"{order.name} has no such pieces to fulfil.")
    return chosen
