"""Work on the ledger that is done aside: the proof, each night and when somebody asks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inventorysync.kit.db import Database
from inventorysync.kit.queue import actions as queue
from inventorysync.shops.queries import list_shops
from inventorysync.stock.actions.checkpoints import make_checkpoint
from inventorysync.stock.actions.sealing import seal
from inventorysync.stock.proof import PROVE, prove

PROVE_EVERY = timedelta(days=1)
ROUNDS = 4  # as many as it takes to link what nobody writes beside (see actions/sealing.py)
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]


async def prove_ledger(database: Database, shop_id: int, progress: Progress) -> dict[str, Any]:
    """Prove the shop's ledger; what was recomputed and every fault that was found."""
    for _ in range(ROUNDS):
        await seal(database, shop_id)
    proof = await prove(database, shop_id, progress)
    return {
        "is_sound": proof.is_sound,
        "sealed": proof.sealed,
        "heads": proof.heads,
        "drift_units": proof.drift_units,
        "faults": [fault._asdict() for fault in proof.faults],
    }


async def schedule_proofs(database: Database, now: datetime) -> int:
    """Ask for a proof in each shop that had none for PROVE_EVERY; how many were asked for."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
        return await queue.schedule(connection, PROVE, shops, PROVE_EVERY, now)


async def make_checkpoints(database: Database, now: datetime) -> int:
    """Make checkpoints of the shops whose ledgers have grown enough since their last; how many."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
    return sum([await make_checkpoint(database, shop_id, now) for shop_id in shops])


async def seal_ledgers(database: Database) -> int:
    """Give the settled rows of all shops their links; how many."""
    async with database.system() as connection:
        shops = [shop.shop_id for shop in await list_shops(connection)]
    return sum([await seal(database, shop_id) for shop_id in shops])
