"""Making stocktakes, changing their drafts, beginning to count, and leaving them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.stocktakes.actions.steps import Who, note, open_stocktake
from inventorysync.stocktakes.schemas import Scope
from inventorysync.stocktakes.scope import items_in_scope

OPEN = ("draft", "counting", "review")
WHOLE = "Everywhere"
ELSEWHERE = "Everywhere else"
_NUMBER = text("""
    INSERT INTO stocktake_number AS n (shop_id, last) VALUES (:shop, 1)
    ON CONFLICT (shop_id) DO UPDATE SET last = n.last + 1 RETURNING last
""")
_INSERT = text("""
    INSERT INTO stocktake (shop_id, stocktake_id, number, label, location_id, scope, is_blind, state,
                           schedule_id, created_by, created_at)
    VALUES (:shop, :id, :number, :label, :location, CAST(:scope AS jsonb), :blind, 'draft', :schedule,
            :actor, :now)
""")
_LOCATIONS = text("""
    SELECT location_id FROM location
    WHERE shop_id = :shop AND is_active AND deleted_at IS NULL
      AND location_id = ANY(CAST(:locations AS bigint[]))
""")
_ADD_LINES = text("""
    INSERT INTO stocktake_line (shop_id, stocktake_id, item_id, round, asked_at)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), k.item_id, CAST(:round AS int),
           CAST(:asked AS timestamptz)
    FROM unnest(CAST(:items AS bigint[])) AS k(item_id) ORDER BY 3 ON CONFLICT DO NOTHING
