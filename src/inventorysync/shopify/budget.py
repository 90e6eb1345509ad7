"""A shop's bucket of cost points, kept by us so that a request waits here and is not refused there.

Shopify debits what a request asks for, refunds what it did not take and restores at the plan's rate
(PLATFORM.md C.1). The same arithmetic runs in Redis, shared by all replicas, and in this process where there
is no Redis; Shopify's own figure in each answer corrects both downwards, so neither can drift upwards.
Bulk work leaves a part of the bucket to interactive calls.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import structlog
from redis.exceptions import RedisError

from inventorysync.kit.clock import Clock
from inventorysync.shopify.operation import ThrottleStatus

BULK_RESERVE = 0.2  # of the bucket, for people who wait
MAXIMUM_ASSUMED = 1000.0  # until the first answer says more: below every plan's bucket seen
RESTORE_ASSUMED = 100.0
KEEP_SECONDS = 600
RETRY_REDIS_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Priority(IntEnum):
    """Who goes first when the budget is short."""

    INTERACTIVE = 0
    BULK = 1


@dataclass(frozen=True)
class BudgetStatus:
    """What is known of a shop's bucket, in points and points per second."""

    available: float
    maximum: float
    restore_rate: float


class Budget(Protocol):
    """Asks leave for a request and learns from its answer."""

    async def take(self, shop: str, cost: float, priority: Priority) -> float:
        """Debit `cost` and return 0, or debit nothing and return the seconds to wait before asking again."""
        ...

    async def settle(self, shop: str, asked: float, took: float, status: ThrottleStatus | None) -> None:
        """Refund what a request did not take, and adopt Shopify's own figures where they are lower."""
        ...

    async def status(self, shop: str) -> BudgetStatus | None:
        """What is known of a shop's bucket, None before the first request."""
        ...


@dataclass
class _Bucket:
    available: float
    maximum: float
    restore_rate: float
    at: float

    def refill(self, now: float) -> None:
        passed = max(0.0, now - self.at)
        self.available = min(self.maximum, self.available + passed * self.restore_rate)
        self.at = max(self.at, now)


class LocalBudget:
    """The bucket in this process: exact for one replica, and what others fall back to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    async def take(self, shop: str, cost: float, priority: Priority) -> float:
        """See Budget."""
        bucket = self._bucket(shop)
        floor = min(
            bucket.maximum * BULK_RESERVE if priority is Priority.BULK else 0.0, bucket.maximum - cost
        )
        missing = cost + max(0.0, floor) - bucket.available
        if missing > 0 and cost <= bucket.maximum:
            return missing / bucket.restore_rate
        bucket.available -= cost
        return 0.0

    async def settle(self, shop: str, asked: float, took: float, status: ThrottleStatus | None) -> None:
        """See Budget."""
        bucket = self._bucket(shop)
        bucket.available += max(0.0, asked - took)
        if status is not None:
            bucket.available += max(0.0, status.maximum_available - bucket.maximum)
            bucket.maximum = status.maximum_available
            bucket.restore_rate = max(1.0, status.restore_rate)
            bucket.available = min(bucket.available, status.currently_available)

    async def status(self, shop: str) -> BudgetStatus | None:
        """See Budget."""
        if shop not in self._buckets:
            return None
        bucket = self._bucket(shop)
        return BudgetStatus(bucket.available, bucket.maximum, bucket.restore_rate)

    def _bucket(self, shop: str) -> _Bucket:
        now = self._clock.now().timestamp()
        bucket = self._buckets.setdefault(
            shop,
            _Bucket(MAXIMUM_ASSUMED, MAXIMUM_ASSUMED, RESTORE_ASSUMED, now),
        )
        bucket.refill(now)
        return bucket


# The same arithmetic as LocalBudget, in one round trip. Time is Redis's own, so that replicas agree on it.
_REFILL = """
local at = redis.call('TIME')
local now = tonumber(at[1]) + tonumber(at[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'available', 'maximum', 'rate', 'at')
local maximum = tonumber(kept[2]) or tonumber(ARGV[1])
local rate = tonumber(kept[3]) or tonumber(ARGV[2])
local available = tonumber(kept[1]) or maximum
local since = tonumber(kept[4]) or now
available = math.min(maximum, available + math.max(0, now - since) * rate)
local function keep()
  redis.call('HSET', KEYS[1], 'available', available, 'maximum', maximum, 'rate', rate, 'at', now)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
"""
_TAKE = (
    _REFILL
    + """
local cost = tonumber(ARGV[4])
local floor = math.max(0, math.min(maximum * tonumber(ARGV[5]), maximum - cost))
local missing = cost + floor - available
if missing > 0 and cost <= maximum then
  keep()
  return tostring(missing / rate)
end
available = available - cost
keep()
return '0'
"""
)
_SETTLE = (
    _REFILL
    + """
available = available + math.max(0, tonumber(ARGV[4]))
local seen_maximum = tonumber(ARGV[5])
if seen_maximum then
  available = available + math.max(0, seen_maximum - maximum)
  maximum = seen_maximum
  rate = math.max(1, tonumber(ARGV[6]))
  available = math.min(available, tonumber(ARGV[7]))
end
keep()
return 1
"""
)


class SharedBudget:
    """The bucket in Redis, one for all replicas; in this process for as long as Redis does not answer."""

    def __init__(self, redis: Any, clock: Clock, *, prefix: str = "shopify-budget:") -> None:
        self._redis = redis
        self._clock = clock
        self._prefix = prefix
        self._local = LocalBudget(clock)
        self._take = redis.register_script(_TAKE)
        self._settle = redis.register_script(_SETTLE)
        self._without_redis_until = 0.0

    async def take(self, shop: str, cost: float, priority: Priority) -> float:
        """See Budget."""
        reserve = BULK_RESERVE if priority is Priority.BULK else 0.0
        answer = await self._ask(self._take, shop, cost, reserve)
        return float(answer) if answer is not None else await self._local.take(shop, cost, priority)

    async def settle(self, shop: str, asked: float, took: float, status: ThrottleStatus | None) -> None:
        """See Budget."""
        seen = (
            (status.maximum_available, status.restore_rate, status.currently_available)
            if status
            else ("", "", "")
        )
        answer = await self._ask(self._settle, shop, asked - took, *seen)
        if answer is None:
            await self._local.settle(shop, asked, took, status)

    async def status(self, shop: str) -> BudgetStatus | None:
        """See Budget."""
        try:
            kept = await self._redis.hmget(self._prefix + shop, "available", "maximum", "rate", "at")
        except (RedisError, OSError):
            return await self._local.status(shop)
        if None in kept:
            return None
        available, maximum, rate, at = map(float, kept)
        passed = max(0.0, self._clock.now().timestamp() - at)
        return BudgetStatus(min(maximum, available + passed * rate), maximum, rate)

    async def _ask(self, script: Any, shop: str, *arguments: Any) -> Any:
        """What the script answers, or None while Redis is away."""
        now = self._clock.now().timestamp()
        if now < self._without_redis_until:
            return None
        try:
            return await script(
                keys=[self._prefix + shop],
                args=[MAXIMUM_ASSUMED, RESTORE_ASSUMED, KEEP_SECONDS, *arguments],
            )
        except (RedisError, OSError) as error:
            self._without_redis_until = now + RETRY_REDIS_SECONDS
            log.warning("budget_without_redis", error=type(error).__name__)
            return None
