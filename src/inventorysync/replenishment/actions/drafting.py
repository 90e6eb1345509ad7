"""From suggestions to documents: one order for each supplier and location, one transfer for each pair.

All in one transaction: the documents, and that the suggestions are in them. So each becomes a line once,
whoever asks again and whoever dies on the way; what a document then holds is netted as any other.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.ordering.suggestion import Stock
from inventorysync.purchasing.actions.drafting import WantedOrder, WantedOrderLine, make_order
from inventorysync.purchasing.actions.steps import KeyUsedOtherwise
from inventorysync.purchasing.actions.steps import Who as Purchaser
from inventorysync.replenishment.actions.deciding import Seen, SuggestionMoved, lock_open
from inventorysync.replenishment.gathering import read_batch, read_shared
from inventorysync.transfers.actions.steps import Asker
from inventorysync.transfers.actions.wanting import WantedTransfer, make_transfer
from inventorysync.transfers.words import LINES_MAX

ORDER_LINES_MAX = 2_000
TOLD = 20
_FIND = text("""
    SELECT request_hash, made FROM suggestion_request
    WHERE shop_id = :shop AND actor = :actor AND idempotency_key = :key
""")
_REMEMBER = text("""
    INSERT INTO suggestion_request (shop_id, actor, idempotency_key, request_hash, made, created_at)
    VALUES (:shop, :actor, :key, :hash, CAST(:made AS jsonb), :now)
    ON CONFLICT DO NOTHING RETURNING actor
""")
_ORDERED = text("""
    UPDATE suggestion s SET state = 'ordered', chosen = k.chosen, document_id = k.document_id,
                            decided_at = :now, decided_by = :actor, version = version + 1
    FROM unnest(CAST(:ids AS uuid[]), CAST(:chosen AS int[]), CAST(:documents AS uuid[]))
      AS k(suggestion_id, chosen, document_id)
    WHERE s.shop_id = :shop AND s.suggestion_id = k.suggestion_id
""")
_BESIDE = text("""
    SELECT item_id, location_id, sum(coalesce(chosen, quantity)) FROM suggestion
    WHERE shop_id = :shop AND state = 'ordered' AND run_id = ANY(CAST(:runs AS uuid[]))
      AND item_id = ANY(CAST(:items AS bigint[]))
    GROUP BY item_id, location_id
""")


class MovesNeedWrite(Refusal):
    """Whoever only buys cannot have stock moved."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


@dataclass(frozen=True, slots=True)
class Made:
    """The documents that were made, by the ids of their rooms; `is_new` is false for a request repeated."""

    orders: tuple[UUID, ...]
    transfers: tuple[UUID, ...]
    is_new: bool


async def make_drafts(
    connection: AsyncConnection,
    shop_id: int,
    seen: Sequence[Seen],
    who: Purchaser,
    key: str,
    *,
    may_move: bool,
) -> Made:
    """Make the documents of these suggestions, once for the key.

    Raises SuggestionMoved where one is not as it was seen or more is on its way than it reckons with, Invalid
    for one that nobody sells, MovesNeedWrite, and what purchasing and transfers refuse.
    """
    body = [[str(each.suggestion_id), each.version, each.quantity] for each in seen]
    digest = hashlib.sha256(msgspec.json.encode(body)).hexdigest()
    scope = {"shop": shop_id, "actor": who.actor, "key": key}
    kept = (await connection.execute(_FIND, scope)).one_or_none()
    if kept is not None:
        if kept.request_hash != digest:
            raise KeyUsedOtherwise("use a new Idempotency-Key for another request")
        return _made(kept.made, is_new=False)
    rows = await lock_open(connection, shop_id, seen)
    if not may_move and any(row.kind == "move" for row in rows):
        raise MovesNeedWrite("moving stock needs the permission write: leave these lines to somebody else")
    _require_sources(rows)
    await _require_netted(connection, shop_id, rows, who)
    wanted = {
        row.suggestion_id: each.quantity or row.chosen or row.quantity
        for row, each in zip(rows, seen, strict=True)
    }
    documents: dict[UUID, UUID] = {}
    orders = await _make_orders(connection, shop_id, rows, wanted, who, documents)
    transfers = await _make_transfers(connection, shop_id, rows, wanted, who, key, documents)
    await _mark(connection, shop_id, rows, wanted, documents, who)
    made = {"orders": [str(each) for each in orders], "transfers": [str(each) for each in transfers]}
    columns = {"hash": digest, "made": json.dumps(made), "now": who.now}
    if await connection.scalar(_REMEMBER, {**scope, **columns}) is None:
        raise KeyUsedOtherwise("the same request is being carried out just now: ask again")
    return _made(made, is_new=True)


def _made(stored: Mapping[str, Any], *, is_new: bool) -> Made:
    return Made(
        tuple(UUID(each) for each in stored["orders"]),
        tuple(UUID(each) for each in stored["transfers"]),
        is_new,
    )


