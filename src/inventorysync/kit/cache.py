"""Figures that are dear to compute are kept in Redis for a while; without Redis they are computed each time.

Keys lead with the shop. What is kept belongs to a *generation* of the shop's levels: a change of them begins
a new one, so that a page that was told of the change never sees older figures, not even those that were
being computed meanwhile.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

REDIS_SECONDS = 0.25
SECONDS_MAX = 30  # for what changes figures and is no level: a cost, a name, midnight


def _generation_key(shop_id: int) -> str:
    return f"inventorysync:shop:{shop_id}:generation"


def scope_name(locations: frozenset[int] | None) -> str:
    """What a person of some locations is shown is kept apart from what others are."""
    if locations is None:
        return "all"
    return hashlib.sha256(repr(sorted(locations)).encode()).hexdigest()[:16]


async def begin_generation(redis: "Redis", shop_id: int) -> None:
    """The shop's levels have changed: what was kept of them is not asked for again."""
    try:
        async with asyncio.timeout(REDIS_SECONDS):
            await redis.incr(_generation_key(shop_id))
    except (RedisError, OSError) as error:
        log.warning("generation_not_begun", error=type(error).__name__)


async def kept_or_made(
    redis: "Redis",
    shop_id: int,
    name: str,
    seconds: int,
    make: Callable[[], Awaitable[bytes]],
) -> bytes:
    """What is kept under this name for the shop, or what `make` makes now, which is then kept."""
    if seconds == 0:
        return await make()
    try:
        async with asyncio.timeout(REDIS_SECONDS):
            generation = await redis.get(_generation_key(shop_id))
            key = f"inventorysync:shop:{shop_id}:{name}:{int(generation or 0)}"
            kept = await redis.get(key)
    except (RedisError, OSError) as error:
        log.warning("nothing_kept", error=type(error).__name__)
        return await make()
    if isinstance(kept, bytes):
        return kept
    made = await make()
    try:
        async with asyncio.timeout(REDIS_SECONDS):
            await redis.set(key, made, ex=min(seconds, SECONDS_MAX))
    except (RedisError, OSError) as error:
        log.warning("not_kept", error=type(error).__name__)
    return made
