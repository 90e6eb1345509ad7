"""Server-sent events: what changes in a shop, to its open pages."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import structlog
from fastapi import Request
from redis.exceptions import RedisError
from starlette.responses import StreamingResponse

from inventorysync.kit.events import listen
from inventorysync.kit.gid import gid
from inventorysync.shops.access import Viewer

log = structlog.get_logger(__name__)
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def live_events(request: Request, viewer: Viewer) -> StreamingResponse:
    """The shop's events until the page goes away; a stream that ends is opened again by the page."""
    state = request.app.state

    async def stream() -> AsyncIterator[bytes]:
        greeting = _event("hello", {"at": state.clock.now().isoformat()})
        try:
            async for message in listen(state.redis, viewer.shop_id):
                yield (greeting or b": ping\n\n") if message is None else _event(*_in_sight(viewer, *message))
                greeting = b""
        except (RedisError, OSError) as error:
            log.warning("live_events_ended", error=str(error))
        except asyncio.CancelledError:
            return

    return StreamingResponse(stream(), media_type="text/event-stream", headers=HEADERS)


def _in_sight(viewer: Viewer, name: str, data: Any) -> tuple[str, Any]:
    """An event as this viewer may hear it: of levels, those at their own locations."""
    if viewer.locations is None or name != "levels" or "levels" not in data:
        return name, data
    mine = {gid("Location", number) for number in viewer.locations}
    return name, {**data, "levels": [level for level in data["levels"] if level["location_id"] in mine]}


def _event(name: str, data: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"
