"""Our Admin API client: paced by the shop's budget, and exact about what is known after a failure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import perf_counter
from typing import Generic, NoReturn

import httpx2
import msgspec
import structlog

from inventorysync.kit.clock import Clock
from inventorysync.kit.metrics import (
    SHOPIFY_ATTEMPTS,
    SHOPIFY_CALLS,
    SHOPIFY_COST,
    SHOPIFY_SECONDS,
    SHOPIFY_THROTTLED,
    SHOPIFY_WAIT,
)
from inventorysync.shopify.budget import Budget, BudgetStatus, Priority
from inventorysync.shopify.errors import (
    AccessDenied,
    OperationRefused,
    OutcomeUnknown,
    ReadsOnly,
    ShopClosed,
    ShopifyError,
    ShopifyUnavailable,
    Throttled,
    TokenRejected,
)
from inventorysync.shopify.operation import Answer, Cost, Data, Faults, GraphQLError, Operation, Variables

log = structlog.get_logger(__name__)

RETRY_AFTER_MAX_SECONDS = 30.0
CHANGES_NOTHING = frozenset({"BulkOperationRunQuery", "BulkOperationCancel"})  # mutations by form alone
NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True)
class ShopAccess:
    """Which shop to speak to, and the token that lets us."""

    domain: str
    token: str = field(repr=False)
    reads_only: bool = False  # nothing is written to this shop, whoever asks


@dataclass(frozen=True)
class Patience:
    """How often and how long the client tries before it hands a failure to its caller."""

    attempts: int = 4
    backoff_seconds: float = 0.5
    backoff_max_seconds: float = 8.0
    interactive_wait_seconds: float = 20.0
    bulk_wait_seconds: float = 120.0

    def wait_max(self, priority: Priority) -> float:
        """The longest a call of this priority waits for the budget, in seconds."""
        return self.interactive_wait_seconds if priority is Priority.INTERACTIVE else self.bulk_wait_seconds


@dataclass
class _Try(Generic[Variables, Data]):
    """One call on its way: what it is, and what is known so far."""

    access: ShopAccess
    operation: Operation[Variables, Data]
    variables: Variables
    body: bytes
    priority: Priority
    attempts: int = 0
    cost: float = 0.0  # points Shopify took, over all attempts
    failures: int = 0
    waited: float = 0.0
    uncertain: str = ""  # why an earlier attempt of this mutation may have run

    @property
    def idempotency_key(self) -> str | None:
        """The key that makes sending again safe, if the operation carries one."""
        return getattr(self.variables, "idempotency_key", None) if self.operation.idempotent else None


class _Again(Exception):
    """This attempt failed in a way that another one may mend."""

    def __init__(self, reason: str, *, may_have_run: bool, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.may_have_run = may_have_run
        self.wait_seconds = wait_seconds


class AdminClient:
    """Calls operations of the Admin API for any shop."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        budget: Budget,
        clock: Clock,
        random: Callable[[], float],
        *,
        api_version: str = "2026-10",
        patience: Patience | None = None,
    ) -> None:
        self._http = http
        self._budget = budget
        self._clock = clock
        self._random = random
        self._patience = patience or Patience()
        self._costs: dict[str, float] = {}
        self.api_version = api_version
        self.api_version_answered: str | None = None

    async def execute(
        self,
        access: ShopAccess,
        operation: Operation[Variables, Data],
        variables: Variables,
        *,
        priority: Priority = Priority.BULK,
    ) -> Data:
        """The data of one operation.

        Waits for the shop's budget; retries what never ran, what only reads, and mutations that carry an
        idempotency key (with the same key). Raises OutcomeUnknown for a mutation that may have run,
        ShopifyUnavailable (Throttled) for what certainly did not or only reads, TokenRejected, ShopClosed,
        AccessDenied, OperationRefused, and ReadsOnly for what would change a shop that is only read.
        """
        if access.reads_only and operation.kind == "mutation" and operation.name not in CHANGES_NOTHING:
            raise ReadsOnly(operation.name, access.domain)
        call = _Try(access, operation, variables, operation.body(variables), priority)
        began = perf_counter()
        try:
            data = await self._answered_or_unknown(call)
        except ShopifyError as error:
            _note(call, began, type(error).__name__)
            raise
        _note(call, began, "answered")
        return data

    async def budget_of(self, shop: str) -> BudgetStatus | None:
        """What is known of a shop's API budget."""
        return await self._budget.status(shop)

    async def download(self, url: str, offset: int) -> httpx2.Response:
        """A streaming answer of a signed URL from byte `offset` on; the caller closes it."""
        headers = {"Accept-Encoding": "identity"}  # offsets count the bytes of the file itself
        if offset:
            headers["Range"] = f"bytes={offset}-"
        return await self._http.send(self._http.build_request("GET", url, headers=headers), stream=True)

    async def _answered_or_unknown(self, call: _Try[Variables, Data]) -> Data:
        try:
            return await self._until_answered(call)
        except OutcomeUnknown:
            raise
        except ShopifyError as error:
            if call.uncertain:
                raise self._unknown(call, f"{call.uncertain}; then {error}") from error
            raise

    async def _until_answered(self, call: _Try[Variables, Data]) -> Data:
        while True:
            try:
                return await self._attempt(call)
            except _Again as failure:
                await self._wait_for_another(call, failure)

    async def _attempt(self, call: _Try[Variables, Data]) -> Data:
        asked = self._costs.get(call.operation.name, float(call.operation.cost))
        await self._wait_for_budget(call, asked)
        cost: Cost | None = None
        ran = True
        call.attempts += 1
        try:
            answer = self._read(call, await self._send(call))
            cost = answer.extensions.cost if answer.extensions else None
            return self._data(call, answer)
        except _Again as failure:
            ran = failure.may_have_run
            raise
        finally:
            await self._settle(call, asked, cost, ran=ran)

    async def _wait_for_budget(self, call: _Try[Variables, Data], cost: float) -> None:
        while wait := await self._budget.take(call.access.domain, cost, call.priority):
            SHOPIFY_WAIT.labels(call.priority.name.lower()).inc(wait)
            await self._wait(call, wait)

    async def _send(self, call: _Try[Variables, Data]) -> httpx2.Response:
        try:
            response = await self._http.post(
                f"https://{call.access.domain}/admin/api/{self.api_version}/graphql.json",
                content=call.body,
                headers={"Content-Type": "application/json", "X-Shopify-Access-Token": call.access.token},
            )
        except NEVER_SENT as error:
            raise _Again(f"no connection ({type(error).__name__})", may_have_run=False) from error
        except httpx2.TransportError as error:
            raise _Again(f"connection lost ({type(error).__name__})", may_have_run=True) from error
        self.api_version_answered = response.headers.get("X-Shopify-API-Version", self.api_version_answered)
        if response.status_code != httpx2.codes.OK:
            self._raise_status(call, response)
        return response

    def _raise_status(self, call: _Try[Variables, Data], response: httpx2.Response) -> NoReturn:
        status, shop = response.status_code, call.access.domain
        if status in (401, 403):
            raise TokenRejected(shop, status)
        if status in (402, 404, 423):
            raise ShopClosed(shop, status)
        if status in (429, 430):
            wait = _retry_after(response.headers.get("Retry-After"), self._clock.now())
            raise _Again(f"rate limited ({status})", may_have_run=False, wait_seconds=wait)
        if status >= 500:
            raise _Again(f"Shopify answered {status}", may_have_run=True)
        raise OperationRefused(call.operation.name, [f"HTTP {status}"], [str(status)])

    def _read(self, call: _Try[Variables, Data], response: httpx2.Response) -> Answer[Data]:
        """The typed answer; errors are found also where the data do not have their form."""
        try:
            return call.operation.decode(response.content)
        except msgspec.MsgspecError as error:
            try:
                faults = msgspec.json.decode(response.content, type=Faults)
            except msgspec.MsgspecError:
                raise _Again("an answer that is not JSON", may_have_run=True) from error
            if faults.errors:
                return Answer(errors=faults.errors, extensions=faults.extensions)
            raise _Again(f"an answer of another form ({error})", may_have_run=True) from error

    def _data(self, call: _Try[Variables, Data], answer: Answer[Data]) -> Data:
        """The data, or what the errors beside or instead of them mean."""
        errors = answer.errors or []
        inside_the_payload = bool(errors) and all(len(error.path or ()) > 1 for error in errors)
        if call.operation.kind == "mutation" and inside_the_payload:
            # The mutation ran; only a part of its answer could not be read.
            if answer.data is None:
                raise _Again(_said(errors), may_have_run=True)
            log.warning("shopify_partial_answer", operation=call.operation.name, errors=_said(errors))
        elif errors:
            self._raise_errors(call, errors, answer.extensions.cost if answer.extensions else None)
        if answer.data is None:
            raise _Again("an answer without data", may_have_run=True)
        return answer.data

    def _raise_errors(
        self,
        call: _Try[Variables, Data],
        errors: list[GraphQLError],
        cost: Cost | None,
    ) -> NoReturn:
        codes = [error.code for error in errors]
        if "THROTTLED" in codes:
            raise _Again("throttled", may_have_run=False, wait_seconds=_wait_of(cost))
        if "ACCESS_DENIED" in codes:
            required = next((e.extensions.required_access for e in errors if e.extensions), None)
            raise AccessDenied(call.operation.name, required or _said(errors))
        if any(code in ("INTERNAL_SERVER_ERROR", "TIMEOUT") for code in codes):
            raise _Again(_said(errors), may_have_run=True)
        raise OperationRefused(call.operation.name, [error.message for error in errors], codes)

    async def _wait_for_another(self, call: _Try[Variables, Data], failure: _Again) -> None:
        """Wait before the next attempt, or raise what this one means."""
        is_mutation = call.operation.kind == "mutation"
        if failure.may_have_run and is_mutation:
            call.uncertain = str(failure)
            if call.idempotency_key is None:
                raise self._unknown(call, str(failure)) from failure
        if failure.wait_seconds is None:
            call.failures += 1
        else:  # only what was too much says how long to wait
            SHOPIFY_THROTTLED.inc()
            SHOPIFY_WAIT.labels(call.priority.name.lower()).inc(failure.wait_seconds)
        if call.failures >= self._patience.attempts:
            if call.uncertain:
                raise self._unknown(call, call.uncertain) from failure
            raise ShopifyUnavailable(f"{call.operation.name}: {failure}") from failure
        wait = failure.wait_seconds if failure.wait_seconds is not None else self._backoff(call.failures)
        log.info("shopify_retry", operation=call.operation.name, reason=str(failure), wait_seconds=wait)
        await self._wait(call, wait)

    async def _wait(self, call: _Try[Variables, Data], seconds: float) -> None:
        call.waited += seconds
        if call.waited > self._patience.wait_max(call.priority):
            raise Throttled(call.operation.name, seconds)
        await self._clock.sleep(seconds)

    def _backoff(self, failures: int) -> float:
        """Exponential with full jitter, in seconds."""
        ceiling = min(
            self._patience.backoff_max_seconds, self._patience.backoff_seconds * 2.0 ** (failures - 1)
        )
        return ceiling * (0.5 + self._random() / 2)

    async def _settle(
        self,
        call: _Try[Variables, Data],
        asked: float,
        cost: Cost | None,
        *,
        ran: bool,
    ) -> None:
        """Correct the budget by what Shopify says it took; what it does not say is taken as asked."""
        if cost and cost.requested_query_cost is not None:
            self._costs[call.operation.name] = cost.requested_query_cost
        took = asked if ran else 0.0
        if ran and cost and cost.actual_query_cost is not None:
            took = cost.actual_query_cost
        call.cost += took
        if took != asked or cost:
            status = cost.throttle_status if cost else None
            await self._budget.settle(call.access.domain, asked, took, status)

    def _unknown(self, call: _Try[Variables, Data], cause: str) -> OutcomeUnknown:
        return OutcomeUnknown(call.operation.name, call.idempotency_key, cause)


