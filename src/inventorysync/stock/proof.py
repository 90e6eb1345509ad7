"""The ledger's proof: levels are the sum of their entries, balances follow each other, the chains hold.

Beside it, that levels hold the costs of their items (see costs).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock import costs, links
from inventorysync.stock.links import CHAINS, GENESIS, Chain, ChainName

PROVE = "stock.prove"
FAULTS_SHOWN = 20
Progress = Callable[[Mapping[str, Any]], Awaitable[None]]
What = Literal["balance", "entry", "changed", "missing", "added", "cost"]


class Difference(NamedTuple):
    """A quantity of a level that its entries do not add up to."""

    item_id: int
    location_id: int
    name: str
    booked: int
    entries: int


class Fault(NamedTuple):
    """A row that is not as it was written; `says` names it in words."""

    what: What
    says: str


@dataclass
class Proof:
    """What was recomputed, and the first faults of each kind."""

    faults: list[Fault] = field(default_factory=list)
    sealed: dict[ChainName, int] = field(default_factory=dict)
    heads: dict[ChainName, str] = field(default_factory=dict)
    drift_units: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.faults


_LEVELS = " UNION ALL ".join(
    f"SELECT item_id, location_id, '{name}' AS name, {name} AS units"
    " FROM inventory_level WHERE shop_id = :shop"
    for name in QUANTITY_NAMES
)
_DIFFERENCES = text(f"""
    SELECT l.item_id, l.location_id, l.name, l.units, coalesce(e.units, 0)
    FROM ({_LEVELS}) AS l
    LEFT JOIN (
      SELECT item_id, location_id, name, sum(delta) AS units FROM stock_entry
      WHERE shop_id = :shop GROUP BY item_id, location_id, name
    ) AS e ON e.item_id = l.item_id AND e.location_id = l.location_id AND e.name = l.name
    WHERE l.units <> coalesce(e.units, 0)
    ORDER BY 1, 2, 3
""")
_BROKEN_BALANCES = text("""
    SELECT entry_id, item_id, location_id, name, before, delta, balance FROM (
      SELECT entry_id, item_id, location_id, name, delta, balance,
             lag(balance, 1, 0::bigint) OVER (PARTITION BY item_id, location_id, name ORDER BY entry_id)
               AS before
      FROM stock_entry WHERE shop_id = :shop
    ) AS entries
    WHERE balance <> before + delta ORDER BY entry_id LIMIT :limit
""")


async def list_differences(connection: AsyncConnection, shop_id: int) -> Sequence[Difference]:
    """Quantities that differ from the sum of their entries: none, unless somebody wrote past the ledger."""
    rows = await connection.execute(_DIFFERENCES, {"shop": shop_id})
    return [Difference(*row) for row in rows]


async def prove(database: Database, shop_id: int, progress: Progress | None = None) -> Proof:
    """Recompute everything the shop's ledger promises; the first FAULTS_SHOWN faults of each kind.

    Rows that have no link yet, the newest, are proven by their balances alone.
    """
    proof = Proof()
    async with database.shop(shop_id) as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        differences = await list_differences(connection, shop_id)
        proof.drift_units = sum(abs(found.booked - found.entries) for found in differences)
        proof.faults += [_of_balance(found) for found in differences[:FAULTS_SHOWN]]
        broken = await connection.execute(_BROKEN_BALANCES, {"shop": shop_id, "limit": FAULTS_SHOWN})
        proof.faults += [_of_entry(*row) for row in broken]
        differing = await costs.list_differing(connection, shop_id, FAULTS_SHOWN)
        proof.faults += [_of_cost(item, place) for item, place in differing]
    for chain in CHAINS:
        await _prove_chain(database, shop_id, chain, proof, progress)
    return proof


async def _prove_chain(
    database: Database, shop_id: int, chain: Chain, proof: Proof, progress: Progress | None
) -> None:
    async with database.shop(shop_id) as connection:
        until, stored_head = await links.last_link(connection, shop_id, chain)
    proof.heads[chain.name], proof.sealed[chain.name] = stored_head.hex(), 0
    after, head, found = 0, GENESIS, 0
    while after < until and found < FAULTS_SHOWN:
        async with database.shop(shop_id) as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            ids = await links.next_ids(connection, shop_id, chain, after, until)
            last = ids[-1] if len(ids) == links.ROWS_AT_ONCE else until
            digests = await links.list_digests(connection, shop_id, chain, after + 1, last)
            given = await links.list_links(connection, shop_id, chain, after + 1, last)
        faults = list(_compare(chain, head, digests, given))
        found += len(faults)
        proof.faults += faults[: FAULTS_SHOWN - found + len(faults)]
        proof.sealed[chain.name] += len(given)
        after, head = last, given[max(given)] if given else head
        if progress is not None:
            await progress({"chain": chain.name, "rows": proof.sealed[chain.name]})


def _compare(
    chain: Chain, head: bytes, digests: Sequence[links.Digest], given: Mapping[int, bytes]
) -> list[Fault]:
    """What differs between the rows of a span and their links; a link that was given counts for the next."""
    faults = []
    held = {digest.row_id: digest for digest in digests}
    for row_id in sorted(held.keys() | given.keys()):
        digest, link = held.get(row_id), given.get(row_id)
        if digest is None:
            faults.append(Fault("missing", f"{chain.name} {row_id} was written and is gone"))
        elif link is None:
            faults.append(Fault("added", f"{chain.name} {row_id} was put in later, before others"))
        elif next(links.links_after(head, [digest])) != link:
            also = " or one of its entries" if chain.name == "movement" else ""
            faults.append(Fault("changed", f"{chain.name} {row_id}{also} is not as it was written"))
        head = link or head
    return faults


def _of_balance(found: Difference) -> Fault:
    says = f"{found.name} is {found.booked}, its entries sum to {found.entries}"
    return Fault("balance", f"item {found.item_id} at location {found.location_id}: {says}")


def _of_cost(item: int, place: int) -> Fault:
    return Fault("cost", f"item {item} at location {place}: the level holds another unit cost than its item")


def _of_entry(entry: int, item: int, place: int, name: str, before: int, delta: int, balance: int) -> Fault:
    says = f"{name} was {before}, {delta:+} gives {before + delta}, and it says {balance}"
    return Fault("entry", f"entry {entry}, item {item} at location {place}: {says}")
