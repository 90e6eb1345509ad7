"""What people decide about suggestions: another quantity, not now, not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.replenishment.actions.ruling import Who
from inventorysync.replenishment.actions.suggesting import ONE_AT_A_TIME

_note = audit.notes_of("suggestion")
_LOCK = text("""
    SELECT suggestion_id, kind, item_id, location_id, origin_id, supplier_id, quantity, chosen, state,
           version, inputs, run_id
    FROM suggestion WHERE shop_id = :shop AND suggestion_id = ANY(CAST(:ids AS uuid[])) FOR UPDATE
""")
_CHOOSE = text("""
    UPDATE suggestion SET chosen = :chosen, version = version + 1
    WHERE shop_id = :shop AND suggestion_id = :id
""")
_DISMISS = text("""
    INSERT INTO suggestion_dismissal (shop_id, dismissal_id, item_id, location_id, quantity, reason, until,
                                      made_by, made_at)
    VALUES (:shop, :id, :item, :place, :quantity, :reason, :until, :actor, :now)
    ON CONFLICT (shop_id, item_id, location_id) WHERE ended_at IS NULL DO UPDATE
    SET reason = excluded.reason, until = excluded.until, made_by = excluded.made_by,
        made_at = excluded.made_at, quantity = excluded.quantity
""")
_GONE = text("""
    DELETE FROM suggestion
    WHERE shop_id = :shop AND state = 'open' AND item_id = :item AND location_id = :place
""")
_END = text("""
    UPDATE suggestion_dismissal SET ended_at = :now, ended_by = :actor
    WHERE shop_id = :shop AND dismissal_id = :id AND ended_at IS NULL
    RETURNING item_id, location_id, reason, until
""")


class SuggestionMoved(Refusal):
    """A suggestion is not what it was when it was looked at."""

    status = 409
    type = "suggestion-moved"
    title = "The suggestions have changed meanwhile"


@dataclass(frozen=True, slots=True)
class Seen:
    """A suggestion as somebody saw it; `quantity` where they want another one."""

    suggestion_id: UUID
    version: int
    quantity: int | None = None


async def lock_open(
    connection: AsyncConnection, shop_id: int, seen: Sequence[Seen], field: str = "lines"
) -> list[Any]:
    """These suggestions in their order, all still open and as they were seen; nobody else decides on them.

    Raises Invalid for one that is named twice, and SuggestionMoved naming each that is not so.
    """
    await connection.execute(ONE_AT_A_TIME, {"shop": shop_id})
    ids = [each.suggestion_id for each in seen]
    rows = {row.suggestion_id: row for row in await connection.execute(_LOCK, {"shop": shop_id, "ids": ids})}
    doubles, moved = [], []
    for place, each in enumerate(seen):
        row = rows.get(each.suggestion_id)
        at = f"{field}.{place}.id"
        if each.suggestion_id in ids[:place]:
            doubles.append(FieldProblem(field=at, message="appears twice", code="double"))
        elif row is None:
            moved.append(FieldProblem(field=at, message="is not suggested any more", code="gone"))
        elif row.state != "open":
            moved.append(FieldProblem(field=at, message="is in a document already", code="ordered"))
        elif row.version != each.version:
            moved.append(FieldProblem(field=at, message="has changed meanwhile", code="changed"))
    if doubles:
        raise Invalid("a suggestion appears twice", errors=doubles)
    if moved:
        raise SuggestionMoved("load the suggestions again and look at what has changed", errors=moved)
    return [rows[each.suggestion_id] for each in seen]


async def choose_quantity(
    connection: AsyncConnection, shop_id: int, suggestion_id: UUID, version: int, quantity: int, who: Who
) -> None:
    """Have a suggestion be of another quantity; the one worked out is kept beside it."""
    (row,) = await lock_open(connection, shop_id, [Seen(suggestion_id, version)])
    chosen = None if quantity == row.quantity else quantity
    if chosen == row.chosen:
        return
    await connection.execute(_CHOOSE, {"shop": shop_id, "id": suggestion_id, "chosen": chosen})
    whom = {"item": row.item_id, "location": row.location_id}
    before = {**whom, "quantity": row.chosen or row.quantity}
    after = {**whom, "quantity": quantity, "suggested": row.quantity}
    await _note(connection, shop_id, suggestion_id, who, "changed", before=before, after=after)


async def dismiss(
    connection: AsyncConnection,
    shop_id: int,
    seen: Sequence[Seen],
    reason: str,
    until: date | None,
    who: Who,
) -> int:
    """Have these not be suggested at their locations, until a day or until it is taken back; how many."""
    rows = await lock_open(connection, shop_id, seen)
    for row in rows:
        whom = {"item": row.item_id, "place": row.location_id}
        fields = {"quantity": row.quantity, "reason": reason, "until": until}
        columns = {"id": uuid4(), "actor": who.actor, "now": who.now, **fields}
        await connection.execute(_DISMISS, {"shop": shop_id, **whom, **columns})
        await connection.execute(_GONE, {"shop": shop_id, **whom})
        told = {"item": row.item_id, "location": row.location_id, "quantity": row.quantity}
        after = {**told, "reason": reason, "until": until and until.isoformat()}
        await _note(connection, shop_id, row.suggestion_id, who, "dismissed", before=told, after=after)
    return len(rows)


async def take_back(connection: AsyncConnection, shop_id: int, dismissal_id: UUID, who: Who) -> None:
    """Have an item be suggested again, from the next time on; raises NotFound."""
    arguments = {"shop": shop_id, "id": dismissal_id, "actor": who.actor, "now": who.now}
    row = (await connection.execute(_END, arguments)).one_or_none()
    if row is None:
        raise NotFound("there is no such dismissal in this shop")
    before = {
        "item": row.item_id,
        "location": row.location_id,
        "reason": row.reason,
        "until": row.until and row.until.isoformat(),
    }
    await _note(connection, shop_id, dismissal_id, who, "dismissal_ended", before=before)
