"""The webhooks' door: it verifies, stores durably and answers; all work is a worker's (PLATFORM.md B).

It stands in front of the framework's routing, because a shop's busiest hour arrives here: nothing is done
for a delivery that is not needed to keep it.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inventorysync.kit.metrics import WEBHOOKS
from inventorysync.kit.problems import NotFound, Refusal
from inventorysync.shopify.signatures import is_shop_domain, is_signed
from inventorysync.shops.access import NotSignedIn
from inventorysync.sync.intake import PLAN_TOPIC, Delivery, Intake, NotAWebhookBody, UnknownShop, hint_of

PATH = "/webhooks/shopify"
BODY_BYTES_MAX = 5 * 1024 * 1024
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
TOPIC = re.compile(r"[a-z_]{1,64}/[a-z_]{1,64}")
ID_LENGTH_MAX = 200
Headers = dict[bytes, bytes]
Receiver = Callable[[Headers, bytes], Awaitable[None]]


class TooLarge(Refusal):
    """The body is larger than any webhook of Shopify's."""

    status = 413
    type = "too-large"
    title = "The body is too large"


class NotAWebhook(Refusal):
    """Signed, and still no webhook."""

    status = 400
    type = "not-a-webhook"
    title = "This is no webhook"


class NotAPost(Refusal):
    """Webhooks are posted."""

    status = 405
    type = "method-not-allowed"
    title = "Method not allowed"


class WebhookDoor:
    """Answers PATH itself and hands every other request on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        state = scope["app"].state
        try:
            if scope["method"] != "POST":
                raise NotAPost("webhooks are posted", headers={"Allow": "POST"})
            headers: Headers = dict(scope["headers"])
            body = await _body_of(headers, receive)
            await take_in(state.intake, state.webhook_secrets, headers, body)
        except Refusal as refusal:
            WEBHOOKS.labels(refusal.type).inc()
            await _refuse(send, refusal, scope["state"]["request_id"])
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


async def take_in(intake: Intake, secrets: tuple[bytes, ...], headers: Headers, body: bytes) -> None:
    """Return when the delivery is stored durably, once; raises a Refusal for what is no webhook of a shop.

    Headers are not covered by the signature: the shop they name must be one of ours, and the body is only
    ever a hint about that shop's own ids.
    """
    if not is_signed(body, headers.get(b"x-shopify-hmac-sha256", b"").decode("latin-1"), secrets):
        raise NotSignedIn("the signature is not Shopify's")
    topic, domain, webhook_id = (
        headers.get(name, b"").decode("latin-1")
        for name in (b"x-shopify-topic", b"x-shopify-shop-domain", b"x-shopify-webhook-id")
    )
    if not TOPIC.fullmatch(topic) or not 0 < len(webhook_id) <= ID_LENGTH_MAX:
        raise NotAWebhook("X-Shopify-Topic or X-Shopify-Webhook-Id is missing, or none of Shopify's")
    if not is_shop_domain(domain):
        raise NotAWebhook("X-Shopify-Shop-Domain is no domain of a shop")
    try:
        hint = hint_of(topic, body)
        shop_id = intake.known_shop(domain) or await intake.shop_of(domain)
    except NotAWebhookBody as error:
        raise NotAWebhook(str(error)) from error
    except UnknownShop as error:
        if topic in COMPLIANCE:
            return  # nothing is stored of a shop we do not know
        raise NotFound("no shop of this domain has the app") from error
    event_id = headers.get(b"x-shopify-event-id")
    triggered_at = _time_of(headers.get(b"x-shopify-triggered-at"))
    if topic == PLAN_TOPIC and triggered_at is not None:
        hint["triggered_at"] = triggered_at.isoformat()  # which of two is the newer
    await intake.store(
        Delivery(
            shop_id=shop_id,
            webhook_id=webhook_id,
            topic=topic,
            event_id=event_id.decode("latin-1")[:ID_LENGTH_MAX] if event_id else None,
            triggered_at=triggered_at,
            hint=hint,
        )
    )


async def _body_of(headers: Headers, receive: Receive) -> bytes:
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > BODY_BYTES_MAX:
        raise TooLarge("a webhook has at most 5 MiB")
    message = await receive()
    if not message.get("more_body"):
        return _within_limit(message.get("body", b""))
    chunks, size = [message.get("body", b"")], 0
    while message.get("more_body"):
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > BODY_BYTES_MAX:
            break
    return _within_limit(b"".join(chunks))


def _within_limit(body: bytes) -> bytes:
    if len(body) > BODY_BYTES_MAX:
        raise TooLarge("a webhook has at most 5 MiB")
    return body


def _time_of(header: bytes | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(header.decode("latin-1")) if header else None
    except ValueError:
        return None  # a header that only informs
    return found if found is None or found.tzinfo else None


async def _refuse(send: Send, refusal: Refusal, request_id: str) -> None:
    body = msgspec.json.encode(refusal.as_problem(request_id))
    headers = {
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **refusal.headers,
    }
    start: Message = {
        "type": "http.response.start",
        "status": refusal.status,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
