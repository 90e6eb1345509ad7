"""After the counting: what codes were, what is counted once more, and what is approved to be posted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.stocktakes.actions.making import add_lines, add_section
from inventorysync.stocktakes.actions.steps import Who, move_on, note, open_stocktake
from inventorysync.stocktakes.tally import VALID_SCANS, TallyLine, read_tally

POST: Final = "post_stocktake"
COUNTED = ("counting", "review")
_REVIEW = text("""
    UPDATE stocktake SET state = 'review', reviewed_at = :now, reviewed_by = :actor, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_AGAIN = text("""
    UPDATE stocktake SET state = 'counting', round = :round, reviewed_at = NULL, reviewed_by = NULL,
      version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_RECOUNT = text("""
    UPDATE stocktake_line SET round = :round, asked_at = :now
    WHERE shop_id = :shop AND stocktake_id = :id AND item_id = ANY(CAST(:items AS bigint[]))
""")
_RESOLVE = text("""
    INSERT INTO stocktake_code (shop_id, stocktake_id, code, item_id, resolved_by, resolved_at)
    VALUES (:shop, :id, :code, :item, :actor, :now)
    ON CONFLICT (shop_id, stocktake_id, code)
    DO UPDATE SET item_id = excluded.item_id, resolved_by = excluded.resolved_by,
      resolved_at = excluded.resolved_at
""")
_RESOLVED = text("""
    SELECT item_id FROM stocktake_code WHERE shop_id = :shop AND stocktake_id = :id AND code = :code
""")
_UNKNOWN_CODE = text("""
    SELECT EXISTS (SELECT FROM stocktake_scan
                   WHERE shop_id = :shop AND stocktake_id = :id AND code = :code AND item_id IS NULL)
""")
_STOCKED = text("""
    SELECT i.item_id FROM inventory_item i
    JOIN inventory_level l ON l.shop_id = :shop AND l.item_id = i.item_id AND l.location_id = :location
    WHERE i.shop_id = :shop AND i.item_id = ANY(CAST(:items AS bigint[])) AND i.tracked
      AND i.deleted_at IS NULL
""")
_ROUNDS = text(f"""
    SELECT k.item_id, coalesce(max(v.round), CAST(:round AS int))
    FROM unnest(CAST(:items AS bigint[])) AS k(item_id)
    LEFT JOIN ({VALID_SCANS}) v ON v.item_id = k.item_id
    GROUP BY k.item_id
""")
_ITEM = text("SELECT item_id FROM inventory_item WHERE shop_id = :shop AND item_id = :item")
_APPROVE = text("""
    UPDATE stocktake SET state = 'posting', approved_at = :now, approved_by = :actor,
      approval = CAST(:approval AS jsonb), job_id = :job, waits_for = NULL, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")


async def end_counting(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, version: int | None, who: Who
) -> None:
    """The shelves have been walked through: what was counted is looked at. Late scans are still taken."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("counting",), version)
    scope = {"shop": shop_id, "id": stocktake_id, "actor": who.actor, "now": who.now}
    await connection.execute(_REVIEW, scope)
    after = {"lines": record.lines, "counted": record.counted, "round": record.round}
    await note(connection, shop_id, stocktake_id, who, "counted", after=after)


async def count_on(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, version: int, who: Who
) -> None:
    """Go back to counting in the same round: something was forgotten."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("review",), version)
    await connection.execute(_AGAIN, {"shop": shop_id, "id": stocktake_id, "round": record.round})
    await note(connection, shop_id, stocktake_id, who, "reopened", before={"state": "review"})


async def ask_recount(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    version: int,
    wanted: Mapping[str, Any],
    who: Who,
) -> int:
    """Have lines counted once more: `items`, the `largest` in money, those `over` an amount, or `unsure`.

    How many these are. Raises Invalid for items that are not counted here, and where there are none.
    """
    record = await open_stocktake(connection, shop_id, stocktake_id, COUNTED, version)
    lines = await read_tally(connection, shop_id, stocktake_id, who.now)
    chosen = _chosen(lines, wanted)
    if not chosen:
        raise Invalid.field("largest", "chooses no line", "empty")
    round_ = record.round + 1
    scope = {"shop": shop_id, "id": stocktake_id, "round": round_, "now": who.now}
    await connection.execute(_RECOUNT, {**scope, "items": chosen})
    await connection.execute(_AGAIN, scope)
    await add_section(connection, shop_id, stocktake_id, f"Recount {round_ - 1}", None, round_)
    before = {"round": record.round}
    after = {"round": round_, "lines": len(chosen), "items": chosen[:100]}
    await note(connection, shop_id, stocktake_id, who, "recount_asked", before=before, after=after)
    return len(chosen)


def _chosen(lines: Sequence[TallyLine], wanted: Mapping[str, Any]) -> list[int]:
    by_item = {line.item_id: line for line in lines}
    chosen: dict[int, None] = {}
    for place, item in enumerate(wanted.get("items") or ()):
        if item not in by_item:
            raise Invalid.field(f"inventory_item_ids.{place}", "is not counted here", "unknown")
        chosen[item] = None
    differing = [line for line in lines if line.counted is not None and line.difference]
    if (largest := wanted.get("largest")) is not None:
        chosen |= dict.fromkeys(line.item_id for line in differing[:largest])
    over: Decimal | None = wanted.get("over")
    if over is not None:
        chosen |= dict.fromkeys(
            line.item_id
            for line in differing
            if line.unit_cost is not None and abs((line.difference or 0) * line.unit_cost) >= over
        )
    if wanted.get("unsure"):
        chosen |= dict.fromkeys(line.item_id for line in lines if line.is_unsure and line.counted is not None)
    return list(chosen)


async def resolve_code(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    code: str,
    item_id: int | None,
    who: Who,
) -> None:
    """Say what an unknown code is, for this stocktake: an item, or nothing that is counted here."""
    await open_stocktake(connection, shop_id, stocktake_id, COUNTED)
    scope = {"shop": shop_id, "id": stocktake_id, "code": code}
    if not await connection.scalar(_UNKNOWN_CODE, scope):
        raise Invalid.field("code", "was not scanned as an unknown one in this stocktake", "unknown")
    if item_id is not None:
        found = await connection.scalar(_ITEM, {"shop": shop_id, "item": item_id})
        if found is None:
            raise Invalid.field("inventory_item_id", "is no item of this shop", "unknown")
    was = (await connection.execute(_RESOLVED, scope)).one_or_none()
    await connection.execute(_RESOLVE, {**scope, "item": item_id, "actor": who.actor, "now": who.now})
    await move_on(connection, shop_id, stocktake_id)
    before = {"code": code, "item": was[0]} if was else {"code": code}
    after = {"code": code, "item": item_id}
    await note(connection, shop_id, stocktake_id, who, "code_resolved", before=before, after=after)


async def add_items(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    version: int,
    items: Sequence[int],
    who: Who,
) -> int:
    """Count these items too, with what was scanned of them already; how many were not counted before."""
    record = await open_stocktake(connection, shop_id, stocktake_id, COUNTED, version)
    known = {"shop": shop_id, "location": record.location_id, "items": list(items)}
    stocked = set(await connection.scalars(_STOCKED, known))
    problems = [
        FieldProblem(
            field=f"inventory_item_ids.{place}", message="is no tracked item of this location", code="unknown"
        )
        for place, item in enumerate(items)
        if item not in stocked
    ]
    if problems:
        raise Invalid(f"{len(problems)} of the items cannot be counted here", errors=problems)
    scope = {"shop": shop_id, "id": stocktake_id, "round": record.round}
    found = await connection.execute(_ROUNDS, {**scope, "items": list(items)})
    rounds = {int(item): int(of) for item, of in found}
    added = 0
    for round_ in sorted(set(rounds.values())):
        these = [item for item, of in rounds.items() if of == round_]
        added += await add_lines(connection, shop_id, stocktake_id, these, round_, None)
    await move_on(connection, shop_id, stocktake_id)
    after = {"lines": record.lines + added, "items": list(items)[:100]}
    await note(
        connection, shop_id, stocktake_id, who, "items_added", before={"lines": record.lines}, after=after
    )
    return added


def count_unsure(lines: Sequence[TallyLine], approval: Mapping[str, Any]) -> int:
    """How many lines moved while they were counted, of those that are to be posted."""
    zero = approval.get("not_counted") == "zero"
    return sum(1 for line in lines if line.is_unsure and (zero or line.counted is not None))


async def approve(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    stocktake_id: UUID,
    version: int,
    wanted: Mapping[str, str],
    who: Who,
) -> None:
    """Have what was seen at this version posted; asked again while it is, or after, nothing more happens."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("review", "posting", "posted"))
    if record.state != "review":
        return
    await open_stocktake(connection, shop_id, stocktake_id, ("review",), version)
    lines = await read_tally(connection, shop_id, stocktake_id, who.now)
    approval = {**wanted, "unsure_seen": count_unsure(lines, wanted)}
    job = await enqueue(
        connection,
        nudge,
        shop_id,
        POST,
        {"stocktake_id": str(stocktake_id)},
        now=who.now,
        dedup_key=str(stocktake_id),
        request_id=who.request_id,
    )
    scope = {"shop": shop_id, "id": stocktake_id, "actor": who.actor, "now": who.now, "job": job}
    await connection.execute(_APPROVE, {**scope, "approval": msgspec.json.encode(approval).decode()})
    before = {"state": "review", "lines": record.lines, "counted": record.counted}
    await note(connection, shop_id, stocktake_id, who, "approved", before=before, after=approval)
