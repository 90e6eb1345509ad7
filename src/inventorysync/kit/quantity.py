"""The eight quantities of an inventory level, as Shopify names them (PLATFORM.md C.3).

`on_hand = available + committed + reserved + damaged + safety_stock + quality_control`;
`incoming` stands outside.
"""

from typing import Final, Literal, get_args

QuantityName = Literal[
    "available",
    "committed",
    "reserved",
    "damaged",
    "safety_stock",
    "quality_control",
    "on_hand",
    "incoming",
]
QUANTITY_NAMES: Final[tuple[QuantityName, ...]] = get_args(QuantityName)
ON_HAND_PARTS: Final[frozenset[str]] = frozenset(QUANTITY_NAMES[:6])
AdjustableName = Literal["available", "damaged", "incoming", "quality_control", "reserved", "safety_stock"]
ADJUSTABLE_NAMES: Final[tuple[AdjustableName, ...]] = get_args(AdjustableName)
DELTA_MAX: Final = 2_000_000_000

Quantities = dict[str, int]
"""Units by quantity name; a missing name is zero where a difference is meant."""


def mirrored(name: str, delta: int) -> Quantities:
    """What a change of `delta` units of `name` does to a level: parts of on hand move on hand too."""
    return {name: delta, "on_hand": delta} if name in ON_HAND_PARTS else {name: delta}


def difference(after: Quantities, before: Quantities) -> Quantities:
    """`after - before` per name, only the names that differ."""
    if after == before:
        return {}
    return {name: d for name in QUANTITY_NAMES if (d := after.get(name, 0) - before.get(name, 0))}


def plus(left: Quantities, right: Quantities) -> Quantities:
    """The sum per name; names that come to zero stay out."""
    names = left.keys() | right.keys()
    return {name: total for name in names if (total := left.get(name, 0) + right.get(name, 0))}
