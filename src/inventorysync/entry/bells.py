"""Bells: what waits for work is woken at once, by name, instead of at its next look at the clock."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from inventorysync.kit.nudges import listen_for_nudges

log = structlog.get_logger(__name__)
RECONNECT_SECONDS = 1.0


class Bells:
    """One bell for each kind of work of each shop that somebody here waits for."""

    def __init__(self) -> None:
        self._bells: defaultdict[int, dict[str, asyncio.Event]] = defaultdict(dict)

    def bell(self, shop_id: int, name: str) -> asyncio.Event:
        """The bell of this work; whoever waits for it clears it before looking."""
        return self._bells[shop_id].setdefault(name, asyncio.Event())

    def ring(self, shop_id: int, name: str) -> None:
        """Wake whoever waits here for this work of the shop, if anybody does."""
        bell = self._bells.get(shop_id, {}).get(name)
        if bell is not None:
            bell.set()

    def ring_all(self) -> None:
        """Wake everybody: something may have been missed."""
        for bells in self._bells.values():
            for bell in bells.values():
                bell.set()

    def forget(self, shop_id: int) -> None:
        """Nobody here waits for the shop's work any more."""
        self._bells.pop(shop_id, None)


async def ring_at_nudges(redis: "Redis", bells: Bells, ring: Callable[[int, str], None]) -> None:
    """Ring at every nudge until cancelled; while Redis is away everybody looks by the clock alone."""
    while True:
        try:
            async for nudge in listen_for_nudges(redis):
                if nudge is None:
                    bells.ring_all()
                else:
                    ring(*nudge)
        except (RedisError, OSError) as error:
            log.warning("nudges_not_heard", error=type(error).__name__)
        await asyncio.sleep(RECONNECT_SECONDS)


async def wait_for(bell: asyncio.Event, seconds: float) -> None:
    """Return when the bell rings, or after this time."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return
