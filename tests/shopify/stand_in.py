"""What the tests of the Shopify library share: a clock they move, and answers on the wire."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHOP = "inventorysync-demo.myshopify.com"

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


class MovableClock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.at = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass
class Wire:
    """The network: gives the listed answers in order and keeps what was sent."""

    answers: list[Answer] = field(default_factory=list)
    requests: list[httpx2.Request] = field(default_factory=list)

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def sent(self, number: int = -1) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.requests[number].content)
        return found


def cost(requested: float, available: float, actual: float | None = None) -> dict[str, Any]:
    return {
        "cost": {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": 2000.0,
                "currentlyAvailable": available,
                "restoreRate": 100.0,
            },
        },
    }


def data(value: dict[str, Any], **extensions: Any) -> httpx2.Response:
    body: dict[str, Any] = {"data": value}
    return httpx2.Response(200, json={**body, "extensions": extensions} if extensions else body)


def failure(message: str, code: str, **extra: Any) -> httpx2.Response:
    error = {"message": message, "extensions": {"code": code}, **extra.pop("error", {})}
    return httpx2.Response(200, json={"errors": [error], **extra})
