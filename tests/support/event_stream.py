"""An open page's live stream, spoken to the application directly: its answer never ends by itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import Message

Event = tuple[str, Any]


class EventStream:
    """The events that have come so far."""

    def __init__(self) -> None:
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self.status = 0

    async def send(self, message: Message) -> None:
        """What the application answers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            await self._chunks.put(message.get("body", b""))

    async def next(self, seconds: float = 5.0) -> Event:
        """The next event; raises TimeoutError when none comes."""
        while True:
            chunk = (await asyncio.wait_for(self._chunks.get(), seconds)).decode()
            if chunk.startswith("event: "):
                name, data = chunk.strip().split("\n", 1)
                return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@asynccontextmanager
async def open_stream(app: FastAPI, headers: dict[str, str]) -> AsyncIterator[EventStream]:
    """The stream of /events with these headers, greeted."""
    stream, gone = EventStream(), asyncio.Event()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/events",
        "raw_path": b"/events",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    served = asyncio.create_task(app(scope, receive, stream.send))
    try:
        greeting = await stream.next()
        assert greeting[0] == "hello"
        yield stream
    finally:
        gone.set()
        served.cancel()
        await asyncio.gather(served, return_exceptions=True)
