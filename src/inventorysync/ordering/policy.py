"""A policy: what somebody wants of the stock of an item at a place, and what its supplier allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from inventorysync.ordering.economics import Economics
from inventorysync.ordering.lead_times import LeadTime, stated

Goal = Literal["cycle", "fill", "shop", "costs", "fixed"]
GOALS: tuple[Goal, ...] = get_args(Goal)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is wanted, for one item at one place.

    `goal` says what `target` is: `cycle`, the chance that a cycle ends without a shortage; `fill`, the share
    of demand that is served from stock; `shop`, the share of all that is asked for of many items together,
    served for the least money: `short_price` is then what a unit that is short has to cost so that they do.
    `costs` find the service that costs least; `fixed` orders below `least` up to `most` whatever is forecast.
    `least` and `most` bound the reorder point and the position for every goal. `minimum` and `pack` are of
    one order.
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
    short_price: float | None = None

    @property
    def costs(self) -> Economics:
        """What having and not having cost."""
        return Economics(self.unit_cost * self.holding_rate, self.short_cost, self.order_cost)

    @property
    def is_shared(self) -> bool:
        """Whether its level follows from what is wanted of many items; without a cost it goes by itself."""
        return self.goal == "shop" and self.unit_cost > 0

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"lead": self.lead.as_json()}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Policy":
        """What `as_json` has stored."""
        return cls(**{**stored, "lead": LeadTime.of_json(stored["lead"])})
