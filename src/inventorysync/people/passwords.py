"""Passwords: what is accepted, and Argon2id (RFC 9106, its second recommended parameters)."""

import asyncio
import gzip
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inventorysync.kit.problems import Invalid

LENGTH_MIN, LENGTH_MAX = 12, 256
DIFFERENT_MIN = 5
PRODUCT_WORDS = ("InventorySync", "Shopify")
WORD_LENGTH_MIN = 5  # a shop called "Tea" would forbid half the dictionary
AT_ONCE = 2  # each takes 64 MiB for as long as it is computed

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_turn = asyncio.Semaphore(AT_ONCE)
_OF_NOBODY = (  # of random bytes that nobody kept, by the same parameters: it costs what a real one does
    "$argon2id$v=19$m=65536,t=3,p=4$AIZ04AlD/UbvPIC8hy85Pw$FyN+8L7LkrR/c3QHgai8uX9rOpwyUc1w+JXqERNl0Is"
)


def require_good(password: str, *, email: str, names: Iterable[str] = ()) -> None:
    """Raise Invalid for a password that is guessed too soon: length counts, rules of composition do not.

    `names` are those of the shop; with PRODUCT_WORDS they are the words that no password may hold
    (docs/security/passwords.md). NIST SP 800-63B 3.1.1.2.
    """
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise Invalid.field("password", f"needs {LENGTH_MIN} to {LENGTH_MAX} characters")
    if len(set(password)) < DIFFERENT_MIN:
        raise Invalid.field("password", f"needs at least {DIFFERENT_MIN} different characters")
    if email.partition("@")[0].casefold() in password.casefold():
        raise Invalid.field("password", "must not hold your e-mail address")
    if _is_common(password):
        raise Invalid.field("password", "is one of the most used: it is known from breaches elsewhere")
    plain = _letters(password)
    for word in (*PRODUCT_WORDS, *names):
        if len(_letters(word)) >= WORD_LENGTH_MIN and _letters(word) in plain:
            raise Invalid.field("password", f"must not hold the name {word}")


def _is_common(password: str) -> bool:
    """Whether it stands in the list as it is, in small letters, or without what was hung on its end."""
    told = password.casefold()
    return not {told, told.rstrip("0123456789!?.*#$@_- ")}.isdisjoint(_common())


@cache
def _common() -> frozenset[str]:
    """43,150 passwords from breaches that are as long as ours must be; read when the first is set."""
    packed = files(__package__).joinpath("common_passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().splitlines())


def _letters(text: str) -> str:
    """Letters and digits alone, in small ones: `Inventory Sync!` holds `inventorysync`."""
    return "".join(character for character in text.casefold() if character.isalnum())


async def hash_of(password: str) -> str:
    """What is stored of a password."""
    async with _turn:
        return await asyncio.to_thread(_hasher.hash, password)


async def is_password(password: str, stored: str | None) -> bool:
    """Whether it is the password behind this hash; as slow for nobody's, so that time tells nothing."""
    async with _turn:
        return await asyncio.to_thread(_verify, password[: LENGTH_MAX + 1], stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _OF_NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
