"""What is true in the store, for whoever checks an app against it."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from typing import Any

import msgspec

from devstore.state import History, Store, gid
from devstore.state.database import Database
from devstore.state.payloads import time_text

CHUNK_ROWS = 400


def true_levels(store: Store) -> Iterator[dict[str, Any]]:
    """Every level that was ever stocked, with its eight quantities."""
    for level in store.levels.values():
        yield {
            "sku": store.items[level.item_id].sku,
            "inventory_item_id": gid("InventoryItem", level.item_id),
            "location_id": gid("Location", level.location_id),
            "quantities": level.quantities,
            "is_active": level.is_active,
            "updated_at": time_text(level.touched_at),
        }


def truth_document(store: Store, *, with_history: bool) -> Iterator[bytes]:
    """The JSON of `devstore truth` in pieces; levels and history are of the moment of this call.

    The pieces may be taken in another thread, while the store goes on.
    """
    levels = list(_array(true_levels(store)))
    history = _history(store, store.database.snapshot()) if with_history else ()
    return chain((b'{"levels":',), levels, history, (b"}",))


def _history(store: Store, frozen: Database) -> Iterator[bytes]:
    with closing(frozen.connection):
        yield b',"history":'
        yield from _array(_movement(store, row) for row in frozen.history())


def _array(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A JSON array in pieces of some rows."""
    rows, separator, encode = iter(rows), b"[", msgspec.json.Encoder().encode
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield separator + encode(chunk)[1:-1]
        separator = b","
    yield b"]" if separator == b"," else b"[]"


def _movement(store: Store, row: History) -> dict[str, Any]:
    item = store.items.get(row.item_id)
    return {
        "at": time_text(row.at),
        "sku": item.sku if item else None,
        "inventory_item_id": gid("InventoryItem", row.item_id),
        "location_id": gid("Location", row.location_id),
        "name": row.name,
        "delta": row.delta,
        "balance": row.balance,
        "cause": row.cause,
        "actor": row.actor,
        "document": row.document,
        "event_id": row.event_id,
    }
