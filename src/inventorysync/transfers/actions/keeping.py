"""Keeping transfers as they were read: one document each, whoever made it and whoever reads it at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.transfers.differences import happenings
from inventorysync.transfers.queries import load_transfer
from inventorysync.transfers.words import Happening, SeenLine, SeenShipment, SeenTransfer

_LOCK_NUMBER = text("SELECT pg_advisory_xact_lock(hashtextextended('transfer/' || :number, :shop))")
_BY_NUMBER = text("""
    SELECT transfer_id, read_at FROM transfer WHERE shop_id = :shop AND number = :number FOR UPDATE
""")
_SENDER = text("""
    SELECT actor FROM transfer_step
    WHERE shop_id = :shop AND transfer_id = :id AND state = 'sending' ORDER BY place LIMIT 1
""")
_INSERT = text("""
    INSERT INTO transfer (shop_id, transfer_id, number, name, state, origin_id, destination_id, reference,
                          note, actor, created_at, read_at, is_whole, undoes)
    VALUES (:shop, :id, :number, :name, :state, :origin, :destination, :reference, :note, :actor, :created_at,
            :read_at, :is_whole, :undoes)
""")
_UPDATE = text("""
    UPDATE transfer SET number = :number, name = :name, state = :state, origin_id = :origin,
                        destination_id = :destination, reference = :reference, note = :note,
                        read_at = :read_at, is_whole = :is_whole, deleted_at = NULL, version = version + 1
    WHERE shop_id = :shop AND transfer_id = :id RETURNING version
""")
_READ = text("UPDATE transfer SET read_at = :read_at WHERE shop_id = :shop AND transfer_id = :id")
_GONE = text("""
    UPDATE transfer SET deleted_at = :now, read_at = :now, version = version + 1
    WHERE shop_id = :shop AND transfer_id = :id AND deleted_at IS NULL RETURNING version
""")
_ADOPT = (
    "UPDATE transfer_step SET transfer_id = :ours WHERE shop_id = :shop AND transfer_id = :other",
    "UPDATE transfer_request SET transfer_id = :ours WHERE shop_id = :shop AND transfer_id = :other",
    "UPDATE transfer SET undoes = :ours WHERE shop_id = :shop AND undoes = :other",
    "DELETE FROM transfer_event WHERE shop_id = :shop AND transfer_id = :other",
    "DELETE FROM transfer_shipment_line WHERE shop_id = :shop AND transfer_id = :other",
    "DELETE FROM transfer_shipment WHERE shop_id = :shop AND transfer_id = :other",
    "DELETE FROM transfer_line WHERE shop_id = :shop AND transfer_id = :other",
    "DELETE FROM transfer WHERE shop_id = :shop AND transfer_id = :other",
)
_LINES = text("""
    INSERT INTO transfer_line (shop_id, transfer_id, item_id, place, number, quantity, picked, shipped)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), l.item_id, l.place, l.number, l.quantity, l.picked,
           l.shipped
    FROM unnest(CAST(:items AS bigint[]), CAST(:numbers AS bigint[]), CAST(:quantities AS bigint[]),
                CAST(:picked AS bigint[]), CAST(:shipped AS bigint[]))
      WITH ORDINALITY AS l(item_id, number, quantity, picked, shipped, place)
""")
_SHIPMENT = text("""
    INSERT INTO transfer_shipment (shop_id, shipment_id, transfer_id, name, state, company, tracking_number,
                                   tracking_url, arrives_at, created_at, shipped_at, received_at)
    VALUES (:shop, :shipment, :id, :name, :state, :company, :number, :url, :arrives_at, :created_at,
            :shipped_at, :received_at)
