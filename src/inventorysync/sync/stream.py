"""A shop's stream: everything sync has to do for it, in order, by one worker at a time.

The lease only keeps workers out of each other's way; what keeps stock true is in the store (one intent per
level, generations), so two workers that both believe to hold it do no harm.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text

from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.errors import ShopifyError
from inventorysync.shops.actions import ShopifyLink
from inventorysync.shops.writing import find_stopped
from inventorysync.sync import core, inbox, mending
from inventorysync.sync.catch_up import catch_up_orders
from inventorysync.sync.first_import import Importer, ask_for_import
from inventorysync.sync.inbox import Handler
from inventorysync.sync.ports import CannotRead, World
from inventorysync.sync.postgres_store import PostgresStore
from inventorysync.sync.refresh import Refresher
from inventorysync.sync.shopify_gateway import ShopifyGateway
from inventorysync.sync.transfers import STEPS_AT_ONCE, Courier, look_through_all
from inventorysync.sync.words import LevelKey
from inventorysync.transfers.actions.steps import claim_steps

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=8)  # a worker that was killed is followed by another within ten seconds
RECONCILE_CHECK = timedelta(seconds=30)
RECONCILE_BATCH = 1000


LaneName = Literal["read", "explain", "refresh", "write", "transfer", "go_round"]


@dataclass(frozen=True)
class Lane:
    """One of the things that go on side by side: its turn does what is due and says how much that was.

    A turn that did something leaves work for the lanes it `wakes`.
    """

    name: LaneName
    turn: Callable[[], Awaitable[int]]
    wakes: tuple[LaneName, ...]


@dataclass(frozen=True)
class StreamTools:
    """What streams of all shops share."""

    database: Database
    link: ShopifyLink
    admin: AdminClient
    clock: Clock
    together: Callable[[Sequence[Coroutine[None, None, None]]], Awaitable[None]]
    handlers: Mapping[str, Handler]
    levels_changed: Callable[[int, Sequence[LevelKey]], None]
    change_set_moved: Callable[[int, UUID], None]
    transfer_moved: Callable[[int, UUID], None]
    import_progressed: Callable[[int], None]
    reconcile_every: timedelta


class ShopStream:
    """Everything sync does for one shop, in lanes."""

    def __init__(self, tools: StreamTools, shop_id: int) -> None:
        self._tools = tools
        self._shop_id = shop_id
        gateway = self._gateway = ShopifyGateway(tools.link, shop_id)
        store = PostgresStore(tools.database, shop_id, tools.levels_changed, tools.change_set_moved)
        self._world = World(store, gateway, tools.clock, uuid4, tools.together)
        self._refresher = Refresher(
            tools.database,
            shop_id,
            gateway,
            tools.admin,
            tools.clock,
            tools.levels_changed,
            tools.transfer_moved,
        )
        self._courier = Courier(
            tools.database,
            shop_id,
            gateway,
            tools.admin,
            tools.clock,
            self._refresher.keep_facts,
            tools.transfer_moved,
        )
        self._importer = Importer(
            tools.database, shop_id, gateway, tools.admin, store, tools.clock, tools.import_progressed
        )
        self._next_reconcile = tools.clock.now()
        self._read_again_at = tools.clock.now()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What goes on side by side: a write or a product that Shopify keeps waiting holds up no level."""
        return (
            Lane("read", self._read, ("explain", "refresh", "write")),
            Lane("explain", self._explain, ("read",)),
            Lane("refresh", self._refresh, ("read",)),
            Lane("write", self._write, ("read",)),
            Lane("transfer", self._carry, ("read", "explain")),
            Lane("go_round", self._go_round, ("read", "explain", "write")),
        )

    async def _read(self) -> int:
        tools, now = self._tools, self._tools.clock.now()
        done = await inbox.absorb(tools.database, self._shop_id, tools.handlers, now)
        return done + await self._observe()

    async def _explain(self) -> int:
        return await self._refresher.refresh("order", "transfers", "transfer")

    async def _refresh(self) -> int:
        return await self._refresher.refresh("locations", "item", "product")

    async def _write(self) -> int:
        return await core.resolve(self._world) + await core.push(self._world)

    async def _carry(self) -> int:
        """Bring the steps of transfers further: of each transfer one, of many at once."""
        tools = self._tools
        async with tools.database.shop(self._shop_id) as connection:
            claimed = await claim_steps(connection, self._shop_id, tools.clock.now(), STEPS_AT_ONCE)
        await tools.together([self._courier.carry(step) for step in claimed])
        return len(claimed)

    async def _go_round(self) -> int:
        done = int(await self._importer.advance())
        now = self._tools.clock.now()
        if now >= self._next_reconcile:
            self._next_reconcile = now + RECONCILE_CHECK
            done += await self._reconcile(now) + await self._catch_up(now) + await self._restore(now)
        return done

    async def _catch_up(self, now: datetime) -> int:
        tools = self._tools
        shop = (tools.database, self._shop_id, self._gateway, tools.admin)
        every = tools.reconcile_every
        async with tools.database.shop(self._shop_id) as connection:
            is_restored = (await find_stopped(connection, self._shop_id)).safe_since is not None
            if is_restored or await mending.waits_for_documents(connection, self._shop_id, now):
                every = timedelta(0)
        done = 0
        for catch_up in (catch_up_orders, look_through_all):
            try:
                done += await catch_up(*shop, now, every)
            except ShopifyError as error:
                log.warning("not_looked_through", by=catch_up.__name__, error=str(error))
        return done

    async def _restore(self, now: datetime) -> int:
        """Put our numbers back where the shop's policy wants that, once orders account for what they can."""

        def announce(change_set_id: UUID) -> None:
            after_commit(connection, lambda: self._tools.change_set_moved(self._shop_id, change_set_id))

        async with self._tools.database.shop(self._shop_id) as connection:
            return await mending.restore_due(connection, self._shop_id, now, announce)

    async def _observe(self) -> int:
        if self._tools.clock.now() < self._read_again_at:
            return 0
        try:
            return await core.observe(self._world)
        except CannotRead as error:
            wait = timedelta(seconds=error.retry_seconds)
            self._read_again_at = self._tools.clock.now() + wait
            log.warning("levels_not_read", shop_id=self._shop_id, error=str(error))
            return 0

    async def _reconcile(self, now: datetime) -> int:
        await ask_for_import(self._tools.database, self._shop_id, now, once=True)
        woken = await core.reconcile(self._world, self._tools.reconcile_every, RECONCILE_BATCH)
        if woken == 0:
            async with self._tools.database.shop(self._shop_id) as connection:
                await connection.execute(
                    text("UPDATE sync_stream SET reconcile_completed_at = :now WHERE shop_id = :shop"),
                    {"now": now, "shop": self._shop_id},
                )
        else:
            self._next_reconcile = now
        return woken


