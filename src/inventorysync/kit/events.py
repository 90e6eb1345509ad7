"""Live events: small messages to whoever has a page of the shop open. They may be lost; pages ask again."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

PING_SECONDS = 15.0


def channel_of(shop_id: int) -> str:
    """The channel of a shop's events."""
    return f"inventorysync:events:{shop_id}"


async def publish(redis: "Redis", shop_id: int, event: str, data: Any) -> None:
    """Send an event to the open pages of a shop; without Redis nobody hears it, and nothing else happens."""
    try:
        await redis.publish(channel_of(shop_id), msgspec.json.encode({"event": event, "data": data}))
    except (RedisError, OSError) as error:
        log.warning("event_not_sent", live_event=event, error=str(error))


async def listen(redis: "Redis", shop_id: int) -> AsyncIterator[tuple[str, Any] | None]:
    """The shop's events as they come; None once nothing can be missed any more, and after quiet times."""
    async with redis.pubsub() as subscription:
        await subscription.subscribe(channel_of(shop_id))
        yield None
        while True:
            message = await subscription.get_message(ignore_subscribe_messages=True, timeout=PING_SECONDS)
            if message is None:
                yield None
            else:
                found = msgspec.json.decode(message["data"])
                yield found["event"], found["data"]
