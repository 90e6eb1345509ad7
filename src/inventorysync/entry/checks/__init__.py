"""What `preflight` and `doctor` look at: each check says what it found, and how to mend what is not well."""

from dataclasses import dataclass
from typing import Literal

MARKS = {"good": "✓", "bad": "✗", "person": "☐"}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, or that only a person can look at."""

    name: str
    verdict: Literal["good", "bad", "person"]
    says: str
    remedy: str = ""

    @property
    def lines(self) -> list[str]:
        """As it is printed."""
        first = f"{MARKS[self.verdict]} {self.name}: {self.says}"
        return [first, f"    → {self.remedy}"] if self.remedy and self.verdict == "bad" else [first]


def judged(name: str, *, is_good: bool, says: str, remedy: str) -> Check:
    """A check of a machine."""
    return Check(name, "good" if is_good else "bad", says, remedy)
