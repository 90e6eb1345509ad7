"""Dividing and converting amounts without losing the smallest unit of a currency: pure arithmetic.

Amounts are whole numbers of the smallest unit (cents); fractions are exact until the one rounding that is
named. An amount is spread by the largest remainder (Hamilton's method): everybody gets the whole part of
their share, and what is left goes, one cent each, to those whose share was cut most.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

Weight = int | Decimal | Fraction


def divided(dividend: int, divisor: int) -> int:
    """The nearest whole number to `dividend / divisor`; a half goes to the even one."""
    whole, rest = divmod(dividend, divisor)
    twice = 2 * rest
    return whole + (twice > divisor or (twice == divisor and whole % 2 == 1))


def spread(amount: int, weights: Sequence[Weight]) -> list[int]:
    """Parts of an amount in proportion to the weights; they always sum to it.

    Where two shares were cut alike the earlier one gets the cent. Weights that are all zero count alike; a
    negative amount is spread as its opposite is. Weights are not negative; there is one at least.
    """
    if amount < 0:
        return [-part for part in spread(-amount, weights)]
    exact = [Fraction(weight) for weight in weights]
    total = sum(exact)
    if not total:
        exact, total = [Fraction(1)] * len(exact), Fraction(len(exact))
    shares = [amount * weight / total for weight in exact]
    parts = [floor(share) for share in shares]
    cut_most = sorted(range(len(shares)), key=lambda place: (parts[place] - shares[place], place))
    for place in cut_most[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def converted(amount: Weight, rate: Decimal, digits: int) -> int:
    """An amount of another currency at a rate, rounded once to the smallest unit of one with `digits`."""
    exact = Fraction(amount) * Fraction(rate) * Fraction(10**digits)
    return round(exact)


def converted_lines(amounts: Sequence[Weight], rate: Decimal, digits: int) -> list[int]:
    """The lines of a document in another currency; they sum to its converted total, which is rounded once."""
    total = converted(sum((Fraction(amount) for amount in amounts), Fraction(0)), rate, digits)
    if not amounts:
        return []
    if all(amount >= 0 for amount in amounts):
        return spread(total, amounts)
    # Discounts among the lines: each is rounded by itself, and the largest line takes what that leaves.
    parts = [converted(amount, rate, digits) for amount in amounts]
    largest = max(range(len(parts)), key=lambda place: (abs(amounts[place]), -place))
    parts[largest] += total - sum(parts)
    return parts
