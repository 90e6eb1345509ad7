"""The baseline of the webhook's answer: the same server and check of the signature, and nothing stored."""

import base64
import hashlib
import hmac
import os

from fastapi import FastAPI, Request, Response

SECRET = os.environ["SHOPIFY_API_SECRET"].encode()
app = FastAPI()


@app.post("/webhooks/shopify")
async def receive(request: Request) -> Response:
    """Verify and answer."""
    expected = base64.b64encode(hmac.new(SECRET, await request.body(), hashlib.sha256).digest()).decode()
    given = request.headers.get("X-Shopify-Hmac-Sha256", "")
    return Response(status_code=200 if hmac.compare_digest(expected, given) else 401)
