"""A suggestion to move: what a place lacks, as far as another can spare it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventorysync.ordering.sharing import spare_of
from inventorysync.ordering.spread import cover_days
from inventorysync.ordering.suggestion import Inputs, Step, Suggestion, suggest


@dataclass(frozen=True, slots=True)
class Giver:
    """The place that gives: what it has to sell, its position, and up to what it would order itself.

    `given` is what it gives to others before.
    """

    available: int
    position: int
    order_up_to: int
    given: int = 0

    @property
    def spare(self) -> int:
        """What is left to give."""
        return max(spare_of(self.available, self.position, self.order_up_to) - self.given, 0)


@dataclass(frozen=True, slots=True)
class MoveInputs:
    """All that a move is made of: the taker's inputs, where what others give before is `from_elsewhere`."""

    taker: Inputs
    giver: Giver

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        giver = self.giver
        told = [giver.available, giver.position, giver.order_up_to, giver.given]
        return {**self.taker.as_json(), "giver": told}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "MoveInputs":
        """What `as_json` has stored."""
        return cls(Inputs.of_json(stored), Giver(*map(int, stored["giver"])))


@dataclass(frozen=True, slots=True)
class Moving:
    """How much to move, and how that came about; `at_risk` is what it saves the taker."""

    quantity: int
    made: Suggestion
    at_risk: float
    cover_after: float | None
    steps: tuple[Step, ...]


def move(inputs: MoveInputs) -> Moving:
    """How much goes from the giver to the taker."""
    taker = inputs.taker
    made = suggest(taker)
    position = made.position + taker.from_elsewhere
    lacking = max(made.levels.order_up_to - position, 0) if position < made.levels.reorder_point else 0
    quantity = min(lacking, inputs.giver.spare)
    saved = made.short_units - taker.basis.ahead.short(position + quantity)
    upto = [step.key for step in made.steps].index("lacking")
    steps = (
        *made.steps[: upto + 1],
        Step("giver_available", inputs.giver.available),
        Step("giver_position", inputs.giver.position),
        Step("giver_order_up_to", inputs.giver.order_up_to),
        *((Step("giver_given", inputs.giver.given),) if inputs.giver.given else ()),
        Step("giver_spare", inputs.giver.spare),
        Step("move_quantity", quantity),
    )
    after = cover_days(taker.basis.weeks, position + quantity)
    return Moving(quantity, made, max(saved, 0.0) * taker.price, after, steps)


def recompute_move(stored: Mapping[str, Any]) -> Moving:
    """The move that stored inputs give; it is the one they were stored with."""
    return move(MoveInputs.of_json(stored))
