"""The lists behind the figures: which levels each holds, and by what amount they are ordered.

A figure and its list are made of the same words here, so that the one is the sum of the other.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Name = Literal["class", "dead", "excess", "lost", "cover"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
Bucket = Literal["out", "week", "fortnight", "month", "two_months", "quarter", "half", "year", "more", "idle"]
BUCKETS: Final[tuple[Bucket, ...]] = get_args(Bucket)
UPPER: Final[tuple[tuple[Bucket, int], ...]] = (
    ("week", 7), ("fortnight", 14), ("month", 28), ("two_months", 56), ("quarter", 91), ("half", 182),
    ("year", 365),
)  # fmt: skip
"""Up to how many days of cover, not among them, each bucket goes."""
Abc = Literal["A", "B", "C", "none"]
Xyz = Literal["X", "Y", "Z"]
ABC: Final[tuple[Abc, ...]] = get_args(Abc)
XYZ: Final[tuple[Xyz, ...]] = get_args(Xyz)
BAND: Final = 1.2816
"""So many deviations to either side hold what is lost four times in five."""

_CUTS = " ".join(f"WHEN a.cover < {days} THEN '{bucket}'" for bucket, days in UPPER)
BUCKET: Final = f"""
    CASE WHEN a.daily IS NULL THEN NULL
         WHEN a.daily <= 0 OR (a.cover IS NULL AND a.on_hand > 0)
           THEN CASE WHEN a.on_hand > 0 THEN 'idle' END
         WHEN a.cover <= 0 THEN 'out' {_CUTS} ELSE 'more' END
"""
HELD: Final = "greatest(a.on_hand, 0) * a.unit_cost"
EXCESS: Final = "a.excess * a.unit_cost"
LOST: Final = "round((a.lost_units * a.price::float8)::numeric, 2)"
LOST_BAND: Final = f"round(({BAND} * sqrt(a.lost_variance) * a.price::float8)::numeric, 2)"
IS_DEAD: Final = "(a.on_hand > 0 AND a.idle_days >= CAST(:dead_days AS int))"
IS_EXCESS: Final = "(a.excess > 0)"
IS_LOST: Final = "(a.lost_units > 0)"
CONDITIONS: Final[dict[Name, str]] = {
    "class": "coalesce(a.abc, 'none') = :abc AND (CAST(:xyz AS text) IS NULL OR a.xyz = :xyz)",
    "dead": IS_DEAD,
    "excess": IS_EXCESS,
    "lost": IS_LOST,
    "cover": f"({BUCKET}) = :bucket",
}
AMOUNTS: Final[dict[Name, str]] = {
    "class": "a.value",
    "dead": HELD,
    "excess": EXCESS,
    "lost": LOST,
    "cover": HELD,
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which levels are meant: of one location, or of all in sight; of one vendor, of one type."""

    location_id: int | None = None
    vendor: str | None = None
    product_type: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which class of the classes, which bucket of the covers."""

    abc: Abc = "A"
    xyz: Xyz | None = None
    bucket: Bucket = "out"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list, and which part of it."""

    name: Name
    part: Part = Part()
