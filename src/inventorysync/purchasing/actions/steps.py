"""What every step of an order needs: who takes it, whether it may be taken now, and that it is noted."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Refusal
from inventorysync.purchasing.queries import OrderRecord, get_order, list_events
from inventorysync.shops.roles import Role


class WrongState(Refusal):
    """What is asked for does not fit how far the order is."""

    status = 409
    type = "wrong-state"
    title = "The order's state does not allow this"


class OrderMoved(Refusal):
    """Somebody has changed the order since the client looked."""

    status = 409
    type = "order-moved"
    title = "The order has changed meanwhile"


class KeyUsedOtherwise(Refusal):
    """The idempotency key belongs to another request."""

    status = 409
    type = "idempotency-key-used"
    title = "This Idempotency-Key was used for something else"


class NotYourLocation(Refusal):
    """The viewer does not work at the location."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever takes a step and when; a program with an administrator's key counts as a manager."""

    actor: str
    now: datetime
    role: Role = "manager"
    locations: frozenset[int] | None = None
    request_id: str | None = None


_note_in_log = audit.notes_of("purchase_order")
_FIND = text("""
    SELECT order_id, request_hash FROM purchase_order_request
    WHERE shop_id = :shop AND actor = :actor AND idempotency_key = :key
""")
_REMEMBER = text("""
    INSERT INTO purchase_order_request (shop_id, actor, idempotency_key, request_hash, order_id, created_at)
    VALUES (:shop, :actor, :key, :hash, :id, :now) ON CONFLICT DO NOTHING RETURNING order_id
""")
_EVENT = text("""
    INSERT INTO purchase_order_event (shop_id, order_id, at, actor, what, details, version)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), :now, :actor, :what, CAST(:details AS jsonb), version
    FROM purchase_order WHERE shop_id = :shop AND order_id = :id
""")
_STATE = text("""
    UPDATE purchase_order
    SET state = :state, placed_as = coalesce(CAST(:placed AS text), placed_as), version = version + 1
    WHERE shop_id = :shop AND order_id = :id
""")
_MOVE_ON = text("""
    UPDATE purchase_order SET version = version + 1 WHERE shop_id = :shop AND order_id = :id
""")


async def find_request(
    connection: AsyncConnection, shop_id: int, who: Who, key: str, what: str, body: object
) -> tuple[UUID | None, str]:
    """The order of a request made before under this key, and the request's hash."""
    digest = hashlib.sha256(msgspec.json.encode([what, body])).hexdigest()
    row = (await connection.execute(_FIND, {"shop": shop_id, "actor": who.actor, "key": key})).one_or_none()
    if row is not None and row[1] != digest:
        raise KeyUsedOtherwise("use a new Idempotency-Key for another request")
    return (row[0] if row else None), digest


async def remember_request(
    connection: AsyncConnection, shop_id: int, who: Who, key: str, digest: str, order_id: UUID
) -> None:
    """Note that the request was carried out; raises KeyUsedOtherwise where another was faster."""
    columns = {"actor": who.actor, "key": key, "hash": digest, "now": who.now, "id": order_id}
    if await connection.scalar(_REMEMBER, {"shop": shop_id, **columns}) is None:
        raise KeyUsedOtherwise("the same request is being carried out just now: ask again")


async def open_order(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    states: Sequence[str],
    version: int | None = None,
) -> OrderRecord:
    """An order that something may be done with now; nobody else does so in this transaction.

    Raises NotFound, OrderMoved where it is not the version that was seen, and WrongState.
    """
    record = await get_order(connection, shop_id, order_id, lock=True)
    if version is not None and record.version != version:
        events = await list_events(connection, shop_id, order_id, version)
        problems = [
            FieldProblem(field="version", message=row.what.replace("_", " "), code=row.what) for row in events
        ]
        raise OrderMoved("load it again and look at what has changed", errors=problems or None)
    if record.state not in states:
        raise WrongState(f"it is {record.state}; this is for {', '.join(states)}")
    return record


async def move_on(connection: AsyncConnection, shop_id: int, order_id: UUID) -> None:
    """Note that the order is another one now than what was seen before."""
    await connection.execute(_MOVE_ON, {"shop": shop_id, "id": order_id})


async def set_state(
    connection: AsyncConnection,
    shop_id: int,
    record: OrderRecord,
    state: str,
    who: Who,
    what: str,
    details: Mapping[str, Any] | None = None,
    *,
    placed_as: str | None = None,
) -> None:
    """Have an order be in another state, by whom and when: in its timeline and in the audit log."""
    arguments = {"shop": shop_id, "id": record.order_id, "state": state, "placed": placed_as}
    await connection.execute(_STATE, arguments)
    after = {"state": state, **(details or {})}
    await note(connection, shop_id, record.order_id, who, what, before={"state": record.state}, after=after)


async def note(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    who: Who,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Write a step into the order's timeline (`told`, or what is so after it) and into the audit log."""
    details = msgspec.json.encode(dict((told if told is not None else after) or {})).decode()
    event = {"actor": who.actor, "what": what, "details": details, "now": who.now}
    await connection.execute(_EVENT, {"shop": shop_id, "id": order_id, **event})
    await _note_in_log(connection, shop_id, order_id, who, what, before, after)
