"""What a supplier's terms make of a quantity: its cost, and whether it can be ordered like this. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from inventorysync.kit.money import decimals_of

HUNDRED = Decimal(100)
Breaks = Sequence[tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a supplier sells an item, in one currency; `breaks` are (from so many units, cost of one)."""

    code: str = ""
    pack: int = 1
    minimum: int = 1
    unit_cost: Decimal | None = None
    breaks: Breaks = ()
    is_sold: bool = True
    lead_days: int | None = None

    def cost_of(self, quantity: int) -> Decimal | None:
        """What one costs where so many are ordered."""
        cost = self.unit_cost
        for start, cheaper in self.breaks:
            if quantity >= start:
                cost = cheaper
        return cost


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Why a quantity is not one the supplier sells, and the next larger one that is."""

    code: Literal["minimum", "pack"]
    message: str
    remedy: int


@dataclass(frozen=True, slots=True)
class Priced:
    """A line as far as its worth goes."""

    quantity: int
    unit_cost: Decimal | None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What an order comes to in its currency; `taxes` are (rate in percent, amount), rising."""

    goods: Decimal
    taxes: tuple[tuple[Decimal, Decimal], ...]

    @property
    def total(self) -> Decimal:
        """Goods and taxes."""
        return self.goods + sum((amount for _, amount in self.taxes), Decimal())


def terms_of(row: Any, currency: str) -> Terms:
    """A supplier's item as terms in this currency: a price in another one does not count."""
    is_theirs = row.currency == currency
    breaks = [(each["from_units"], Decimal(each["unit_cost"])) for each in row.price_breaks]
    return Terms(
        code=row.code,
        pack=row.pack,
        minimum=row.minimum,
        unit_cost=row.unit_cost if is_theirs else None,
        breaks=tuple(breaks) if is_theirs else (),
        lead_days=row.lead_days if row.lead_days is not None else row.supplier_lead_days,
    )


def pack_problem(quantity: int, pack: int, minimum: int) -> PackProblem | None:
    """What keeps a quantity from being ordered; None where nothing does."""
    remedy = -(-max(quantity, minimum) // pack) * pack
    if quantity < minimum:
        return PackProblem("minimum", f"is {quantity}; they sell {minimum} at least", remedy)
    if quantity % pack:
        return PackProblem("pack", f"is {quantity}; they sell packs of {pack}", remedy)
    return None


def most_of(quantity: int, over_percent: Decimal) -> int:
    """How many units of a line may arrive in all."""
    return int(quantity * (HUNDRED + over_percent) // HUNDRED)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in the smallest coins of its currency, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), rounding=ROUND_HALF_UP)


def line_total(line: Priced, currency: str) -> Decimal:
    """What a line comes to; nothing where its cost is not known."""
    return rounded(line.quantity * (line.unit_cost or Decimal()), currency)


def totals_of(lines: Iterable[Priced], currency: str) -> Totals:
    """What lines come to: each line is rounded, and each tax on the sum of its lines."""
    goods = Decimal()
    taxed: dict[Decimal, Decimal] = {}
    for line in lines:
        amount = line_total(line, currency)
        goods += amount
        if line.tax_rate:
            taxed[line.tax_rate] = taxed.get(line.tax_rate, Decimal()) + amount
    taxes = ((rate, rounded(amount * rate / HUNDRED, currency)) for rate, amount in sorted(taxed.items()))
    return Totals(goods, tuple(taxes))
