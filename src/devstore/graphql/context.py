"""What resolvers may use while a request runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devstore.auth import Gatekeeper
from devstore.faults import Faults
from devstore.files import Files
from devstore.graphql.schemas import ApiVersion
from devstore.graphql.staleness import as_read
from devstore.state import Level, Store
from devstore.webhooks.subscriptions import Subscription


class Subscriptions(Protocol):
    """Where webhook subscriptions are kept."""

    def subscriptions(self) -> list[Subscription]:
        """All of them."""

    def subscribe(self, subscription: Subscription) -> None:
        """Add or replace one."""

    def unsubscribe(self, subscription_id: str) -> None:
        """Remove one; KeyError."""


class BulkRunner(Protocol):
    """Where bulk operations are started and found."""

    @property
    def by_number(self) -> Mapping[int, Any]:
        """Every operation by its number."""

    def start_query(self, context: Any, text: str, *, grouped: bool) -> Any:
        """Begin a bulk query; raises Refused."""

    def start_mutation(self, context: Any, text: str, upload_key: str) -> Any:
        """Begin a bulk mutation over an uploaded file; raises Refused."""

    def cancel(self, number: int | None) -> Any:
        """Ask an operation to stop; raises Refused."""


@dataclass
class Context:
    """One request: on which store, in which version, with which scopes, by which app."""

    store: Store
    version: ApiVersion
    scopes: frozenset[str]
    bulk: BulkRunner
    gatekeeper: Gatekeeper
    subscriptions: Subscriptions
    files: Files
    faults: Faults
    shop_domain: str
    actor: str = "InventorySync"
    idempotency_key: str | None = None  # of the mutation that runs now
    busy_keys: frozenset[str] = frozenset()  # those that another request was running when this one came

    def as_read(self, level: Level) -> Level:
        """A level as this request reads it: behind the times when that fault strikes."""
        return as_read(self.store, self.faults, level) if self.faults.settings.stale_reads.rate else level
