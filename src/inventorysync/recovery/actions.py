"""Steps of a recovery: giving up what was on its way, saying what was found, and a person's word."""

from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.farewell.restored import pause_leaving
from inventorysync.imports.restored import give_up_imports
from inventorysync.kit.problems import Refusal
from inventorysync.recovery.queries import RecoveryRecord, find_recovery
from inventorysync.shops.writing import end_safe_mode
from inventorysync.stock.actions.restored import give_up_writes
from inventorysync.stocktakes.actions.restored import give_up_counts
from inventorysync.sync.restored import close_differences, count_restored
from inventorysync.transfers.actions.restored import give_up_steps

RECOVER = "recover"
BY_RESTORE = "restore"

_GIVEN_UP = text("""
    UPDATE recovery SET given_up = CAST(:given_up AS jsonb) WHERE shop_id = :shop AND recovery_id = :id
""")
_READ = text("""
    UPDATE recovery SET state = 'waits', read_at = :now, levels = :levels, levels_different = :different,
                        units_different = :units
    WHERE shop_id = :shop AND recovery_id = :id AND state = 'reading'
""")
_CONFIRM = text("""
    UPDATE recovery SET state = 'confirmed', confirmed_at = :now, confirmed_by = :actor
    WHERE shop_id = :shop AND recovery_id = :id
""")


class NothingToConfirm(Refusal):
    """The shop is not in safe mode."""

    status = 409
    type = "not-in-safe-mode"
    title = "There is nothing to confirm"


class StillReading(Refusal):
    """What there is to confirm is not known yet."""

    status = 409
    type = "still-reading"
    title = "Shopify is still being read"


async def give_up(connection: AsyncConnection, shop_id: int, now: datetime) -> RecoveryRecord | None:
    """End what was on its way when the backup was made, once; the recovery, None where there is none."""
    found = await find_recovery(connection, shop_id, lock=True)
    if found is None or found.given_up is not None:
        return found
    before = found.restored_at
    given_up = {
        "lines": await give_up_writes(connection, shop_id, before, now),
        "transfer_steps": await give_up_steps(connection, shop_id, before, now),
        "imports": await give_up_imports(connection, shop_id, before, BY_RESTORE, now),
        "stocktakes": await give_up_counts(connection, shop_id, before, BY_RESTORE, now),
        "differences": await close_differences(connection, shop_id, before, now),
        "leaving": await pause_leaving(connection, shop_id, now),
    }
    scope = {"shop": shop_id, "id": found.recovery_id}
    await connection.execute(_GIVEN_UP, {**scope, "given_up": msgspec.json.encode(given_up).decode()})
    await audit.record(
        connection,
        shop_id,
        actor=BY_RESTORE,
        action="shop.restored",
        subject=f"recovery:{found.recovery_id}",
        now=now,
        before={"writes_to_shopify": True},
        after={"writes_to_shopify": False, "backup": found.backup, "given_up": given_up},
    )
    return await find_recovery(connection, shop_id)


async def conclude_reading(
    connection: AsyncConnection, shop_id: int, found: RecoveryRecord, now: datetime
) -> dict[str, int]:
    """Keep what was found by the first reading since the restore: a person can confirm it now."""
    levels, different, units = await count_restored(connection, shop_id, found.restored_at)
    figures = {"levels": levels, "different": different, "units": units}
    await connection.execute(_READ, {"shop": shop_id, "id": found.recovery_id, "now": now, **figures})
    return figures


async def confirm(connection: AsyncConnection, shop_id: int, actor: str, now: datetime) -> RecoveryRecord:
    """End safe mode: what people wanted since the restore is sent. Raises NothingToConfirm, StillReading."""
    found = await find_recovery(connection, shop_id, lock=True)
    if found is None:
        raise NothingToConfirm("the shop is not in safe mode, or somebody has confirmed it already")
    if found.state != "waits":
        raise StillReading("every level has to be read in Shopify first; this takes some minutes")
    scope = {"shop": shop_id, "id": found.recovery_id}
    await connection.execute(_CONFIRM, {**scope, "now": now, "actor": actor})
    await end_safe_mode(connection, shop_id)
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="shop.restore_confirmed",
        subject=f"recovery:{found.recovery_id}",
        now=now,
        before={"writes_to_shopify": False},
        after={
            "writes_to_shopify": True,
            "levels_different": found.levels_different,
            "units_different": found.units_different,
        },
    )
    return found