""")
_SHIPMENT_LINES = text("""
    INSERT INTO transfer_shipment_line (shop_id, shipment_id, line_id, transfer_id, item_id, quantity,
                                        accepted, rejected)
    SELECT CAST(:shop AS int), CAST(:shipment AS bigint), l.line_id, CAST(:id AS uuid), l.item_id,
           l.quantity, l.accepted, l.rejected
    FROM unnest(CAST(:lines AS bigint[]), CAST(:items AS bigint[]), CAST(:quantities AS bigint[]),
                CAST(:accepted AS bigint[]), CAST(:rejected AS bigint[]))
      AS l(line_id, item_id, quantity, accepted, rejected)
""")
_EVENT = text("""
    INSERT INTO transfer_event (shop_id, transfer_id, at, actor, what, details, version)
    VALUES (:shop, :id, :at, :actor, :what, CAST(:details AS jsonb), :version)
""")


async def keep_reading(
    connection: AsyncConnection,
    shop_id: int,
    number: int,
    seen: SeenTransfer | None,
    read_at: datetime,
    *,
    ours: UUID | None = None,
    actor: str | None = None,
) -> UUID | None:
    """Keep a transfer as it was read at `read_at`, None where Shopify has none; its id if anything changed.

    A reading older than the one that is kept changes nothing. `ours` is our own draft that has just become
    this transfer: should somebody have read it meanwhile, the two become one.
    """
    await connection.execute(_LOCK_NUMBER, {"shop": shop_id, "number": str(number)})
    row = (await connection.execute(_BY_NUMBER, {"shop": shop_id, "number": number})).one_or_none()
    known, known_at = (row[0], row[1]) if row else (None, None)
    if ours is not None and known != ours:
        if known is not None:
            await _become_one(connection, shop_id, ours, known)
        known, known_at = ours, None
    if known_at is not None and known_at > read_at:
        return None
    if seen is None:
        return await _forget(connection, shop_id, known, read_at, actor) if known else None
    if known is None:
        return await _add(connection, shop_id, seen, read_at)
    return await _renew(connection, shop_id, known, seen, read_at, actor)


async def _become_one(connection: AsyncConnection, shop_id: int, ours: UUID, other: UUID) -> None:
    for statement in _ADOPT:
        await connection.execute(text(statement), {"shop": shop_id, "ours": ours, "other": other})


async def _forget(
    connection: AsyncConnection, shop_id: int, known: UUID, now: datetime, actor: str | None
) -> UUID | None:
    version = await connection.scalar(_GONE, {"shop": shop_id, "id": known, "now": now})
    if version is None:
        return None
    actor = actor or await _sender(connection, shop_id, known)
    await note_events(connection, shop_id, known, [Happening("deleted")], now, actor, version)
    return known


async def _add(connection: AsyncConnection, shop_id: int, seen: SeenTransfer, read_at: datetime) -> UUID:
    transfer_id = uuid4()
    await insert_transfer(connection, shop_id, transfer_id, seen, read_at=read_at)
    nothing = SeenTransfer(
        seen.number,
        seen.name,
        "DRAFT",
        seen.origin_id,
        seen.destination_id,
        seen.reference,
        seen.note,
        None,
        seen.lines,
    )
    events = [Happening("made"), *happenings(nothing, seen)]
    await note_events(connection, shop_id, transfer_id, events, seen.created_at or read_at, None, 1)
    return transfer_id


async def _renew(
    connection: AsyncConnection,
    shop_id: int,
    known: UUID,
    seen: SeenTransfer,
    read_at: datetime,
    actor: str | None,
) -> UUID | None:
    before = await load_transfer(connection, shop_id, known)
    if before is not None and replace(before, created_at=seen.created_at) == seen:
        await connection.execute(_READ, {"shop": shop_id, "id": known, "read_at": read_at})
        return None
    actor = actor or await _sender(connection, shop_id, known)
    columns = {"shop": shop_id, "id": known, "read_at": read_at, **_columns(seen)}
    version = await connection.scalar(_UPDATE, columns)
    await _replace_parts(connection, shop_id, known, seen)
    if before is not None:
        events = happenings(before, seen)
        await note_events(connection, shop_id, known, events, read_at, actor, int(version or 0))
    return known


async def _sender(connection: AsyncConnection, shop_id: int, transfer_id: UUID) -> str | None:
    """Whose step is with Shopify just now: what is read was most likely theirs."""
    found: str | None = await connection.scalar(_SENDER, {"shop": shop_id, "id": transfer_id})
    return found


async def insert_transfer(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    seen: SeenTransfer,
    *,
    read_at: datetime | None = None,
    actor: str | None = None,
    created_at: datetime | None = None,
    undoes: UUID | None = None,
) -> None:
    """Write a transfer down that was not known."""
    at = seen.created_at or created_at or read_at
    columns = {"actor": actor, "created_at": at, "read_at": read_at, "undoes": undoes, **_columns(seen)}
    await connection.execute(_INSERT, {"shop": shop_id, "id": transfer_id, **columns})
    await insert_lines(connection, shop_id, transfer_id, seen.lines)
    for shipment in seen.shipments:
        await _insert_shipment(connection, shop_id, transfer_id, shipment)


async def insert_lines(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, lines: Sequence[SeenLine]
) -> None:
    """Write the lines of a transfer that has none."""
    columns = {
        "items": [line.item_id for line in lines],
        "numbers": [line.number for line in lines],
        "quantities": [line.quantity for line in lines],
        "picked": [line.picked for line in lines],
        "shipped": [line.shipped for line in lines],
    }
    await connection.execute(_LINES, {"shop": shop_id, "id": transfer_id, **columns})


async def note_events(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    events: Iterable[Happening],
    at: datetime,
    actor: str | None,
    version: int,
) -> None:
    """Add to the timeline; nothing in it is ever changed."""
    for event in events:
        await connection.execute(
            _EVENT,
            {
                "shop": shop_id,
                "id": transfer_id,
                "at": at,
                "actor": actor,
                "what": event.what,
                "details": msgspec.json.encode(event.details).decode(),
                "version": version,
            },
        )


def _columns(seen: SeenTransfer) -> dict[str, Any]:
    return {
        "number": seen.number,
        "name": seen.name,
        "state": seen.state,
        "origin": seen.origin_id,
        "destination": seen.destination_id,
        "reference": seen.reference,
        "note": seen.note,
        "is_whole": seen.is_whole,
    }


async def _replace_parts(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, seen: SeenTransfer
) -> None:
    for table in ("transfer_line", "transfer_shipment_line", "transfer_shipment"):
        statement = text(f"DELETE FROM {table} WHERE shop_id = :shop AND transfer_id = :id")
        await connection.execute(statement, {"shop": shop_id, "id": transfer_id})
    await insert_lines(connection, shop_id, transfer_id, seen.lines)
    for shipment in seen.shipments:
        await _insert_shipment(connection, shop_id, transfer_id, shipment)


async def _insert_shipment(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, shipment: SeenShipment
) -> None:
    scope = {"shop": shop_id, "id": transfer_id, "shipment": shipment.shipment_id}
    tracking = shipment.tracking
    columns = {
        "name": shipment.name,
        "state": shipment.state,
        "company": tracking.company,
        "number": tracking.number,
        "url": tracking.url,
        "arrives_at": tracking.arrives_at,
        "created_at": shipment.created_at,
        "shipped_at": shipment.shipped_at,
        "received_at": shipment.received_at,
    }
    await connection.execute(_SHIPMENT, {**scope, **columns})
    rows = {
        "lines": [line.line_id for line in shipment.lines],
        "items": [line.item_id for line in shipment.lines],
        "quantities": [line.quantity for line in shipment.lines],
        "accepted": [line.accepted for line in shipment.lines],
        "rejected": [line.rejected for line in shipment.lines],
    }
    await connection.execute(_SHIPMENT_LINES, {**scope, **rows})
