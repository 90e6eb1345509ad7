"""A policy: what somebody wants of the stock of an item at a place, and what its supplier allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from inventorysync.ordering.economics import Economics
from inventorysync.ordering.lead_times import LeadTime, stated

Goal = Literal["cycle", "fill", "costs", "fixed"]
GOALS: tuple[Goal, ...] = get_args(Goal)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is wanted, for one item at one place.

    `goal` says what `target` is: `cycle`, the chance that a cycle ends without a shortage; `fill`, the share
    of demand that is served from stock. `costs` find the service that costs least; `fixed` orders below
    `least` up to `most` whatever is forecast. `least` and `most` bound the reorder point and the position
    for every goal. `minimum` and `pack` are of one order.
    """

    goal: Goal = "cycle"
    target: float = 0.95
    lead: LeadTime = field(default_factory=lambda: stated(14))
    review_days: int = 7
    minimum: int = 1
    pack: int = 1
    least: int | None = None
    most: int | None = None
    shelf_life_days: int | None = None
    unit_cost: float = 0.0
    holding_rate: float = 0.25
    order_cost: float = 0.0
    short_cost: float = 0.0

    @property
    def costs(self) -> Economics:
        """What having and not having cost."""
        return Economics(self.unit_cost * self.holding_rate, self.short_cost, self.order_cost)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"lead": self.lead.as_json()}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Policy":
        """What `as_json` has stored."""
        return cls(**{**stored, "lead": LeadTime.of_json(stored["lead"])})
