"""When to order and up to what: quantiles of what is asked for until the next order could arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from inventorysync.ordering.economics import chance_at_price, economic_quantity, level_and_quantity
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.spread import LEVEL_MAX, Demand, Mixture, Spread, fewest

WEEKS = 26
_YEAR = 365
_RATE_DAYS = 91


@dataclass(frozen=True, slots=True)
class Basis:
    """What a forecast says of the time a policy protects.

    `ahead` is demand over lead time and review, `lead` over the lead time alone, `review` the mean until the
    next look; `weeks` are the means of the coming weeks.
    """

    ahead: Mixture
    lead: Mixture
    review: float
    yearly: float
    weeks: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "ahead": self.ahead.as_json(),
            "lead": self.lead.as_json(),
            "review": self.review,
            "yearly": self.yearly,
            "weeks": list(self.weeks),
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Basis":
        """What `as_json` has stored."""
        return cls(
            Mixture.of_json(stored["ahead"]),
            Mixture.of_json(stored["lead"]),
            float(stored["review"]),
            float(stored["yearly"]),
            tuple(map(float, stored["weeks"])),
        )


@dataclass(frozen=True, slots=True)
class Levels:
    """Below what to order and up to what; `service` is the chance that the reorder point suffices.

    `economic` is the quantity that one order should have by its costs, nothing where they do not say.
    """

    reorder_point: int
    order_up_to: int
    service: float
    economic: float


def look(demand: Demand, policy: Policy) -> Basis:
    """All of a forecast that a policy asks for."""
    review = max(policy.review_days, 1)
    pairs = list(zip(policy.lead.chances, policy.lead.days, strict=True))
    totals = [demand.mean_over(7 * week) for week in range(WEEKS + 1)]
    return Basis(
        ahead=Mixture(tuple((chance, Spread.of(demand, days + review)) for chance, days in pairs)),
        lead=Mixture(tuple((chance, Spread.of(demand, days)) for chance, days in pairs)),
        review=round(demand.mean_over(review), 4),
        yearly=round(demand.mean_over(_RATE_DAYS) * _YEAR / _RATE_DAYS, 4),
        weeks=tuple(round(max(b - a, 0.0), 4) for a, b in pairwise(totals)),
    )


def levels_of(basis: Basis, policy: Policy) -> Levels:
    """Reorder point and order-up-to level; the second is never below the first."""
    if policy.goal == "fixed":
        least = policy.least or 0
        most = max(policy.most if policy.most is not None else least, least)
        return Levels(least, most, basis.ahead.at_most(least), 0.0)
    point, economic = _wanted(basis, policy)
    point = max(point, policy.least or 0)
    economic = min(economic, basis.yearly)  # nobody buys for more than a year because ordering is dear
    beyond = round(max(economic - basis.review, 0.0))
    return Levels(point, point + beyond, basis.ahead.at_most(point), economic)


def reorder_point(demand: Demand, policy: Policy) -> int:
    """Below what the position must not be at a look."""
    return levels_of(look(demand, policy), policy).reorder_point


def order_up_to(demand: Demand, policy: Policy) -> int:
    """What an order brings the position to."""
    return levels_of(look(demand, policy), policy).order_up_to


def _wanted(basis: Basis, policy: Policy) -> tuple[int, float]:
    """The reorder point a goal asks for and the economic quantity beside it."""
    costs = policy.costs
    economic = economic_quantity(basis.yearly, costs)
    if policy.goal == "costs" and costs.short > 0:
        level, economic = level_and_quantity(basis.ahead, basis.yearly, max(policy.review_days, 1), costs)
        return basis.ahead.units_for(level), economic
    if policy.is_shared and policy.short_price is not None:
        chance = chance_at_price(policy.unit_cost, policy.short_price)
        return (basis.ahead.units_for(chance) if chance else 0), economic
    if policy.goal in {"fill", "shop"}:
        beyond = max(min(economic, basis.yearly) - basis.review, 0.0)
        return _point_for_fill(basis, policy.target, beyond), economic
    return basis.ahead.units_for(policy.target), economic


def _point_for_fill(basis: Basis, target: float, beyond: float) -> int:
    """The least reorder point that serves this share of what is asked for in a cycle.

    What is short in a cycle is what is short before the next delivery, without what was short already when
    the last one came.
    """
    asked = basis.review + beyond
    if asked <= 0:
        return 0
    allowed = (1 - min(target, LEVEL_MAX)) * asked

    def is_enough(units: int) -> bool:
        return basis.ahead.short(units) - basis.lead.short(units + beyond) <= allowed

    return fewest(0, basis.ahead.units_for(LEVEL_MAX), is_enough)
