"""Making change sets: checked as a whole, written once per idempotency key."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.stock import ledger

LevelKey = tuple[int, int]
INTERACTIVE_LINES_MAX = 50
INTERACTIVE, BULK = 0, 1


class KeyUsedOtherwise(Refusal):
    """The idempotency key belongs to another request."""

    status = 409
    type = "idempotency-key-used"
    title = "This Idempotency-Key was used for something else"


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A change of `delta` units of `name` at a level; with `from_name`, units move from there."""

    key: LevelKey
    name: str
    delta: int
    from_name: str | None = None


@dataclass(frozen=True, slots=True)
class WantedChange:
    """What somebody wants changed, and why."""

    kind: Literal["adjust", "move"]
    reason: str
    note: str
    lines: Sequence[WantedLine]

    def digest(self) -> str:
        """The same for the same request."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


_KNOWN_ITEMS = text("""
    SELECT item_id FROM inventory_item
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[])) AND deleted_at IS NULL AND tracked
""")
_KNOWN_LOCATIONS = text("""
    SELECT location_id FROM location
    WHERE shop_id = :shop AND location_id = ANY(CAST(:locations AS bigint[])) AND deleted_at IS NULL
      AND is_active
""")
_FIND = text("""
    SELECT change_set_id, request_hash FROM change_set
    WHERE shop_id = :shop AND actor = :actor AND idempotency_key = :key
""")
_INSERT = text("""
    INSERT INTO change_set (shop_id, change_set_id, kind, reason, note, actor, idempotency_key, request_hash,
                            request_id, created_at)
    VALUES (:shop, :id, :kind, :reason, :note, :actor, :key, :hash, :request, :now)
    ON CONFLICT (shop_id, actor, idempotency_key) DO NOTHING
    RETURNING change_set_id
""")
_INSERT_LINES = text("""
    INSERT INTO change_set_line (shop_id, change_set_id, line, item_id, location_id, from_name, name, delta,
                                 priority, state)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), l.line - 1, l.item_id, l.location_id, l.from_name,
           l.name, l.delta, CAST(:priority AS int), 'pending'
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:from_names AS text[]),
                CAST(:names AS text[]), CAST(:deltas AS bigint[]))
      WITH ORDINALITY AS l(item_id, location_id, from_name, name, delta, line)
""")


async def check_lines(connection: AsyncConnection, shop_id: int, lines: Sequence[WantedLine]) -> None:
    """Raise Invalid, naming every line that speaks of an unknown item or location, or repeats another."""
    keys = [line.key for line in lines]
    items = await connection.execute(_KNOWN_ITEMS, {"shop": shop_id, "items": list({i for i, _ in keys})})
    places = {"shop": shop_id, "locations": list({place for _, place in keys})}
    locations = await connection.execute(_KNOWN_LOCATIONS, places)
    known_items, known_locations = set(items.scalars()), set(locations.scalars())
    seen: Counter[tuple[LevelKey, str, str | None]] = Counter()
    problems = []
    for number, line in enumerate(lines):
        seen[line.key, line.name, line.from_name] += 1
        if line.key[0] not in known_items:
            problems.append(_problem(number, "inventory_item_id", "is no tracked item of this shop"))
        if line.key[1] not in known_locations:
            problems.append(_problem(number, "location_id", "is no active location of this shop"))
        if seen[line.key, line.name, line.from_name] == 2:
            problems.append(_problem(number, "inventory_item_id", "appears twice at this location"))
    if problems:
        raise Invalid(f"{len(problems)} of the lines cannot be carried out", errors=problems)


async def create_change_set(
    connection: AsyncConnection,
    shop_id: int,
    wanted: WantedChange,
    *,
    actor: str,
    key: str,
    now: datetime,
    request_id: str | None = None,
) -> tuple[UUID, bool]:
    """Write a change set down, to be pushed; its id, and whether it is a new one.

    The same key with the same request answers the same change set; raises KeyUsedOtherwise for another
    request, Invalid for lines that cannot be carried out.
    """
    digest = wanted.digest()
    scope = {"shop": shop_id, "actor": actor, "key": key}
    if (found := (await connection.execute(_FIND, scope)).one_or_none()) is not None:
        return _same(found[0], found[1], digest), False
    await check_lines(connection, shop_id, wanted.lines)
    fields = {"id": uuid4(), "kind": wanted.kind, "reason": wanted.reason, "note": wanted.note}
    written = {"hash": digest, "request": request_id, "now": now}
    made = await connection.scalar(_INSERT, {**scope, **fields, **written})
    if made is None:
        found = (await connection.execute(_FIND, scope)).one()
        return _same(found[0], found[1], digest), False
    await ledger.ensure_levels(connection, shop_id, sorted({line.key for line in wanted.lines}), now)
    columns = {
        "items": [line.key[0] for line in wanted.lines],
        "locations": [line.key[1] for line in wanted.lines],
        "from_names": [line.from_name for line in wanted.lines],
        "names": [line.name for line in wanted.lines],
        "deltas": [line.delta for line in wanted.lines],
    }
    priority = INTERACTIVE if len(wanted.lines) <= INTERACTIVE_LINES_MAX else BULK
    await connection.execute(_INSERT_LINES, {"shop": shop_id, "id": made, "priority": priority, **columns})
    return made, True


def _same(change_set_id: UUID, known: str, digest: str) -> UUID:
    if known != digest:
        raise KeyUsedOtherwise("use a new Idempotency-Key for a new change")
    return change_set_id


def _problem(number: int, field: str, message: str) -> FieldProblem:
    return FieldProblem(field=f"lines.{number}.{field}", message=message, code="unknown")
