import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from devstore.webhooks.posting import NoAnswer, Poster, parse_address


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that gives one answer after the other; tells which connection each request came on."""
    left = list(answers)
    seen: list[int] = []
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        number = opened
        try:
            while left:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
                seen.append(number)
                writer.write(left.pop(0))
                if left and left[0] == b"":
                    left.pop(0)
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?a=1", seen
    finally:
        server.close()


PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
CLOSING = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def test_one_connection_carries_many_requests() -> None:
    poster = Poster(1)
    async with answering(PLAIN, CHUNKED, EMPTY, PLAIN) as (url, seen):
        assert [await poster.post(url, b"x", {}) for _ in range(4)] == [200, 202, 204, 200]
        assert seen == [1, 1, 1, 1]
    poster.close()


async def test_a_connection_the_app_ends_is_not_used_again() -> None:
    poster = Poster(1)
    async with answering(CLOSING, PLAIN) as (url, seen):
        assert [await poster.post(url, b"x", {}) for _ in range(2)] == [500, 200]
        assert seen == [1, 2]
    poster.close()


async def test_a_connection_that_ended_while_idle_costs_no_delivery() -> None:
    poster = Poster(1)
    async with answering(PLAIN, b"", PLAIN) as (url, seen):
        assert await poster.post(url, b"x", {}) == 200
        assert await poster.post(url, b"x", {}) == 200
        assert seen == [1, 2]
    poster.close()


async def test_no_http_answer_is_said_so() -> None:
    poster = Poster(1)
    async with answering(b"hello\r\n\r\n") as (url, _):
        with pytest.raises(NoAnswer, match="not an HTTP answer"):
            await poster.post(url, b"x", {})


async def test_a_closed_door_is_said_so() -> None:
    with pytest.raises(NoAnswer, match="no connection"):
        await Poster(1).post("http://127.0.0.1:1/", b"x", {})


def test_an_address_is_http() -> None:
    assert parse_address("https://app.example/a?b=c").origin == ("app.example", 443, True)
    with pytest.raises(ValueError, match="not to 'ftp://x'"):
        parse_address("ftp://x")
