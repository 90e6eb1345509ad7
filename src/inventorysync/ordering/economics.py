"""What costs say: the economic order quantity, the newsvendor's ratio, and both at once."""

import math
from bisect import bisect_right
from dataclasses import dataclass

from inventorysync.ordering.spread import Mixture

ROUNDS_MAX = 60
CHANCES = (0.0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98,
           0.985, 0.99, 0.993, 0.995, 0.997, 0.998, 0.999)  # fmt: skip
"""The chances of no shortage between which a shop's money is shared out."""
_NOTHING = 1e-6
LEVEL_MIN, LEVEL_MAX = 0.01, 0.999


@dataclass(frozen=True, slots=True)
class Economics:
    """Costs of having and of not having, in one currency: of a piece a year, a piece short, an order."""

    holding: float
    short: float
    order: float = 0.0


def economic_quantity(yearly: float, costs: Economics) -> float:
    """The order that costs least to order and to hold (Harris); nothing where a cost is not known."""
    if min(yearly, costs.holding, costs.order) < _NOTHING:
        return 0.0
    return math.sqrt(2 * costs.order * yearly / costs.holding)


def critical_ratio(short: float, over: float) -> float:
    """The newsvendor's ratio: the service that pays where one short and one left over cost this."""
    if short <= 0:
        return 0.0
    return short / (short + max(over, 0.0))


def chance_at_price(unit_cost: float, price: float) -> float:
    """The chance of no shortage that an item is given where a unit that is short costs so much.

    One more unit is had as long as the chance that it is asked for, times that price, pays for it.
    """
    wanted = 1 - unit_cost / price if price > 0 else 0.0
    return CHANCES[max(bisect_right(CHANCES, min(wanted, CHANCES[-1])) - 1, 0)]


def level_and_quantity(
    ahead: Mixture, yearly: float, review_days: float, costs: Economics
) -> tuple[float, float]:
    """The chance of no shortage in a cycle that costs least, and the quantity of an order beside it.

    Without a cost of ordering each look orders: the newsvendor's ratio, holding a piece until the next look.
    With one, Hadley and Whitin's two equations in turns: a rare order risks a shortage rarely, and a
    shortage makes a larger order worth its while.
    """
    if min(costs.short, yearly) < _NOTHING:
        return LEVEL_MIN, 0.0
    quantity = economic_quantity(yearly, costs)
    if quantity <= yearly * review_days / 365:
        return _within(critical_ratio(costs.short, costs.holding * review_days / 365)), 0.0
    level = LEVEL_MIN
    for _ in range(ROUNDS_MAX):
        level = _within(1 - quantity * costs.holding / (costs.short * yearly))
        missing = _short_at(ahead, level)
        larger = math.sqrt(2 * yearly * (costs.order + costs.short * missing) / costs.holding)
        if abs(larger - quantity) < 1e-6 * quantity:
            break
        quantity = larger
    return level, quantity


def _short_at(ahead: Mixture, level: float) -> float:
    return ahead.short(ahead.units_for(level))


def _within(level: float) -> float:
    return min(max(level, LEVEL_MIN), LEVEL_MAX)
