"""Errors of the GraphQL layer in Shopify's shapes (PLATFORM.md C.1, C.4)."""

from typing import Any


class FieldError(Exception):
    """A field could not be answered: an entry of `errors` with its path; the field is null."""

    def __init__(self, message: str, code: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = {"code": code, **extensions}


class RequestRefused(Exception):
    """The request did not run at all: `errors` without data."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


def refused(message: str, code: str, **extensions: Any) -> RequestRefused:
    """A request refused for one reason."""
    return RequestRefused([{"message": message, "extensions": {"code": code, **extensions}}])
