"""Orders: the list, and one with what can be done to it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from devstore.admin.html import Html, badge, call_form, field, link, local_time, page, pages, table, tag, void
from devstore.state import Order, Store

PER_PAGE = 50


def list_page(store: Store, shop: str, request: Request) -> Response:
    """Orders, newest first; `?open=1` keeps those that wait to be sent."""
    only_open = request.query_params.get("open") == "1"
    found = [order for order in store.orders.values() if not only_open or _is_open(order)]
    found.sort(key=lambda order: (order.created_at, order.id), reverse=True)
    last = max(1, -(-len(found) // PER_PAGE))
    wanted = request.query_params.get("page", "1")
    number = min(max(1, int(wanted) if wanted.isdigit() else 1), last)
    rows = [
        [
            link(f"/store/orders/{order.id}", order.name),
            local_time(order.created_at),
            state_of(order),
            len(order.lines),
            f"{sum(line.quantity for line in order.lines):,}",
            f"£{sum(line.quantity * line.price for line in order.lines):,.2f}",
        ]
        for order in found[(number - 1) * PER_PAGE : number * PER_PAGE]
    ]
    listing = table(["Order", "Placed", "State", "#Lines", "#Pieces", "#Total"], rows, empty="No orders.")
    tabs = tag(
        "nav",
        link("/store/orders", "All", aria_current=None if only_open else "page"),
        link("/store/orders?open=1", "To be sent", aria_current="page" if only_open else None),
        class_="tabs",
    )
    buy = call_form(
        "/_dev/order",
        field("SKU", "sku", required=True),
        field("Quantity", "quantity", type="number", min=1, value=1, required=True),
        button="Place an order",
        data_done="Ordered",
    )
    turn = pages(request.url.path, {"open": "1"} if only_open else {}, number, last)
    return page("Orders", request.url.path, shop, buy, tabs, listing, turn)


def detail_page(store: Store, shop: str, request: Request) -> Response:
    """An order: its lines, and fulfil, cancel or refund where they make sense."""
    order = store.orders.get(request.path_params["number"])
    if order is None:
        return HTMLResponse("There is no such order.", 404)
    rows = [
        [
            line.title,
            line.sku,
            store.locations[line.location_id].name,
            f"£{line.price}",
            line.quantity,
            line.fulfilled,
            line.cancelled,
            line.refunded,
        ]
        for line in order.lines
    ]
    heads = ["Product", "SKU", "From", "#Price", "#Ordered", "#Sent", "#Cancelled", "#Returned"]
    facts = tag("p", state_of(order), " ", local_time(order.created_at), class_="quiet")
    lines = tag("section", table(heads, rows, empty="No lines."), class_="card")
    back = link("/store/orders", "All orders", class_="back")
    return page(f"Order {order.name}", request.url.path, shop, back, facts, _actions(order), lines)


def state_of(order: Order) -> Html:
    """The order's state in two words at most."""
    if order.cancelled_at:
        return badge("Cancelled", "bad")
    if _is_open(order):
        return badge("Partly sent", "busy") if order.fulfillments else badge("To be sent", "busy")
    if any(line.refunded for line in order.lines):
        return badge("Returned")
    return badge("Sent", "good")


def _is_open(order: Order) -> bool:
    return not order.cancelled_at and any(line.open for line in order.lines)


def _actions(order: Order) -> Html:
    address = f"/_dev/orders/{order.id}"
    forms = []
    if _is_open(order):
        forms.append(call_form(f"{address}/fulfil", button="Fulfil", data_done="Fulfilled"))
        if not order.fulfillments:
            forms.append(call_form(f"{address}/cancel", _restock(), button="Cancel", data_done="Cancelled"))
    if any(line.fulfilled > line.refunded for line in order.lines):
        forms.append(call_form(f"{address}/refund", _restock(), button="Refund", data_done="Refunded"))
    return tag("div", *forms, class_="row")


def _restock() -> Html:
    box = void("input", type="checkbox", name="restock", checked=True)
    return tag("label", box, "Restock", class_="check")
