"""Who may look at the machine room: the operator, by one secret."""

import hmac
import ipaddress

from fastapi import Request

from inventorysync.shops.access import NotSignedIn


def is_operator(request: Request) -> bool:
    """Whether the request carries METRICS_TOKEN, or comes from this machine where none is set.

    Production does not start without a token, so only a development machine is ever open, to itself.
    """
    token: str = request.app.state.settings.metrics_token.get_secret_value()
    if not token:
        return request.app.state.settings.environment != "production" and _is_local(request)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def require_operator(request: Request) -> None:
    """Raise NotSignedIn for everybody else."""
    if not is_operator(request):
        raise NotSignedIn("send Authorization: Bearer with METRICS_TOKEN")


def _is_local(request: Request) -> bool:
    """By the connection's own address; a header that names another is not believed."""
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
