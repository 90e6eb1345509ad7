"""What of ours stands in a store, read from it: the proof behind leaving.

Nothing is concluded from what we know ourselves: every check says what was read in Shopify and when. Custom
fields are ours by their namespace, transfers by the numbers Shopify gave to those made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from inventorysync.kit.gid import gid, number_of
from inventorysync.shopify import belongings, transfers
from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import ShopAccess
from inventorysync.shopify.errors import AccessDenied
from inventorysync.shops.actions import ShopifyLink
from inventorysync.sync import wakes
from inventorysync.sync.shopify_gateway import ShopifyGateway
from inventorysync.sync.transfers import PAGES_MAX

What = Literal["transfers", "definitions", "installation", "webhooks"]
ENDED = ("TRANSFERRED", "CANCELED")
NAMED_MAX = 20

_OURS = text("""
    SELECT number, name, state, deleted_at IS NOT NULL FROM transfer
    WHERE shop_id = :shop AND actor IS NOT NULL AND number IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Leftover:
    """One look at the store: how much was read, and what of ours was found standing there.

    `numbers` are those of `left`, for transfers. `refusal` is Shopify's word where it would not let us look.
    """

    what: What
    read: int
    left: tuple[str, ...]
    at: datetime
    numbers: tuple[int, ...] = ()
    refusal: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether the look was taken and nothing of ours stands there."""
        return not self.left and not self.refusal


class Leftovers:
    """Looks for what of ours stands in one shop's store, and removes what has no other owner."""

    def __init__(self, link: ShopifyLink, shop_id: int) -> None:
        self._link = link
        self._shop_id = shop_id
        self._gateway = ShopifyGateway(link, shop_id)

    async def look(self) -> list[Leftover]:
        """Every check, one after another. Raises ShopifyError and ShopNotConnected."""
        return [
            await self.transfers(),
            await self._definitions(),
            await self._installation(),
            await self._webhooks(),
        ]

    async def transfers(self) -> Leftover:
        """Transfers that were made here and have not ended in Shopify."""
        at = self._link.clock.now()
        async with self._link.database.shop(self._shop_id) as connection:
            rows = (await connection.execute(_OURS, {"shop": self._shop_id})).all()
        ours = {row[0]: row[1] for row in rows}
        believed_open = {row[0] for row in rows if row[2] not in ENDED and not row[3]}
        states = await self._gateway.with_access(self._states_of_all)
        unlisted = sorted(believed_open - states.keys())
        found = {number: states[number] for number in ours if number in states}
        if unlisted:
            found |= await self._gateway.with_access(lambda access: self._states_of(access, unlisted))
        left = sorted(number for number, state in found.items() if state not in ENDED)
        return Leftover("transfers", len(states), tuple(ours[n] for n in left), at, tuple(left))

    async def hint_at(self, numbers: Sequence[int]) -> None:
        """Have these transfers read again: the store has them otherwise than we do."""
        async with self._link.database.shop(self._shop_id) as connection:
            now = self._link.clock.now()
            await wakes.wake_things(connection, self._shop_id, "transfer", numbers, now)

    async def remove_fields(self) -> str | None:
        """Delete our definitions of custom fields and our own fields; Shopify's reason where it refuses."""
        admin = self._link.admin

        async def remove(access: ShopAccess) -> str | None:
            for owner_type in belongings.OWNER_TYPES:
                for one in await belongings.own_definitions(admin, access, owner_type):
                    if reason := await belongings.delete_definition(admin, access, one.gid):
                        return reason
            owner, fields = await belongings.installation_fields(admin, access)
            return await belongings.delete_fields(admin, access, owner, fields) if fields else None

        try:
            return await self._gateway.with_access(remove)
        except AccessDenied as error:
            return str(error)

    async def _states_of_all(self, access: ShopAccess) -> dict[int, str]:
        pages = transfers.all_transfers(self._link.admin, access, PAGES_MAX)
        return {
            number_of("InventoryTransfer", transfer): state
            async for page in pages
            for transfer, state in page
        }

    async def _states_of(self, access: ShopAccess, numbers: Sequence[int]) -> dict[int, str]:
        wanted = [gid("InventoryTransfer", number) for number in numbers]
        found = await transfers.read_transfers(
            self._link.admin, access, wanted, priority=Priority.INTERACTIVE
        )
        return {number: one.status for number, one in zip(numbers, found, strict=True) if one is not None}

    async def _definitions(self) -> Leftover:
        at, admin = self._link.clock.now(), self._link.admin

        async def look(access: ShopAccess) -> list[belongings.Named]:
            return [
                one
                for owner_type in belongings.OWNER_TYPES
                for one in await belongings.own_definitions(admin, access, owner_type)
            ]

        try:
            found = await self._gateway.with_access(look)
        except AccessDenied as error:
            return Leftover("definitions", 0, (), at, refusal=str(error))
        return Leftover("definitions", len(belongings.OWNER_TYPES), _named(found), at)

    async def _installation(self) -> Leftover:
        at = self._link.clock.now()
        _, found = await self._gateway.with_access(
            lambda access: belongings.installation_fields(self._link.admin, access)
        )
        return Leftover("installation", 1, _named(found), at)

    async def _webhooks(self) -> Leftover:
        at = self._link.clock.now()
        found = await self._gateway.with_access(
            lambda access: belongings.own_webhooks(self._link.admin, access)
        )
        return Leftover("webhooks", 1, tuple(found[:NAMED_MAX]), at)


def _named(found: Sequence[belongings.Named]) -> tuple[str, ...]:
    return tuple(f"{one.namespace}.{one.key}" for one in found[:NAMED_MAX])
