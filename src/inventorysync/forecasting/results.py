"""What a forecast of a whole shop hands back beside its outlooks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NAIVE: Final = "naive"
ENSEMBLE: Final = "ensemble"
LEARNED: Final = "learned mixture"
ALIKE: Final = "items alike"
SHARES: Final = {
    LEARNED: (1.0, 0.0),
    "learned mixture and naive, half each": (0.5, 0.5),
    "half the learned mixture": (0.5, 0.0),
    "a quarter of the learned mixture": (0.25, 0.0),
}
"""Shares of the mixture and of naive: an item that rises or fades may do better by less of the mixture."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """How far each method was off at earlier origins: RMSSE by series and method, nan if too short."""

    methods: tuple[str, ...]
    errors: Floats
    origins: int

    def of(self, series: int) -> dict[str, float]:
        """Each method's RMSSE for one series."""
        return {name: float(error) for name, error in zip(self.methods, self.errors[series], strict=True)}
