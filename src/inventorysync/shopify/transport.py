"""The HTTP connection to Shopify: one pooled client a process, and the way to a development store."""

from datetime import timedelta

import httpx2

TIMEOUT = timedelta(seconds=15)  # Shopify itself gives up after 10 s (PLATFORM.md C.1)
CONNECT_TIMEOUT = timedelta(seconds=5)
CONNECTIONS_MAX = 32
PARTNERS = "partners.shopify.com"


class LateTransport(httpx2.AsyncBaseTransport):
    """Opens the real transport with the first request: its certificates take 4 MB, an api rarely calls."""

    def __init__(self) -> None:
        self._inner: httpx2.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""
        if self._inner is None:
            self._inner = httpx2.AsyncHTTPTransport(limits=_limits())
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections, if there ever were any."""
        if self._inner is not None:
            await self._inner.aclose()


class DevelopmentTransport(httpx2.AsyncBaseTransport):
    """Sends what is meant for a shop, or for the Partner API, to a development store, under its own Host.

    What already points to the store (results of bulk operations, uploads) goes there as it is.
    """

    def __init__(self, dev_url: str, inner: httpx2.AsyncBaseTransport | None = None) -> None:
        self._target = httpx2.URL(dev_url)
        self._inner = inner or LateTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the Host header keeps naming the shop."""
        if request.url.host.endswith(".myshopify.com") or request.url.host == PARTNERS:
            target = self._target
            request.url = request.url.copy_with(scheme=target.scheme, host=target.host, port=target.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def open_http(dev_url: str = "") -> httpx2.AsyncClient:
    """The client all calls to Shopify share; `dev_url` leads them to a development store.

    Follows no redirects and reads no proxy from the environment: tokens go to Shopify and nowhere else.
    """
    return httpx2.AsyncClient(
        transport=DevelopmentTransport(dev_url) if dev_url else LateTransport(),
        timeout=httpx2.Timeout(TIMEOUT.total_seconds(), connect=CONNECT_TIMEOUT.total_seconds()),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept": "application/json", "User-Agent": "InventorySync"},
    )


def _limits() -> httpx2.Limits:
    return httpx2.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_MAX)
