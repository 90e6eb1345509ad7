"""From a draft to an order that may be sent: handed in, agreed to, or back to the draft."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.purchasing.actions.steps import Who, open_order, set_state
from inventorysync.purchasing.queries import LineRecord, OrderRecord, list_lines
from inventorysync.purchasing.rules import read_rules
from inventorysync.purchasing.terms import Priced, pack_problem, totals_of


class NotYoursToApprove(Refusal):
    """The viewer's role, or its limit, does not let them agree to this order."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


def worth_of(record: OrderRecord, lines: list[LineRecord]) -> Decimal | None:
    """What an order comes to in the shop's currency; None where its rate is not known."""
    if record.rate is None:
        return None
    priced = [Priced(line.quantity, line.unit_cost, line.tax_rate) for line in lines]
    return totals_of(priced, record.currency).total * record.rate


async def submit_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, who: Who, *, as_is: bool
) -> None:
    """Hand a draft in: approved within the limit of whoever does it, else it waits for somebody with more.

    Raises Invalid, naming every line that has no cost, or that is beside the supplier's packs unless it is to
    be ordered `as_is`.
    """
    record = await open_order(connection, shop_id, order_id, ("draft",), version)
    lines = await list_lines(connection, shop_id, order_id)
    _require_complete(record, lines, as_is=as_is)
    worth = worth_of(record, lines) or Decimal()
    rules = await read_rules(connection, shop_id)
    details = {"amount": plain_amount(worth), **({"as_is": True} if as_is else {})}
    if rules.needs_approval(who.role, worth):
        await set_state(connection, shop_id, record, "awaiting_approval", who, "submitted", details)
    else:
        await set_state(connection, shop_id, record, "approved", who, "approved", details)


async def approve_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, who: Who
) -> None:
    """Agree to an order that waits; raises NotYoursToApprove."""
    record = await open_order(connection, shop_id, order_id, ("awaiting_approval",), version)
    lines = await list_lines(connection, shop_id, order_id)
    worth = worth_of(record, lines) or Decimal()
    rules = await read_rules(connection, shop_id)
    if not rules.may_approve(who.role, worth):
        raise NotYoursToApprove(
            "an order of this worth is approved by an owner, or a manager within their limit"
        )
    details = {"amount": plain_amount(worth)}
    await set_state(connection, shop_id, record, "approved", who, "approved", details)


async def revise_order(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, note: str, who: Who
) -> None:
    """Have an order that was handed in, and not sent, be a draft again; approval is lost."""
    states = ("awaiting_approval", "approved")
    record = await open_order(connection, shop_id, order_id, states, version)
    await set_state(connection, shop_id, record, "draft", who, "revised", {"note": note} if note else {})


def _require_complete(record: OrderRecord, lines: list[LineRecord], *, as_is: bool) -> None:
    problems = []
    if not lines:
        problems.append(_problem("lines", "the order has none", "missing"))
    if record.rate is None:
        problems.append(
            _problem("rate", f"say what one {record.currency} is worth in your currency", "missing")
        )
    for place, line in enumerate(lines):
        if line.unit_cost is None:
            problems.append(_problem(f"lines.{place}.unit_cost", "what does one cost?", "missing"))
        beside = pack_problem(line.quantity, line.pack, line.minimum)
        if beside is not None and not as_is:
            problems.append(
                _problem(
                    f"lines.{place}.quantity", f"{beside.message}: {beside.remedy} would do", beside.code
                )
            )
    if problems:
        raise Invalid(f"{len(problems)} fields keep the order from being handed in", errors=problems)


def _problem(field: str, message: str, code: str) -> FieldProblem:
    return FieldProblem(field=field, message=message, code=code)
