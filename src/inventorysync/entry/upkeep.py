"""What `inventorysync verify`, `reconcile` and `passkeys forget` do."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from inventorysync.kit.db import Database
from inventorysync.people import rules
from inventorysync.people.queries import find_memberships
from inventorysync.people.sign_in import SHOPS_MAX
from inventorysync.shops.queries import ShopRecord, list_shops
from inventorysync.stock.proof import prove
from inventorysync.sync.wakes import wake_all_levels


async def verify(database_url: str) -> tuple[list[str], bool]:
    """Lines that say for each shop whether its ledger is as it was written; and whether all are."""
    is_sound = True

    async def check(database: Database, shop: ShopRecord) -> list[str]:
        nonlocal is_sound
        proof = await prove(database, shop.shop_id)
        is_sound = is_sound and proof.is_sound
        if proof.is_sound:
            rows = sum(proof.sealed.values())
            lines = [f"{shop.domain}: every level equals the sum of its entries; {rows:,} links hold"]
        else:
            lines = [
                f"{shop.domain}: the ledger is not as it was written",
                *(f"  {f.says}" for f in proof.faults),
            ]
        return lines + [f"  newest link of the {name} chain: {head}" for name, head in proof.heads.items()]

    return await _for_each_shop(database_url, check), is_sound


async def reconcile(database_url: str, now: datetime) -> list[str]:
    """Ask for a round over every level of every shop; the workers read them."""

    async def ask(database: Database, shop: ShopRecord) -> list[str]:
        async with database.shop(shop.shop_id) as connection:
            levels = await wake_all_levels(connection, shop.shop_id, now)
        return [f"{shop.domain}: {levels} levels will be compared with Shopify"]

    return await _for_each_shop(database_url, ask)


async def forget_passkeys(database_url: str, email: str, now: datetime) -> list[str]:
    """Let the passkeys of an address be forgotten in each of its shops; a line for each."""
    database = Database(database_url, pool_size=1)
    try:
        async with database.system() as connection:
            found = await find_memberships(connection, email.strip().casefold(), SHOPS_MAX)
        for each in found:
            async with database.shop(each.shop_id) as connection:
                number = each.member.member_id
                await rules.forget_passkeys(connection, each.shop_id, number, actor="system", now=now)
        said = [f"{each.shop_name}: the passkeys are forgotten, every sign-in has ended" for each in found]
        return said or ["nobody signs in with this address"]
    finally:
        await database.close()


async def _for_each_shop(
    database_url: str,
    ask: Callable[[Database, ShopRecord], Awaitable[list[str]]],
) -> list[str]:
    database = Database(database_url, pool_size=1)
    try:
        async with database.system() as connection:
            shops = await list_shops(connection)
        lines = []
        for shop in shops:
            lines += await ask(database, shop)
        return lines or ["no shop has the app"]
    finally:
        await database.close()
