"""Rate limits: so many things a minute for each key, one count for all replicas.

A process takes a hundredth of a limit at once and asks Redis again when that is spent, because asking for
every request cost more than most requests: a limit is kept to one hundredth for each process.
Without Redis each process counts for itself, so limits are looser for as long as it is away and nobody waits.
"""

import asyncio
import time
from typing import ClassVar

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from inventorysync.kit.problems import Refusal

log = structlog.get_logger(__name__)

PREFIX = "inventorysync:limits"
REDIS_SECONDS = 0.25
RETRY_REDIS_SECONDS = 5.0
SHARES = 100
SHARE_SECONDS = 60
KEYS_MAX = 10_000


class TooManyRequests(Refusal):
    """More was asked for than is answered in a minute."""

    status: ClassVar[int] = 429
    type = "too-many-requests"
    title = "Too many requests"


class RateLimits:
    """Counts what is spent. A limit of 0 is none."""

    def __init__(self, redis_url: str) -> None:
        self._connections = ConnectionPool.from_url(
            redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )
        shared = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            key_prefix=PREFIX,
            connection_pool=self._connections,  # type: ignore[arg-type]  # its types forget its documentation
        )
        self._shared = FixedWindowRateLimiter(shared)
        self._local = FixedWindowRateLimiter(MemoryStorage())
        self._without_redis_until = 0.0
        self._paid: dict[str, tuple[int, float]] = {}

    async def close(self) -> None:
        """Give the connections back."""
        await self._connections.disconnect()

    async def spend(self, key: str, per_minute: int) -> None:
        """Count one for this key; raises TooManyRequests, with the seconds to wait, when it is too many."""
        if per_minute == 0:
            return
        if self._take_paid(key):
            return
        item, share = RateLimitItemPerMinute(per_minute), max(1, per_minute // SHARES)
        wait = await self._spend_shared(item, key, share)
        if wait is None:
            wait = await _spend(self._local, item, key, share)
        if wait:
            raise TooManyRequests(
                f"at most {per_minute} a minute are answered; try again in {wait} s",
                headers={"Retry-After": str(wait)},
            )
        self._keep_paid(key, share - 1)

    def _take_paid(self, key: str) -> bool:
        left, until = self._paid.get(key, (0, 0.0))
        if left == 0 or time.monotonic() >= until:
            return False
        self._paid[key] = (left - 1, until)
        return True

    def _keep_paid(self, key: str, count: int) -> None:
        now = time.monotonic()
        left, until = self._paid.get(key, (0, 0.0))
        if len(self._paid) >= KEYS_MAX:
            self._paid.clear()
        self._paid[key] = (count + left, until) if left and now < until else (count, now + SHARE_SECONDS)

    async def _spend_shared(self, item: RateLimitItem, key: str, share: int) -> int | None:
        """Seconds to wait by the count of all replicas, 0 for none; None while Redis is away."""
        if time.monotonic() < self._without_redis_until:
            return None
        try:
            async with asyncio.timeout(2 * REDIS_SECONDS):
                return await _spend(self._shared, item, key, share)
        except (RedisError, OSError) as error:
            self._without_redis_until = time.monotonic() + RETRY_REDIS_SECONDS
            log.warning("limits_without_redis", error=type(error).__name__)
            return None


async def _spend(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: str, share: int) -> int:
    if await limiter.hit(item, key, cost=share):
        return 0
    window = await limiter.get_window_stats(item, key)
    return max(1, round(window.reset_time - time.time()))
