"""Reading again what is not a level: products, items, orders, locations; each wake ends when it is stored."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.catalog import actions as catalog
from inventorysync.kit.clock import Clock
from inventorysync.kit.db import Database, after_commit
from inventorysync.kit.gid import gid, number_of
from inventorysync.locations.actions import save_locations
from inventorysync.shopify import catalogue, inventory, orders, transfers
from inventorysync.shopify.client import AdminClient
from inventorysync.shopify.errors import ShopifyError
from inventorysync.stock.actions.explaining import record_facts, vanished_totals
from inventorysync.stock.costs import take_costs
from inventorysync.sync import translate, wakes
from inventorysync.sync.facts import facts_of_order
from inventorysync.sync.shopify_gateway import ShopifyGateway
from inventorysync.sync.transfer_facts import facts_of_transfer, is_whole
from inventorysync.sync.transfer_reading import seen_transfer
from inventorysync.sync.words import LevelKey
from inventorysync.transfers.actions.keeping import keep_reading

BATCH_MAX = 50
RETRY_MAX = timedelta(minutes=10)
UNDER_WAY = frozenset({"READY_TO_SHIP", "IN_PROGRESS"})
ENDED_MAX = 50
Reader = Callable[["Refresher", list[int]], Awaitable[None]]


class Refresher:
    """Reads things of one shop again."""

    def __init__(
        self,
        database: Database,
        shop_id: int,
        gateway: ShopifyGateway,
        admin: AdminClient,
        clock: Clock,
        announce: Callable[[int, Sequence[LevelKey]], None],
        transfer_moved: Callable[[int, UUID], None],
    ) -> None:
        self.database = database
        self.shop_id = shop_id
        self.gateway = gateway
        self.admin = admin
        self.clock = clock
        self.announce = announce
        self.transfer_moved = transfer_moved

    async def refresh(self, *kinds: str) -> int:
        """Read what is due of these kinds; how many things."""
        return sum([await self._refresh_kind(kind, READERS[kind]) for kind in kinds])

    async def _refresh_kind(self, kind: str, read: Reader) -> int:
        now = self.clock.now()
        async with self.database.shop(self.shop_id) as connection:
            due = await wakes.due_things(connection, self.shop_id, kind, now, BATCH_MAX)
        if not due:
            return 0
        try:
            await read(self, sorted(due))
        except ShopifyError as error:
            later = {key: now + _wait(attempts) for key, (_, attempts) in due.items()}
            async with self.database.shop(self.shop_id) as connection:
                await wakes.postpone_things(connection, self.shop_id, kind, later, str(error))
            return 0
        async with self.database.shop(self.shop_id) as connection:
            hints = {key: count for key, (count, _) in due.items()}
            await wakes.end_things(connection, self.shop_id, kind, hints)
        return len(due)

    async def read_products(self, numbers: list[int]) -> None:
        """Take products over; those that are gone leave the catalogue, and their levels are read again."""
        gids = [gid("Product", number) for number in numbers]
        found = await self.gateway.with_access(
            lambda access: catalogue.read_products(self.admin, access, gids)
        )
        products = [product for product in found if product is not None]
        gone = [number for number, product in zip(numbers, found, strict=True) if product is None]
        variants = [
            translate.variant_row(variant, number_of("Product", product.id))
            for product in products
            for variant in product.variants.nodes
        ]
        now = self.clock.now()
        async with self.database.shop(self.shop_id) as connection:
            await catalog.save_products(
                connection, self.shop_id, [translate.product_row(p) for p in products]
            )
            changed = await catalog.save_variants(connection, self.shop_id, variants)
            items = await catalog.forget_products(connection, self.shop_id, gone, now) if gone else []
            await self._wake_levels_of(connection, items, now)
            await take_costs(connection, self.shop_id, changed)

    async def read_items(self, numbers: list[int]) -> None:
        """Read the products of items again; items that are gone are marked."""
        gids = [gid("InventoryItem", number) for number in numbers]
        found = await self.gateway.with_access(lambda access: inventory.read_items(self.admin, access, gids))
        now = self.clock.now()
        products: set[int] = set()
        async with self.database.shop(self.shop_id) as connection:
            for number, item in zip(numbers, found, strict=True):
                if item is None:
                    await catalog.forget_item(connection, self.shop_id, number, now)
                    await self._wake_levels_of(connection, [number], now)
                elif item.variants is not None:
                    products |= {number_of("Product", v.product.id) for v in item.variants.nodes}
            await wakes.wake_things(connection, self.shop_id, "product", products, now)

    async def read_orders(self, numbers: list[int]) -> None:
        """Record what orders have done to stock, and read every level they speak of again.

        Also where nothing new is known: a change of `committed` alone has no webhook of its own.
        """
        gids = [gid("Order", number) for number in numbers]
        found = await self.gateway.with_access(lambda access: orders.read_orders(self.admin, access, gids))
        facts = [fact for order in found if order is not None for fact in facts_of_order(order)]
        now = self.clock.now()
        async with self.database.shop(self.shop_id) as connection:
            keys = await record_facts(connection, self.shop_id, facts, now)
            await wakes.wake_levels(connection, self.shop_id, {fact.key for fact in facts}, now)
        self.announce(
            self.shop_id, [LevelKey(*key) for key in keys]
        )  # a page that shows them as unexplained asks again

    async def read_transfers(self, numbers: list[int]) -> None:
        """Keep transfers as they are now, record what they have done, and read their levels again."""
        gids = [gid("InventoryTransfer", number) for number in numbers]
        read_at = self.clock.now()
        found = await self.gateway.with_access(
            lambda access: transfers.read_transfers(self.admin, access, gids)
        )
        moved: list[UUID | None] = []
        async with self.database.shop(self.shop_id) as connection:
            for number, transfer in zip(numbers, found, strict=True):
                seen = seen_transfer(transfer) if transfer else None
                moved.append(await keep_reading(connection, self.shop_id, number, seen, read_at))
            await self.keep_facts(connection, numbers, found, self.clock.now())
        for transfer_id in moved:
            if transfer_id is not None:
                self.transfer_moved(self.shop_id, transfer_id)

    async def keep_facts(
        self,
        connection: AsyncConnection,
        numbers: list[int],
        found: list[transfers.Transfer | None],
        now: datetime,
    ) -> None:
        """What these transfers have done explains differences; their levels are read again."""
        facts = []
        for number, transfer in zip(numbers, found, strict=True):
            totals = facts_of_transfer(transfer, now) if transfer else []
            facts += totals
            if transfer is None or is_whole(transfer):
                document = gid("InventoryTransfer", number)
                facts += await vanished_totals(connection, self.shop_id, document, totals, now)
        keys = await record_facts(connection, self.shop_id, facts, now)
        await wakes.wake_levels(connection, self.shop_id, {fact.key for fact in facts}, now)
        after_commit(connection, lambda: self.announce(self.shop_id, [LevelKey(*key) for key in keys]))

    async def look_through_transfers(self, _numbers: list[int]) -> None:
        """A shipment of some transfer has moved: read those that are under way, and the newest that ended."""
        found = await self.gateway.with_access(lambda access: transfers.newest_transfers(self.admin, access))
        moving = [
            number_of("InventoryTransfer", transfer_gid)
            for place, (transfer_gid, status) in enumerate(found)
            if status in UNDER_WAY or (status == "TRANSFERRED" and place < ENDED_MAX)
        ]
        async with self.database.shop(self.shop_id) as connection:
            await wakes.wake_things(connection, self.shop_id, "transfer", moving, self.clock.now())

    async def read_locations(self, _numbers: list[int]) -> None:
        """Take all locations over."""
        found = await self.gateway.with_access(lambda access: catalogue.read_locations(self.admin, access))
        rows = [translate.location_row(location) for location in found]
        async with self.database.shop(self.shop_id) as connection:
            await save_locations(connection, self.shop_id, rows, self.clock.now())

    async def _wake_levels_of(self, connection: AsyncConnection, items: list[int], now: datetime) -> None:
        statement = text("""
            SELECT item_id, location_id FROM inventory_level
            WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
        """)
        if items:
            rows = await connection.execute(statement, {"shop": self.shop_id, "items": items})
            await wakes.wake_levels(connection, self.shop_id, [tuple(row) for row in rows], now)


READERS: dict[str, Reader] = {
    "locations": Refresher.read_locations,
    "product": Refresher.read_products,
    "item": Refresher.read_items,
    "order": Refresher.read_orders,
    "transfer": Refresher.read_transfers,
    "transfers": Refresher.look_through_transfers,
}


def _wait(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts + 1, 12)), RETRY_MAX)
