"""What people want done with a transfer: checked, written down as steps, each once for its key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.shops.writing import require_writing
from inventorysync.transfers.actions.guarding import (
    DESTINATION,
    ORIGIN,
    WrongState,
    note_audit,
    open_transfer,
    require_ends,
    require_made,
)
from inventorysync.transfers.actions.keeping import insert_lines, insert_transfer, note_events
from inventorysync.transfers.actions.steps import Asker, Wanted, bump, want_steps
from inventorysync.transfers.words import DRAFT, MOVING, READY, Happening, SeenLine, SeenTransfer

ENDING = frozenset({"cancel", "delete", "recall", "receive"})  # a shop that leaves may still do these


@dataclass(frozen=True, slots=True)
class WantedTransfer:
    """A transfer as somebody wants it."""

    origin_id: int
    destination_id: int
    lines: Sequence[tuple[int, int]]
    reference: str = ""
    note: str = ""


_LOCATIONS = text("""
    SELECT location_id FROM location
    WHERE shop_id = :shop AND location_id = ANY(CAST(:ids AS bigint[])) AND is_active AND deleted_at IS NULL
""")
_ITEMS = text("""
    SELECT i.item_id, i.tracked AND i.deleted_at IS NULL, coalesce(l.is_active, false)
    FROM inventory_item i
    LEFT JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = i.item_id AND l.location_id = :origin
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[]))
""")
_DRAFT = text("""
    UPDATE transfer SET origin_id = :origin, destination_id = :destination, reference = :reference,
                        note = :note
    WHERE shop_id = :shop AND transfer_id = :id
""")
_CLOSE = text("""
    UPDATE transfer_step SET closed_at = :now
    WHERE shop_id = :shop AND transfer_id = :id AND closed_at IS NULL
      AND state IN ('refused', 'unknown', 'dropped')
    RETURNING kind, wanted, place, state
""")
_STUCK = text("""
    SELECT kind FROM transfer_step
    WHERE shop_id = :shop AND transfer_id = :id AND closed_at IS NULL AND state IN ('refused', 'unknown')
