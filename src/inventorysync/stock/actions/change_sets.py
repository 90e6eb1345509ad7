"""Making change sets: checked as a whole, written once per idempotency key."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock import ledger

LevelKey = tuple[int, int]
INTERACTIVE_LINES_MAX = 50
INTERACTIVE, BULK = 0, 1


class KeyUsedOtherwise(Refusal):
    """The idempotency key belongs to another request."""

    status = 409
    type = "idempotency-key-used"
    title = "This Idempotency-Key was used for something else"


class LevelsMoved(Refusal):
    """Levels do not hold any more what they held when the change was decided."""

    status = 409
    type = "levels-moved"
    title = "Some quantities have changed meanwhile"


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A change of `delta` units of `name` at a level; with `from_name`, units move from there.

    `expected` is what the level held of `name`, with what was on its way, when the change was decided.
    """

    key: LevelKey
    name: str
    delta: int
    from_name: str | None = None
    expected: int | None = None


Kind = Literal["adjust", "move", "undo", "import", "count", "transfer", "receipt"]
Cause = Literal["adjustment", "count", "transfer", "receipt"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a change, under which idempotency key, by which request and when."""

    actor: str
    key: str
    now: datetime
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """Which lines of a change set the lines of another take back, in the order of those."""

    change_set_id: UUID
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """One of our documents that changes stock: its movements have its cause and its name."""

    kind: str
    id: str
    label: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class WantedChange:
    """What somebody wants changed, and why; `document` is the one behind it, where there is one."""

    kind: Kind
    reason: str
    note: str
    lines: Sequence[WantedLine]
    document: OwnDocument | None = None

    def digest(self) -> str:
        """The same for the same request."""
        asked: dict[str, object] = {"kind": self.kind, "reason": self.reason, "note": self.note}
        asked["lines"] = self.lines
        if self.document is not None:
            asked["document"] = self.document
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


_KNOWN_ITEMS = text("""
    SELECT item_id FROM inventory_item
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[])) AND deleted_at IS NULL AND tracked
""")
_KNOWN_LOCATIONS = text("""
    SELECT location_id FROM location
    WHERE shop_id = :shop AND location_id = ANY(CAST(:locations AS bigint[])) AND deleted_at IS NULL
      AND is_active
""")
_OF_NAME = " ".join(f"WHEN '{name}' THEN l.{name}" for name in QUANTITY_NAMES)
_SEEN = text(f"""
    SELECT coalesce((SELECT CASE k.name {_OF_NAME} END
                     FROM inventory_level l
                     WHERE l.shop_id = :shop AND l.item_id = k.item_id AND l.location_id = k.location_id), 0)
         + coalesce((SELECT sum(CASE WHEN n.name = k.name THEN n.delta ELSE -n.delta END)
                     FROM change_set_line n
                     WHERE n.shop_id = :shop AND n.item_id = k.item_id AND n.location_id = k.location_id
                       AND k.name IN (n.name, n.from_name) AND n.state IN ('pending', 'pushing')), 0)
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:names AS text[]))
      WITH ORDINALITY AS k(item_id, location_id, name, number)
    ORDER BY k.number
""")
_FIND = text("""
    SELECT change_set_id, request_hash FROM change_set
    WHERE shop_id = :shop AND actor = :actor AND idempotency_key = :key
""")
_DOCUMENT = text("""
    SELECT document_kind, document_id, document_label, cause FROM change_set
    WHERE shop_id = :shop AND change_set_id = :id AND document_id IS NOT NULL
""")
_INSERT = text("""
    INSERT INTO change_set (shop_id, change_set_id, kind, reason, note, actor, idempotency_key, request_hash,
                            request_id, created_at, undoes, cause, document_kind, document_id,
                            document_label)
    VALUES (:shop, :id, :kind, :reason, :note, :actor, :key, :hash, :request, :now, :undoes,
            coalesce(CAST(:cause AS text), 'adjustment'), :document_kind, :document_id, :document_label)
    ON CONFLICT (shop_id, actor, idempotency_key) DO NOTHING
    RETURNING change_set_id
""")
_INSERT_LINES = text("""
    INSERT INTO change_set_line (shop_id, change_set_id, line, item_id, location_id, from_name, name, delta,
                                 priority, state, undoes, undoes_line)
    SELECT CAST(:shop AS int), CAST(:id AS uuid), l.line - 1, l.item_id, l.location_id, l.from_name,
           l.name, l.delta, CAST(:priority AS int), 'pending', CAST(:undoes AS uuid), l.undoes_line
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:from_names AS text[]),
                CAST(:names AS text[]), CAST(:deltas AS bigint[]), CAST(:undoes_lines AS int[]))
      WITH ORDINALITY AS l(item_id, location_id, from_name, name, delta, undoes_line, line)
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


async def units_seen(
    connection: AsyncConnection, shop_id: int, keys: Sequence[tuple[LevelKey, str]]
) -> list[int]:
    """What levels hold of a quantity with what is on its way to Shopify, in the order asked for."""
    columns = {
        "items": [item for (item, _), _ in keys],
        "locations": [place for (_, place), _ in keys],
        "names": [name for _, name in keys],
    }
    found = await connection.scalars(_SEEN, {"shop": shop_id, **columns})
    return [int(units) for units in found]


