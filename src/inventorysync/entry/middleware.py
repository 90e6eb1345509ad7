"""What every request passes: an id, a log line, metrics, security headers; and how refusals are rendered."""

import re
import time
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import Counter, Histogram
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inventorysync.entry.content_policy import DOCS, ContentPolicy
from inventorysync.kit.db import locations_in_sight
from inventorysync.kit.log import SECRET_VALUES
from inventorysync.kit.metrics import HTTP_REQUESTS, HTTP_RUNNING, HTTP_SECONDS
from inventorysync.kit.problems import FieldProblem, Invalid, Problem, Refusal
from inventorysync.ops.browser_reports import PATH as CSP_REPORTS
from inventorysync.sync.webhooks import PATH as WEBHOOKS

log = structlog.get_logger("inventorysync.http")
UNSTORABLE_TEXT = "22021"  # PostgreSQL: character_not_in_repertoire
TOOK_TOO_LONG = "57014"  # PostgreSQL: query_canceled, by statement_timeout
PROBLEM = "application/problem+json"
API = "/api/v1"
REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
UNLOGGED = ("/health", "/metrics", "/assets")
TITLES = {404: "Not found", 405: "Method not allowed", 401: "Sign in first", 403: "Not permitted"}


class TookTooLong(Refusal):
    """A statement reached its limit of time."""

    status = 503
    type = "took-too-long"
    title = "This takes too long"


class RequestEdge:
    """The outermost layer: gives a request its id, and everything it says carries it."""

    def __init__(self, app: ASGIApp, *, policy: ContentPolicy, is_https: bool) -> None:
        self._app = app
        self._policy = policy
        self._is_https = is_https
        self._plain_headers = self._headers_for("", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.perf_counter(), 500
        extra = [(b"x-request-id", request_id.encode()), *self._headers_of(scope)]

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in extra if h[0] not in known)]
            await send(message)

        everywhere = locations_in_sight.set(None)
        HTTP_RUNNING.inc()
        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            HTTP_RUNNING.dec()
            locations_in_sight.reset(everywhere)
            _note(scope, status, time.perf_counter() - began)

    def _headers_of(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        query = scope["query_string"]
        if b"shop=" not in query and scope["path"] != DOCS:
            return self._plain_headers
        return self._headers_for(scope["path"], parse_qs(query.decode("latin-1")).get("shop", [""])[0])

    def _headers_for(self, path: str, shop: str) -> list[tuple[bytes, bytes]]:
        headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "content-security-policy": self._policy.of_answer(path, shop),
            "reporting-endpoints": f'csp="{CSP_REPORTS}"',
            "cross-origin-opener-policy": "same-origin-allow-popups",
        }
        if self._is_https:
            headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        return [(name.encode(), value.encode()) for name, value in headers.items()]


def _request_id_of(scope: Scope) -> str:
    """The id that a proxy or client gave the request, if it is one, or a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            is_one = REQUEST_ID.fullmatch(given) and not SECRET_VALUES.search(given)
            return given if is_one else uuid4().hex
    return uuid4().hex


@lru_cache(maxsize=2048)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return HTTP_REQUESTS.labels(method, route, str(status)), HTTP_SECONDS.labels(method, route)


def _route_of(scope: Scope) -> str:
    """The route's own path; an included router's routes do not know their prefix."""
    path: str = getattr(scope.get("route"), "path", "other")
    is_below = scope["path"].startswith(f"{API}/") and not path.startswith(API)
    return f"{API}{path}" if is_below and path != "other" else path


def _note(scope: Scope, status: int, seconds: float) -> None:
    """A log line and the metrics of a request; an accepted webhook has its line with its batch."""
    path = scope["path"]
    route = path if path == WEBHOOKS else _route_of(scope)
    requests, durations = _meters(scope["method"], route, status)
    requests.inc()
    durations.observe(seconds)
    is_quiet = path.startswith(UNLOGGED) or (path == WEBHOOKS and status == HTTPStatus.OK)
    if not is_quiet:
        log.info(
            "request",
            method=scope["method"],
            path=path,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def render_refusals(app: FastAPI) -> None:
    """One shape for every error: RFC 9457."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _not_stored)
    app.add_exception_handler(Exception, _crashed)


def _answer(request: Request, body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        body,
        body["status"],
        {**(headers or {}), "Cache-Control": "no-store", "X-Request-Id": request.state.request_id},
        media_type=PROBLEM,
    )


def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    return _answer(request, error.as_problem(request.state.request_id), error.headers)


def _not_valid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        FieldProblem(
            field=".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]),
            message=found["msg"],
            code=found["type"],
        )
        for found in error.errors()
    ]
    if any(problem.code == "json_invalid" for problem in problems):
        return _answer(request, _body(400, "The body is not JSON", problems[0].message, request))
    detail = "; ".join(f"{p.field}: {p.message}" for p in problems[:5])
    return _answer(request, Invalid(detail, errors=problems).as_problem(request.state.request_id))


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    title = TITLES.get(error.status_code, "The request cannot be carried out")
    body = _body(error.status_code, title, str(error.detail), request)
    return _answer(request, body, dict(error.headers or {}))


def _not_stored(request: Request, error: Exception) -> JSONResponse:
    """What PostgreSQL refuses for a reason that the client can act on; anything else it says is our fault."""
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    if state == UNSTORABLE_TEXT:
        refusal = Invalid("a text holds the character U+0000, which cannot be stored")
        return _refused(request, refusal)
    if state == TOOK_TOO_LONG:
        log.warning("statement_timed_out", path=request.url.path)
        return _refused(
            request, TookTooLong("the database was not done in time: ask for less, or again later")
        )
    raise error


def _crashed(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", exc_info=error)
    detail = "This is our fault and has been recorded; the request id finds it."
    return _answer(request, _body(500, "Something went wrong", detail, request))


def _body(status: int, title: str, detail: str, request: Request) -> dict[str, Any]:
    kind = f"urn:inventorysync:problem:{title.lower().replace(' ', '-')}"
    problem = Problem(
        type=kind, title=title, status=status, detail=detail, request_id=request.state.request_id
    )
    return problem.model_dump(exclude_none=True)
