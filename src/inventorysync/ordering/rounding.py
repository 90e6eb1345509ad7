"""From what is needed to what can be ordered: the minimum, whole packs, caps."""

from dataclasses import dataclass
from typing import Literal

Cap = Literal["most", "shelf_life"]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A quantity that can be ordered, and what it went through: minimum and packs, then the caps."""

    quantity: int
    in_packs: int
    cap: Cap | None


def rounded(need: int, minimum: int, pack: int, caps: dict[Cap, int]) -> Rounded:
    """The least quantity that covers a need: whole packs, the minimum at least, no cap passed.

    A cap that leaves no room for the minimum leaves nothing.
    """
    if need <= 0:
        return Rounded(0, 0, None)
    least = up(max(minimum, 1), pack)
    in_packs = up(max(need, least), pack)
    if not caps or in_packs <= min(caps.values()):
        return Rounded(in_packs, in_packs, None)
    cap, room = min(caps.items(), key=lambda each: each[1])
    down = max(room, 0) // pack * pack
    return Rounded(down if down >= least else 0, in_packs, cap)


def up(units: int, pack: int) -> int:
    """The next larger quantity in whole packs."""
    return -(-units // pack) * pack
