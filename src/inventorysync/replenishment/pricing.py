"""The price of a shortage at which items under one rule serve the share of the shop that it wants. Pure."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from inventorysync.ordering.allocating import Choices, price_of_shortage
from inventorysync.ordering.need import Basis
from inventorysync.replenishment.planning import Spot, inputs_of, sharing_of


class SharesOfShop:
    """Gathers the items of each share, some at a time, and tells the price of each at the end.

    An item that is not to be ordered is in no share; one that is dismissed for now is: it comes back.
    """

    def __init__(self) -> None:
        self._parts: dict[str, list[Choices]] = defaultdict(list)
        self._targets: dict[str, float] = {}

    def add(self, items: Sequence[Sequence[Spot]]) -> None:
        """Have these be in the shares that their rules name."""
        members: dict[str, list[tuple[Basis, float]]] = defaultdict(list)
        for spot in (spot for spots in items for spot in spots):
            share = sharing_of(spot.rules)
            if share is None or spot.demand is None or not spot.rules.values.get("is_ordered", True):
                continue
            inputs = inputs_of(spot)
            if inputs.policy.is_shared:
                members[share].append((inputs.basis, inputs.policy.unit_cost))
                self._targets[share] = inputs.policy.target
        for share, of in members.items():
            costs = np.array([cost for _, cost in of])
            self._parts[share].append(Choices.of([basis for basis, _ in of], costs))

    def prices(self) -> dict[str, float]:
        """What a unit that is short has to cost, by share."""
        return {
            share: price_of_shortage(Choices.joined(parts), self._targets[share])
            for share, parts in self._parts.items()
        }
