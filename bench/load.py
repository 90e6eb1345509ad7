"""A small load of its own: raw HTTP/1.1 over kept connections, bounded in count, to this machine only."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Result:
    """Requests a second, and milliseconds at the middle and at the slowest hundredth."""

    per_second: float
    p50_ms: float
    p99_ms: float


def request_bytes(url: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as it goes over the wire."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def post_all(
    url: str,
    requests: list[bytes],
    connections: int,
    per_second: float | None = None,
) -> Result:
    """Send all requests over so many connections; every answer must be 200.

    With `per_second` requests have a time at which they are due, and are timed from then: a server that
    falls behind cannot hide it.
    """
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1"
    began, times = time.perf_counter(), list[float]()
    due = [began + number / per_second if per_second else 0.0 for number in range(len(requests))]
    waiting = iter(zip(requests, due, strict=True))
    senders = (_send(parts.hostname, parts.port or 80, waiting, times) for _ in range(connections))
    await asyncio.gather(*senders)
    seconds = time.perf_counter() - began
    cuts = statistics.quantiles(times, n=100)
    return Result(len(requests) / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _send(host: str, port: int, waiting: Iterator[tuple[bytes, float]], times: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request, due in waiting:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        began = due or time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = head.split(b" ", 2)[1]
        assert status == b"200", head
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
        times.append(time.perf_counter() - began)
    writer.close()