def _require_sources(rows: Sequence[Any]) -> None:
    problems = [
        FieldProblem(
            field=f"lines.{place}.id", message="has no supplier: say who sells it", code="no_supplier"
        )
        for place, row in enumerate(rows)
        if row.kind == "buy" and row.supplier_id is None
    ]
    if problems:
        raise Invalid(f"{len(problems)} of the items are sold by nobody you know", errors=problems)


async def _require_netted(
    connection: AsyncConnection, shop_id: int, rows: Sequence[Any], who: Purchaser
) -> None:
    """Raise SuggestionMoved where more is on its way by now than a suggestion was made with.

    What became a document of the same morning was reckoned with, so it does not count.
    """
    items = sorted({row.item_id for row in rows})
    shared = await read_shared(connection, shop_id, who.now)
    batch = await read_batch(connection, shop_id, items, shared)
    now = {(spot.item_id, spot.location_id): spot.stock for spots in batch.spots for spot in spots}
    arguments = {"shop": shop_id, "items": items, "runs": sorted({row.run_id for row in rows})}
    beside = {
        (item, place): int(units) for item, place, units in await connection.execute(_BESIDE, arguments)
    }
    problems = []
    for number, row in enumerate(rows):
        level = (row.item_id, row.location_id)
        before = _coming(Stock(**row.inputs["stock"])) + beside.get(level, 0)
        if level in now and _coming(now[level]) > before:
            field = f"lines.{number}.id"
            problems.append(FieldProblem(field=field, message="is on order by now", code="ordered"))
    if problems:
        raise SuggestionMoved("more is on its way than this reckons with: work it out again", errors=problems)


def _coming(stock: Stock) -> int:
    return stock.on_order + stock.in_drafts + stock.moving_in


async def _make_orders(
    connection: AsyncConnection,
    shop_id: int,
    rows: Sequence[Any],
    wanted: Mapping[UUID, int],
    who: Purchaser,
    documents: dict[UUID, UUID],
) -> list[UUID]:
    groups: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for row in rows:
        if row.kind == "buy":
            groups[row.supplier_id, row.location_id].append(row)
    made = []
    for (supplier, location), lines in groups.items():
        for part in _parts(lines, ORDER_LINES_MAX):
            order = WantedOrder(
                supplier_id=supplier,
                location_id=location,
                lines=[WantedOrderLine(row.item_id, wanted[row.suggestion_id]) for row in part],
            )
            made.append(await make_order(connection, shop_id, order, who))
            documents.update((row.suggestion_id, made[-1]) for row in part)
    return made


async def _make_transfers(
    connection: AsyncConnection,
    shop_id: int,
    rows: Sequence[Any],
    wanted: Mapping[UUID, int],
    who: Purchaser,
    key: str,
    documents: dict[UUID, UUID],
) -> list[UUID]:
    groups: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        if row.kind == "move":
            groups[row.origin_id, row.location_id].append(row)
    asker = Asker(who.actor, key, who.now, who.request_id, who.locations)
    made = []
    for (origin, destination), lines in groups.items():
        for part in _parts(lines, LINES_MAX):
            pairs = [(row.item_id, wanted[row.suggestion_id]) for row in part]
            transfer = WantedTransfer(origin, destination, pairs)
            made.append(await make_transfer(connection, shop_id, transfer, asker, ready=False))
            documents.update((row.suggestion_id, made[-1]) for row in part)
    return made


def _parts(rows: Sequence[Any], most: int) -> list[Sequence[Any]]:
    return [rows[start : start + most] for start in range(0, len(rows), most)]


async def _mark(
    connection: AsyncConnection,
    shop_id: int,
    rows: Sequence[Any],
    wanted: Mapping[UUID, int],
    documents: Mapping[UUID, UUID],
    who: Purchaser,
) -> None:
    """Note that these suggestions are in documents, by whom, and what was changed of them."""
    columns = {
        "ids": [row.suggestion_id for row in rows],
        "chosen": [wanted[row.suggestion_id] for row in rows],
        "documents": [documents[row.suggestion_id] for row in rows],
    }
    await connection.execute(_ORDERED, {"shop": shop_id, "now": who.now, "actor": who.actor, **columns})
    by_document: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_document[documents[row.suggestion_id]].append(row)
    for document, lines in by_document.items():
        await audit.record(
            connection,
            shop_id,
            actor=who.actor,
            action="suggestion.accepted",
            subject=f"{'purchase_order' if lines[0].kind == 'buy' else 'transfer'}:{document}",
            now=who.now,
            before={"suggested": [[row.item_id, row.quantity] for row in lines[:TOLD]]},
            after={
                "ordered": [[row.item_id, wanted[row.suggestion_id]] for row in lines[:TOLD]],
                "lines": len(lines),
            },
        )
