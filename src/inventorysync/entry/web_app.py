"""The built web app as files: immutable assets, an index that is never cached, run-time configuration."""

import html
import mimetypes
import secrets
from pathlib import Path
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from inventorysync.entry.content_policy import NONCE_PLACE, ContentPolicy
from inventorysync.kit.problems import NotFound
from inventorysync.settings import Settings
from inventorysync.shopify.signatures import is_shop_domain

RESERVED = ("api/", "webhooks/", "metrics", "health", "events", "docs")
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
YEAR = "public, max-age=31536000, immutable"
NONCE_BYTES = 16
APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js"


def web_app_routes(settings: Settings, policy: ContentPolicy) -> APIRouter:
    """Routes of the built web app; a missing build says how to make one."""
    router = APIRouter(include_in_schema=False)
    root = settings.frontend_dist.resolve()

    @router.get("/config.js")
    async def get_config() -> Response:
        config: dict[str, Any] = {
            "apiUrl": "",
            "appUrl": settings.app_url,
            "environment": settings.environment,
            "shopifyApiKey": settings.shopify_api_key,
        }
        if settings.reports_errors:
            config["errorReports"] = {
                "dsn": settings.sentry_dsn,
                "environment": settings.sentry_environment or settings.environment,
                "release": settings.release_name,
            }
        text = f"window.__INVENTORYSYNC__ = {msgspec.json.encode(config).decode()};"
        return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    @router.get("/{path:path}")
    async def get_file(request: Request, path: str) -> Response:
        if path.startswith(RESERVED):
            raise NotFound("there is nothing at this address")
        file = (root / path).resolve()
        if path and file.is_relative_to(root) and file.is_file():
            return _file(request, file, is_hashed=path.startswith("assets/"))
        if path.startswith("assets/") or "." in path.rsplit("/", 1)[-1]:
            raise NotFound("there is no such file")
        return _index(request, root, settings, policy)

    return router


def _file(request: Request, file: Path, *, is_hashed: bool) -> Response:
    headers = {"Cache-Control": YEAR if is_hashed else "no-cache", "Vary": "Accept-Encoding"}
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    accepted = request.headers.get("Accept-Encoding", "")
    for encoding, suffix in ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": encoding})
    return FileResponse(file, media_type=kind, headers=headers)


def _index(request: Request, root: Path, settings: Settings, policy: ContentPolicy) -> Response:
    """The page, its scripts and styles named by a nonce that no other answer has."""
    index = root / "index.html"
    if not index.is_file():
        raise NotFound("the web app is not built: run npm run build in frontend/")
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    page = index.read_text().replace(NONCE_PLACE, nonce)
    shop = request.query_params.get("shop", "")
    if is_shop_domain(shop):
        bridge = f"{settings.shopify_dev_url}/app-bridge.js" if settings.shopify_dev_url else APP_BRIDGE
        key = html.escape(settings.shopify_api_key, quote=True)
        tags = f'<meta name="shopify-api-key" content="{key}">'
        tags += (
            f'<script nonce="{nonce}" src="{html.escape(bridge, quote=True)}" data-api-key="{key}"></script>'
        )
        page = page.replace("<head>", f"<head>{tags}", 1)
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy.of_page(shop, nonce)}
    return Response(page, media_type="text/html", headers=headers)
