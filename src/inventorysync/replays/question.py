"""What a replay is asked: on which items, over which weeks, which habits at which levels. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from inventorysync.ordering.replay import Unmet

Habit = Literal["rules", "cycle", "fill", "shop", "cover", "mean", "normal", "quantile"]
HABITS: Final[tuple[Habit, ...]] = get_args(Habit)
LEVELS: Final[Mapping[Habit, tuple[float, ...]]] = {
    "rules": (0.0,),
    "cycle": (0.8, 0.9, 0.95, 0.98, 0.99),
    "fill": (0.85, 0.9, 0.95, 0.98, 0.99),
    "shop": (0.85, 0.9, 0.95, 0.98, 0.99),
    "cover": (14.0, 28.0, 42.0, 60.0, 90.0),
    "mean": (1.0, 1.5, 2.0, 3.0, 5.0),
    "normal": (0.8, 0.9, 0.95, 0.98, 0.995),
    "quantile": (0.8, 0.9, 0.95, 0.98, 1.0),
}
"""At which levels each habit is tried: shares, days of cover, or times the mean; the rules have their own."""
APPLICABLE: Final[Mapping[Habit, str]] = {"cycle": "cycle", "fill": "fill", "shop": "shop"}
"""Habits that a rule can state, by the goal it names."""
WEEKS_MIN, WEEKS_MAX = 4, 52
BEFORE_WEEKS = 4
"""So many weeks have to be known before the first one that is lived through."""
WARM_UP_DAYS = 28
SERIES_MAX = 1_000

ScopeKind = Literal["shop", "vendor", "type", "item"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; `location_id` None asks for all locations in sight."""

    kind: ScopeKind = "shop"
    name: str = ""
    item_id: int | None = None
    location_id: int | None = None
    weeks: int = 26
    unmet: Unmet = "lost"
    seed: int = 1
    habits: tuple[Habit, ...] = HABITS

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "habits": list(self.habits)}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Question":
        """What `as_json` has stored."""
        return cls(**{**stored, "habits": tuple(stored["habits"])})
