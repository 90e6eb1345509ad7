"""Figures of all shops that stand in the database, brought into the metrics when they are asked for."""

from datetime import datetime

from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.kit.metrics import LEDGER_FAULTS, LEDGER_PROOF_AGE
from inventorysync.stock.proof import PROVE

_PROOFS = text("""
    SELECT coalesce(sum(jsonb_array_length(result -> 'faults')), 0), min(finished_at) FROM (
      SELECT DISTINCT ON (shop_id) result, finished_at FROM job
      WHERE kind = :kind AND state = 'done' ORDER BY shop_id, finished_at DESC
    ) AS latest
""")


async def refresh_figures(database: Database, now: datetime) -> None:
    """Set the gauges of the ledger's proofs to what the latest ones found."""
    async with database.system() as connection:
        faults, oldest = (await connection.execute(_PROOFS, {"kind": PROVE})).one()
    LEDGER_FAULTS.set(int(faults))
    LEDGER_PROOF_AGE.set((now - oldest).total_seconds() if oldest else 0)
