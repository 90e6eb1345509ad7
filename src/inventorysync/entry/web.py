"""The api process: `uvicorn main:app`."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from starlette.responses import StreamingResponse

from inventorysync import rooms
from inventorysync.entry.announcer import Announcer
from inventorysync.entry.bootstrap import Parts, open_parts
from inventorysync.entry.content_policy import ContentPolicy
from inventorysync.entry.draining import drain_before_end
from inventorysync.entry.live import live_events
from inventorysync.entry.mailing import mailer_of, outbox_router
from inventorysync.entry.middleware import API, RequestEdge, render_refusals
from inventorysync.entry.reporting import start_logs
from inventorysync.entry.web_app import web_app_routes
from inventorysync.kit.limits import RateLimits
from inventorysync.kit.metrics import BUILD
from inventorysync.kit.nudges import Nudger
from inventorysync.kit.problems import Problem
from inventorysync.ops.figures import Figures
from inventorysync.people.door import PeoplesDoor
from inventorysync.people.passkeys import site_of
from inventorysync.people.sign_in_routes import OWN_PAGE
from inventorysync.people.tokens import Signing
from inventorysync.settings import Settings
from inventorysync.shops.access import Gate, Reader
from inventorysync.sync.intake import Intake
from inventorysync.sync.webhooks import WebhookDoor

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": says}
    for status, says in (
        (400, "The body is not JSON, or the request cannot be carried out"),
        (401, "Nobody is signed in"),
        (403, "The viewer may not do this"),
        (404, "There is no such thing in this shop"),
        (409, "It does not fit what is known already"),
        (422, "A field does not hold what it must"),
        (429, "More was asked for than is answered in a minute"),
        (503, "Shopify does not answer"),
    )
}


@asynccontextmanager
async def _state_of(app: FastAPI, parts: Parts) -> AsyncIterator[None]:
    """What requests find in `app.state`, for as long as the application runs."""
    state, settings = app.state, parts.settings
    state.settings, state.clock = settings, parts.clock
    state.database, state.redis = parts.database, parts.redis
    state.signing = _signing_of(settings)
    state.passkey_site = site_of(settings.frontend_url, settings.app_url, *settings.allowed_origins)
    state.mailer = mailer_of(settings)
    state.billing = parts.billing
    state.gate = Gate(parts.app, parts.link, PeoplesDoor(parts.database, parts.clock, state.signing))
    state.nudger = nudger = Nudger(parts.redis)
    state.intake = Intake(parts.database, parts.clock, lambda shop_id: nudger.nudge(shop_id, "read"))
    state.webhook_secrets = settings.webhook_secrets
    state.announcer = Announcer(parts.database, parts.redis)
    state.limits = RateLimits(settings.redis_url)
    state.draining = False
    state.figures = Figures(parts.database, parts.redis, parts.clock, settings.app_url)
    BUILD.labels(settings.release_name, "api").set(1)
    announcing = asyncio.create_task(state.announcer.run())
    try:
        with drain_before_end(state, settings.drain_seconds):
            yield
    finally:
        announcing.cancel()
        await asyncio.gather(announcing, return_exceptions=True)
        await nudger.close()
        await state.limits.close()


def _signing_of(settings: Settings) -> Signing:
    """Access tokens are signed with JWT_SECRET_KEY; outside production one made from SECRET_KEY will do."""
    secret = f"access tokens: {settings.secret_key.get_secret_value()}"
    made_from_secret_key = hashlib.sha256(secret.encode()).hexdigest()
    return Signing(
        key=settings.jwt_secret_key.get_secret_value() or made_from_secret_key,
        algorithm=settings.algorithm,
        issuer=settings.app_url.rstrip("/"),
        lifetime=timedelta(minutes=settings.access_token_expire_minutes),
    )


def create_app(settings: Settings) -> FastAPI:
    """The application; connections open when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_parts(settings, "api") as parts, _state_of(app, parts):
            yield

    is_public = settings.environment == "production"
    app = FastAPI(
        title="InventorySync",
        version=settings.app_version,
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None if is_public else "/docs",
        redoc_url=None,
    )
    render_refusals(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_origin_regex=r"https://[a-zA-Z0-9][a-zA-Z0-9-]*\.myshopify\.com",
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id", OWN_PAGE],
        allow_credentials=True,  # the refresh cookie, where the web app has an address of its own
        expose_headers=[
            "X-Request-Id",
            "X-Total-Rows",
            "Content-Disposition",
            "X-Shopify-Retry-Invalid-Session-Request",
        ],
    )
    policy = ContentPolicy(settings.shopify_dev_url, settings.reports_origin)
    app.add_middleware(WebhookDoor)
    app.add_middleware(
        RequestEdge,
        policy=policy,
        is_https=settings.app_url.startswith("https://"),
    )
    for router in rooms.API_ROUTERS:
        app.include_router(router, prefix=API, responses=REFUSALS)
    for router in rooms.ROOT_ROUTERS:
        app.include_router(router)

    @app.get("/events", include_in_schema=False)
    async def get_events(request: Request, viewer: Reader) -> StreamingResponse:
        """Live events of the viewer's shop."""
        return live_events(request, viewer)

    if settings.environment == "development":
        app.include_router(outbox_router)
    app.include_router(web_app_routes(settings, policy))
    return app


def serve() -> FastAPI:
    """The application as the environment configures it; raises WeakSettings in production."""
    settings = Settings()
    settings.require_production_secrets()
    start_logs(settings, "api")
    return create_app(settings)


def __getattr__(name: str) -> FastAPI:
    """`app`, made when it is asked for, so that importing this module needs no environment."""
    if name == "app":
        made = globals()["app"] = serve()
        return made
    raise AttributeError(name)
