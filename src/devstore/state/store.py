"""The store: every record in memory by its number, written through to SQLite."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from devstore.clock import Clock
from devstore.state.database import Database
from devstore.state.payloads import level_update, variant
from devstore.state.records import (
    NAMES,
    ON_HAND_PARTS,
    History,
    InventoryItem,
    Level,
    LevelKey,
    Location,
    Order,
    Product,
    Shipment,
    Transfer,
    Variant,
    gid,
)

EventHook = Callable[[str, dict[str, Any], str], None]
AnyRecord = Location | Product | Variant | InventoryItem | Level | Order | Transfer | Shipment
FIRST_NUMBER = 1_000_001


@dataclass(frozen=True, slots=True)
class Moved:
    """What one change did to one quantity of a level."""

    name: str
    delta: int
    balance: int


@dataclass
class _Transaction:
    event_id: str
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    dirty: dict[tuple[str, int], AnyRecord] = field(default_factory=dict)
    history: list[History] = field(default_factory=list)
    announced: dict[LevelKey, int] = field(
        default_factory=dict
    )  # levels whose available changed, by how much


class Store:
    """The only writer of the shop's state; used from one thread.

    Whatever a block of `transaction()` does is committed as a whole, with its events; after a failure the
    memory is read again from the file, so that nothing half done remains.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.on_event: list[EventHook] = []
        self._transaction: _Transaction | None = None
        self._load()

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "Store":
        """The store kept in the SQLite file at `path`, made when there is none."""
        store = cls(Database(path), clock)
        offset = store.database.setting("clock_offset")
        if offset:
            clock.offset = max(clock.offset, timedelta(seconds=offset))
        return store

    def close(self) -> None:
        """Close the file."""
        self.database.connection.close()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever loaded into it."""
        return not self.locations

    def next_id(self, kind: str) -> int:
        """A number no record of this kind has had."""
        self._numbers[kind] = max(self._numbers[kind] + 1, FIRST_NUMBER)
        return self._numbers[kind]

    # --- bulk loading: no events, no history of its own ---

    def insert_locations(self, locations: Iterable[Location]) -> None:
        """Add locations."""
        self._insert(locations)

    def insert_products(
        self, products: Iterable[Product], variants: Iterable[Variant], items: Iterable[InventoryItem]
    ) -> None:
        """Add a catalogue: every variant's product and inventory item must be among them or known."""
        self._insert(products)
        self._insert(items)
        self._insert(variants)

    def insert_levels(self, levels: Iterable[Level]) -> None:
        """Add levels with all their quantities; the history that explains them is the caller's."""
        self._insert(levels)

    def insert_orders(self, orders: Iterable[Order]) -> None:
        """Add orders of the past; quantities are not touched."""
        self._insert(orders)

    def insert_history(self, rows: Iterable[History]) -> None:
        """Add movements of the past, in order."""
        with self.transaction():
            self.database.append_past(rows)

    # --- writing ---

    @contextmanager
    def transaction(self, event_id: str | None = None) -> Iterator[str]:
        """One commit and one event id for all that happens inside; an inner block joins the outer one."""
        if self._transaction is not None:
            yield self._transaction.event_id
            return
        current = self._transaction = _Transaction(event_id or str(uuid4()))
        self.database.connection.execute("BEGIN IMMEDIATE")
        try:
            yield current.event_id
            self._flush(current)
            self.database.connection.execute("COMMIT")
        except BaseException:
            self.database.connection.execute("ROLLBACK")
            if current.dirty or current.events:  # else nothing in memory was touched
                self._load()
            raise
        finally:
            self._transaction = None
        for topic, payload in current.events:
            for hook in self.on_event:
                hook(topic, payload, current.event_id)

    def save(self, record: AnyRecord) -> None:
        """Keep a record that was made or changed; only inside a transaction."""
        self._current.dirty[(record.kind, record.id)] = record
        self._index(record)

    def delete_product(self, product: Product) -> None:
        """Forget a product with its variants, items and levels; their history stays."""
        with self.transaction():
            variants = list(self.variants_of_product(product.id))
            items = [self.items[number] for number in {one.inventory_item_id for one in variants}]
            levels = [level for item in items for level in self.levels_of_item(item.id)]
            gone: list[AnyRecord] = [*levels, *variants, *items, product]
            for record in gone:
                self.database.delete(record.kind, record.id)
            for level in levels:
                del self.levels[level.key], self.level_of_number[level.id]
            for item in items:
                del self.items[item.id]
                self._levels_of_item.pop(item.id, None)
                self._variants_of_item.pop(item.id, None)
                self._items_of_sku[self._sku_of_item.pop(item.id)].discard(item.id)
            for one in variants:
                del self.variants[one.id]
            self._variants_of_product.pop(product.id, None)
            del self.products[product.id]
            self.emit("products/delete", {"id": product.id})
            for item in items:
                body = {"id": item.id, "admin_graphql_api_id": gid(item.kind, item.id)}
                self.emit("inventory_items/delete", body)

    def emit(self, topic: str, payload: dict[str, Any]) -> None:
        """Put an event into the outbox of the running transaction."""
        self._current.events.append((topic, payload))

    def moment(self, keys: Iterable[LevelKey], at: datetime | None = None) -> datetime:
        """A time for a change of these levels: `at` or now, and later than each level's last change."""
        chosen = at or self.clock.now()
        for key in keys:
            level = self.levels.get(key)
            if level and level.touched_at >= chosen:
                chosen = level.touched_at + timedelta(microseconds=1)
        return chosen

    def change(
        self,
        key: LevelKey,
        deltas: Mapping[str, int],
        cause: str,
        *,
        actor: str = "",
        document: str = "",
        at: datetime | None = None,
    ) -> list[Moved]:
        """Move quantities of a level: the only writer of them. `on_hand` follows its parts by itself.

        Creates the level where the item was not stocked (API 2026-10). Returns the movements that are not
        zero, the mirrored on_hand last. KeyError for unknown names.
        """
        moves = {name: delta for name, delta in deltas.items() if delta}
        if "on_hand" in moves or not moves.keys() <= set(NAMES):
            raise KeyError(f"not quantities that can be moved: {sorted(moves)}")
        if not moves:
            return []
        with self.transaction() as event_id:
            level = self.levels.get(key) or self.connect(key, at)
            moment = self.moment([key], at)
            on_hand = sum(delta for name, delta in moves.items() if name in ON_HAND_PARTS)
            if on_hand:
                moves["on_hand"] = on_hand
            moved = []
            for name, delta in moves.items():
                level.quantities[name] = balance = level.quantities[name] + delta
                level.updated_at[name] = moment
                moved.append(Moved(name, delta, balance))
                self._current.history.append(
                    History(moment, *key, name, delta, balance, cause, actor, document, event_id)
                )
            level.touched_at = moment
            if "available" in moves:
                announced = self._current.announced
                announced[key] = announced.get(key, 0) + moves["available"]
            self.save(level)
        return moved

    def connect(self, key: LevelKey, at: datetime | None = None) -> Level:
        """Stock an item at a location, or take it up again with the quantities it had."""
        with self.transaction():
            moment = self.moment([key], at)
            level = self.levels.get(key)
            if level is None:
                level = Level(self.next_id("InventoryLevel"), *key, dict.fromkeys(NAMES, 0), moment, moment)
            level.is_active, level.touched_at = True, moment
            self.save(level)
            self.emit("inventory_levels/connect", level_update(level))
        return level

    def disconnect(self, key: LevelKey) -> None:
        """Stop stocking an item at a location; the quantities are kept (API 2026-04)."""
        with self.transaction():
            level = self.levels[key]
            level.is_active, level.touched_at = False, self.moment([key])
            self.save(level)
            payload = {"inventory_item_id": key.item_id, "location_id": key.location_id}
            self.emit("inventory_levels/disconnect", payload)

    def advance_clock(self, seconds: float) -> None:
        """Move the store's time forward, for good."""
        self.clock.advance(seconds)
        self.set_setting("clock_offset", self.clock.offset.total_seconds())

    def forget(self, record: Shipment | Transfer) -> None:
        """Delete a transfer or shipment; only inside a transaction."""
        known: dict[int, Any] = self.transfers if isinstance(record, Transfer) else self.shipments
        del known[record.id]
        self._current.dirty.pop((record.kind, record.id), None)
        self.database.delete(record.kind, record.id)

    def set_setting(self, key: str, value: Any) -> None:
        """Write a setting: anything JSON can hold."""
        with self.transaction():
            self.database.set_setting(key, value)

    # --- reading ---

    def levels_of_item(self, item_id: int) -> Sequence[Level]:
        """The levels of an item, active or not, in the order of their numbers."""
        return self._levels_of_item.get(item_id, ())

    def levels_of_location(self, location_id: int) -> Iterator[Level]:
        """The levels at a location."""
        return (level for level in self.levels.values() if level.location_id == location_id)

    def variants_of_product(self, product_id: int) -> Sequence[Variant]:
        """The variants of a product."""
        return self._variants_of_product.get(product_id, ())

    def variants_of_item(self, item_id: int) -> Sequence[Variant]:
        """The variants that are stocked as this item."""
        return self._variants_of_item.get(item_id, ())

    def available_of_item(self, item_id: int) -> int:
        """Pieces of an item that can be sold, over all locations that stock it."""
        return sum(one.quantities["available"] for one in self.levels_of_item(item_id) if one.is_active)

    def item_of_sku(self, sku: str) -> InventoryItem | None:
        """The first item with this SKU."""
        numbers = self._items_of_sku.get(sku)
        return self.items[min(numbers)] if numbers else None

    def count_of_sku(self, sku: str) -> int:
        """How many items carry this SKU."""
        return len(self._items_of_sku.get(sku, ()))

    def history(self, item_id: int | None = None) -> Iterator[History]:
        """The movements of one item, or of all, oldest first."""
        return self.database.history(item_id)

    # --- inside ---

    @property
    def _current(self) -> _Transaction:
        if self._transaction is None:
            raise RuntimeError("Writes belong into a transaction.")
        return self._transaction

    def _insert(self, records: Iterable[AnyRecord]) -> None:
        with self.transaction():
            for record in records:
                self.save(record)

    def _flush(self, current: _Transaction) -> None:
        for key in current.announced:
            current.events.append(("inventory_levels/update", level_update(self.levels[key])))
        current.events += self._crossings(current.announced)
        self.database.save(current.dirty.values())
        self.database.append_history(current.history)
        now = self.clock.now()
        for topic, payload in current.events:
            self.database.append_event(topic, current.event_id, now, msgspec.json.encode(payload))

    def _crossings(self, announced: Mapping[LevelKey, int]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Variants that these changes took out of stock, or brought back."""
        deltas: dict[int, int] = defaultdict(int)
        for key, delta in announced.items():
            deltas[key.item_id] += delta
        for item_id, delta in deltas.items():
            now = self.available_of_item(item_id)
            item = self.items.get(item_id)
            if (now > 0) == (now - delta > 0) or item is None or not item.tracked:
                continue
            for one in self.variants_of_item(item_id):
                topic = "variants/in_stock" if now > 0 else "variants/out_of_stock"
                yield topic, variant(one, now) | {"old_inventory_quantity": now - delta}

    def _load(self) -> None:
        self.locations: dict[int, Location] = {}
        self.products: dict[int, Product] = {}
        self.variants: dict[int, Variant] = {}
        self.items: dict[int, InventoryItem] = {}
        self.levels: dict[LevelKey, Level] = {}
        self.level_of_number: dict[int, Level] = {}
        self.orders: dict[int, Order] = {}
        self.transfers: dict[int, Transfer] = {}
        self.shipments: dict[int, Shipment] = {}
        self._levels_of_item: dict[int, list[Level]] = defaultdict(list)
        self._variants_of_product: dict[int, list[Variant]] = defaultdict(list)
        self._variants_of_item: dict[int, list[Variant]] = defaultdict(list)
        self._items_of_sku: dict[str, set[int]] = {}
        self._sku_of_item: dict[int, str] = {}
        self._numbers: dict[str, int] = defaultdict(int)
        kinds: tuple[type[AnyRecord], ...] = (
            Location, Product, InventoryItem, Variant, Level, Order, Transfer, Shipment
        )  # fmt: skip
        for kind in kinds:
            for record in self.database.load(kind.kind, kind):
                self._index(record)

    def _index(self, record: AnyRecord) -> None:
        self._numbers[record.kind] = max(self._numbers[record.kind], record.id)
        match record:
            case Level():
                if record.key not in self.levels:
                    self._levels_of_item[record.item_id].append(record)
                self.levels[record.key] = self.level_of_number[record.id] = record
            case Variant():
                if record.id not in self.variants:
                    self._variants_of_product[record.product_id].append(record)
                    self._variants_of_item[record.inventory_item_id].append(record)
                self.variants[record.id] = record
            case InventoryItem():
                self._index_item(record)
            case Product():
                self.products[record.id] = record
            case Location():
                self.locations[record.id] = record
            case Order():
                self.orders[record.id] = record
                # Orders number their lines, parcels and refunds from one row of numbers.
                numbers = [line.id for line in record.lines]
                numbers += [one.id for one in record.fulfillments] + [one.id for one in record.refunds]
                self._numbers["OrderPart"] = max(self._numbers["OrderPart"], *numbers, 0)
            case Transfer() | Shipment():
                self._index_movement(record)

    def _index_item(self, record: InventoryItem) -> None:
        self.items[record.id] = record
        before = self._sku_of_item.get(record.id)
        if before is not None:
            self._items_of_sku[before].discard(record.id)
        self._sku_of_item[record.id] = record.sku
        self._items_of_sku.setdefault(record.sku, set()).add(record.id)

    def _index_movement(self, record: Transfer | Shipment) -> None:
        if isinstance(record, Transfer):
            self.transfers[record.id] = record
        else:
            self.shipments[record.id] = record
        numbers = [line.id for line in record.lines]
        self._numbers["TransferPart"] = max(self._numbers["TransferPart"], *numbers, 0)
