"""A burst of everything: orders, edits, fulfilments, cancellations and refunds, the same for one seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from devstore import inventory, orders
from devstore.state import LevelKey, Store

ACTIONS = {"order": 55, "edit": 25, "fulfil": 13, "cancel": 4, "refund": 3}
LINES_MOST = 4
SLICE = 20
"""After so many events others get their turn."""


async def run_storm(store: Store, *, events: int, seed: int, seconds: float) -> dict[str, Any]:
    """Let `events` things happen, spread evenly over `seconds` (0 = as fast as can be).

    Answers how many of each happened; what an order did not allow counts as `refused`. ValueError for numbers
    below zero, and for a store without stock.
    """
    if events < 0 or seconds < 0:
        raise ValueError("A storm needs a number of events and of seconds that are not below zero.")
    keys = sorted(
        key for key, level in store.levels.items() if level.is_active and store.variants_of_item(key.item_id)
    )
    if not keys:
        raise ValueError("There is no stock for a storm.")
    loop = asyncio.get_running_loop()
    began = loop.time()
    storm = _Storm(store, keys, random.Random(seed))  # noqa: S311
    for number in range(events):
        storm.happen()
        due = began + seconds * (number + 1) / max(1, events)
        if number % SLICE == SLICE - 1 or due - loop.time() > 1:
            await asyncio.sleep(max(0.0, due - loop.time()))
    await asyncio.sleep(max(0.0, began + seconds - loop.time()) if events else 0)
    return {
        "events": events,
        "seed": seed,
        "seconds": round(loop.time() - began, 3),
        "done": dict(sorted(storm.done.items())),
    }


class _Storm:
    def __init__(self, store: Store, keys: Sequence[LevelKey], dice: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self._store = store
        self._keys = keys
        self._dice = dice
        self._own: list[int] = []

    def happen(self) -> None:
        action = self._dice.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        if action not in ("order", "edit") and not self._own:
            action = "order"
        try:
            if action == "order":
                self._order()
            elif action == "edit":
                self._edit()
            else:
                self._finish(action)
        except (orders.OrderRefused, inventory.Refused):
            action = "refused"
        self.done[action] += 1

    def _order(self) -> None:
        chosen = [self._dice.choice(self._keys) for _ in range(self._dice.randint(1, LINES_MOST))]
        wanted = [
            orders.Wanted(self._store.variants_of_item(key.item_id)[0].id, self._dice.randint(1, 3))
            for key in chosen
        ]
        self._own.append(orders.place_order(self._store, wanted, source_name="storm").id)

    def _edit(self) -> None:
        key = self._dice.choice(self._keys)
        before = self._store.levels[key].quantities["available"]
        after = max(0, before + self._dice.choice((-5, -2, -1, 1, 3, 12, 24)))
        inventory.edit(self._store, key, "available", after)

    def _finish(self, action: str) -> None:
        number = self._dice.choice(self._own)
        if action == "fulfil":
            orders.fulfil(self._store, number)
        elif action == "cancel":
            orders.cancel(self._store, number)
        else:
            orders.refund(self._store, number)
