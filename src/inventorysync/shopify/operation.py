"""What an operation is: a GraphQL document together with the types of its variables and its data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec

Variables = TypeVar("Variables", bound=msgspec.Struct)
Data = TypeVar("Data", bound=msgspec.Struct)


class ErrorExtensions(msgspec.Struct, frozen=True, rename="camel"):
    """What Shopify adds to a top-level error."""

    code: str | None = None
    required_access: str | None = None
    cost: float | None = None


class GraphQLError(msgspec.Struct, frozen=True):
    """One top-level error."""

    message: str
    extensions: ErrorExtensions | None = None
    path: list[str | int] | None = None

    @property
    def code(self) -> str:
        """Shopify's code, or an empty text where there is none."""
        return (self.extensions and self.extensions.code) or ""


class ThrottleStatus(msgspec.Struct, frozen=True, rename="camel"):
    """The shop's bucket after a request, in points and points per second (PLATFORM.md C.1)."""

    maximum_available: float
    currently_available: float
    restore_rate: float


class Cost(msgspec.Struct, frozen=True, rename="camel"):
    """What a request asked for and what it took."""

    requested_query_cost: float | None = None
    actual_query_cost: float | None = None
    throttle_status: ThrottleStatus | None = None


class AnswerExtensions(msgspec.Struct, frozen=True):
    """What stands beside the data."""

    cost: Cost | None = None


class Answer(msgspec.Struct, Generic[Data], frozen=True):
    """The body of every answer of the Admin API."""

    data: Data | None = None
    errors: list[GraphQLError] | None = None
    extensions: AnswerExtensions | None = None


class Faults(msgspec.Struct, frozen=True):
    """An answer read for its errors alone, when its data do not have the expected form."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[GraphQLError] | None = None
    extensions: AnswerExtensions | None = None


@dataclass(frozen=True)
class Operation(Generic[Variables, Data]):
    """A document that the schema accepts; `cost` is its estimated cost in points at the largest page."""

    name: str
    kind: Literal["query", "mutation"]
    document: str
    cost: int
    idempotent: bool
    variables_type: type[Variables]
    data_type: type[Data]
    decode: Callable[[bytes], Answer[Data]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        decoder: Any = msgspec.json.Decoder(Answer[self.data_type])  # type: ignore[name-defined]
        object.__setattr__(self, "decode", decoder.decode)

    def body(self, variables: Variables) -> bytes:
        """The JSON of a request."""
        return msgspec.json.encode(
            {"query": self.document, "operationName": self.name, "variables": variables},
        )


@dataclass(frozen=True)
class BulkQuery:
    """A document for bulkOperationRunQuery; its rows arrive as JSONL, one of `row_types` each."""

    name: str
    document: str
    row_types: tuple[type[msgspec.Struct], ...]
