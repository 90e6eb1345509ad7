"""Amounts are divided and converted, and no cent is lost."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from inventorysync.costing.spread import converted, converted_lines, divided, spread

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=30)
RATES = st.decimals(Decimal("0.0001"), Decimal(20_000), places=6)


@given(AMOUNTS, WEIGHTS)
def test_parts_sum_to_the_amount_and_are_within_a_cent_of_their_share(
    amount: int, weights: list[Decimal]
) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == amount
    total = sum(map(Fraction, weights))
    for part, weight in zip(parts, weights, strict=True):
        share = Fraction(amount) * Fraction(weight) / total if total else Fraction(amount, len(weights))
        assert abs(part - share) < 1


def test_the_largest_remainder_gets_the_cent_and_among_equals_the_first() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(10, [Decimal("1.5"), Decimal("3.5"), Decimal("2.4")]) == [2, 5, 3]
    assert spread(-100, [1, 1, 1]) == [-34, -33, -33]
    assert spread(5, [0, 0]) == [3, 2]


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_rounds_as_exact_fractions_do(dividend: int, divisor: int) -> None:
    assert divided(dividend, divisor) == round(Fraction(dividend, divisor))


@given(st.lists(st.decimals(-1000, 10**6, places=4), max_size=20), RATES, st.sampled_from([0, 2, 3]))
def test_lines_in_another_currency_sum_to_the_total_that_was_rounded_once(
    amounts: list[Decimal], rate: Decimal, digits: int
) -> None:
    lines = converted_lines(amounts, rate, digits)
    assert len(lines) == len(amounts)
    exact = sum(map(Fraction, amounts), Fraction(0)) * Fraction(rate) * 10**digits
    assert sum(lines) == round(exact)


def test_an_amount_is_rounded_to_what_its_currency_has() -> None:
    assert converted(Decimal("12.345"), Decimal("1.1"), 2) == 1358
    assert converted(Decimal(100), Decimal("162.345"), 0) == 16234  # a half goes to the even yen
