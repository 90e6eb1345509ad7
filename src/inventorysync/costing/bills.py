"""What a bill adds to what receipts cost: pure arithmetic.

A bill is converted as a whole, once, at its own rate. Its lines for goods say what the goods of its receipts
cost: what that is more or less than the receipts said is spread over their lines by value. Its other lines
are spread over the same lines by value, quantity, weight or volume. All parts sum to the bill.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from inventorysync.costing.spread import converted_lines, spread

LineKind = Literal["goods", "freight", "duty", "insurance", "other", "discount"]
SpreadBy = Literal["value", "quantity", "weight", "volume"]
MEASURED: Final[frozenset[str]] = frozenset({"weight", "volume"})


class BillLine(NamedTuple):
    """An amount of a bill, in its currency; that of a discount is taken off."""

    kind: LineKind
    says: str
    amount: Decimal
    spread_by: SpreadBy

    @property
    def signed(self) -> Decimal:
        """What it adds to the bill."""
        return -self.amount if self.kind == "discount" else self.amount


class ReceiptLine(NamedTuple):
    """Units of an item that a receipt put somewhere; measures are of one unit, where they are known."""

    line_id: int
    receipt_id: int
    item_id: int
    units: int
    unit_cost: Decimal
    weight: Decimal | None = None
    volume: Decimal | None = None


class Share(NamedTuple):
    """What a line of a bill adds to a line of a receipt, in the smallest unit of the shop's currency."""

    place: int
    line_id: int
    is_goods: bool
    amount: int


def values_of(lines: Sequence[ReceiptLine], rate: Decimal, digits: int) -> dict[int, int]:
    """What the lines of one receipt cost by what it says; they sum to its total, converted once."""
    values = converted_lines([line.units * line.unit_cost for line in lines], rate, digits)
    return {line.line_id: value for line, value in zip(lines, values, strict=True)}


def missing_measures(bill: Sequence[BillLine], lines: Sequence[ReceiptLine]) -> dict[str, list[int]]:
    """Items whose weight or volume a bill needs and nobody knows, by measure."""
    found: dict[str, list[int]] = {}
    for measure in sorted({line.spread_by for line in bill if line.kind != "goods"} & MEASURED):
        items = sorted({line.item_id for line in lines if getattr(line, measure) is None})
        if items:
            found[measure] = items
    return found


def shares_of(
    bill: Sequence[BillLine],
    rate: Decimal,
    digits: int,
    lines: Sequence[ReceiptLine],
    values: Mapping[int, int],
) -> list[Share]:
    """What each line of a bill adds to each line of its receipts; there is one of those at least."""
    amounts = converted_lines([line.signed for line in bill], rate, digits)
    shares: list[Share] = []
    by_value = [values[line.line_id] for line in lines]
    goods = [place for place, line in enumerate(bill) if line.kind == "goods"]
    if goods:
        more = sum(amounts[place] for place in goods) - sum(by_value)
        parts = spread(more, by_value)
        shares += [
            Share(goods[0], line.line_id, True, part) for line, part in zip(lines, parts, strict=True) if part
        ]
    for place, (line, amount) in enumerate(zip(bill, amounts, strict=True)):
        if line.kind != "goods":
            parts = spread(amount, [_weight(each, values, line.spread_by) for each in lines])
            shares += [
                Share(place, each.line_id, False, part)
                for each, part in zip(lines, parts, strict=True)
                if part
            ]
    return shares


def _weight(line: ReceiptLine, values: Mapping[int, int], by: SpreadBy) -> Decimal:
    if by == "value":
        return Decimal(values[line.line_id])
    if by == "quantity":
        return Decimal(line.units)
    return line.units * (getattr(line, by) or Decimal(0))
