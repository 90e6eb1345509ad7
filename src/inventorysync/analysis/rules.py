"""By what a shop analyses, and where nobody has said anything. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any, Literal, get_args

Measure = Literal["value", "margin", "units"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
DAYS_MAX = 365


@dataclass(frozen=True, slots=True)
class Rules:
    """What an analysis goes by.

    `measure` ranks items by what `days` sold: at today's price, that less today's cost, or in units. Shares
    are percent of its sum; limits are of the squared variation of weeks. Dead is what has not sold for
    `dead_days`; excess what is beyond the order-up-to level and what `excess_days` ask for with
    `excess_percent`; lost is counted over `lost_days`.
    """

    measure: Measure = "value"
    days: int = 365
    share_a: Decimal = Decimal(80)
    share_b: Decimal = Decimal(95)
    limit_x: Decimal = Decimal("0.25")
    limit_y: Decimal = Decimal(1)
    dead_days: int = 180
    excess_days: int = 60
    excess_percent: Decimal = Decimal(90)
    lost_days: int = 90

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        told = asdict(self)
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in told.items()}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Rules":
        """What `as_json` has stored."""
        told: dict[str, Any] = {
            name: Decimal(stored[name]) if name in DECIMALS else stored[name] for name in FIELDS
        }
        return cls(**told)


DECIMALS = frozenset({"share_a", "share_b", "limit_x", "limit_y", "excess_percent"})
FIELDS = tuple(field.name for field in fields(Rules))
EVERYWHERE = 0
"""The location of what was found of an item at all locations together."""
