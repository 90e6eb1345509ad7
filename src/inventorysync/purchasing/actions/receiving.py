"""What arrives, and what goes back: written down with the change set that moves the stock, all at once.

The change set's key is the receipt's own, so that it exists once; from there on it is pushed as any other,
whoever dies on the way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.periods.queries import require_open
from inventorysync.purchasing.actions.placing import arrival_state
from inventorysync.purchasing.actions.steps import (
    NotYourLocation,
    Who,
    WrongState,
    move_on,
    note,
    open_order,
    set_state,
)
from inventorysync.purchasing.looking_up import read_items
from inventorysync.purchasing.queries import LineRecord, OrderRecord, list_lines
from inventorysync.purchasing.rules import read_rules
from inventorysync.purchasing.terms import most_of
from inventorysync.shops.writing import require_writing
from inventorysync.stock.actions.change_sets import (
    Asked,
    OwnDocument,
    WantedChange,
    WantedLine,
    create_change_set,
)

RECEIVABLE = ("sent", "confirmed", "partly_received", "received")
RETURNABLE = ("partly_received", "received", "closed")
Kind = Literal["receipt", "return"]
Name = Literal["available", "damaged"]
REASONS: dict[Kind, str] = {"receipt": "received", "return": "other"}
_INSERT = text("""
    INSERT INTO receipt (shop_id, order_id, number, kind, effective_at, recorded_at, recorded_by, currency,
                         rate, note, others)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), coalesce(max(number), 0) + 1, CAST(:kind AS text),
           CAST(:effective AS timestamptz), CAST(:now AS timestamptz), CAST(:actor AS text),
           CAST(:currency AS text), CAST(:rate AS numeric), CAST(:note AS text), CAST(:others AS jsonb)
    FROM receipt WHERE shop_id = :shop AND order_id = :id
    RETURNING id, number
""")
_LINES = text("""
    INSERT INTO receipt_line (shop_id, receipt_id, order_id, line_id, item_id, location_id, name, quantity,
                              unit_cost)
    SELECT CAST(:shop AS int), CAST(:receipt AS bigint), CAST(:id AS uuid), k.line_id, k.item_id,
           k.location_id, k.name, k.quantity, l.unit_cost
    FROM unnest(CAST(:lines AS uuid[]), CAST(:items AS bigint[]), CAST(:locations AS bigint[]),
                CAST(:names AS text[]), CAST(:quantities AS int[])) WITH ORDINALITY
      AS k(line_id, item_id, location_id, name, quantity, place)
    JOIN purchase_order_line l ON l.shop_id = :shop AND l.line_id = k.line_id
    ORDER BY k.place
""")
_COUNT = text("""
    UPDATE purchase_order_line l SET received = l.received + k.received, returned = l.returned + k.returned
    FROM unnest(CAST(:lines AS uuid[]), CAST(:received AS int[]), CAST(:returned AS int[]))
      AS k(line_id, received, returned)
    WHERE l.shop_id = :shop AND l.line_id = k.line_id
