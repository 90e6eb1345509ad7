"""The ledger's chain: every row has a link, a hash of its content and of the link before it.

A shop has one chain for movements (each with its entries), one for facts and one for explanations. A row's
content is the JSON array of its columns as PostgreSQL writes it in UTC, its hash SHA-256; a link is SHA-256
of the former link and that hash, the first former link being 32 zero bytes. Whoever kept an old link can tell
if anything before it was changed (Haber and Stornetta, How to Time-Stamp a Digital Document, 1991).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

ChainName = Literal["movement", "fact", "explanation"]
GENESIS = bytes(32)
ROWS_AT_ONCE = 5_000


class Chain(NamedTuple):
    """A table of the ledger in its order; `digests` gives the content hashes of a span of ids."""

    name: ChainName
    table: str
    key: str
    digests: TextClause


class Digest(NamedTuple):
    """A row's id and the hash of its content."""

    row_id: int
    content: bytes


_MOVEMENT_DIGESTS = text("""
    WITH entries AS (
      SELECT movement_id, string_agg(sha256(convert_to(jsonb_build_array(
               entry_id, item_id, location_id, name, delta, balance)::text, 'UTF8')), ''::bytea
               ORDER BY entry_id) AS hashes
      FROM stock_entry WHERE shop_id = :shop AND movement_id BETWEEN :first AND :last
      GROUP BY movement_id
    )
    SELECT m.movement_id, sha256(convert_to(jsonb_build_array(
             m.movement_id, m.cause, m.actor, m.document_kind, m.document_id, m.document_label,
             m.change_set_id, m.effective_from, m.effective_at, m.recorded_at)::text, 'UTF8')
             || coalesce(e.hashes, ''::bytea))
    FROM stock_movement m LEFT JOIN entries e ON e.movement_id = m.movement_id
    WHERE m.shop_id = :shop AND m.movement_id BETWEEN :first AND :last
    ORDER BY m.movement_id
""")
_FACT_DIGESTS = text("""
    SELECT fact_id, sha256(convert_to(jsonb_build_array(
             fact_id, source, item_id, location_id, cause, actor, document_kind, document_id, document_label,
             occurred_from, occurred_at, recorded_at, deltas)::text, 'UTF8'))
    FROM stock_fact WHERE shop_id = :shop AND fact_id BETWEEN :first AND :last ORDER BY fact_id
""")
_EXPLANATION_DIGESTS = text("""
    SELECT explanation_id, sha256(convert_to(jsonb_build_array(
             explanation_id, item_id, entry_id, fact_id, delta, recorded_at)::text, 'UTF8'))
    FROM stock_explanation WHERE shop_id = :shop AND explanation_id BETWEEN :first AND :last
    ORDER BY explanation_id
""")
CHAINS = (
    Chain("movement", "stock_movement", "movement_id", _MOVEMENT_DIGESTS),
    Chain("fact", "stock_fact", "fact_id", _FACT_DIGESTS),
    Chain("explanation", "stock_explanation", "explanation_id", _EXPLANATION_DIGESTS),
)
_LAST_LINK = text("""
    SELECT row_id, hash FROM ledger_link WHERE shop_id = :shop AND chain = :chain
    ORDER BY row_id DESC LIMIT 1
""")
_LINKS = text("""
    SELECT row_id, hash FROM ledger_link
    WHERE shop_id = :shop AND chain = :chain AND row_id BETWEEN :first AND :last ORDER BY row_id
""")


def links_after(head: bytes, digests: Iterable[Digest]) -> Iterator[bytes]:
    """The links of rows that follow `head`, in their order."""
    for digest in digests:
        head = hashlib.sha256(head + digest.content).digest()
        yield head


async def last_link(connection: AsyncConnection, shop_id: int, chain: Chain) -> tuple[int, bytes]:
    """The id of the last row that has a link, and the link; 0 and GENESIS where none has."""
    row = (await connection.execute(_LAST_LINK, {"shop": shop_id, "chain": chain.name})).one_or_none()
    return (0, GENESIS) if row is None else (row[0], bytes(row[1]))


async def next_ids(
    connection: AsyncConnection, shop_id: int, chain: Chain, after: int, until: int
) -> Sequence[int]:
    """The ids of the next ROWS_AT_ONCE rows of a chain's table, beyond `after` and up to `until`."""
    statement = text(f"""
        SELECT {chain.key} FROM {chain.table}
        WHERE shop_id = :shop AND {chain.key} > :after AND {chain.key} <= :until
        ORDER BY {chain.key} LIMIT :limit
    """)
    arguments = {"shop": shop_id, "after": after, "until": until, "limit": ROWS_AT_ONCE}
    return (await connection.scalars(statement, arguments)).all()


async def list_digests(
    connection: AsyncConnection, shop_id: int, chain: Chain, first: int, last: int
) -> list[Digest]:
    """What the rows of a span hold now."""
    rows = await connection.execute(chain.digests, {"shop": shop_id, "first": first, "last": last})
    return [Digest(row_id, bytes(content)) for row_id, content in rows]


async def list_links(
    connection: AsyncConnection, shop_id: int, chain: Chain, first: int, last: int
) -> dict[int, bytes]:
    """The links that the rows of a span were given."""
    arguments: dict[str, Any] = {"shop": shop_id, "chain": chain.name, "first": first, "last": last}
    return {row_id: bytes(link) for row_id, link in await connection.execute(_LINKS, arguments)}
