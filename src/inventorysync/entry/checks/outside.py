"""What the world sees at APP_URL: asked from here by the same way that browsers and Shopify come."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2

from inventorysync.entry.checks import Check, judged
from inventorysync.ops.certificates import certificate_left
from inventorysync.settings import Settings

SECONDS_MAX = 10.0
CERTIFICATE_DAYS_MIN = 14
CDN = "a CDN or proxy must pass /webhooks/*, /api/* and /events through unchanged and uncached"
UNKNOWN_SHOP = (
    "nobody-has-this-shop.myshopify.com"  # of which a compliance webhook is taken in and nothing kept
)


async def check_outside(settings: Settings) -> list[Check]:
    """All that can be asked of our own address, in the order in which one thing needs the other."""
    url = settings.app_url.rstrip("/")
    async with httpx2.AsyncClient(timeout=SECONDS_MAX, follow_redirects=False) as http:
        alive = await _asked(http, "GET", f"{url}/health")
        if alive is None or alive.status_code != httpx2.codes.OK:
            says = "does not answer" if alive is None else f"/health answers {alive.status_code}"
            remedy = "does the name lead here (CNAME, port), and does an api run?"
            return [judged("address", is_good=False, says=f"{url} {says}", remedy=remedy)]
        return [
            judged("address", is_good=True, says=f"{url} answers", remedy=""),
            *await _check_https(http, url, alive),
            await _check_ready(http, url),
            await _check_closed(http, url),
            *await _check_door(http, url, settings),
            await _check_assets(http, url),
        ]


async def _check_https(http: httpx2.AsyncClient, url: str, alive: httpx2.Response) -> list[Check]:
    if not url.startswith("https://"):
        remedy = "Shopify opens and calls HTTPS addresses only: set APP_URL to one"
        return [judged("https", is_good=False, says=f"{url} is not HTTPS", remedy=remedy)]
    left = await certificate_left(url, datetime.now(UTC))
    days = int((left or 0) // 86_400)
    plain = await _asked(http, "GET", f"http://{urlsplit(url).hostname}/health")
    is_redirected = plain is None or (plain.is_redirect and plain.headers["Location"].startswith("https://"))
    return [
        judged(
            "certificate",
            is_good=days >= CERTIFICATE_DAYS_MIN,
            says=f"good for {days} days",
            remedy="whoever renews it (Railway, Caddy, the CDN) should have done so",
        ),
        judged(
            "https",
            is_good=is_redirected and "strict-transport-security" in alive.headers,
            says="plain HTTP leads to HTTPS, and browsers are told to keep to it"
            if is_redirected
            else "plain HTTP is answered as it is",
            remedy="let the proxy redirect; HSTS is sent where APP_URL is https",
        ),
    ]


async def _check_ready(http: httpx2.AsyncClient, url: str) -> Check:
    answer = await _asked(http, "GET", f"{url}/health/ready")
    is_good = answer is not None and answer.status_code == httpx2.codes.OK
    says = (
        "database, schema and Redis are there"
        if is_good
        else f"not: {answer.text if answer else 'no answer'}"
    )
    return judged("ready", is_good=is_good, says=says, remedy="`inventorysync doctor` says more")


async def _check_closed(http: httpx2.AsyncClient, url: str) -> Check:
    """What only we may see."""
    expected = {"/metrics": 401, "/health/status": 401, "/docs": 404, "/api/v1/levels": 401, "/outbox": 404}
    open_to_all = []
    for path, status in expected.items():
        answer = await _asked(http, "GET", url + path)
        is_page = answer is not None and answer.headers.get("content-type", "").startswith("text/html")
        if answer is None or (answer.status_code != status and not (is_page and path == "/outbox")):
            open_to_all.append(f"{path} answers {answer.status_code if answer else 'nothing'}, not {status}")
    return judged(
        "closed doors",
        is_good=not open_to_all,
        says="; ".join(open_to_all) or "metrics, status, docs and the API ask who one is",
        remedy="set ENVIRONMENT=production and METRICS_TOKEN; nothing may be served from a cache",
    )


async def _check_door(http: httpx2.AsyncClient, url: str, settings: Settings) -> list[Check]:
    """A forged webhook is refused; one signed with our secret passes every proxy byte for byte."""
    body = b'{"shop_id": 1,  "shop_domain": "x", "note": "two  spaces, \xc3\xa9 and a newline\\n"}'
    door = f"{url}/webhooks/shopify"
    forged = await _asked(http, "POST", door, content=body, headers=_webhook(body, "forged"))
    checks = [
        judged(
            "forged webhooks",
            is_good=forged is not None and forged.status_code == httpx2.codes.UNAUTHORIZED,
            says=f"answered {forged.status_code if forged else 'not at all'}",
            remedy=CDN,
        )
    ]
    for name in ("shopify_webhook_secret", "shopify_api_secret"):
        secret = getattr(settings, name).get_secret_value()
        if not secret:
            continue
        true = await _asked(http, "POST", door, content=body, headers=_webhook(body, secret))
        status = true.status_code if true else None
        checks.append(
            judged(
                f"webhooks signed with {name.upper()}",
                is_good=status == httpx2.codes.OK,
                says="pass" if status == httpx2.codes.OK else f"answered {status or 'not at all'}",
                remedy=f"the api must have the same secret; {CDN}",
            )
        )
    return checks


def _webhook(body: bytes, secret: str) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "customers/redact",
        "X-Shopify-Shop-Domain": UNKNOWN_SHOP,
        "X-Shopify-Webhook-Id": uuid4().hex,
        "X-Shopify-Hmac-Sha256": base64.b64encode(signature).decode(),
    }


async def _check_assets(http: httpx2.AsyncClient, url: str) -> Check:
    """The page is asked for anew, the files it names are kept for ever."""
    page = await _asked(http, "GET", f"{url}/", headers={"Accept": "text/html"})
    kept = page.headers.get("cache-control", "") if page else ""
    asset = page.text.partition('src="/assets/')[2].partition('"')[0] if page else ""
    file = await _asked(http, "GET", f"{url}/assets/{asset}") if asset else None
    for_ever = file.headers.get("cache-control", "") if file else ""
    return judged(
        "web app's files",
        is_good="no-cache" in kept and "immutable" in for_ever,
        says=f"page: {kept or 'missing'}; assets: {for_ever or 'missing'}",
        remedy="a CDN must keep /assets/* only, by the headers it is given",
    )


async def _asked(
    http: httpx2.AsyncClient,
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> httpx2.Response | None:
    try:
        return await http.request(method, url, content=content, headers=headers)
    except (httpx2.TransportError, httpx2.InvalidURL):
        return None
