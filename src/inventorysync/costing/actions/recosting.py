"""Costs of items computed anew from all that is known, and written where they differ.

The same facts give the same rows, so it may be done at any time and twice. A lock of each item lets one do it
at a time; what is read after it holds all that was committed before.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import reading, receipts
from inventorysync.costing.causes import Lost, Part, events_of
from inventorysync.costing.events import ON_THE_WAY, Entry, Key
from inventorysync.costing.layers import Piece
from inventorysync.costing.reading import Rules
from inventorysync.costing.replay import Books, Place, replay, unit_cost_of

SHOPIFY = "shopify"
RowKey = tuple[int, int, int, int]


class EntryRow(NamedTuple):
    """An entry as it is stored, but for its key."""

    at: datetime
    location_id: int
    kind: str
    account: str
    units: int
    value: Decimal
    basis: str
    document_kind: str | None
    document_id: str | None
    document_label: str | None


class Change(NamedTuple):
    """An entry that is another one than before; None where there is none. `row` is the one there is."""

    key: RowKey
    before: EntryRow | None
    after: EntryRow | None
    row: EntryRow


_LOCK = text("""
    SELECT pg_advisory_xact_lock(hashtextextended('cost_entry:' || i, :shop))
    FROM (SELECT i FROM unnest(CAST(:items AS bigint[])) AS i ORDER BY i) AS ordered
""")
_TAKE_OPENING = text("""
    INSERT INTO opening_cost (shop_id, item_id, unit_cost, noted_by, noted_at)
    SELECT CAST(:shop AS int), item_id, unit_cost, CAST(:by AS text), CAST(:now AS timestamptz)
    FROM inventory_item
    WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[])) AND unit_cost IS NOT NULL
    ON CONFLICT DO NOTHING
""")
_STORED = text("""
    SELECT item_id, entry_id, fact_id, number, at, location_id, kind, account, units, value, basis,
           document_kind, document_id, document_label
    FROM cost_entry WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_KEYS = """
    unnest(CAST(:items AS bigint[]), CAST(:entries AS bigint[]), CAST(:facts AS bigint[]),
           CAST(:numbers AS int[])) AS k(item_id, entry_id, fact_id, number)
"""
_DELETE = text(f"""
    DELETE FROM cost_entry c USING {_KEYS}
    WHERE c.shop_id = :shop AND c.item_id = k.item_id AND c.entry_id = k.entry_id AND c.fact_id = k.fact_id
      AND c.number = k.number
""")
_COLUMNS = EntryRow._fields
_TYPES = (
    "timestamptz", "bigint", "text", "text", "bigint", "numeric", "text", "text", "text", "text",
)  # fmt: skip
_ARRAYS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in zip(_COLUMNS, _TYPES, strict=True))
_UPSERT = text(f"""
    INSERT INTO cost_entry (shop_id, item_id, entry_id, fact_id, number, {", ".join(_COLUMNS)})
    SELECT CAST(:shop AS int), k.*
    FROM unnest(CAST(:items AS bigint[]), CAST(:entries AS bigint[]), CAST(:facts AS bigint[]),
                CAST(:numbers AS int[]), {_ARRAYS}) AS k
    ON CONFLICT (shop_id, item_id, entry_id, fact_id, number) DO UPDATE
    SET ({", ".join(_COLUMNS)}) = ({", ".join(f"excluded.{name}" for name in _COLUMNS)})
""")
_DROP_LAYERS = text("""
    DELETE FROM cost_layer WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_LAYERS = text("""
    INSERT INTO cost_layer (shop_id, item_id, location_id, place, source, at, units, value)
    SELECT CAST(:shop AS int), k.*
    FROM unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:places AS int[]),
                CAST(:sources AS text[]), CAST(:moments AS timestamptz[]), CAST(:units AS bigint[]),
                CAST(:values AS numeric[])) AS k
""")


_CARRIED = text("""
    DELETE FROM bill_due WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
    RETURNING item_id, bill_id, version
""")
_BILL_CHANGE = text("""
    INSERT INTO bill_change (shop_id, bill_id, version, item_id, entry_id, fact_id, number, at, location_id,
                             kind, account, document_label, value_before, value_after)
    VALUES (:shop, :bill, :version, :item, :entry, :fact, :number, :at, :location, :kind, :account, :label,
            :before, :after)
    ON CONFLICT DO NOTHING
