"""POST over kept-alive connections: HTTP/1.1 by hand, for a full client costs a storm six times as much."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

HEAD_BYTES = 64 * 1024


class NoAnswer(Exception):
    """The app could not be reached, or what it sent was no HTTP answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes."""

    host: str
    port: int
    is_tls: bool
    target: str

    @property
    def origin(self) -> tuple[str, int, bool]:
        """What connections are kept by."""
        return self.host, self.port, self.is_tls


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@lru_cache(maxsize=1024)
def parse_address(url: str) -> Address:
    """An http(s) address taken apart. ValueError for any other."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"A webhook goes to an http or https address, not to {url!r}.")
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.hostname, parts.port or (443 if is_tls else 80), is_tls, target)


class Poster:
    """A pool of connections; each carries one request at a time."""

    def __init__(self, connect_seconds: float) -> None:
        self._connect_seconds = connect_seconds
        self._idle: dict[tuple[str, int, bool], list[_Connection]] = defaultdict(list)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send, and answer the status; redirects are not followed, time is the caller's. Raises NoAnswer."""
        address = parse_address(url)
        lines = [f"POST {address.target} HTTP/1.1", f"Host: {address.host}:{address.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}\r\n\r\n")
        request = "\r\n".join(lines).encode() + body
        idle = self._idle[address.origin]
        while idle:
            kept = idle.pop()
            if kept.reader.at_eof() or kept.writer.is_closing():
                kept.writer.close()
                continue
            try:
                return await self._exchange(kept, address, request)
            except _ClosedBefore:
                # The app ended a connection nobody was using: what was sent on it was not taken.
                break
        fresh = await self._connect(address)
        try:
            return await self._exchange(fresh, address, request)
        except _ClosedBefore as error:
            raise NoAnswer("the connection was closed without an answer") from error

    def close(self) -> None:
        """End all connections that are not in use."""
        for connections in self._idle.values():
            for connection in connections:
                connection.writer.close()
        self._idle.clear()

    async def _connect(self, address: Address) -> _Connection:
        context = ssl.create_default_context() if address.is_tls else None
        try:
            async with asyncio.timeout(self._connect_seconds):
                reader, writer = await asyncio.open_connection(
                    address.host, address.port, ssl=context, limit=HEAD_BYTES
                )
        except TimeoutError as error:
            raise NoAnswer(f"no connection in {self._connect_seconds:g} s") from error
        except OSError as error:
            raise NoAnswer(f"no connection: {error.strerror or error}") from error
        return _Connection(reader, writer)

    async def _exchange(self, connection: _Connection, address: Address, request: bytes) -> int:
        is_done = False
        try:
            connection.writer.write(request)
            status, stays = await _read_answer(connection.reader)
            if stays:
                self._idle[address.origin].append(connection)
            is_done = stays
        except (asyncio.LimitOverrunError, ValueError) as error:
            raise NoAnswer(f"not an HTTP answer: {error}") from error
        except ConnectionError as error:
            raise _ClosedBefore from error
        else:
            return status
        finally:
            if not is_done:
                connection.writer.close()


class _ClosedBefore(Exception):
    """The connection ended before the whole answer came."""


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """The status, and whether the connection may be used again."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        version, status, *_ = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        if int(status) not in (204, 304):
            if headers.get("transfer-encoding", "").lower() == "chunked":
                await _skip_chunks(reader)
            elif "content-length" in headers:
                await reader.readexactly(int(headers["content-length"]))
            else:
                return int(status), False
    except asyncio.IncompleteReadError as error:
        raise _ClosedBefore from error
    stays = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    return int(status), stays


async def _skip_chunks(reader: asyncio.StreamReader) -> None:
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        await reader.readexactly(size + 2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        continue
