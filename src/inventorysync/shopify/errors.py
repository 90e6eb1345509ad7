"""What can go wrong between us and Shopify, each kind as one class that its caller can act on."""


class ShopifyError(Exception):
    """Anything Shopify, or the way to it, did not let us do. Messages never hold a token."""


class OutcomeUnknown(ShopifyError):
    """A mutation was sent and no answer says whether it ran.

    The caller keeps its intent and sends the same key with the same input again, never a new key
    (RELIABILITY.md 1.3).
    """

    def __init__(self, operation: str, idempotency_key: str | None, cause: str) -> None:
        super().__init__(f"the outcome of {operation} is not known: {cause}")
        self.operation = operation
        self.idempotency_key = idempotency_key


class ShopifyUnavailable(ShopifyError):
    """Shopify did not answer usefully in the time we give it; nothing was changed. Try again later."""


class Throttled(ShopifyUnavailable):
    """The shop's budget did not allow the request within the time we wait."""

    def __init__(self, operation: str, wait_seconds: float) -> None:
        super().__init__(f"{operation} would have to wait {wait_seconds:.1f} s for the shop's API budget")
        self.wait_seconds = wait_seconds


class TokenRejected(ShopifyError):
    """Shopify does not accept the access token (401, 403): refresh it, or the app was uninstalled."""

    def __init__(self, shop: str, status: int) -> None:
        super().__init__(f"{shop} rejected the access token ({status})")
        self.shop = shop
        self.status = status


class ShopClosed(ShopifyError):
    """The shop is frozen, locked or gone (402, 404, 423): stop until a person has done something."""

    def __init__(self, shop: str, status: int) -> None:
        super().__init__(f"{shop} is not reachable: {_CLOSED.get(status, 'closed')} ({status})")
        self.shop = shop
        self.status = status


class AccessDenied(ShopifyError):
    """The app lacks a scope for a field."""

    def __init__(self, operation: str, required: str) -> None:
        super().__init__(f"{operation} needs access that the shop has not granted: {required}")
        self.required = required


class OperationRefused(ShopifyError):
    """Shopify refused the request as a whole (invalid variables, cost above the limit): nothing ran."""

    def __init__(self, operation: str, messages: list[str], codes: list[str]) -> None:
        super().__init__(f"Shopify refused {operation}: " + "; ".join(messages))
        self.codes = codes


class UserErrors(ShopifyError):
    """A mutation's userErrors where the caller has no use for their codes: nothing was changed."""

    def __init__(self, operation: str, messages: list[str]) -> None:
        super().__init__(f"{operation}: " + "; ".join(messages))


class ReadsOnly(ShopifyError):
    """The shop is only read for now, and nothing was sent."""

    def __init__(self, operation: str, shop: str) -> None:
        super().__init__(f"{operation} was not sent: {shop} is in safe mode")


class InvalidSubjectToken(ShopifyError):
    """The ID token is too old for a token exchange: a fresh one is needed."""


class InvalidGrant(ShopifyError):
    """The refresh token is used up, expired or revoked: the merchant has to open the app again."""


class InvalidClient(ShopifyError):
    """Shopify does not know the app's client id with this secret, or the app was uninstalled."""


_CLOSED = {402: "its plan is frozen", 404: "there is no such shop", 423: "it is locked"}
