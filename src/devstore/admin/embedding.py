"""The page that stands in for Shopify's admin around the app: a frame, its address, its first ID token."""

import base64
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from devstore.admin.html import Html, call_form, page, tag
from devstore.auth import Gatekeeper
from devstore.config import Config, read_scopes

PATH = "/store/apps/inventorysync"
LOCALE = "en-GB"


def app_page(config: Config, gatekeeper: Gatekeeper, request: Request) -> Response:
    """The app in its frame at the same path below its own address; where it is not installed, an offer to."""
    own = f"127.0.0.1:{config.port}"
    if request.url.netloc != own:
        # app-bridge.js only trusts the address it was loaded from, so the page must be at that one.
        return RedirectResponse(f"http://{own}{request.url.path}", 307)
    if not gatekeeper.is_installed:
        words = tag("p", "It asks for these permissions: ", ", ".join(read_scopes(config.app_config)), ".")
        offer = call_form("/_dev/install", button="Install InventorySync", data_done="Installed")
        return page("InventorySync", PATH, config.shop_domain, words, offer)
    frame = tag(
        "iframe",
        id="app",
        title="InventorySync",
        src=frame_address(config, gatekeeper, own, request.path_params.get("path", ""), _locale(request)),
        data_base=PATH,
        allow="clipboard-write",
    )
    bar = Html(
        '<div id="save-bar" hidden><span>Unsaved changes</span>'
        '<button type="button" data-save="discard">Discard</button>'
        '<button type="button" data-save="save" class="primary">Save</button></div>'
        '<div id="title-bar" hidden></div><div id="loading" hidden></div>'
        '<dialog id="leaving" aria-labelledby="leaving-title"><form method="dialog">'
        '<h2 id="leaving-title">Leave page with unsaved changes?</h2>'
        "<p>Leaving this page will delete all unsaved changes.</p>"
        '<button value="stay">Stay</button><button value="leave" class="primary">Leave page</button>'
        '</form></dialog><script src="/store/assets/frame.js" defer></script>'
    )
    return page("InventorySync", PATH, config.shop_domain, bar, frame, bare=True)


def _locale(request: Request) -> str:
    """The language of this admin, as its page's address chooses it."""
    return request.query_params.get("locale", LOCALE)


def frame_address(config: Config, gatekeeper: Gatekeeper, own: str, path: str, locale: str = LOCALE) -> str:
    """What the frame loads: the parameters Shopify's admin gives an embedded app (PLATFORM.md A.2)."""
    store = config.shop_domain.partition(".")[0]
    host = base64.urlsafe_b64encode(f"{own}/store/{store}".encode()).decode().rstrip("=")
    query = {
        "embedded": "1",
        "shop": config.shop_domain,
        "host": host,
        "id_token": gatekeeper.mint_id_token(),
        "locale": locale,
    }
    return f"{config.app_urls[0].rstrip('/')}/{path}?{urlencode(query)}"
