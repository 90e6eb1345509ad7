"""What a level has, will have and will need: from what the replenishment knows of it. Pure."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from inventorysync.analysis.rules import Rules
from inventorysync.ordering.need import levels_of
from inventorysync.ordering.spread import cover_days
from inventorysync.replenishment.planning import Spot, inputs_of

_DAILY_OF = 28
Key = tuple[int, int]


class Need(NamedTuple):
    """Units that are to come, and, where there are forecasts, what is wanted, beyond it or lacking."""

    coming: int
    order_up_to: int | None = None
    needed: int | None = None
    excess: int | None = None
    lacking: int = 0
    cover: float | None = None
    daily: float | None = None


def needs_of(items: Sequence[Sequence[Spot]], rules: Rules) -> dict[Key, Need]:
    """The needs of some items at all their locations."""
    return {(spot.item_id, spot.location_id): need_of(spot, rules) for spots in items for spot in spots}


def need_of(spot: Spot, rules: Rules) -> Need:
    """What is needed is the order-up-to level, and what the rules' days ask for with their chance.

    Drafts are no stock: what nobody has ordered yet is not to come. Without a forecast nothing is known of
    a need; where there are forecasts and none of this, nobody asks for it.
    """
    stock = spot.stock
    coming = stock.incoming + stock.on_order + stock.moving_in - stock.moving_out
    if not spot.may_give:
        return Need(coming)
    inputs = inputs_of(spot)
    upto = levels_of(inputs.basis, inputs.policy).order_up_to
    asked, daily = 0, 0.0
    if spot.demand is not None:
        asked = math.ceil(spot.demand.quantile_over(rules.excess_days, float(rules.excess_percent) / 100))
        daily = spot.demand.mean_over(_DAILY_OF) / _DAILY_OF
    position = stock.available + coming
    return Need(
        coming,
        upto,
        upto + asked,
        max(position - upto - asked, 0),
        max(upto - position, 0) if spot.is_wanted else 0,
        cover_days(inputs.basis.weeks, stock.available),
        daily,
    )
