"""Shopify's global ids: `gid://shopify/<noun>/<number>` outside, the number inside."""

from typing import Annotated

from pydantic import Field

NUMBER_MAX = 2**63 - 1
DIGITS_MAX = 19
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]
"""A number that can be somebody's id: what is larger is refused before a database is asked."""


class NotAGid(ValueError):
    """The text is no id of the wanted noun."""


def gid(noun: str, number: int) -> str:
    """The global id of a number."""
    return f"gid://shopify/{noun}/{number}"


def level_gid(level_number: int, item_number: int) -> str:
    """The global id of an inventory level, which names its item too (PLATFORM.md C.3)."""
    return f"gid://shopify/InventoryLevel/{level_number}?inventory_item_id={item_number}"


def number_of(noun: str, text: str) -> int:
    """The number in a global id of `noun`, or in a plain number; raises NotAGid."""
    prefix = f"gid://shopify/{noun}/"
    digits = text[len(prefix) :].partition("?")[0] if text.startswith(prefix) else text
    if not (digits.isdecimal() and digits.isascii()) or digits[0] == "0":
        raise NotAGid(f"{text[:80]!r} is not an id of the form gid://shopify/{noun}/<number>")
    if len(digits) > DIGITS_MAX or (number := int(digits)) > NUMBER_MAX:
        raise NotAGid(f"{text[:80]!r} is larger than any id of Shopify")
    return number
