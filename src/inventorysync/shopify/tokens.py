"""Access tokens: an ID token becomes a pair, a refresh token the next pair (PLATFORM.md A.3, A.4).

Shopify's package builds the requests and reads the answers; it sends them through our courier, which retries
what deserves it (the package does not: PLATFORM.md A.6) and keeps the answer, whose lifetimes we count from
our own clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import httpx2
from shopify_app import ShopifyApp
from shopify_app.types import TokenExchangeAccessToken, TokenExchangeResult

from inventorysync.kit.clock import Clock
from inventorysync.shopify.errors import InvalidClient, InvalidGrant, InvalidSubjectToken, ShopifyUnavailable
from inventorysync.shopify.signatures import App, IdToken, exchangeable

ATTEMPTS = 4
BACKOFF_SECONDS = 0.5
BACKOFF_MAX_SECONDS = 5.0
DOMAIN_SUFFIX = ".myshopify.com"


@dataclass(frozen=True)
class TokenPair:
    """An access token and what renews it. Both secrets stay out of any representation."""

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    scopes: tuple[str, ...]


class Tokens:
    """Obtains token pairs for one app."""

    def __init__(
        self,
        app: App,
        http: httpx2.AsyncClient,
        clock: Clock,
        random: Callable[[], float],
    ) -> None:
        self._official = ShopifyApp(app.client_id, app.client_secret, app.old_client_secret or None)
        self._http = http
        self._clock = clock
        self._random = random

    async def exchange(self, id_token: IdToken) -> TokenPair:
        """An expiring offline pair for the shop of a verified ID token.

        Raises InvalidSubjectToken (ask for a fresh ID token), InvalidClient, ShopifyUnavailable.
        """
        courier = self._courier()
        result = await self._official.exchange_using_token_exchange_async(
            "offline",
            id_token=exchangeable(id_token),
            expiring=True,
            http_client=cast("Any", courier),
        )
        return self._pair(result, courier)

    async def refresh(self, shop: str, pair: TokenPair) -> TokenPair:
        """The next pair, whenever it is asked for; the old refresh token works until this one is used.

        Raises InvalidGrant (the merchant has to open the app), InvalidClient, ShopifyUnavailable.
        """
        courier = self._courier()
        result = await self._official.refresh_token_exchanged_access_token_async(
            TokenExchangeAccessToken(
                shop=shop.removesuffix(DOMAIN_SUFFIX),
                token=pair.access_token,
                expires=None,  # the package would not refresh early; when to refresh is our decision
                scope=",".join(pair.scopes),
                access_mode="offline",
                refresh_token=pair.refresh_token,
                refresh_token_expires=None,
                user=None,
            ),
            http_client=cast("Any", courier),
        )
        return self._pair(result, courier)

    def _courier(self) -> "_Courier":
        return _Courier(self._http, self._clock, self._random)

    def _pair(self, result: TokenExchangeResult, courier: "_Courier") -> TokenPair:
        if not result.ok or result.access_token is None:
            raise _error_of(result.log.code)
        answer, at = courier.answer, courier.answered_at
        token = result.access_token
        if not token.token or not token.refresh_token or answer is None or at is None:
            raise ShopifyUnavailable("the token endpoint did not answer with an expiring pair")
        return TokenPair(
            access_token=token.token,
            access_expires_at=at + timedelta(seconds=answer["expires_in"]),
            refresh_token=token.refresh_token,
            refresh_expires_at=at + timedelta(seconds=answer["refresh_token_expires_in"]),
            scopes=tuple(sorted(scope.strip() for scope in token.scope.split(",") if scope.strip())),
        )


class _Courier:
    """Stands where the package expects an HTTP client: posts, retries, remembers the answer."""

    def __init__(self, http: httpx2.AsyncClient, clock: Clock, random: Callable[[], float]) -> None:
        self._http = http
        self._clock = clock
        self._random = random
        self.answer: dict[str, Any] | None = None
        self.answered_at: datetime | None = None

    async def post(self, url: str, *, headers: Mapping[str, str], json: Any) -> httpx2.Response:
        """The first answer that is neither a rate limit nor a server's failure."""
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._clock.sleep(self._backoff(attempt))
            try:
                sent_at = self._clock.now()
                response = await self._http.post(url, headers=dict(headers), json=json)
            except httpx2.TransportError as error:
                reason = type(error).__name__
                continue
            if response.status_code == 429 or response.status_code >= 500:
                reason = f"HTTP {response.status_code}"
                continue
            if response.status_code == httpx2.codes.OK:
                self._remember(response, sent_at)
            return response
        raise ShopifyUnavailable(f"the token endpoint did not answer: {reason}")

    def _remember(self, response: httpx2.Response, sent_at: datetime) -> None:
        try:
            answer = response.json()
        except ValueError as error:
            raise ShopifyUnavailable("the token endpoint answered something that is not JSON") from error
        wanted = ("expires_in", "refresh_token_expires_in")
        if not isinstance(answer, dict) or not all(isinstance(answer.get(name), int) for name in wanted):
            raise ShopifyUnavailable("the token endpoint did not answer with an expiring pair")
        self.answer, self.answered_at = answer, sent_at

    def _backoff(self, attempt: int) -> float:
        return min(BACKOFF_MAX_SECONDS, BACKOFF_SECONDS * 2.0**attempt) * (0.5 + self._random() / 2)


def _error_of(code: str) -> Exception:
    """The typed error of the package's log code."""
    if code == "invalid_subject_token":
        return InvalidSubjectToken("Shopify wants a fresh ID token")
    if code in ("invalid_grant", "refresh_token_expired"):
        return InvalidGrant("Shopify does not accept the refresh token any more")
    if code == "invalid_client":
        return InvalidClient("Shopify does not accept the app's client id and secret for this shop")
    return ShopifyUnavailable(f"the token endpoint refused: {code}")
