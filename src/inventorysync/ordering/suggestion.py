"""A suggestion: from its inputs to a quantity, step by step; the same inputs give the same number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from inventorysync.ordering.economics import chance_at_price
from inventorysync.ordering.need import Basis, Levels, levels_of
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.rounding import Cap, Rounded, rounded
from inventorysync.ordering.spread import cover_days

INPUTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Stock:
    """Units of an item at a place: what there is to sell and what is on its way, or promised away.

    `on_order` are units of orders that were placed, `in_drafts` of orders and transfers that are not yet,
    `moving_in` of transfers on their way here, `moving_out` of such that wait to be sent from here,
    `incoming` what Shopify expects beside all these, `accepted` what was accepted and has no document.
    """

    available: int = 0
    incoming: int = 0
    on_order: int = 0
    in_drafts: int = 0
    moving_in: int = 0
    moving_out: int = 0
    accepted: int = 0

    @property
    def position(self) -> int:
        """What there is to sell and all that is to come."""
        return (
            self.available + self.incoming + self.on_order + self.in_drafts + self.moving_in + self.accepted
            - self.moving_out
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a suggestion is made of.

    `price` is what a piece that was not there would have brought. `from_elsewhere` comes from other places
    first; `top_up` was added so that the supplier takes the order.
    """

    basis: Basis
    policy: Policy
    stock: Stock
    price: float = 0.0
    from_elsewhere: int = 0
    top_up: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "version": INPUTS_VERSION,
            "basis": self.basis.as_json(),
            "policy": self.policy.as_json(),
            "stock": asdict(self.stock),
            "price": self.price,
            "from_elsewhere": self.from_elsewhere,
            "top_up": self.top_up,
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Inputs":
        """What `as_json` has stored."""
        return cls(
            Basis.of_json(stored["basis"]),
            Policy.of_json(stored["policy"]),
            Stock(**stored["stock"]),
            float(stored["price"]),
            int(stored["from_elsewhere"]),
            int(stored["top_up"]),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the arithmetic: what it is, and its number."""

    key: str
    value: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to order, and how that came about.

    `needed` is what the position lacks at a look, before anything comes from elsewhere and before rounding.
    `short_units` are asked for and not there, on average, until an order of the next look could arrive, if
    nothing is ordered now; `at_risk` is their price. Covers are in days by the mean, None where nobody asks:
    of what is there to sell now, and of the position once all of it has come.
    """

    quantity: int
    needed: int
    position: int
    levels: Levels
    short_units: float
    at_risk: float
    cover_now: float | None
    cover_after: float | None
    steps: tuple[Step, ...]


def suggest(inputs: Inputs) -> Suggestion:
    """What to order of an item for a place now."""
    basis, policy, stock = inputs.basis, inputs.policy, inputs.stock
    levels = levels_of(basis, policy)
    position = stock.position
    is_due = position < levels.reorder_point
    needed = max(levels.order_up_to - position, 0) if is_due else 0
    brought = position + inputs.from_elsewhere
    lacking = max(levels.order_up_to - brought, 0) if is_due and brought < levels.reorder_point else 0
    result = rounded(lacking + inputs.top_up, policy.minimum, policy.pack, caps_of(basis, policy, brought))
    short = basis.ahead.short(brought)
    return Suggestion(
        quantity=result.quantity,
        needed=needed,
        position=position,
        levels=levels,
        short_units=short,
        at_risk=short * inputs.price,
        cover_now=cover_days(basis.weeks, stock.available),
        cover_after=cover_days(basis.weeks, brought + result.quantity),
        steps=_steps(inputs, levels, lacking, result),
    )


def recompute(stored: Mapping[str, Any]) -> Suggestion:
    """The suggestion that stored inputs give; it is the one they were stored with."""
    return suggest(Inputs.of_json(stored))


def caps_of(basis: Basis, policy: Policy, position: int) -> dict[Cap, int]:
    """How many more units the policy has room for, by what limits them.

    What spoils must be sold before it does: no more than is asked for, on average, until then.
    """
    caps: dict[Cap, int] = {}
    if policy.most is not None:
        caps["most"] = max(policy.most - position, 0)
    if policy.shelf_life_days is not None:
        days = policy.lead.mean + policy.shelf_life_days
        caps["shelf_life"] = max(int(_mean_over(basis.weeks, days)) - position, 0)
    return caps


def _mean_over(weeks: tuple[float, ...], days: float) -> float:
    whole, part = divmod(days / 7, 1)
    count = int(whole)
    last = sum(weeks[-4:]) / max(len(weeks[-4:]), 1)
    means = [*weeks[: count + 1], *[last] * max(count + 1 - len(weeks), 0)]
    return sum(means[:count]) + part * means[count]


def _steps(inputs: Inputs, levels: Levels, lacking: int, result: Rounded) -> tuple[Step, ...]:
    """The arithmetic from demand to quantity; a step that changes nothing is left out."""
    basis, policy, stock = inputs.basis, inputs.policy, inputs.stock
    steps = [
        Step("lead_days", round(basis.lead.days, 1)),
        Step("review_days", max(policy.review_days, 1)),
        Step("expected_demand", round(basis.ahead.mean, 1)),
        *_goal_steps(policy, levels),
        Step("reorder_point", levels.reorder_point),
        Step("economic_quantity", round(levels.economic)),
        Step("order_up_to", levels.order_up_to),
        Step("available", stock.available),
        *(Step(name, value) for name, value in asdict(stock).items() if name != "available" and value),
        Step("position", stock.position),
        Step("from_elsewhere", inputs.from_elsewhere),
        Step("lacking", lacking),
        Step("top_up", inputs.top_up),
    ]
    if result.in_packs != lacking + inputs.top_up:
        steps.append(Step("in_packs", result.in_packs))
    if result.cap:
        steps.append(Step(f"cap_{result.cap}", result.quantity))
    steps.append(Step("quantity", result.quantity))
    optional = {"economic_quantity", "from_elsewhere", "top_up"}
    return tuple(step for step in steps if step.value or step.key not in optional)


def _goal_steps(policy: Policy, levels: Levels) -> list[Step]:
    if policy.goal == "fixed":
        return [Step("goal_fixed", levels.reorder_point)]
    if policy.is_shared and policy.short_price is not None:
        chance = chance_at_price(policy.unit_cost, policy.short_price)
        return [
            Step("goal_shop", policy.target),
            Step("unit_cost", round(policy.unit_cost, 4)),
            Step("short_price", round(policy.short_price, 4)),
            Step("shop_chance", chance),
        ]
    if policy.goal == "shop":
        return [Step("goal_shop_alone", policy.target)]
    if policy.goal == "costs" and policy.costs.short > 0:
        return [Step("goal_costs", round(levels.service, 4))]
    if policy.goal == "costs":
        return [Step("goal_without_costs", policy.target)]
    return [Step(f"goal_{policy.goal}", policy.target)]
