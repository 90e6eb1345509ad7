"""Money: a decimal amount and its currency, never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, PlainSerializer


def plain_amount(amount: Decimal) -> str:
    """An amount in digits: two decimals, or as many as it has."""
    in_cents = amount.quantize(Decimal("0.01"))
    return f"{in_cents if amount == in_cents else amount.normalize():f}"


Amount = Annotated[Decimal, PlainSerializer(plain_amount, return_type=str)]


class Money(BaseModel):
    """An amount in a currency (ISO 4217)."""

    amount: Amount
    currency: str


WITHOUT_CENTS = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
})  # fmt: skip
IN_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals_of(currency: str) -> int:
    """How many decimals the smallest coin of a currency has (ISO 4217, minor units)."""
    if currency in WITHOUT_CENTS:
        return 0
    return 3 if currency in IN_THOUSANDTHS else 2


def coined(amount: Decimal, currency: str) -> str:
    """An amount in digits with its currency's decimals, or with as many as it has where these are more."""
    least = decimals_of(currency)
    exponent = amount.normalize().as_tuple().exponent
    decimals = max(least, -exponent if isinstance(exponent, int) else least)
    return f"{amount:,.{decimals}f}"
