"""The leaky bucket of points per app and shop (PLATFORM.md C.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAXIMUM = 2000.0
RESTORE_RATE = 100.0  # points a second: the Standard plan


@dataclass
class Bucket:
    """Points that are there at a moment; never more than `maximum`."""

    available: float
    at: datetime
    maximum: float = MAXIMUM
    restore_rate: float = RESTORE_RATE

    def take(self, points: float, now: datetime) -> bool:
        """Whether the points were there; they are gone then."""
        restored = max(0.0, (now - self.at).total_seconds()) * self.restore_rate
        self.available, self.at = min(self.maximum, self.available + restored), now
        if points > self.available:
            return False
        self.available -= points
        return True

    def give_back(self, points: float) -> None:
        """Return what was asked for and not used."""
        self.available = min(self.maximum, self.available + points)

    def status(self) -> dict[str, Any]:
        """As `extensions.cost.throttleStatus` tells it."""
        return {
            "maximumAvailable": self.maximum,
            "currentlyAvailable": int(self.available),
            "restoreRate": self.restore_rate,
        }
