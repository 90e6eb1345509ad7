"""Who may do what with a transfer now: keys that were used, versions that were seen, ends and states."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, NotFound, Refusal
from inventorysync.transfers.actions.steps import Asker
from inventorysync.transfers.queries import list_events, load_transfer
from inventorysync.transfers.words import SeenTransfer

ORIGIN, DESTINATION = "origin", "destination"
Ends = Sequence[str]


class KeyUsedOtherwise(Refusal):
    """The idempotency key belongs to another request."""

    status = 409
    type = "idempotency-key-used"
    title = "This Idempotency-Key was used for something else"


class TransferMoved(Refusal):
    """The transfer is not any more what the client saw."""

    status = 409
    type = "transfer-moved"
    title = "The transfer has changed meanwhile"


class StillGoingOn(Refusal):
    """Something that was wanted before is still on its way to Shopify."""

    status = 409
    type = "still-going-on"
    title = "An earlier step is still on its way to Shopify"


class WrongState(Refusal):
    """What is asked for does not fit the transfer's state."""

    status = 409
    type = "wrong-state"
    title = "The transfer's state does not allow this"


class NotYourLocation(Refusal):
    """The viewer does not work at the location whose part this is."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


note_audit = audit.notes_of("transfer")
_FIND = text("""
    SELECT transfer_id, request_hash FROM transfer_request
    WHERE shop_id = :shop AND actor = :actor AND idempotency_key = :key
""")
_REMEMBER = text("""
    INSERT INTO transfer_request (shop_id, actor, idempotency_key, request_hash, transfer_id, created_at)
    VALUES (:shop, :actor, :key, :hash, :id, :now) ON CONFLICT DO NOTHING RETURNING transfer_id
""")
_LOCK = text("""
    SELECT version, actor FROM transfer
    WHERE shop_id = :shop AND transfer_id = :id AND deleted_at IS NULL FOR UPDATE
""")
_OPEN = text("""
    SELECT kind FROM transfer_step
    WHERE shop_id = :shop AND transfer_id = :id AND state IN ('waiting', 'sending') ORDER BY place LIMIT 1
""")


async def find_request(
    connection: AsyncConnection, shop_id: int, asker: Asker, what: str, body: object
) -> tuple[UUID | None, str]:
    """The transfer of a request made before under this key, and the request's hash."""
    digest = hashlib.sha256(msgspec.json.encode([what, body])).hexdigest()
    scope = {"shop": shop_id, "actor": asker.actor, "key": asker.key}
    row = (await connection.execute(_FIND, scope)).one_or_none()
    if row is not None and row[1] != digest:
        raise KeyUsedOtherwise("use a new Idempotency-Key for another request")
    return (row[0] if row else None), digest


async def remember_request(
    connection: AsyncConnection, shop_id: int, asker: Asker, digest: str, transfer_id: UUID
) -> None:
    """Note that the request was carried out; raises KeyUsedOtherwise where another was faster."""
    columns = {"actor": asker.actor, "key": asker.key, "hash": digest, "now": asker.now}
    arguments = {"shop": shop_id, "id": transfer_id, **columns}
    if await connection.scalar(_REMEMBER, arguments) is None:
        raise KeyUsedOtherwise("the same request is being carried out just now: ask again")


async def open_transfer(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    version: int,
    asker: Asker,
    *,
    ends: Ends,
    states: Sequence[str],
) -> SeenTransfer:
    """A transfer that something may be done with now; nobody else does so in this transaction.

    Raises NotFound, NotYourLocation, StillGoingOn, TransferMoved and WrongState.
    """
    scope = {"shop": shop_id, "id": transfer_id}
    row = (await connection.execute(_LOCK, scope)).one_or_none()
    kept = await load_transfer(connection, shop_id, transfer_id) if row else None
    if row is None or kept is None:
        raise NotFound("there is no such transfer in this shop")
    require_ends(kept, asker, ends)
    if (kind := await connection.scalar(_OPEN, scope)) is not None:
        raise StillGoingOn(f"the step {kind} is not settled yet: ask again when it is")
    if row[0] != version:
        raise await _moved(connection, shop_id, transfer_id, version)
    if kept.state not in states:
        raise WrongState(f"the transfer is {kept.state}; this is for {', '.join(states)}")
    return kept


def require_ends(kept: SeenTransfer, asker: Asker, ends: Ends) -> None:
    """Raise NotYourLocation where the asker does not work at one of these ends."""
    for end in ends:
        number = kept.origin_id if end == ORIGIN else kept.destination_id
        if asker.locations is not None and number not in asker.locations:
            raise NotYourLocation(f"this is for people of the transfer's {end}")


async def _moved(connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int) -> TransferMoved:
    events = await list_events(connection, shop_id, transfer_id, version)
    problems = [
        FieldProblem(field="version", message=_told(row.what, row.details), code=row.what) for row in events
    ]
    return TransferMoved("load it again and look at what has changed", errors=problems or None)


def _told(what: str, details: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name}: {value}" for name, value in details.items())
    return f"{what.replace('_', ' ')}{f' ({said})' if said else ''}"


def require_made(kept: SeenTransfer) -> None:
    """Raise WrongState for a transfer that Shopify has not made."""
    if kept.number is None:
        raise WrongState("Shopify has not made this transfer: see to what it refused first")