""")
_POSTED = text("UPDATE receipt SET change_set_id = :change WHERE shop_id = :shop AND id = :receipt")
_LOCATIONS = text("""
    SELECT location_id FROM location WHERE shop_id = :shop AND is_active AND deleted_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class Put:
    """Units of an order's line at a location: good ones are available, damaged ones are not for sale."""

    line_id: UUID
    location_id: int
    quantity: int
    name: Name = "available"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody has unpacked or sends back; `others` are wrong items, which never become stock."""

    puts: Sequence[Put]
    effective_at: datetime
    note: str = ""
    others: Sequence[Mapping[str, Any]] = ()


async def receive(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    version: int,
    arrival: Arrival,
    who: Who,
    *,
    close_rest: bool,
) -> UUID | None:
    """Write down what has arrived and have it become stock; the change set, None where nothing does.

    Raises Invalid, naming every line that cannot be, NotYourLocation, MonthClosed, OrderMoved, WrongState.
    """
    await require_writing(connection, shop_id)
    record = await open_order(connection, shop_id, order_id, RECEIVABLE, version)
    _require_rate(record)
    await require_open(connection, shop_id, arrival.effective_at)
    lines = {line.line_id: line for line in await list_lines(connection, shop_id, order_id)}
    rules = await read_rules(connection, shop_id)
    problems = await _problems(connection, shop_id, lines, arrival, who)
    coming = _sums(arrival.puts)
    for place, put in enumerate(arrival.puts):
        line = lines.get(put.line_id)
        most = most_of(line.quantity, rules.over_percent) if line else 0
        if line and line.received + coming[put.line_id] > max(most, line.quantity):
            message = f"brings it to {line.received + coming[put.line_id]}; {line.quantity} were ordered"
            more = f" and at most {most} may arrive" if most > line.quantity else ""
            problems.append(_problem(f"lines.{place}.quantity", message + more, "too_many"))
    if not arrival.puts and not arrival.others:
        problems.append(_problem("lines", "nothing has arrived: say what has", "missing"))
    _require(problems)
    posted = await _write(connection, shop_id, record, lines, arrival, "receipt", who)
    told = {"receipt": posted.number, "units": sum(coming.values()), **_damaged(arrival)}
    if arrival.others:
        told["others"] = sum(other["quantity"] for other in arrival.others)
    state = "closed" if close_rest else await arrival_state(connection, shop_id, record)
    await set_state(connection, shop_id, record, state, who, "received", told)
    return posted.change_set_id


async def send_back(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, arrival: Arrival, who: Who
) -> UUID | None:
    """Write down what goes back to the supplier and take it out of stock; the change set.

    Raises Invalid where more would go back than has arrived; the others as `receive`.
    """
    await require_writing(connection, shop_id)
    record = await open_order(connection, shop_id, order_id, RETURNABLE, version)
    _require_rate(record)
    await require_open(connection, shop_id, arrival.effective_at)
    lines = {line.line_id: line for line in await list_lines(connection, shop_id, order_id)}
    problems = await _problems(connection, shop_id, lines, arrival, who)
    going = _sums(arrival.puts)
    for place, put in enumerate(arrival.puts):
        line = lines.get(put.line_id)
        if line and line.returned + going[put.line_id] > line.received:
            message = f"is more than the {line.received - line.returned} that have arrived and are not back"
            problems.append(_problem(f"lines.{place}.quantity", message, "too_many"))
    _require(problems)
    posted = await _write(connection, shop_id, record, lines, arrival, "return", who)
    await move_on(connection, shop_id, order_id)
    told = {"receipt": posted.number, "units": sum(going.values()), **_damaged(arrival)}
    await note(connection, shop_id, order_id, who, "returned", after=told)
    return posted.change_set_id


@dataclass(frozen=True, slots=True)
class _Posted:
    number: int
    change_set_id: UUID | None


async def _write(
    connection: AsyncConnection,
    shop_id: int,
    record: OrderRecord,
    lines: Mapping[UUID, LineRecord],
    arrival: Arrival,
    kind: Kind,
    who: Who,
) -> _Posted:
    """The receipt, its lines, what they make of the order's, and the change set that moves the stock."""
    head: dict[str, Any] = {
        "kind": kind,
        "effective": arrival.effective_at,
        "now": who.now,
        "actor": who.actor,
    }
    head |= {"currency": record.currency, "rate": record.rate, "note": arrival.note}
    others = msgspec.json.encode(list(arrival.others)).decode()
    scope = {"shop": shop_id, "id": record.order_id}
    receipt_id, number = (await connection.execute(_INSERT, {**scope, **head, "others": others})).one()
    merged: Counter[tuple[UUID, int, Name]] = Counter()
    for put in arrival.puts:
        merged[put.line_id, put.location_id, put.name] += put.quantity
    if not merged:
        return _Posted(number, None)
    columns = {
        "lines": [line_id for line_id, _, _ in merged],
        "items": [lines[line_id].item_id for line_id, _, _ in merged],
        "locations": [location for _, location, _ in merged],
        "names": [name for _, _, name in merged],
        "quantities": list(merged.values()),
    }
    await connection.execute(_LINES, {**scope, "receipt": receipt_id, **columns})
    await count(connection, shop_id, _sums(arrival.puts), kind, 1)
    sign = 1 if kind == "receipt" else -1
    wanted = [
        WantedLine((lines[line_id].item_id, location), name, sign * quantity)
        for (line_id, location, name), quantity in merged.items()
    ]
    label = f"{record.name}, {kind} {number}"
    document = OwnDocument("purchase_order", f"{record.order_id}#{receipt_id}", label, "receipt")
    change = WantedChange("receipt", REASONS[kind], label, wanted, document)
    asked = Asked(who.actor, f"receipt:{receipt_id}", who.now, who.request_id)
    made, _ = await create_change_set(connection, shop_id, change, asked)
    await connection.execute(_POSTED, {"shop": shop_id, "change": made, "receipt": receipt_id})
    return _Posted(number, made)


