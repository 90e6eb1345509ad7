"""Carrying out the steps of transfers: written down, sent, and proved by reading the transfer again."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.contextvars import bound_contextvars

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database
from inventorysync.kit.gid import gid, number_of
from inventorysync.shopify import transfers
from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import AccessDenied, OperationRefused, OutcomeUnknown, ShopifyError
from inventorysync.shopify.inventory import UserError
from inventorysync.shops.actions import ShopNotConnected
from inventorysync.sync import wakes
from inventorysync.sync.shopify_gateway import ShopifyGateway
from inventorysync.sync.transfer_reading import seen_transfer
from inventorysync.sync.transfer_steps import (
    BURNT,
    KEY_SAFE_AGE,
    KEYED,
    KEYS_MAX,
    Done,
    Refused,
    Send,
    plan_step,
    wait_after,
)
from inventorysync.transfers.actions import steps
from inventorysync.transfers.actions.keeping import keep_reading
from inventorysync.transfers.words import Step

log = structlog.get_logger(__name__)
STEPS_AT_ONCE = 8
PAGES_MAX = 40  # of 250: what lies further back is read when somebody touches it
LOOK_EVERY_MAX = timedelta(hours=1)
KeepFacts = Callable[[AsyncConnection, list[int], list[transfers.Transfer | None], datetime], Awaitable[None]]


class Read(NamedTuple):
    """A transfer as Shopify has it, None where it has none, and since when that is known."""

    transfer: transfers.Transfer | None
    at: datetime


class Courier:
    """Carries one shop's steps to Shopify."""

    def __init__(
        self,
        database: Database,
        shop_id: int,
        gateway: ShopifyGateway,
        admin: AdminClient,
        clock: Clock,
        keep_facts: KeepFacts,
        moved: Callable[[int, UUID], None],
    ) -> None:
        self._database = database
        self._shop_id = shop_id
        self._gateway = gateway
        self._admin = admin
        self._clock = clock
        self._keep_facts = keep_facts
        self._moved = moved

    async def carry(self, step: Step) -> None:
        """Bring one claimed step as far as it goes now; safe to stop anywhere and to run twice."""
        about = {"step_id": str(step.step_id), "step_kind": step.kind}
        if step.request_id:
            about["request_id"] = step.request_id
        with bound_contextvars(**about):
            try:
                await self._carry(step)
            except OutcomeUnknown as error:
                await self._postpone(step, str(error))
            except (OperationRefused, AccessDenied) as error:
                code = "ACCESS_DENIED" if isinstance(error, AccessDenied) else "REFUSED"
                await self._fail(step, "refused", code, str(error))
            except ShopifyError as error:
                await self._postpone(step, str(error))
            except ShopNotConnected as error:
                await self._postpone(step, error.detail)
            self._moved(self._shop_id, step.transfer_id)

    async def _carry(self, step: Step) -> None:
        now = self._clock.now()
        if now - (step.sent_at or step.created_at) > KEY_SAFE_AGE:
            hours = KEY_SAFE_AGE.total_seconds() / 3600
            said = f"Shopify gave no answer for {hours:.0f} hours"
            state, code = ("unknown", "NO_ANSWER") if step.sent_at else ("refused", "NOT_SENT")
            await self._fail(step, state, code, said)
            return
        plan = await self._plan(step)
        if isinstance(plan, Refused):
            await self._fail(step, "refused", plan.code, plan.message)
        elif isinstance(plan, Done):
            await self._succeed(step, step.number)
        else:
            await self._send(step, plan)

    async def _plan(self, step: Step) -> Send | Done | Refused:
        """As it was written down, for a key; else as the transfer is now."""
        if step.payload is not None and step.kind in KEYED:
            return Send(step.payload["mutation"], step.payload["variables"])
        read = await self._read(step.number) if step.number else None
        return plan_step(step, seen_transfer(read.transfer) if read and read.transfer else None)

    async def _send(self, step: Step, plan: Send) -> None:
        payload = {"mutation": plan.mutation, "variables": plan.variables}
        async with self._database.shop(self._shop_id) as connection:
            is_ours = await steps.begin_sending(connection, self._shop_id, step, payload, self._clock.now())
        if not is_ours:
            return
        self._moved(self._shop_id, step.transfer_id)
        answer = await self._gateway.with_access(
            lambda access: transfers.send(self._admin, access, plan.mutation, plan.variables, str(step.key))
        )
        if not answer.errors:
            made = number_of("InventoryTransfer", answer.gid or "") if step.kind == "create" else step.number
            await self._succeed(step, made)
        else:
            await self._refused(step, answer.errors[0])

    async def _refused(self, step: Step, error: UserError) -> None:
        """A burnt key is replaced; what somebody else has done meanwhile is done."""
        if error.code in BURNT and step.keys_burnt < KEYS_MAX:
            async with self._database.shop(self._shop_id) as connection:
                await steps.renew_key(connection, self._shop_id, step, self._clock.now(), error.message)
            return
        if step.number and step.kind not in KEYED:
            read = await self._read(step.number)
            now = plan_step(step, seen_transfer(read.transfer) if read.transfer else None)
            if isinstance(now, Done):
                await self._succeed(step, step.number)
                return
        await self._fail(step, "refused", error.code or "REFUSED", error.message)

    async def _succeed(self, step: Step, number: int | None) -> None:
        """Settle it together with the transfer as Shopify has it now; unread, that is asked for."""
        read = await self._try_to_read(number) if number else None
        if read is None and step.kind == "create":
            await self._postpone(step, "made, and not read yet")  # the same key answers the same transfer
            return
        now = self._clock.now()
        async with self._database.shop(self._shop_id) as connection:
            if number and read:
                await self._keep(connection, step, number, read)
            elif number:
                await wakes.wake_things(connection, self._shop_id, "transfer", [number], now)
            await steps.end_step(connection, self._shop_id, step, "done", now)

    async def _keep(self, connection: AsyncConnection, step: Step, number: int, read: Read) -> None:
        seen = seen_transfer(read.transfer) if read.transfer else None
        ours = step.transfer_id if step.kind == "create" else None
        await keep_reading(connection, self._shop_id, number, seen, read.at, ours=ours, actor=step.actor)
        await self._keep_facts(connection, [number], [read.transfer], read.at)

    async def _fail(self, step: Step, state: str, code: str, message: str) -> None:
        now = self._clock.now()
        log.warning("transfer_step_failed", state=state, code=code, detail=message)
        async with self._database.shop(self._shop_id) as connection:
            await steps.end_step(connection, self._shop_id, step, state, now, code=code, message=message)
            if step.number:  # whoever refused may know more of it than we do
                await wakes.wake_things(connection, self._shop_id, "transfer", [step.number], now)

    async def _postpone(self, step: Step, detail: str) -> None:
        due = self._clock.now() + wait_after(step.attempts)
        async with self._database.shop(self._shop_id) as connection:
            await steps.postpone_step(connection, self._shop_id, step, due, detail)

    async def _try_to_read(self, number: int) -> Read | None:
        try:
            return await self._read(number)
        except (ShopifyError, ShopNotConnected) as error:
            log.warning("transfer_not_read_back", error=str(error))
            return None

    async def _read(self, number: int) -> Read:
        at = self._clock.now()
        wanted = [gid("InventoryTransfer", number)]
        (found,) = await self._gateway.with_access(
            lambda access: transfers.read_transfers(
                self._admin, access, wanted, priority=Priority.INTERACTIVE
            )
        )
        return Read(found, at)


