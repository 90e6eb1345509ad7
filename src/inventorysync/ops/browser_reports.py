"""What browsers report of our pages: content that their policy forbade, counted and told without persons.

Anybody may send such a report, so it is believed in nothing: a count for each directive there is, and a line
in the log that names the blocked origin and our page, without what either address asks for.
"""

from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import msgspec
import structlog
from fastapi import APIRouter, Request, Response, status

from inventorysync.kit.metrics import CSP_REPORTS
from inventorysync.kit.problems import Refusal

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)

PATH: Final = "/csp-reports"
BODY_MAX = 32_768
REPORTS_MAX = 20
FROM_ADDRESS_PER_MINUTE, PER_MINUTE = 60, 600
DIRECTIVES: Final = frozenset(
    {
        *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
        *("style-src-attr", "img-src", "font-src", "connect-src", "media-src", "object-src", "frame-src"),
        *("child-src", "worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors"),
    }
)
ELSEWHERE: Final = "other"
KEYWORDS: Final = frozenset({"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-sink"})


class TooLarge(Refusal):
    """More than a browser's report can be."""

    status: ClassVar[int] = 413
    type = "too-large"
    title = "The report is too large"


class NotAReport(Refusal):
    """The body is none that a browser sends."""

    title = "The body is no report of a browser"


@router.post(PATH, status_code=status.HTTP_204_NO_CONTENT)
async def post_reports(request: Request) -> Response:
    """Count what a browser blocked, by either form in which browsers tell it."""
    address = request.client.host if request.client else "unknown"
    limits = request.app.state.limits
    await limits.spend(f"csp:{address}", FROM_ADDRESS_PER_MINUTE)
    await limits.spend("csp:all", PER_MINUTE)
    for directive, blocked, page in _told(await _body_of(request)):
        named = directive if directive in DIRECTIVES else ELSEWHERE
        CSP_REPORTS.labels(named).inc()
        log.warning("content_blocked", directive=named, blocked=_origin(blocked), page=_path(page))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


async def _body_of(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_MAX:
            raise TooLarge(f"a report has at most {BODY_MAX} bytes")
    return body


def _told(body: bytes) -> list[tuple[str, str, str]]:
    """Directive, what was blocked, and on which page, of each report."""
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise NotAReport("send what a browser sends: JSON") from error
    if isinstance(found, dict):
        return [_of(found.get("csp-report"), "effective-directive", "blocked-uri", "document-uri")]
    if isinstance(found, list):
        reports = [each for each in found[:REPORTS_MAX] if isinstance(each, dict)]
        bodies = [each.get("body") for each in reports if each.get("type") == "csp-violation"]
        return [_of(each, "effectiveDirective", "blockedURL", "documentURL") for each in bodies]
    raise NotAReport("send what a browser sends: an object or a list")


def _of(report: Any, *names: str) -> tuple[str, str, str]:
    if not isinstance(report, dict):
        raise NotAReport("a report of blocked content has a body")
    directive, blocked, page = (str(report.get(name, ""))[:2000] for name in names)
    return directive, blocked, page


def _origin(address: str) -> str:
    """The keyword, or the scheme and host; nothing of what was asked for there."""
    if address in KEYWORDS:
        return address
    try:
        parsed = urlsplit(address)
    except ValueError:
        return ELSEWHERE
    return f"{parsed.scheme}://{parsed.hostname}" if parsed.scheme and parsed.hostname else ELSEWHERE


def _path(address: str) -> str:
    try:
        return urlsplit(address).path[:200]
    except ValueError:
        return ELSEWHERE
