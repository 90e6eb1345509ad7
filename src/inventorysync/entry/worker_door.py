"""The worker's own small door: whether it lives, and its metrics. It has no other way in."""

import hmac
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from inventorysync.settings import Settings

STUCK_SECONDS = 60.0  # a loop that has not come round for so long does nothing any more
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Pulse:
    """When the worker's loop came round last; it is read from another thread."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def beat(self) -> None:
        """The loop has come round."""
        self._at = time.monotonic()

    def is_felt(self) -> bool:
        """Whether that was not long ago."""
        return time.monotonic() - self._at < STUCK_SECONDS


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Mute(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: an orchestrator asks every few seconds."""


@contextmanager
def open_worker_door(
    settings: Settings, pulse: Pulse, refresh: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Within, `/health` and `/metrics` answer on WORKER_PORT; nothing where it is 0.

    `refresh` is called before metrics are read, in the door's own thread: it may only look.
    It runs in a thread, so that it still answers, with 503, when the worker's loop is stuck.
    """
    if not settings.worker_port:
        yield
        return
    token = settings.metrics_token.get_secret_value() if settings.metrics_enabled else ""

    def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        status, kind, body = _answer(environ, token, pulse, refresh)
        start(status, [("Content-Type", kind), ("Cache-Control", "no-store")])
        return [body]

    with make_server("0.0.0.0", settings.worker_port, answer, _Server, _Mute) as server:
        serving = threading.Thread(target=server.serve_forever, name="worker-door", daemon=True)
        serving.start()
        try:
            yield
        finally:
            server.shutdown()


def _answer(
    environ: Environ, token: str, pulse: Pulse, refresh: Callable[[], None]
) -> tuple[str, str, bytes]:
    path = environ.get("PATH_INFO", "")
    if path == "/health":
        if pulse.is_felt():
            return "200 OK", "application/json", b'{"status":"alive"}'
        return "503 Service Unavailable", "application/json", b'{"status":"stuck"}'
    if path == "/metrics" and token:
        given = str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ").strip()
        if hmac.compare_digest(given.encode("latin-1", "replace"), token.encode()):
            refresh()
            return "200 OK", CONTENT_TYPE_LATEST, generate_latest()
        return "401 Unauthorized", "text/plain", b"send Authorization: Bearer with METRICS_TOKEN\n"
    return "404 Not Found", "text/plain", b"there is nothing at this address\n"