""")
_EDIT = text("""
    UPDATE stocktake SET label = :label, is_blind = :blind, scope = CAST(:scope AS jsonb),
      version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_START = text("""
    UPDATE stocktake SET state = 'counting', started_at = :now, started_by = :actor, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_CANCEL = text("""
    UPDATE stocktake SET state = 'canceled', ended_at = :now, ended_by = :actor, version = version + 1
    WHERE shop_id = :shop AND stocktake_id = :id
""")
_BINS = text("""
    SELECT b.bin, count(*) FROM stocktake_line l
    JOIN level_bin b ON b.shop_id = :shop AND b.item_id = l.item_id AND b.location_id = :location
    WHERE l.shop_id = :shop AND l.stocktake_id = :id GROUP BY b.bin ORDER BY b.bin
""")
_SECTION = text("""
    INSERT INTO stocktake_section (shop_id, section_id, stocktake_id, name, bin, round)
    VALUES (:shop, :section, :id, :name, :bin, :round)
""")


async def make_stocktakes(
    connection: AsyncConnection,
    shop_id: int,
    locations: Sequence[int],
    scope: Scope,
    label: str,
    who: Who,
    *,
    is_blind: bool,
) -> list[UUID]:
    """A draft for each location; raises Invalid for one that is not active or not the viewer's."""
    found = await connection.scalars(_LOCATIONS, {"shop": shop_id, "locations": list(locations)})
    known = set(found)
    problems = [
        FieldProblem(field=f"location_ids.{place}", message="is no active location of yours", code="unknown")
        for place, number in enumerate(locations)
        if number not in known
    ]
    if problems:
        raise Invalid(f"{len(problems)} of the locations cannot be counted", errors=problems)
    for location in sorted(known):
        await items_in_scope(connection, shop_id, location, scope, who.now)  # what cannot be read is told now
    fields = scope.model_dump(exclude_none=True)
    return [
        await write_draft(connection, shop_id, location, fields, label, who, is_blind=is_blind)
        for location in dict.fromkeys(locations)
    ]


async def write_draft(
    connection: AsyncConnection,
    shop_id: int,
    location_id: int,
    scope: Mapping[str, Any],
    label: str,
    who: Who,
    *,
    is_blind: bool,
    schedule_id: UUID | None = None,
    items: Sequence[int] = (),
) -> UUID:
    """Write a draft down, with its lines where they are chosen already; its id."""
    stocktake_id = uuid4()
    number = int(await connection.scalar(_NUMBER, {"shop": shop_id}) or 0)
    fields = {"number": number, "label": label, "location": location_id, "blind": is_blind}
    fields |= {"scope": msgspec.json.encode(scope).decode(), "schedule": schedule_id}
    scoped = {"shop": shop_id, "id": stocktake_id, "actor": who.actor, "now": who.now}
    await connection.execute(_INSERT, {**scoped, **fields})
    await add_lines(connection, shop_id, stocktake_id, items, 1, None)
    after = {"number": number, "label": label, "location": location_id, "scope": dict(scope)}
    await note(connection, shop_id, stocktake_id, who, "made", after={**after, "blind": is_blind})
    return stocktake_id


async def add_lines(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    items: Sequence[int],
    round_: int,
    asked_at: object,
) -> int:
    """Have these items counted; how many were not yet."""
    if not items:
        return 0
    fields = {"items": list(items), "round": round_, "asked": asked_at}
    return (await connection.execute(_ADD_LINES, {"shop": shop_id, "id": stocktake_id, **fields})).rowcount


async def edit_draft(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    version: int,
    wanted: Mapping[str, Any],
    who: Who,
) -> None:
    """Change what a draft is about: of `scope`, `label` and `is_blind` those that are given."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("draft",), version)
    before = {"label": record.label, "blind": record.is_blind, "scope": record.scope}
    scope = wanted.get("scope")
    if scope is not None and record.schedule_id is not None:
        raise Invalid.field("scope", "was chosen by its schedule: make another stocktake instead")
    if scope is not None:
        await items_in_scope(connection, shop_id, record.location_id, scope, who.now)
    label, blind = wanted.get("label"), wanted.get("is_blind")
    after = {
        "label": record.label if label is None else label,
        "blind": record.is_blind if blind is None else blind,
        "scope": record.scope if scope is None else scope.model_dump(exclude_none=True),
    }
    fields = {**after, "scope": msgspec.json.encode(after["scope"]).decode()}
    await connection.execute(_EDIT, {"shop": shop_id, "id": stocktake_id, **fields})
    await note(connection, shop_id, stocktake_id, who, "edited", before=before, after=after)


async def start_counting(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, version: int, who: Who
) -> None:
    """Begin to count: the scope becomes lines, and its bins sections; raises Invalid where it is empty."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("draft",), version)
    scope = {"shop": shop_id, "id": stocktake_id, "actor": who.actor, "now": who.now}
    lines = record.lines
    if record.schedule_id is None:
        wanted = Scope.model_validate(record.scope)
        items = await items_in_scope(connection, shop_id, record.location_id, wanted, who.now)
        lines = await add_lines(connection, shop_id, stocktake_id, items, 1, None)
    if lines == 0:
        raise Invalid.field("scope", "holds no tracked item at this location", "empty")
    await connection.execute(_START, scope)
    bins = (await connection.execute(_BINS, {**scope, "location": record.location_id})).all()
    for name, _ in bins:
        await add_section(connection, shop_id, stocktake_id, name, name, 1)
    if sum(count for _, count in bins) < lines:
        await add_section(connection, shop_id, stocktake_id, ELSEWHERE if bins else WHOLE, None, 1)
    await note(connection, shop_id, stocktake_id, who, "started", after={"lines": lines})


async def add_section(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, name: str, bin_: str | None, round_: int
) -> UUID:
    """A new section; its id."""
    section_id = uuid4()
    fields = {"section": section_id, "name": name, "bin": bin_, "round": round_}
    await connection.execute(_SECTION, {"shop": shop_id, "id": stocktake_id, **fields})
    return section_id


async def cancel_stocktake(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, version: int, who: Who
) -> None:
    """Leave a stocktake: nothing of it is posted, and what was scanned stays to be read."""
    record = await open_stocktake(connection, shop_id, stocktake_id, OPEN, version)
    scope = {"shop": shop_id, "id": stocktake_id, "actor": who.actor, "now": who.now}
    await connection.execute(_CANCEL, scope)
    before = {"state": record.state, "lines": record.lines, "counted": record.counted}
    await note(connection, shop_id, stocktake_id, who, "canceled", before=before)
