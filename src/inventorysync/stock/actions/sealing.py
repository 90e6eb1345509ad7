"""Giving rows of the ledger their links, a moment after they were written.

A row gets its link once no transaction is open that could still add one before it: booking is not slowed, and
the chain has no gaps to be filled later. That takes three rounds. The first notes the newest ids; the second,
when whoever had drawn an id by then has a transaction number, notes the newest of those; the third finds that
all transactions before that number have ended.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.stock import links
from inventorysync.stock.links import CHAINS, Chain

_ENSURE = text("""
    INSERT INTO ledger_mark (shop_id, movement_id, fact_id, explanation_id, transactions_before)
    VALUES (:shop, 0, 0, 0, NULL) ON CONFLICT DO NOTHING
""")
_TAKE = text("""
    SELECT movement_id, fact_id, explanation_id, transactions_before IS NULL AS is_new,
           transactions_before <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS is_settled
    FROM ledger_mark WHERE shop_id = :shop FOR UPDATE SKIP LOCKED
""")
_NOTE_TRANSACTIONS = text("""
    UPDATE ledger_mark SET transactions_before = pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    WHERE shop_id = :shop
""")
_NOTE_IDS = text("""
    UPDATE ledger_mark SET
      movement_id = coalesce((SELECT max(movement_id) FROM stock_movement WHERE shop_id = :shop), 0),
      fact_id = coalesce((SELECT max(fact_id) FROM stock_fact WHERE shop_id = :shop), 0),
      explanation_id = coalesce((SELECT max(explanation_id) FROM stock_explanation WHERE shop_id = :shop), 0),
      transactions_before = NULL
    WHERE shop_id = :shop
""")
_INSERT = text("""
    INSERT INTO ledger_link (shop_id, chain, row_id, hash)
    SELECT CAST(:shop AS int), CAST(:chain AS text), l.row_id, l.hash
    FROM unnest(CAST(:ids AS bigint[]), CAST(:hashes AS bytea[])) AS l(row_id, hash)
""")


async def seal(database: Database, shop_id: int) -> int:
    """One round: give every settled row of the shop its link; how many got one.

    Two workers that seal at once do not wait for each other: one does it.
    """
    sealed = 0
    while True:
        async with database.shop(shop_id) as connection:
            done = await _seal_some(connection, shop_id)
        sealed += done
        if done == 0:
            return sealed


async def _seal_some(connection: AsyncConnection, shop_id: int) -> int:
    await connection.execute(_ENSURE, {"shop": shop_id})
    mark = (await connection.execute(_TAKE, {"shop": shop_id})).one_or_none()
    if mark is None:
        return 0
    if mark.is_new:
        await connection.execute(_NOTE_TRANSACTIONS, {"shop": shop_id})
    elif mark.is_settled:
        for chain in CHAINS:
            if done := await _seal_chain(connection, shop_id, chain, getattr(mark, chain.key)):
                return done
        await connection.execute(_NOTE_IDS, {"shop": shop_id})
    return 0


async def _seal_chain(connection: AsyncConnection, shop_id: int, chain: Chain, until: int) -> int:
    after, head = await links.last_link(connection, shop_id, chain)
    ids = await links.next_ids(connection, shop_id, chain, after, until)
    if not ids:
        return 0
    digests = await links.list_digests(connection, shop_id, chain, ids[0], ids[-1])
    columns = {
        "ids": [digest.row_id for digest in digests],
        "hashes": list(links.links_after(head, digests)),
    }
    await connection.execute(_INSERT, {"shop": shop_id, "chain": chain.name, **columns})
    return len(digests)