async def count(
    connection: AsyncConnection, shop_id: int, units: Mapping[UUID, int], kind: str, sign: int
) -> None:
    """Add units to what lines have received or given back, or take them off."""
    given = [sign * quantity for quantity in units.values()]
    nothing = [0] * len(given)
    received, returned = (given, nothing) if kind == "receipt" else (nothing, given)
    arguments = {"lines": list(units), "received": received, "returned": returned}
    await connection.execute(_COUNT, {"shop": shop_id, **arguments})


async def _problems(
    connection: AsyncConnection,
    shop_id: int,
    lines: Mapping[UUID, LineRecord],
    arrival: Arrival,
    who: Who,
) -> list[FieldProblem]:
    """What is wrong with a receipt and a return alike; raises NotYourLocation."""
    problems = []
    if arrival.effective_at > who.now:
        problems.append(_problem("effective_at", "lies in the future", "future"))
    places = set(await connection.scalars(_LOCATIONS, {"shop": shop_id}))
    known = await read_items(connection, shop_id, {line.item_id for line in lines.values()})
    for place, put in enumerate(arrival.puts):
        line = lines.get(put.line_id)
        if line is None:
            problems.append(_problem(f"lines.{place}.line_id", "is no line of this order", "unknown"))
        elif line.item_id not in known:
            problems.append(_problem(f"lines.{place}.line_id", "is tracked no more", "untracked"))
        elif line.unit_cost is None:  # of an order that another system has made
            problems.append(_problem(f"lines.{place}.line_id", "has no cost: stock needs one", "no_cost"))
        if who.locations is not None and put.location_id not in who.locations:
            raise NotYourLocation("you do not work at one of these locations")
        if put.location_id not in places:
            problems.append(_problem(f"lines.{place}.location_id", "is no active location", "unknown"))
    return problems


def _require_rate(record: OrderRecord) -> None:
    """Raise WrongState for an order of another system of which nobody knows what its currency was worth."""
    if record.rate is None:
        what = f"nobody has said what one {record.currency} of it is worth"
        raise WrongState(f"{what}: duplicate it, and say so in the new order")


def _sums(puts: Sequence[Put]) -> Counter[UUID]:
    sums: Counter[UUID] = Counter()
    for put in puts:
        sums[put.line_id] += put.quantity
    return sums


def _damaged(arrival: Arrival) -> dict[str, int]:
    damaged = sum(put.quantity for put in arrival.puts if put.name == "damaged")
    return {"damaged": damaged} if damaged else {}


def _problem(field: str, message: str, code: str) -> FieldProblem:
    return FieldProblem(field=field, message=message, code=code)


def _require(problems: list[FieldProblem]) -> None:
    if problems:
        raise Invalid(f"{len(problems)} fields cannot be", errors=problems)
