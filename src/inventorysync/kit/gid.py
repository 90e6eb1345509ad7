"""Shopify's global ids: `gid://shopify/<noun>/<number>` outside, the number inside."""

import re

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/([1-9][0-9]{0,18})(?:\?.*)?")
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
NUMBER_MAX = 2**63 - 1


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
    if _NUMBER.fullmatch(text):
        number = int(text)
    else:
        found = _GID.fullmatch(text)
        if found is None or found[1] != noun:
            raise NotAGid(f"{text[:80]!r} is not an id of the form gid://shopify/{noun}/<number>")
        number = int(found[2])
    if number > NUMBER_MAX:
        raise NotAGid(f"{text[:80]!r} is larger than any id of Shopify")
    return number