_TAKE = text("""
    INSERT INTO sync_stream (shop_id, holder, lease_until)
    VALUES (:shop, :holder, CAST(:now AS timestamptz) + :lease)
    ON CONFLICT (shop_id) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
    WHERE sync_stream.holder = excluded.holder OR sync_stream.lease_until < :now
    RETURNING shop_id
""")
_GIVE = text("UPDATE sync_stream SET lease_until = to_timestamp(0) WHERE holder = :holder")


async def take_lease(database: Database, shop_id: int, holder: str, now: datetime) -> bool:
    """Whether this worker drives the shop's stream for the next LEASE."""
    async with database.shop(shop_id) as connection:
        arguments = {"shop": shop_id, "holder": holder, "now": now, "lease": LEASE}
        return await connection.scalar(_TAKE, arguments) is not None


_DRIVEN = text("""
    SELECT 1 FROM sync_stream s JOIN shop p ON p.shop_id = s.shop_id
    WHERE s.shop_id = :shop AND s.lease_until > :now AND p.state <> 'active'
""")


async def is_still_driven(database: Database, shop_id: int, now: datetime) -> bool:
    """Whether a worker may be finishing its last turns on a shop that is no longer active."""
    async with database.shop(shop_id) as connection:
        return await connection.scalar(_DRIVEN, {"shop": shop_id, "now": now}) is not None


async def give_leases(database: Database, holder: str) -> None:
    """Let another worker go on at once: this one stops."""
    async with database.system() as connection:
        await connection.execute(_GIVE, {"holder": holder})
