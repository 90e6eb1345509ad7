"""The admin's addresses."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from devstore.admin import embedding, operations, orders, products
from devstore.auth import Gatekeeper
from devstore.config import Config
from devstore.state import Store
from devstore.webhooks import Deliveries

ASSETS = {"admin.css": "text/css", "admin.js": "text/javascript", "frame.js": "text/javascript"}
Page = Callable[[Request], Response]


def admin_routes(store: Store, config: Config, deliveries: Deliveries, gatekeeper: Gatekeeper) -> list[Route]:
    """Every page of the admin, its assets, and the stand-in for App Bridge."""
    shop = config.shop_domain
    framed = partial(embedding.app_page, config, gatekeeper)
    pages: list[tuple[str, Page]] = [
        ("/", lambda _: RedirectResponse("/store/products", 307)),
        ("/store", lambda _: RedirectResponse("/store/products", 307)),
        ("/store/products", partial(products.list_page, store, shop)),
        ("/store/products/{number:int}", partial(products.detail_page, store, shop)),
        ("/store/orders", partial(orders.list_page, store, shop)),
        ("/store/orders/{number:int}", partial(orders.detail_page, store, shop)),
        ("/store/webhooks", partial(operations.webhooks_page, deliveries, shop)),
        ("/store/switches", partial(operations.switches_page, shop)),
        (embedding.PATH, framed),
        (embedding.PATH + "/{path:path}", framed),
        ("/store/assets/{name}", _asset),
        ("/app-bridge.js", _app_bridge),
    ]
    return [_route(path, answer) for path, answer in pages]


def _route(path: str, answer: Page) -> Route:
    # The store is used from the event loop alone, so the pages may not run in Starlette's threads.
    async def serve(request: Request) -> Response:
        return answer(request)

    return Route(path, serve)


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        return PlainTextResponse("There is no such file.", 404)
    return _file(name, ASSETS[name])


def _app_bridge(_request: Request) -> Response:
    return _file("app-bridge.js", "text/javascript")


def _file(name: str, media_type: str) -> Response:
    content = (files(__package__) / "assets" / name).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})
