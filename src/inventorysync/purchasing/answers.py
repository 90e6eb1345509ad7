"""From rows to the API's answers about purchase orders."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.purchasing.file_queries import FileRecord
from inventorysync.purchasing.looking_up import FoundRow, Item
from inventorysync.purchasing.queries import LineRecord, ListedOrder, OrderRecord, order_name
from inventorysync.purchasing.rules import Rules
from inventorysync.purchasing.schemas import (
    BreakOut,
    CommentOut,
    ItemOut,
    MailOut,
    MayDo,
    OnOrder,
    OnOrderAt,
    OpenOrder,
    OrderEventOut,
    OrderFile,
    OrderLineOut,
    OrderOut,
    OrderState,
    OrderStep,
    OrderSummary,
    PackProblemOut,
    Place,
    TaxOut,
    TermsOut,
    TotalsOut,
)
from inventorysync.purchasing.terms import (
    PackProblem,
    Priced,
    Totals,
    line_total,
    most_of,
    pack_problem,
    rounded,
    totals_of,
)
from inventorysync.shops.roles import Role

STATES = frozenset(get_args(OrderState))
NOTHING = Decimal()
FILE_FIELDS = ("name", "media_type", "bytes", "added_by", "added_at")


def summary_of(listed: ListedOrder, total: Decimal) -> OrderSummary:
    """An order as lists show it."""
    return OrderSummary(**_head(listed.order, listed.lines, listed.units, listed.received, total))


def _head(record: OrderRecord, lines: int, units: int, received: int, total: Decimal) -> dict[str, Any]:
    return {
        "id": record.order_id,
        "number": record.number,
        "name": record.name,
        "state": record.state,
        "supplier_id": record.supplier_id,
        "supplier_name": record.supplier_name,
        "location": _place(record.location_id, record.location_name),
        "currency": record.currency,
        "total": Money(amount=total, currency=record.currency),
        "line_count": lines,
        "units": units,
        "received": received,
        "expected_on": record.expected_on,
        "reference": record.reference,
        "version": record.version,
        "created_by": record.created_by,
        "created_at": record.created_at,
        "origin": record.origin,
    }


def totals_by_order(rows: Iterable[Any], currencies: Mapping[Any, str]) -> dict[Any, Decimal]:
    """What each order comes to, of rows (order, quantity, cost, tax rate)."""
    priced: dict[Any, list[Priced]] = {}
    for order_id, quantity, cost, tax in rows:
        priced.setdefault(order_id, []).append(Priced(quantity, cost, tax))
    return {order: totals_of(lines, currencies[order]).total for order, lines in priced.items()}


def order_of(
    record: OrderRecord,
    lines: Sequence[LineRecord],
    events: Sequence[Any],
    comments: Sequence[Any],
    mails: Sequence[Any],
    files: Sequence[FileRecord],
    rules: Rules,
    role: Role,
    shop_currency: str,
) -> OrderOut:
    """An order with everything in it, for a viewer of this role."""
    totals = totals_of((_priced(line) for line in lines), record.currency)
    in_shop = None if record.rate is None else rounded(totals.total * record.rate, shop_currency)
    received = sum(line.received for line in lines)
    return OrderOut(
        **_head(record, len(lines), sum(line.quantity for line in lines), received, totals.total),
        rate=record.rate,
        terms=record.terms,
        note=record.note,
        supplier_email=record.supplier_email,
        minimum_order=record.minimum_order,
        is_below_minimum=record.minimum_order is not None and totals.goods < record.minimum_order,
        totals=_totals(totals, in_shop, shop_currency),
        lines=[_line(line, record.currency, rules.over_percent) for line in lines],
        steps=steps_of(events),
        comments=[CommentOut(id=row[0], at=row[1], actor=row[2], words=row[3]) for row in comments],
        mails=[MailOut.model_validate(_named_mail(row)) for row in mails],
        files=[
            OrderFile(id=file.file_id, **{name: getattr(file, name) for name in FILE_FIELDS})
            for file in files
        ],
        mine=MayDo(
            approve=in_shop is not None and rules.may_approve(role, in_shop),
            needs_approval=in_shop is not None and rules.needs_approval(role, in_shop),
        ),
    )


def steps_of(events: Iterable[Any]) -> list[OrderStep]:
    """The states an order came into, in their order."""
    steps: list[OrderStep] = []
    for row in events:
        state = "draft" if row.what == "made" else row.details.get("state")
        if state in STATES and (not steps or steps[-1].state != state):
            steps.append(OrderStep(state=state, at=row.at, actor=row.actor))
    return steps


def event_of(row: Any) -> OrderEventOut:
    """A row of the timeline."""
    return OrderEventOut(id=row.event_id, at=row.at, actor=row.actor, what=row.what, details=row.details)


def terms_out(place: int, found: FoundRow) -> TermsOut:
    """A row as it was understood."""
    terms, quantity = found.terms, found.row.quantity
    item = found.candidates[0] if len(found.candidates) == 1 else None
    return TermsOut(
        row=place,
        code=found.row.code,
        quantity=quantity,
        found="one" if item else "several" if found.candidates else "none",
        item=item_out(item) if item else None,
        is_sold=terms.is_sold,
        supplier_code=terms.code,
        pack=terms.pack,
        minimum=terms.minimum,
        unit_cost=terms.cost_of(quantity),
        price_breaks=[BreakOut(from_units=start, unit_cost=cost) for start, cost in terms.breaks],
        problem=_problem(pack_problem(quantity, terms.pack, terms.minimum)),
    )


def item_out(item: Item) -> ItemOut:
    """An item by its words."""
    return ItemOut(
        inventory_item_id=gid("InventoryItem", item.item_id),
        sku=item.sku,
        barcode=item.barcode,
        title=item.title,
        variant_title=item.variant_title,
    )


def on_order_of(rows: Sequence[Any]) -> OnOrder:
    """What of an item is still to come."""
    orders = [
        OpenOrder(
            order_id=order_id,
            name=order_name(number),
            state=state,
            supplier_name=supplier,
            location=_place(place, place_name),
            expected_on=expected_on,
            quantity=quantity,
            received=received,
            open=quantity - received,
        )
        for order_id, number, state, supplier, place, place_name, expected_on, quantity, received in rows
    ]
    sums: dict[str, OnOrderAt] = {}
    for order in orders:
        at = sums.setdefault(order.location.location_id, OnOrderAt(location=order.location, open=0))
        at.open += order.open
    places = sorted(sums.values(), key=lambda at: (-at.open, at.location.name))
    return OnOrder(open=sum(order.open for order in orders), places=places, orders=orders)


def _line(line: LineRecord, currency: str, over_percent: Decimal) -> OrderLineOut:
    item = Item(line.item_id, line.sku, line.barcode, line.title, line.variant_title)
    return OrderLineOut(
        **item_out(item).model_dump(),
        line_id=line.line_id,
        code=line.code,
        pack=line.pack,
        minimum=line.minimum,
        quantity=line.quantity,
        unit_cost=line.unit_cost,
        tax_rate=line.tax_rate,
        expected_on=line.expected_on,
        total=line_total(_priced(line), currency),
        received=line.received,
        returned=line.returned,
        received_before=line.received_before,
        open=line.open,
        most=most_of(line.quantity, over_percent),
        problem=_problem(pack_problem(line.quantity, line.pack, line.minimum)),
    )


def _priced(line: LineRecord) -> Priced:
    return Priced(line.quantity, line.unit_cost, line.tax_rate)


def _problem(problem: PackProblem | None) -> PackProblemOut | None:
    if problem is None:
        return None
    return PackProblemOut(code=problem.code, message=problem.message, remedy=problem.remedy)


def _totals(totals: Totals, in_shop: Decimal | None, shop_currency: str) -> TotalsOut:
    return TotalsOut(
        goods=totals.goods,
        taxes=[TaxOut(rate=rate, amount=amount) for rate, amount in totals.taxes],
        total=totals.total,
        in_shop=None if in_shop is None else Money(amount=in_shop, currency=shop_currency),
    )


def _named_mail(row: Sequence[Any]) -> dict[str, Any]:
    names = ("id", "recipient", "subject", "words", "attachments", "actor", "at", "state", "problem")
    return dict(zip(names, row, strict=True))


def _place(number: int, name: str) -> Place:
    return Place(location_id=gid("Location", number), name=name)
