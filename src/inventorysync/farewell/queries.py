"""What of ours stands in Shopify still, as last read, and how the leaving of a shop stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

TRANSFERS_SHOWN = 200
ENDED = ("TRANSFERRED", "CANCELED")

_TRANSFERS = text("""
    SELECT t.transfer_id, t.name, t.state, coalesce(o.name, ''), coalesce(d.name, ''),
           EXISTS (SELECT FROM transfer_shipment s
                   WHERE s.shop_id = :shop AND s.transfer_id = t.transfer_id)
    FROM transfer t
    LEFT JOIN location o ON o.shop_id = :shop AND o.location_id = t.origin_id
    LEFT JOIN location d ON d.shop_id = :shop AND d.location_id = t.destination_id
    WHERE t.shop_id = :shop AND t.actor IS NOT NULL AND t.deleted_at IS NULL
      AND t.state <> ALL(CAST(:ended AS text[]))
    ORDER BY t.created_at, t.transfer_id LIMIT :limit
""")
_COUNTS = text("""
    SELECT (SELECT count(*) FROM transfer
            WHERE shop_id = :shop AND actor IS NOT NULL AND deleted_at IS NULL
              AND state <> ALL(CAST(:ended AS text[]))),
           (SELECT count(*) FROM change_set_line WHERE shop_id = :shop AND state = 'pending'),
           (SELECT count(*) FROM write_call WHERE shop_id = :shop AND state = 'open'),
           (SELECT count(*) FROM write_call WHERE shop_id = :shop AND state = 'quarantined'),
           (SELECT count(*) FROM transfer_step WHERE shop_id = :shop AND state IN ('waiting', 'sending'))
""")


@dataclass(frozen=True, slots=True)
class OpenTransfer:
    """A transfer made here that has not ended in Shopify; one with shipments cannot be canceled."""

    transfer_id: UUID
    name: str
    state: str
    origin_name: str
    destination_name: str
    has_shipments: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in Shopify or is on its way there; `lines_waiting` was not sent at all."""

    transfers: list[OpenTransfer]
    transfers_open: int
    lines_waiting: int
    writes_open: int
    writes_set_aside: int
    steps_waiting: int

    @property
    def is_clear(self) -> bool:
        """Whether nothing of ours stands there or is on its way."""
        return not (self.transfers_open or self.writes_open or self.writes_set_aside or self.steps_waiting)


@dataclass(frozen=True, slots=True)
class FarewellRecord:
    """A leaving that was not taken back."""

    farewell_id: UUID
    state: str
    actor: str
    asked_at: datetime
    job_id: UUID | None
    checks: list[dict[str, Any]]
    waits: list[dict[str, Any]]
    ended_at: datetime | None
    actor_name: str


_FAREWELL = text("""
    SELECT f.farewell_id, f.state, f.actor, f.asked_at, f.job_id, f.checks, f.waits, f.ended_at,
           coalesce(nullif(m.name, ''), m.email, '')
    FROM farewell f
    LEFT JOIN member m ON m.shop_id = f.shop_id AND f.actor = 'member:' || m.member_id
    WHERE f.shop_id = :shop AND f.state <> 'stayed'
""")


async def find_farewell(connection: AsyncConnection, shop_id: int) -> FarewellRecord | None:
    """The shop's leaving, None where it stays."""
    row = (await connection.execute(_FAREWELL, {"shop": shop_id})).one_or_none()
    return None if row is None else FarewellRecord(*row)


async def find_standing(connection: AsyncConnection, shop_id: int) -> Standing:
    """Everything of ours that has not ended; of transfers the oldest TRANSFERS_SHOWN are named."""
    scope = {"shop": shop_id, "ended": list(ENDED)}
    rows = await connection.execute(_TRANSFERS, {**scope, "limit": TRANSFERS_SHOWN})
    transfers = [OpenTransfer(*row) for row in rows]
    counts = (await connection.execute(_COUNTS, scope)).one()
    return Standing(transfers, *counts)
