"""The addresses an app calls: the token endpoint and the Admin API, with their faults.

PLATFORM.md A.3, C.1, E 15.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from devstore.auth import Access, AccessRefused, Gatekeeper, TokenRefused
from devstore.faults import Faults

HTML = "<!DOCTYPE html><html><head><title>Something went wrong</title></head><body></body></html>"
SERVER_ERRORS = (500, 502, 503, 504)
BEFORE = {
    "frozen": (402, "Unavailable Shop"),
    "locked": (423, "[API] This shop is unavailable"),
}


class Answering(Protocol):
    """What answers GraphQL requests, in the event loop."""

    async def answer(
        self,
        version: str,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        access: Access,
        *,
        debug: bool = False,
        hold_seconds: float = 0.0,
    ) -> dict[str, Any]:
        """The whole body of the answer; the work is done after `hold_seconds`."""
        ...

    def serving_version(self, name: str) -> str:
        """The version that answers requests for `name`."""
        ...


def json_response(content: Any, status: int = 200, **headers: str) -> Response:
    """JSON, quickly."""
    return Response(
        msgspec.json.encode(content),
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        "application/json",
    )


def drop_connection(request: Request) -> Response:
    """End the TCP connection without an answer, as a broken network does."""
    abort: Callable[[], None] = request.scope["devstore.abort"]
    abort()
    return Response()


class AdminApi:
    """The routes under /admin."""

    def __init__(self, gatekeeper: Gatekeeper, graphql: Answering, faults: Faults) -> None:
        self._gatekeeper, self._graphql, self._faults = gatekeeper, graphql, faults

    def routes(self) -> list[Route]:
        """The token endpoint and GraphQL."""
        return [
            Route("/admin/oauth/access_token", self._grant, methods=["POST"]),
            Route("/admin/api/{version}/graphql.json", self._answer, methods=["POST"]),
        ]

    async def _grant(self, request: Request) -> Response:
        try:
            if request.headers.get("content-type", "").startswith("application/json"):
                form = msgspec.json.decode(await request.body(), type=dict[str, Any])
            else:
                form = dict(await request.form())
            return json_response(self._gatekeeper.grant(form))
        except msgspec.DecodeError as error:
            return json_response({"error": "invalid_request", "error_description": str(error)}, 400)
        except TokenRefused as refusal:
            body = {"error": refusal.error, "error_description": str(refusal)}
            return json_response(body, refusal.status)

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        fault = self._faults.http_fault()
        if fault in ("lost_request", "rate_429", "rate_5xx", "timeout", *BEFORE):
            return await self._fail_before(request, fault)
        hold_seconds = self._faults.settings.http.slow_seconds if fault == "slow" else 0.0
        response = await self._execute(request, body, hold_seconds)
        if fault == "lost_reply":
            return drop_connection(request)
        if fault == "html":
            return HTMLResponse(HTML)
        if fault == "truncate":
            return _truncated(response)
        return response

    async def _execute(self, request: Request, body: bytes, hold_seconds: float) -> Response:
        version = self._graphql.serving_version(request.path_params["version"])
        try:
            access = self._gatekeeper.access(request.headers.get("x-shopify-access-token", ""))
            call = msgspec.json.decode(body, type=_Call)
        except AccessRefused as refusal:
            return json_response({"errors": str(refusal)}, refusal.status)
        except msgspec.DecodeError as error:
            return json_response(
                {"errors": {"query": f"Required parameter missing or invalid: {error}"}}, 400
            )
        answer = await self._graphql.answer(
            version,
            call.query,
            call.variables,
            call.operation_name,
            access,
            debug=request.headers.get("shopify-graphql-cost-debug") == "1",
            hold_seconds=hold_seconds,
        )
        return json_response(answer, X_Shopify_API_Version=version)

    async def _fail_before(self, request: Request, fault: str) -> Response:
        match fault:
            case "lost_request":
                return drop_connection(request)
            case "rate_429":
                message = "Exceeded 2 calls per second for api client. Reduce request rates to resume."
                return json_response({"errors": message}, 429, Retry_After="1.0")
            case "rate_5xx":
                status = self._faults.dice.choice(SERVER_ERRORS)
                return json_response({"errors": "Internal Server Error"}, status)
            case "timeout":
                await asyncio.sleep(self._faults.settings.http.timeout_seconds)
                return json_response({"errors": "Gateway Timeout"}, 504)
            case _:
                status, message = BEFORE[fault]
                return json_response({"errors": message}, status)


class _Call(msgspec.Struct, rename={"operation_name": "operationName"}):
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


def _truncated(response: Response) -> Response:
    """Half of a body under the whole one's length: the server ends the connection in between."""
    whole = len(response.body)
    cut = Response(bytes(response.body)[: whole // 2], response.status_code, media_type="application/json")
    cut.headers["content-length"] = str(whole)
    return cut
