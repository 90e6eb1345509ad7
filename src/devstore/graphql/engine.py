"""One GraphQL request: its plan, its price, its answer (PLATFORM.md C.1)."""

import asyncio
from dataclasses import dataclass
from typing import Any

from graphql import OperationType

from devstore.auth import Access, Gatekeeper
from devstore.config import Config
from devstore.faults import Faults
from devstore.files import Files
from devstore.graphql.budget import MAXIMUM, Bucket
from devstore.graphql.bulk.operations import BulkOperations
from devstore.graphql.context import Context, Subscriptions
from devstore.graphql.documents import Document, coerce_variables, read_document
from devstore.graphql.errors import RequestRefused, refused
from devstore.graphql.execute import execute
from devstore.graphql.fields import REGISTRY
from devstore.graphql.idempotency import forget_old_keys
from devstore.graphql.plan import Planner
from devstore.graphql.price import actual_cost
from devstore.graphql.schemas import VERSIONS, load_version, serving
from devstore.graphql.selection import Selection
from devstore.state import Store

COST_MAX = 1000


@dataclass(frozen=True)
class Prepared:
    """A request that is valid, with its price in points."""

    context: Context
    document: Document
    plan: Selection
    cost: int

    @property
    def keys(self) -> set[str]:
        """The idempotency keys of its mutations."""
        return {one.idempotency_key for one in self.plan.fields if one.idempotency_key}


class GraphQL:
    """The Admin API of the one app and shop; used from the event loop's thread."""

    def __init__(
        self,
        *,
        store: Store,
        config: Config,
        gatekeeper: Gatekeeper,
        subscriptions: Subscriptions,
        files: Files,
        faults: Faults,
    ) -> None:
        self._store = store
        self._config = config
        self._gatekeeper = gatekeeper
        self._subscriptions = subscriptions
        self._files = files
        self._faults = faults
        self._bucket = Bucket(MAXIMUM, store.clock.now())
        self._running_keys: set[str] = set()
        self.bulk = BulkOperations(store, files, REGISTRY, faults)

    async def start(self) -> None:
        """Load the schemas, so that the first request is as quick as the others; drop keys past their day."""
        for name in VERSIONS:
            load_version(name)
        forget_old_keys(self._store)

    async def stop(self) -> None:
        """End the bulk operations that run."""
        await self.bulk.stop()

    def refill(self) -> None:
        """Fill the bucket of points, as a pause of the app would."""
        self._bucket = Bucket(MAXIMUM, self._store.clock.now())

    def serving_version(self, name: str) -> str:
        """The version that answers requests for `name`."""
        return serving(name)

    def execute(
        self,
        version: str,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        access: Access,
        *,
        debug: bool = False,
    ) -> dict[str, Any]:
        """The body of the answer; errors of the request are inside it, never raised."""
        begun = self._begin(version, text, variables, operation_name, access)
        return self._finish(begun, debug=debug) if isinstance(begun, Prepared) else begun

    async def answer(
        self,
        version: str,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        access: Access,
        *,
        debug: bool = False,
        hold_seconds: float = 0.0,
    ) -> dict[str, Any]:
        """The same beside other requests: meanwhile their calls with one of its idempotency keys are refused.

        `hold_seconds` is how long it runs before it changes anything.
        """
        begun = self._begin(version, text, variables, operation_name, access)
        if not isinstance(begun, Prepared):
            return begun
        keys = begun.keys - self._running_keys
        self._running_keys |= keys
        try:
            if keys or hold_seconds:
                await asyncio.sleep(hold_seconds)
            return self._finish(begun, debug=debug)
        finally:
            self._running_keys -= keys

    def _begin(
        self,
        version: str,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        access: Access,
    ) -> Prepared | dict[str, Any]:
        """The request, paid for; or the body that refuses it."""
        context = Context(
            store=self._store,
            version=load_version(serving(version)),
            scopes=access.scopes,
            bulk=self.bulk,
            gatekeeper=self._gatekeeper,
            subscriptions=self._subscriptions,
            files=self._files,
            faults=self._faults,
            shop_domain=self._config.shop_domain,
        )
        try:
            prepared = prepare(context, text, variables or {}, operation_name)
        except RequestRefused as refusal:
            return {"errors": refusal.errors}
        if not self._bucket.take(prepared.cost, self._store.clock.now()):
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return {"errors": [error], "extensions": {"cost": self._cost(prepared.cost, None)}}
        context.busy_keys = frozenset(prepared.keys & self._running_keys)
        return prepared

    def _finish(self, prepared: Prepared, *, debug: bool) -> dict[str, Any]:
        data, errors = execute(prepared.plan, prepared.context)
        taken = min(prepared.cost, actual_cost(prepared.plan, data))
        self._bucket.give_back(prepared.cost - taken)
        cost = self._cost(prepared.cost, taken)
        if debug:
            cost["fields"] = [
                {"path": [one.key], "requestedTotalCost": one.cost} for one in prepared.plan.fields
            ]
        body: dict[str, Any] = {"data": data}
        if errors:
            body["errors"] = errors
        return {**body, "extensions": {"cost": cost}}

    def _cost(self, requested: int, actual: int | None) -> dict[str, Any]:
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": self._bucket.status(),
        }


def prepare(context: Context, text: str, variables: dict[str, Any], operation_name: str | None) -> Prepared:
    """Parse, validate and price a request. RequestRefused for what Shopify or this store does not run."""
    document = read_document(context.version.name, text, operation_name)
    values = coerce_variables(context.version, document.operation, variables)
    planner = Planner(context.version, REGISTRY, document.fragments, values, context.scopes)
    schema = context.version.schema
    is_query = document.operation.operation is OperationType.QUERY
    root = schema.query_type if is_query else schema.mutation_type
    if root is None:
        raise refused("The schema has no such operation type.", "BAD_REQUEST")
    plan = planner.selection(root, [document.operation.selection_set])
    cost = max(1, plan.cost)
    if cost > COST_MAX:
        message = f"Query cost is {cost}, which exceeds the single query max cost limit ({COST_MAX})."
        raise refused(message, "MAX_COST_EXCEEDED", cost=cost, maxCost=COST_MAX)
    return Prepared(context, document, plan, cost)
