"""What resolvers may use while a request runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devstore.graphql.schemas import ApiVersion
from devstore.state import Store


class BulkRunner(Protocol):
    """Where bulk operations are started and found."""

    @property
    def by_number(self) -> Mapping[int, Any]:
        """Every operation by its number."""

    def start_query(self, context: Any, text: str) -> Any:
        """Begin a bulk query; raises Refused."""

    def cancel(self, number: int | None) -> Any:
        """Ask an operation to stop; raises Refused."""


@dataclass
class Context:
    """One request: on which store, in which version, with which scopes, by which app."""

    store: Store
    version: ApiVersion
    scopes: frozenset[str]
    bulk: BulkRunner
    shop_domain: str
    actor: str = "InventorySync"
    idempotency_key: str | None = None  # of the mutation that runs now