_LOOKED = text("SELECT transfers_looked_at FROM sync_stream WHERE shop_id = :shop")
_LOOK = text("UPDATE sync_stream SET transfers_looked_at = :now WHERE shop_id = :shop")
_KNOWN = text(
    "SELECT number, state FROM transfer WHERE shop_id = :shop AND number IS NOT NULL AND deleted_at IS NULL"
)


async def look_through_all(
    database: Database,
    shop_id: int,
    gateway: ShopifyGateway,
    admin: AdminClient,
    now: datetime,
    every: timedelta,
) -> int:
    """Hint at transfers whose webhooks may have been lost, if that was `every` or an hour ago; how many.

    Shopify tells no time of change: those that are open are read, those that are new or have another state,
    and those it no longer lists.
    """
    async with database.shop(shop_id) as connection:
        looked: datetime | None = await connection.scalar(_LOOKED, {"shop": shop_id})
        known = {row[0]: row[1] for row in await connection.execute(_KNOWN, {"shop": shop_id})}
    if looked is not None and now - looked < min(every, LOOK_EVERY_MAX):
        return 0

    async def listed(access: ShopAccess) -> dict[int, str]:
        pages = transfers.all_transfers(admin, access, PAGES_MAX)
        return {
            number_of("InventoryTransfer", transfer): state
            async for page in pages
            for transfer, state in page
        }

    found = await gateway.with_access(listed)
    oldest = min(found, default=0)
    is_complete = len(found) < PAGES_MAX * transfers.PAGE
    ended = ("TRANSFERRED", "CANCELED")
    numbers = {number for number, state in found.items() if known.get(number) != state or state not in ended}
    numbers |= {number for number in known if number not in found and (is_complete or number > oldest)}
    async with database.shop(shop_id) as connection:
        await wakes.wake_things(connection, shop_id, "transfer", numbers, now)
        await connection.execute(_LOOK, {"shop": shop_id, "now": now})
    return len(numbers)