def _note(call: _Try[Variables, Data], began: float, outcome: str) -> None:
    """The metrics of a call, and its line; a shop's many reads are for whoever looks closely."""
    name, seconds = call.operation.name, perf_counter() - began
    SHOPIFY_CALLS.labels(name, outcome).inc()
    SHOPIFY_SECONDS.labels(name).observe(seconds)
    SHOPIFY_COST.labels(name).inc(call.cost)
    SHOPIFY_ATTEMPTS.labels(name).inc(call.attempts)
    write = log.info if call.operation.kind == "mutation" else log.debug
    write(
        "shopify_call",
        operation=name,
        shop=call.access.domain,
        outcome=outcome,
        attempts=call.attempts,
        cost=call.cost,
        milliseconds=round(seconds * 1000, 1),
    )


def _said(errors: list[GraphQLError]) -> str:
    return "; ".join(error.message for error in errors)


def _wait_of(cost: Cost | None) -> float:
    """The seconds after which a throttled request fits the bucket (PLATFORM.md C.1)."""
    status = cost.throttle_status if cost else None
    if cost is None or status is None or cost.requested_query_cost is None:
        return 1.0
    missing = cost.requested_query_cost - status.currently_available
    return max(0.1, missing / max(1.0, status.restore_rate))


def _retry_after(value: str | None, now: datetime) -> float:
    """Seconds named by a Retry-After header, which holds a number or a date."""
    if not value:
        return 1.0
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return 1.0
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return min(RETRY_AFTER_MAX_SECONDS, max(0.1, seconds))
