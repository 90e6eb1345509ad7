"""Leaving without a failed request: told to end, the api first says it is not ready, and serves on."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import structlog

log = structlog.get_logger(__name__)
END = signal.SIGTERM


@contextmanager
def drain_before_end(state: Any, seconds: float) -> Iterator[None]:
    """Within, SIGTERM sets `state.draining` at once and reaches the server only after `seconds`.

    So a load balancer that asks /health/ready has time to send its requests elsewhere. Where the server has
    no handler of its own (in tests), SIGTERM is left alone.
    """
    before = signal.getsignal(END)
    if not callable(before):
        yield
        return
    end, loop = before, asyncio.get_running_loop()

    def drain(number: int, frame: FrameType | None) -> None:
        if state.draining:
            return
        state.draining = True
        log.info("draining", seconds=seconds)
        loop.call_soon_threadsafe(loop.call_later, seconds, lambda: end(number, frame))

    signal.signal(END, drain)
    try:
        yield
    finally:
        signal.signal(END, before)
