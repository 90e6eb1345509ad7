"""What browsers are told on every answer, whom we answer from elsewhere, and what they report back."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from starlette.responses import PlainTextResponse
from structlog.testing import capture_logs
from support.people import PASSWORD, browser_of, joined
from support.running_api import ShopInApi, settings_for

from inventorysync.entry.content_policy import ContentPolicy
from inventorysync.entry.middleware import RequestEdge
from inventorysync.entry.web import create_app
from inventorysync.ops.browser_reports import BODY_MAX, FROM_ADDRESS_PER_MINUTE
from inventorysync.settings import Settings

REPORTS = "/csp-reports"


def policy_of(answer: httpx2.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


async def test_every_answer_tells_browsers_what_a_page_may_do(
    api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    for path, headers in (
        ("/", {}),
        ("/config.js", {}),
        ("/assets/none.js", {}),
        ("/health", {}),
        ("/api/v1/levels", {}),
        ("/api/v1/levels", shop.headers),
        ("/api/v1/nothing", shop.headers),
    ):
        answer = await api.get(path, headers=headers)
        policy = policy_of(answer)
        assert policy["default-src"] == "'self'", path
        if path != "/":  # a page names its own by a nonce, see below
            assert policy["script-src"] == policy["style-src"] == "'self'", path
        assert (policy["object-src"], policy["base-uri"]) == ("'none'", "'none'")
        assert (policy["frame-ancestors"], policy["form-action"]) == ("'self'", "'self'")
        assert (policy["report-uri"], policy["report-to"]) == (REPORTS, "csp")
        assert answer.headers["reporting-endpoints"] == f'csp="{REPORTS}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
        assert "x-frame-options" not in answer.headers
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("shop", "frames"),
    [
        ("one.myshopify.com", "https://one.myshopify.com https://admin.shopify.com"),
        ("one.myshopify.com.evil.example", "'self'"),
        ("evil.example", "'self'"),
        ("one.myshopify.com; script-src *", "'self'"),
        ("*.myshopify.com", "'self'"),
    ],
)
async def test_only_the_shops_own_admin_may_frame_a_page(
    api: httpx2.AsyncClient, shop: str, frames: str
) -> None:
    policy = policy_of(await api.get("/config.js", params={"shop": shop}))
    assert policy["frame-ancestors"] == frames
    assert "*" not in policy["script-src"]


async def page_of(folder: Path, settings: Settings, address: str) -> httpx2.Response:
    (folder / "index.html").write_text(
        '<html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>'
    )
    app = create_app(settings.model_copy(update={"frontend_dist": folder}))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get(address)


@pytest.mark.parametrize("address", ["/", "/inventory", "/?shop=one.myshopify.com&embedded=1"])
async def test_a_page_names_its_scripts_and_styles_by_a_nonce_of_its_own(
    tmp_path: Path, database_url: str, redis_url: str, address: str
) -> None:
    settings = settings_for(database_url, redis_url)
    nonces = set()
    for _ in range(2):
        answer = await page_of(tmp_path, settings, address)
        policy = policy_of(answer)
        is_embedded = "shop=" in address
        nonce = policy["script-src"].removeprefix("'nonce-").partition("'")[0]
        assert len(nonce) == 22, "128 bits"
        wanted = f"'nonce-{nonce}' 'strict-dynamic' 'self'"
        assert policy["script-src"] == wanted + (" https://cdn.shopify.com" if is_embedded else "")
        # Shopify's script writes styles and takes no nonce for them.
        assert policy["style-src"] == ("'self' 'unsafe-inline'" if is_embedded else f"'self' 'nonce-{nonce}'")
        scripts = re.findall(r"<script[^>]*>", answer.text)
        assert len(scripts) == (2 if is_embedded else 1)
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        assert "__CSP_NONCE__" not in answer.text
        nonces.add(nonce)
    assert len(nonces) == 2


async def test_browsers_are_kept_to_https_where_we_are_reached_by_it() -> None:
    for is_https, told in ((True, "max-age=31536000; includeSubDomains"), (False, None)):
        edge = RequestEdge(PlainTextResponse("x"), policy=ContentPolicy(), is_https=is_https)
        transport = httpx2.ASGITransport(app=edge)
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
            assert (await client.get("/health")).headers.get("strict-transport-security") == told


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://one.myshopify.com", "https://one.myshopify.com"),
        ("https://one.myshopify.com.evil.example", None),
        ("https://evil.example/.myshopify.com", None),
        ("http://one.myshopify.com", None),
        ("https://myshopify.com", None),
        ("null", None),
    ],
)
async def test_only_shopify_and_our_own_pages_are_answered_across_origins(
    api: httpx2.AsyncClient, origin: str, allowed: str | None
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = await api.options("/api/v1/change-sets", headers=asked)
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert answer.is_success == (allowed is not None)


@pytest.mark.parametrize(
    ("web_app", "same_site"), [("https://stock.example", "strict"), ("https://app.example", "none")]
)
async def test_cookies_are_bound_to_this_host_and_hidden_from_scripts(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi, web_app: str, same_site: str
) -> None:
    """A web app with a host of its own asks across sites: then nothing but its header and origin lets it."""
    person = await joined(app, api, shop, "viewer")
    plain = app.state.settings
    addresses = {"app_url": "https://stock.example", "frontend_url": web_app}
    app.state.settings = plain.model_copy(update=addresses)
    try:
        body = {"email": person.email, "password": PASSWORD}
        answer = await browser_of(app).post("/api/v1/sign-in/password", json=body)
    finally:
        app.state.settings = plain
    cookies = answer.headers.get_list("set-cookie")
    assert answer.status_code == 200, answer.text
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-inventorysync_refresh",
        "__Host-inventorysync_device",
    }
    for cookie in cookies:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "secure", "path=/", f"samesite={same_site}"} <= flags
        assert not any(flag.startswith("domain=") for flag in flags)
        assert cookie.partition("=")[2].partition(";")[0] not in answer.text, "in the header alone"


async def test_methods_that_are_not_ours_are_refused(api: httpx2.AsyncClient) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND"):
        for path in ("/", "/api/v1/levels"):
            assert (await api.request(method, path)).status_code == 405, (method, path)


def test_in_production_nobody_reads_the_docs_page(database_url: str, redis_url: str) -> None:
    settings = settings_for(database_url, redis_url)
    paths = {
        kind: {getattr(route, "path", "") for route in create_app(given).routes}
        for kind, given in (
            ("open", settings),
            ("closed", settings.model_copy(update={"environment": "production"})),
        )
    }
    assert "/docs" in paths["open"]
    assert "/docs" not in paths["closed"]


def counted(directive: str) -> float:
    return REGISTRY.get_sample_value("inventorysync_csp_reports_total", {"directive": directive}) or 0.0


OLD = {
    "csp-report": {
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?token=shpat_0123456789abcdef0123456789abcdef",
        "document-uri": "https://stock.example/inventory?search=ada%40example.com",
        "script-sample": "steal(document.cookie)",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "effectiveDirective": "img-src",
            "blockedURL": "inline",
            "documentURL": "https://stock.example/sync",
        },
    },
    {"type": "deprecation", "body": {"id": "x"}},
]


@pytest.mark.parametrize(("body", "directive"), [(OLD, "script-src-elem"), (NEW, "img-src")])
async def test_blocked_content_is_counted_and_told_without_secrets_or_persons(
    api: httpx2.AsyncClient, body: Any, directive: str
) -> None:
    before = counted(directive)
    with capture_logs() as lines:
        answer = await api.post(
            REPORTS, content=json.dumps(body), headers={"Content-Type": "application/csp-report"}
        )
    assert (answer.status_code, answer.content) == (204, b"")
    assert counted(directive) == before + 1
    (line,) = [line for line in lines if line["event"] == "content_blocked"]
    assert line["page"] in ("/inventory", "/sync")
    assert line["blocked"] in ("https://evil.example", "inline")
    for secret in ("shpat", "ada", "steal"):
        assert secret not in str(line)


async def test_a_report_says_no_label_of_its_own(api: httpx2.AsyncClient) -> None:
    made_up = uuid4().hex
    body = {
        "csp-report": {"effective-directive": made_up, "blocked-uri": "http://[", "document-uri": "http://["}
    }
    assert (await api.post(REPORTS, json=body)).status_code == 204
    assert counted(made_up) == 0
    assert counted("other") >= 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"7", 400),
        (b'{"csp-report": 7}', 400),
        (b'[{"type": "csp-violation"}]', 400),
        (b"\xff\xfe", 400),
        (b'"' + b"x" * BODY_MAX + b'"', 413),
    ],
)
async def test_what_no_browser_sends_is_refused(api: httpx2.AsyncClient, body: bytes, status: int) -> None:
    answer = await api.post(REPORTS, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_reports_of_one_address_are_limited(app: FastAPI, api: httpx2.AsyncClient) -> None:
    app.state.limits._paid.clear()  # noqa: SLF001 - what the tests before have paid for
    answers = [(await api.post(REPORTS, json=OLD)).status_code for _ in range(FROM_ADDRESS_PER_MINUTE + 1)]
    assert 429 in answers
