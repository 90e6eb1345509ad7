"""Passwords: what is accepted, and Argon2id (RFC 9106, its second recommended parameters)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inventorysync.kit.problems import Invalid

LENGTH_MIN, LENGTH_MAX = 12, 256
DIFFERENT_MIN = 5
AT_ONCE = 2  # each takes 64 MiB for as long as it is computed

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_turn = asyncio.Semaphore(AT_ONCE)
_OF_NOBODY = (  # of random bytes that nobody kept, by the same parameters: it costs what a real one does
    "$argon2id$v=19$m=65536,t=3,p=4$AIZ04AlD/UbvPIC8hy85Pw$FyN+8L7LkrR/c3QHgai8uX9rOpwyUc1w+JXqERNl0Is"
)


def require_good(password: str, *, email: str) -> None:
    """Raise Invalid for a password that is guessed too soon: length counts, rules of composition do not.

    NIST SP 800-63B 3.1.1.2.
    """
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise Invalid.field("password", f"needs {LENGTH_MIN} to {LENGTH_MAX} characters")
    if len(set(password)) < DIFFERENT_MIN:
        raise Invalid.field("password", f"needs at least {DIFFERENT_MIN} different characters")
    if email.partition("@")[0].casefold() in password.casefold():
        raise Invalid.field("password", "must not hold your e-mail address")


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