""")


async def cost_items(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], now: datetime
) -> list[Change]:
    """Compute the costs of items anew; the entries that are others than before."""
    scope = {"shop": shop_id, "items": list(items)}
    await connection.execute(_LOCK, scope)
    await connection.execute(_TAKE_OPENING, {**scope, "by": SHOPIFY, "now": now})
    rules = await reading.get_rules(connection, shop_id)
    facts = await read_facts(connection, shop_id, items, rules)
    rows = await connection.execute(_STORED, scope)
    stored = {(row[0], row[1], row[2], row[3]): EntryRow(*row[4:]) for row in rows}
    after: dict[RowKey, EntryRow] = {}
    layers: list[tuple[Any, ...]] = []
    for item in items:
        books = facts.books_of(item, rules)
        after |= facts.rows_of(item, books, rules)
        layers += _layers_of(item, books, rules)
    changes = _differences(stored, after)
    await _note_bills(connection, shop_id, items, changes)
    if changes:
        await _write(connection, shop_id, changes)
        await connection.execute(_DROP_LAYERS, scope)
        names = ("items", "locations", "places", "sources", "moments", "units", "values")
        if layers:
            columns = dict(zip(names, map(list, zip(*layers, strict=True)), strict=True))
            await connection.execute(_LAYERS, {"shop": shop_id, **columns})
    return changes


def _differences(stored: Mapping[RowKey, EntryRow], after: Mapping[RowKey, EntryRow]) -> list[Change]:
    gone = [Change(key, row, None, row) for key, row in stored.items() if key not in after]
    others = [Change(key, stored.get(key), row, row) for key, row in after.items() if stored.get(key) != row]
    return sorted(gone + others, key=lambda change: change.key)


async def _note_bills(
    connection: AsyncConnection, shop_id: int, items: Sequence[int], changes: Sequence[Change]
) -> None:
    """Keep with the bills that waited for these items what they changed."""
    rows = await connection.execute(_CARRIED, {"shop": shop_id, "items": list(items)})
    waiting: dict[int, list[tuple[UUID, int]]] = defaultdict(list)
    for item, bill, version in rows:
        waiting[item].append((bill, version))
    told = [
        _told(shop_id, bill, version, change)
        for change in changes
        for bill, version in waiting.get(change.key[0], ())
    ]
    if told:
        await connection.execute(_BILL_CHANGE, told)


def _told(shop_id: int, bill: UUID, version: int, change: Change) -> dict[str, Any]:
    item, entry, fact, number = change.key
    row = change.row
    return {
        "shop": shop_id, "bill": bill, "version": version, "item": item, "entry": entry, "fact": fact,
        "number": number, "at": row.at, "location": row.location_id, "kind": row.kind,
        "account": row.account, "label": row.document_label,
        "before": change.before.value if change.before else None,
        "after": change.after.value if change.after else None,
    }  # fmt: skip


class Facts(NamedTuple):
    """What the costs of some items are computed from."""

    parts: Mapping[int, list[Part]]
    lost: Mapping[int, list[Lost]]
    openings: Mapping[int, Decimal]
    receipts: Sequence[receipts.Document]

    def books_of(self, item: int, rules: Rules, before: datetime | None = None) -> Books:
        """An item's costs, from the first event to the last one `before` a moment."""
        opening = self.openings.get(item)
        known = None if opening is None else unit_cost_of(opening, rules.digits)
        parts = self.parts.get(item, [])
        received = receipts.received_of(parts, self.receipts)
        events = events_of(parts, self.lost.get(item, ()), received, known)
        if before is not None:
            events = [event for event in events if event.at < before]
        return replay(events, rules.method, known)

    def rows_of(self, item: int, books: Books, rules: Rules) -> dict[RowKey, EntryRow]:
        """An item's entries as they are stored."""
        documents: dict[Key, tuple[str | None, str | None, str | None]] = {
            part.key: (part.document_kind, part.document_id, part.document_label)
            for part in self.parts.get(item, ())
        }
        documents |= {
            (0, gone.fact_id): ("transfer", gone.document_id, gone.document_label)
            for gone in self.lost.get(item, ())
        }
        return {
            (item, *entry.key, entry.number): _row(entry, documents[entry.key], rules)
            for entry in books.entries
        }


async def read_facts(connection: AsyncConnection, shop_id: int, items: Sequence[int], rules: Rules) -> Facts:
    """All that the costs of these items are computed from."""
    return Facts(
        await reading.read_parts(connection, shop_id, items),
        await reading.read_lost(connection, shop_id, items),
        await reading.read_opening_costs(connection, shop_id, items),
        await receipts.read_receipts(connection, shop_id, items, rules.digits),
    )


def amount_of(value: int, rules: Rules) -> Decimal:
    """An amount in the shop's currency."""
    return Decimal(value).scaleb(-rules.digits)


def _row(entry: Entry, document: tuple[str | None, str | None, str | None], rules: Rules) -> EntryRow:
    value = amount_of(entry.value, rules)
    return EntryRow(
        entry.at, entry.location, entry.kind, entry.account, entry.units, value, entry.basis, *document
    )


def _layers_of(item: int, books: Books, rules: Rules) -> list[tuple[Any, ...]]:
    places = [(location, [place]) for location, place in books.places.items()]
    places.append((ON_THE_WAY, list(books.on_the_way.values())))
    rows = []
    for location, held in places:
        pieces = [signed for place in held for signed in pieces_of(place)]
        rows += [
            (
                item, location, number, piece.layer.source, piece.layer.at, sign * piece.units,
                amount_of(sign * piece.value, rules),
            )
            for number, (sign, piece) in enumerate(pieces)
        ]  # fmt: skip
    return rows


def pieces_of(place: Place) -> list[tuple[int, Piece]]:
    """What lies at a place, and what is owed there, with its sign."""
    there = [(1, piece) for piece in place.stock.pieces()]
    return there + [(-1, owed.piece) for owed in place.owed]


async def _write(connection: AsyncConnection, shop_id: int, changes: Sequence[Change]) -> None:
    gone = [change.key for change in changes if change.after is None]
    if gone:
        await connection.execute(_DELETE, {"shop": shop_id, **_keys(gone)})
    kept = [(change.key, change.after) for change in changes if change.after is not None]
    if kept:
        rows = map(list, zip(*(row for _, row in kept), strict=True))
        columns = dict(zip(_COLUMNS, rows, strict=True))
        await connection.execute(_UPSERT, {"shop": shop_id, **_keys([key for key, _ in kept]), **columns})


def _keys(keys: Sequence[RowKey]) -> dict[str, list[int]]:
    columns = map(list, zip(*keys, strict=True))
    return dict(zip(("items", "entries", "facts", "numbers"), columns, strict=True))
