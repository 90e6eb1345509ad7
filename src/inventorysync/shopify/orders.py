"""Reading orders: they explain differences of stock and never move it."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.generated import order_line_items_page, orders_by_ids, orders_updated_page

ORDERS_MAX = 10  # an order carries up to 100 lines, fulfilment orders and refunds in one answer
PAGE = 250

Order = orders_by_ids.Order


async def read_orders(
    client: AdminClient,
    access: ShopAccess,
    order_gids: Sequence[str],
    *,
    priority: Priority = Priority.BULK,
) -> list[Order | None]:
    """Orders with all their lines in the order asked for, None where none is visible (PLATFORM.md C.6)."""
    found: list[Order | None] = []
    for start in range(0, len(order_gids), ORDERS_MAX):
        variables = orders_by_ids.Variables(ids=list(order_gids[start : start + ORDERS_MAX]))
        data = await client.execute(access, orders_by_ids.OPERATION, variables, priority=priority)
        found.extend(data.nodes)
    for order in found:
        if order is not None and order.line_items.page_info.has_next_page:
            await _read_further_lines(client, access, order, priority)
    return found


async def updated_since(
    client: AdminClient,
    access: ShopAccess,
    since: datetime,
) -> AsyncIterator[list[str]]:
    """Pages of ids of orders changed since a moment, oldest change first: for lost webhooks."""
    query = f"updated_at:>='{since.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}'"
    after: str | None = None
    while True:
        variables = orders_updated_page.Variables(first=PAGE, after=after, query=query)
        data = await client.execute(access, orders_updated_page.OPERATION, variables)
        yield [order.id for order in data.orders.nodes]
        after = data.orders.page_info.end_cursor
        if not data.orders.page_info.has_next_page or after is None:
            return


async def _read_further_lines(
    client: AdminClient,
    access: ShopAccess,
    order: Order,
    priority: Priority,
) -> None:
    """Append the lines behind the first page to the order's own list."""
    after = order.line_items.page_info.end_cursor
    while after:
        variables = order_line_items_page.Variables(order_id=order.id, first=PAGE, after=after)
        data = await client.execute(access, order_line_items_page.OPERATION, variables, priority=priority)
        if data.order is None:
            return
        page = data.order.line_items
        order.line_items.nodes.extend(_as_of_orders(line) for line in page.nodes)
        after = page.page_info.end_cursor if page.page_info.has_next_page else None


def _as_of_orders(line: order_line_items_page.LineItem) -> orders_by_ids.LineItem:
    variant = line.variant
    return orders_by_ids.LineItem(
        id=line.id,
        quantity=line.quantity,
        current_quantity=line.current_quantity,
        unfulfilled_quantity=line.unfulfilled_quantity,
        sku=line.sku,
        variant=orders_by_ids.ProductVariant(
            id=variant.id,
            inventory_item=orders_by_ids.InventoryItem(id=variant.inventory_item.id),
        )
        if variant
        else None,
    )
