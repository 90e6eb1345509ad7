"""Stands where Sentry is: takes envelopes and keeps what they hold."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """What has arrived."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.dsn = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of all envelopes."""
        found = []
        for text in list(self.texts):
            lines = text.split("\n")
            for header, body in zip(lines[1::2], lines[2::2], strict=False):
                if json.loads(header or "{}").get("type") == "event":
                    found.append(json.loads(body))
        return found

    def wait_for(self, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        """So many events at least, or fail."""
        deadline = time.monotonic() + seconds
        while len(self.events) < count:
            assert time.monotonic() < deadline, f"{len(self.events)} of {count} events arrived"
            time.sleep(0.05)
        return self.events


@contextmanager
def sentry_receiver() -> Iterator[Receiver]:
    """A receiver that answers on a port of its own."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            receiver.texts.append(body.decode())
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    receiver.dsn = f"http://public@127.0.0.1:{server.server_port}/7"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
