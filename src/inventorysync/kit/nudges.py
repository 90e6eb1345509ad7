"""Nudges: "look now" from whoever has committed work to the workers who do it, through Redis.

A nudge carries no work and may be lost: workers also look by the clock. So it never slows or fails what it
comes after, and many that come together are one.
"""

import asyncio
from collections.abc import AsyncGenerator
from time import monotonic

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

CHANNELS = "inventorysync:nudges:"
GATHER_SECONDS = 0.02  # so that a storm of webhooks costs at most 50 messages a second
SEND_SECONDS = 1.0
WITHOUT_REDIS_SECONDS = 2.0
QUIET_SECONDS = 15.0


class Nudger:
    """Sends nudges in the background."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._waiting: set[tuple[int, str]] = set()
        self._sender: asyncio.Task[None] | None = None
        self._without_redis_until = 0.0

    def nudge(self, shop_id: int, what: str) -> None:
        """Tell the workers that there is work of this kind in the shop; returns at once, never raises."""
        if monotonic() < self._without_redis_until:
            return
        self._waiting.add((shop_id, what))
        if self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send_all())

    async def close(self) -> None:
        """Let the last nudges go out before their connection is closed."""
        if self._sender is not None:
            await asyncio.gather(self._sender, return_exceptions=True)

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, set()
                await self._send(batch)
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._sender = None

    async def _send(self, batch: set[tuple[int, str]]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS), self._redis.pipeline(transaction=False) as pipeline:
                for shop_id, what in sorted(batch):
                    pipeline.publish(f"{CHANNELS}{shop_id}", what)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            self._without_redis_until = monotonic() + WITHOUT_REDIS_SECONDS
            self._waiting.clear()
            log.warning("nudges_not_sent", error=type(error).__name__)


async def listen_for_nudges(redis: "Redis") -> AsyncGenerator[tuple[int, str] | None, None]:
    """Nudges of all shops as (shop_id, what); None once nothing can be missed any more.

    Raises RedisError or OSError when the connection ends: what was sent meanwhile is not heard.
    """
    async with redis.pubsub() as subscription:
        await subscription.psubscribe(f"{CHANNELS}*")
        yield None
        while True:
            message = await subscription.get_message(ignore_subscribe_messages=True, timeout=QUIET_SECONDS)
            if message is not None:
                shop_id = int(message["channel"].decode().removeprefix(CHANNELS))
                yield shop_id, message["data"].decode()
