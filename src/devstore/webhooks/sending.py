"""The pure part of sending: headers and signature, and when to try again."""

import base64
import hashlib
import hmac
from typing import Any

from devstore.webhooks.journal import Delivery

RETRIES = 8
FIRST_RETRY_SECONDS = 4 * 3600 / (2**RETRIES - 1)
"""Doubling from here, eight retries take four hours (PLATFORM.md B); the intervals are not published."""


def retry_delay(failed_attempts: int, scale: float) -> float | None:
    """Seconds until the next attempt after so many failed ones, times `scale`; None after the last."""
    if failed_attempts > RETRIES:
        return None
    return float(FIRST_RETRY_SECONDS * 2 ** (failed_attempts - 1) * scale)


def sign(body: bytes, secret: str) -> str:
    """X-Shopify-Hmac-Sha256: base64 of the HMAC-SHA256 of the raw bytes."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def headers_of(delivery: Delivery, secret: str, shop_domain: str) -> dict[str, str]:
    """All headers of an attempt (PLATFORM.md B)."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": sign(delivery.body, secret),
        "X-Shopify-Shop-Domain": shop_domain,
        "X-Shopify-API-Version": delivery.api_version,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": delivery.triggered_at,
    }
    if delivery.name:
        headers["X-Shopify-Name"] = delivery.name
    return headers


def describe(delivery: Delivery) -> dict[str, Any]:
    """A delivery as JSON for people and tests; its body as text."""
    return {
        "id": delivery.id,
        "topic": delivery.topic,
        "webhook_id": delivery.webhook_id,
        "event_id": delivery.event_id,
        "triggered_at": delivery.triggered_at,
        "uri": delivery.uri,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "body": delivery.body.decode(),
    }
