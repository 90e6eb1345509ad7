"""What is true in the store, for whoever checks an app against it."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain, islice
from typing import Any

import msgspec

from devstore.state import History, Store, gid
from devstore.state.database import Database
from devstore.state.payloads import time_text

CHUNK_ROWS = 2000


def true_levels(store: Store) -> list[dict[str, Any]]:
    """Every level that was ever stocked, with its eight quantities."""
    return [
        {
            "sku": store.items[level.item_id].sku,
            "inventory_item_id": gid("InventoryItem", level.item_id),
            "location_id": gid("Location", level.location_id),
            "quantities": dict(level.quantities),
            "is_active": level.is_active,
            "updated_at": time_text(level.touched_at),
        }
        for level in store.levels.values()
    ]


def truth_document(store: Store, *, with_history: bool) -> Iterator[bytes]:
    """The JSON of `devstore truth` in pieces; levels and history are of the moment of this call.

    The pieces may be taken in another thread, while the store goes on.
    """
    levels = b'{"levels":' + msgspec.json.encode(true_levels(store))
    if not with_history:
        return iter((levels, b"}"))
    return chain((levels,), _history(store, store.database.snapshot()), (b"}",))


def _history(store: Store, frozen: Database) -> Iterator[bytes]:
    separator = b',"history":['
    movements = (msgspec.json.encode(_movement(store, row)) for row in frozen.history())
    with closing(frozen.connection):
        while rows := list(islice(movements, CHUNK_ROWS)):
            yield separator + b",".join(rows)
            separator = b","
    yield b"]" if separator == b"," else b',"history":[]'


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