""")
_DISCARD = text("UPDATE transfer SET deleted_at = :now WHERE shop_id = :shop AND transfer_id = :id")


async def check_wanted(connection: AsyncConnection, shop_id: int, wanted: WantedTransfer, least: int) -> None:
    """Raise Invalid, naming every field that Shopify would refuse."""
    problems = await _end_problems(connection, shop_id, wanted)
    items = [item for item, _ in wanted.lines]
    arguments = {"shop": shop_id, "items": items, "origin": wanted.origin_id}
    known = {row[0]: row for row in await connection.execute(_ITEMS, arguments)}
    seen: Counter[int] = Counter()
    for number, (item, quantity) in enumerate(wanted.lines):
        place = f"lines.{number}"
        seen[item] += 1
        if item not in known or not known[item][1]:
            problems.append(_problem(f"{place}.inventory_item_id", "is no tracked item of this shop"))
        elif not known[item][2]:
            problems.append(_problem(f"{place}.inventory_item_id", "is not stocked at the origin"))
        if seen[item] == 2:
            problems.append(_problem(f"{place}.inventory_item_id", "appears twice"))
        if quantity < least:
            problems.append(_problem(f"{place}.quantity", f"must be {least} or more"))
    if not wanted.lines and least:
        problems.append(_problem("lines", "a transfer that is ready needs one"))
    if problems:
        raise Invalid(f"{len(problems)} fields cannot be sent to Shopify", errors=problems)


async def _end_problems(
    connection: AsyncConnection, shop_id: int, wanted: WantedTransfer
) -> list[FieldProblem]:
    ends = {"origin_id": wanted.origin_id, "destination_id": wanted.destination_id}
    arguments = {"shop": shop_id, "ids": list(ends.values())}
    known = set((await connection.execute(_LOCATIONS, arguments)).scalars())
    problems = [
        _problem(field, "is no active location of yours") for field, end in ends.items() if end not in known
    ]
    if wanted.origin_id == wanted.destination_id:
        problems.append(_problem("destination_id", "is the same as the origin"))
    return problems


async def make_transfer(
    connection: AsyncConnection,
    shop_id: int,
    wanted: WantedTransfer,
    asker: Asker,
    *,
    ready: bool,
    undoes: UUID | None = None,
    then: Sequence[Wanted] = (),
) -> UUID:
    """Write a transfer down, to be made in Shopify as a draft, or ready to ship; then the steps after it."""
    await require_writing(connection, shop_id)
    await check_wanted(connection, shop_id, wanted, least=1 if ready else 0)
    transfer_id = uuid4()
    lines = tuple(SeenLine(item, None, quantity) for item, quantity in wanted.lines)
    draft = SeenTransfer(
        None,
        "",
        DRAFT,
        wanted.origin_id,
        wanted.destination_id,
        wanted.reference,
        wanted.note,
        None,
        lines,
    )
    await insert_transfer(
        connection, shop_id, transfer_id, draft, actor=asker.actor, created_at=asker.now, undoes=undoes
    )
    await note_events(connection, shop_id, transfer_id, [Happening("made")], asker.now, asker.actor, 1)
    await want_steps(connection, shop_id, transfer_id, [_creation(wanted, ready=ready), *then], asker)
    said = {**_said(draft), "undoes": str(undoes)} if undoes else _said(draft)
    await note_audit(connection, shop_id, transfer_id, asker, "made", after=said)
    return transfer_id


async def edit_transfer(
    connection: AsyncConnection,
    shop_id: int,
    transfer_id: UUID,
    version: int,
    wanted: WantedTransfer,
    asker: Asker,
) -> None:
    """Have a draft, or one that is ready, hold this instead; a draft Shopify never made is made anew."""
    await require_writing(connection, shop_id)
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=[DRAFT, READY]
    )
    await check_wanted(connection, shop_id, wanted, least=0 if kept.state == DRAFT else 1)
    if not kept.is_whole:
        raise WrongState("the transfer has more lines than are read here: edit it in Shopify")
    before, after = _said(kept), _said_of(wanted)
    if kept.number is None:
        await _write_anew(connection, shop_id, transfer_id, wanted, asker)
    else:
        steps = _edits(kept, wanted)
        if not steps:
            return
        await want_steps(connection, shop_id, transfer_id, steps, asker)
    await note_audit(connection, shop_id, transfer_id, asker, "edited", before=before, after=after)


async def _write_anew(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, wanted: WantedTransfer, asker: Asker
) -> None:
    scope = {"shop": shop_id, "id": transfer_id}
    closed = (await connection.execute(_CLOSE, {**scope, "now": asker.now})).all()
    if any(row.state == "unknown" for row in closed):
        raise WrongState("whether Shopify made this transfer is not known: decide that first")
    details = {"reference": wanted.reference, "note": wanted.note}
    ends = {"origin": wanted.origin_id, "destination": wanted.destination_id}
    await connection.execute(_DRAFT, {**scope, **ends, **details})
    await connection.execute(
        text("DELETE FROM transfer_line WHERE shop_id = :shop AND transfer_id = :id"), scope
    )
    lines = [SeenLine(item, None, quantity) for item, quantity in wanted.lines]
    await insert_lines(connection, shop_id, transfer_id, lines)
    await bump(connection, shop_id, transfer_id)
    was_ready = any(row.kind == "create" and row.wanted.get("ready") for row in closed)
    later = [(row.kind, row.wanted) for row in closed if row.kind != "create"]
    await want_steps(connection, shop_id, transfer_id, [_creation(wanted, ready=was_ready), *later], asker)


def _edits(kept: SeenTransfer, wanted: WantedTransfer) -> list[Wanted]:
    """The steps from what there is to what is wanted."""
    steps: list[Wanted] = []
    fields = {
        "origin": (kept.origin_id, wanted.origin_id),
        "destination": (kept.destination_id, wanted.destination_id),
        "reference": (kept.reference, wanted.reference),
        "note": (kept.note, wanted.note),
    }
    changed = {name: new for name, (old, new) in fields.items() if old != new}
    if kept.state != DRAFT and {"origin", "destination"} & changed.keys():
        raise Invalid.field("origin_id", "only a draft can be sent elsewhere")
    if changed:
        steps.append(("edit", changed))
    known = {line.item_id: line for line in kept.lines}
    now = dict(wanted.lines)
    for number, (item, quantity) in enumerate(wanted.lines):
        if item in known and quantity < known[item].picked + known[item].shipped:
            raise Invalid.field(f"lines.{number}.quantity", "is less than its shipments hold")
    patch = [[i, q] for i, q in wanted.lines if i not in known or known[i].quantity != q]
    gone = [item for item in known if item not in now]
    if any(known[item].picked + known[item].shipped for item in gone):
        raise Invalid.field("lines", "a line that shipments hold units of cannot be taken out")
    if kept.state != DRAFT and not now:
        raise Invalid.field("lines", "a transfer that is ready needs a line: cancel it instead")
    if patch:  # first what comes, so that a transfer that is ready is never empty in between
        steps.append(("set_items", {"lines": patch}))
    if gone:
        steps.append(("remove_items", {"items": gone}))
    return steps


async def mark_ready(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> None:
    """Have a draft reserve its units at the origin."""
    await require_writing(connection, shop_id)
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=[DRAFT]
    )
    require_made(kept)
    if kept.origin_id is None or kept.destination_id is None:
        raise Invalid.field("version", "the transfer needs an origin and a destination first", "incomplete")
    lines = [(line.item_id, line.quantity) for line in kept.lines]
    if not lines:
        raise Invalid.field("lines", "the transfer has none", "incomplete")
    wanted = WantedTransfer(kept.origin_id, kept.destination_id, lines)
    await check_wanted(connection, shop_id, wanted, least=1)
    await want_steps(connection, shop_id, transfer_id, [("mark_ready", {})], asker)
    said = {"before": {"state": kept.state}, "after": {"state": READY}}
    await note_audit(connection, shop_id, transfer_id, asker, "marked_ready", **said)


async def cancel_transfer(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> None:
    """Cancel: what it reserves can be sold again. Shopify refuses it once there are shipments."""
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=[DRAFT, READY, MOVING]
    )
    require_made(kept)
    await want_steps(connection, shop_id, transfer_id, [("cancel", {})], asker)
    said = {"before": {"state": kept.state}, "after": {"state": "CANCELED"}}
    await note_audit(connection, shop_id, transfer_id, asker, "canceled", **said)


async def delete_draft(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> None:
    """Delete a draft; one that Shopify never made is only forgotten here."""
    kept = await open_transfer(
        connection, shop_id, transfer_id, version, asker, ends=[ORIGIN], states=[DRAFT]
    )
    scope = {"shop": shop_id, "id": transfer_id, "now": asker.now}
    if kept.number is None:
        if any(row.state == "unknown" for row in (await connection.execute(_CLOSE, scope)).all()):
            raise WrongState("whether Shopify made this transfer is not known: decide that first")
        await connection.execute(_DISCARD, scope)
    else:
        await want_steps(connection, shop_id, transfer_id, [("delete", {})], asker)
    await note_audit(connection, shop_id, transfer_id, asker, "deleted", before=_said(kept))


async def try_again(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> None:
    """Send what was refused, and what waited for it, once more under new keys."""
    kept = await _stuck(connection, shop_id, transfer_id, version, asker)
    scope = {"shop": shop_id, "id": transfer_id, "now": asker.now}
    closed = sorted((await connection.execute(_CLOSE, scope)).all(), key=lambda row: row.place)
    if not closed:
        raise WrongState("nothing of this transfer is stuck")
    if not {row.kind for row in closed} <= ENDING:
        await require_writing(connection, shop_id)
    await bump(connection, shop_id, transfer_id)
    again: list[Wanted] = [(row.kind, row.wanted) for row in closed]
    await want_steps(connection, shop_id, transfer_id, again, asker)
    said = {"steps": [row.kind for row in closed], "state": kept.state}
    await note_audit(connection, shop_id, transfer_id, asker, "tried_again", after=said)


async def put_aside(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> None:
    """Leave refused steps as they are; a transfer that Shopify never made is forgotten with them."""
    kept = await _stuck(connection, shop_id, transfer_id, version, asker)
    scope = {"shop": shop_id, "id": transfer_id, "now": asker.now}
    closed = (await connection.execute(_CLOSE, scope)).all()
    if not closed:
        raise WrongState("nothing of this transfer is stuck")
    await bump(connection, shop_id, transfer_id)
    if kept.number is None:
        await connection.execute(_DISCARD, scope)
    said = {"steps": [row.kind for row in closed]}
    await note_audit(connection, shop_id, transfer_id, asker, "put_aside", before=said)


async def _stuck(
    connection: AsyncConnection, shop_id: int, transfer_id: UUID, version: int, asker: Asker
) -> SeenTransfer:
    states = [DRAFT, READY, MOVING, "TRANSFERRED", "CANCELED", "OTHER"]
    kept = await open_transfer(connection, shop_id, transfer_id, version, asker, ends=[], states=states)
    kinds = set(await connection.scalars(_STUCK, {"shop": shop_id, "id": transfer_id}))
    require_ends(kept, asker, [DESTINATION] if kinds <= {"receive"} else [ORIGIN])
    return kept


def _creation(wanted: WantedTransfer, *, ready: bool) -> Wanted:
    return (
        "create",
        {
            "origin": wanted.origin_id,
            "destination": wanted.destination_id,
            "reference": wanted.reference,
            "note": wanted.note,
            "lines": [[item, quantity] for item, quantity in wanted.lines],
            "ready": ready,
        },
    )


def _said(kept: SeenTransfer) -> dict[str, Any]:
    lines = [[line.item_id, line.quantity] for line in kept.lines]
    return {
        "origin_id": kept.origin_id,
        "destination_id": kept.destination_id,
        "reference": kept.reference,
        "note": kept.note,
        "lines": lines,
    }


def _said_of(wanted: WantedTransfer) -> dict[str, Any]:
    return {
        "origin_id": wanted.origin_id,
        "destination_id": wanted.destination_id,
        "reference": wanted.reference,
        "note": wanted.note,
        "lines": [list(line) for line in wanted.lines],
    }


def _problem(field: str, message: str) -> FieldProblem:
    return FieldProblem(field=field, message=message)