async def check_expected(connection: AsyncConnection, shop_id: int, lines: Sequence[WantedLine]) -> None:
    """Raise LevelsMoved, naming every line whose level no longer holds what was expected."""
    expecting = [(number, line) for number, line in enumerate(lines) if line.expected is not None]
    if not expecting:
        return
    seen = await units_seen(connection, shop_id, [(line.key, line.name) for _, line in expecting])
    problems = [
        FieldProblem(
            field=f"lines.{number}.expected",
            message=f"{line.name} was {line.expected} and is {units}",
            code="moved",
        )
        for (number, line), units in zip(expecting, seen, strict=True)
        if units != line.expected
    ]
    if problems:
        raise LevelsMoved(f"{len(problems)} of {len(lines)} lines: nothing was changed", errors=problems)


async def create_change_set(
    connection: AsyncConnection, shop_id: int, wanted: WantedChange, asked: Asked
) -> tuple[UUID, bool]:
    """Write a change set down, to be pushed; its id, and whether it is a new one.

    The same key with the same request answers the same change set; raises KeyUsedOtherwise for another
    request, Invalid for lines that cannot be carried out, LevelsMoved for those decided on older numbers.
    """
    digest = wanted.digest()
    if (found := await find_made(connection, shop_id, asked, digest)) is not None:
        return found, False
    await check_lines(connection, shop_id, wanted.lines)
    await check_expected(connection, shop_id, wanted.lines)
    return await write_change_set(connection, shop_id, wanted, asked, digest)


async def find_made(connection: AsyncConnection, shop_id: int, asked: Asked, digest: str) -> UUID | None:
    """The change set that was made under this key; raises KeyUsedOtherwise for another request."""
    scope = {"shop": shop_id, "actor": asked.actor, "key": asked.key}
    found = (await connection.execute(_FIND, scope)).one_or_none()
    return None if found is None else _same(found[0], found[1], digest)


async def find_document(connection: AsyncConnection, shop_id: int, change_set_id: UUID) -> OwnDocument | None:
    """The document of ours that a change set belongs to."""
    row = (await connection.execute(_DOCUMENT, {"shop": shop_id, "id": change_set_id})).one_or_none()
    return None if row is None else OwnDocument(*row)


async def write_change_set(
    connection: AsyncConnection,
    shop_id: int,
    wanted: WantedChange,
    asked: Asked,
    digest: str,
    undone: Undone | None = None,
) -> tuple[UUID, bool]:
    """Write down lines that were checked; the change set's id, and whether it is a new one.

    `digest` is the same for the same request; raises KeyUsedOtherwise.
    """
    undoes = undone.change_set_id if undone else None
    scope = {"shop": shop_id, "actor": asked.actor, "key": asked.key, "undoes": undoes}
    fields = {"id": uuid4(), "kind": wanted.kind, "reason": wanted.reason, "note": wanted.note}
    written = {"hash": digest, "request": asked.request_id, "now": asked.now}
    made = await connection.scalar(_INSERT, {**scope, **fields, **written, **_naming(wanted.document)})
    if made is None:
        found = (await connection.execute(_FIND, scope)).one()
        return _same(found[0], found[1], digest), False
    await ledger.ensure_levels(connection, shop_id, sorted({line.key for line in wanted.lines}), asked.now)
    columns = {
        "items": [line.key[0] for line in wanted.lines],
        "locations": [line.key[1] for line in wanted.lines],
        "from_names": [line.from_name for line in wanted.lines],
        "names": [line.name for line in wanted.lines],
        "deltas": [line.delta for line in wanted.lines],
        "undoes": undoes,
        "undoes_lines": list(undone.lines) if undone else [None] * len(wanted.lines),
    }
    priority = INTERACTIVE if len(wanted.lines) <= INTERACTIVE_LINES_MAX else BULK
    await connection.execute(_INSERT_LINES, {"shop": shop_id, "id": made, "priority": priority, **columns})
    said = {"kind": wanted.kind, "reason": wanted.reason, "note": wanted.note, "lines": len(wanted.lines)}
    await audit.record(
        connection,
        shop_id,
        actor=asked.actor,
        action="change_set.made",
        subject=f"change_set:{made}",
        now=asked.now,
        after=said,
    )
    return made, True


def _naming(document: OwnDocument | None) -> dict[str, str | None]:
    """What movements of a change set are called after."""
    names = ("document_kind", "document_id", "document_label", "cause")
    values = (None,) * 4 if document is None else astuple(document)
    return dict(zip(names, values, strict=True))


def _same(change_set_id: UUID, known: str, digest: str) -> UUID:
    if known != digest:
        raise KeyUsedOtherwise("use a new Idempotency-Key for a new change")
    return change_set_id


def _problem(number: int, field: str, message: str) -> FieldProblem:
    return FieldProblem(field=f"lines.{number}.{field}", message=message, code="unknown")
