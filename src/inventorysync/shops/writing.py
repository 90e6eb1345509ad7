"""Whether anything new is written to a shop's Shopify.

A shop that leaves stops that, and may take it back: what was sent before goes on until its outcome is known,
and what people want meanwhile is kept. A shop whose database came out of a backup is in *safe mode*: nothing
at all is written, old or new, until a person has confirmed what was found (see recovery). A shop that has no
plan where one is asked for, or whose plan Shopify holds, is as one that leaves (see billing).
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import Refusal


class WritesStopped(Refusal):
    """Nothing new is sent to Shopify, because the shop is leaving."""

    status = 409
    type = "writes-stopped"
    title = "Nothing is sent to Shopify any more"


class InSafeMode(Refusal):
    """Nothing is sent to Shopify, because the database was restored and nobody has confirmed it yet."""

    status = 409
    type = "safe-mode"
    title = "Nothing is sent to Shopify until the restore is confirmed"


class PlanNeeded(Refusal):
    """Nothing new is sent to Shopify, because the shop has no plan or Shopify holds the one it has."""

    status = 409
    type = "plan-needed"
    title = "Nothing is sent to Shopify until the shop has a plan"


class Stopped(NamedTuple):
    """Since when nothing is sent: because the shop leaves, is in safe mode, has no plan; None where not."""

    leaving_since: datetime | None
    safe_since: datetime | None
    unpaid_since: datetime | None


_READ = "SELECT writes_stopped_at, safe_since, unpaid_since FROM shop WHERE shop_id = :shop"
_SINCE, _SINCE_LOCKED = text(_READ), text(f"{_READ} FOR SHARE")
_STOP = text("""
    UPDATE shop SET writes_stopped_at = coalesce(writes_stopped_at, :now) WHERE shop_id = :shop
""")
_RESUME = text("UPDATE shop SET writes_stopped_at = NULL WHERE shop_id = :shop")
_END_SAFE_MODE = text("UPDATE shop SET safe_since = NULL WHERE shop_id = :shop")
_MARK_PLAN = text("""
    UPDATE shop SET plan_notice = :notice, plan_due_at = :due_at,
      unpaid_since = CASE WHEN :is_stopped THEN coalesce(unpaid_since, CAST(:now AS timestamptz)) END
    WHERE shop_id = :shop
""")
_MARKED = text("SELECT shop_id FROM shop WHERE plan_notice IS NOT NULL OR unpaid_since IS NOT NULL")


async def find_stopped(connection: AsyncConnection, shop_id: int, *, lock: bool = False) -> Stopped:
    """Why nothing is sent; with `lock` that does not change before this transaction ends."""
    row = (await connection.execute(_SINCE_LOCKED if lock else _SINCE, {"shop": shop_id})).one_or_none()
    return Stopped(*row) if row else Stopped(None, None, None)


async def stopped_since(connection: AsyncConnection, shop_id: int, *, lock: bool = False) -> datetime | None:
    """Since when nothing new is sent, for whatever reason; with `lock` that stays so in this transaction."""
    found = await find_stopped(connection, shop_id, lock=lock)
    return min((each for each in found if each is not None), default=None)


async def require_writing(connection: AsyncConnection, shop_id: int) -> None:
    """Raise where nothing new may be sent; else that stays so until this transaction ends.

    Raises WritesStopped, InSafeMode and PlanNeeded.
    """
    found = await find_stopped(connection, shop_id, lock=True)
    if found.leaving_since is not None:
        raise WritesStopped("the shop is leaving: an owner can take that back under Settings, Leaving")
    if found.safe_since is not None:
        raise InSafeMode("the data were restored from a backup: an owner has to confirm them under Sync")
    if found.unpaid_since is not None:
        raise PlanNeeded("the shop's plan has ended or is held: see Settings, Plan")


async def stop_writes(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Send nothing new from now on. Returns when no transaction is open that might still write one down."""
    await connection.execute(_STOP, {"shop": shop_id, "now": now})


async def resume_writes(connection: AsyncConnection, shop_id: int) -> None:
    """Send again, what was kept meanwhile first."""
    await connection.execute(_RESUME, {"shop": shop_id})


async def end_safe_mode(connection: AsyncConnection, shop_id: int) -> None:
    """Send again: a person has confirmed what was found after the restore."""
    await connection.execute(_END_SAFE_MODE, {"shop": shop_id})


async def mark_plan(
    connection: AsyncConnection,
    shop_id: int,
    *,
    notice: str | None,
    due_at: datetime | None,
    is_stopped: bool,
    now: datetime,
) -> None:
    """What people are told of the plan, and whether it stops what is sent: returns as `stop_writes`."""
    values = {"shop": shop_id, "notice": notice, "due_at": due_at, "is_stopped": is_stopped, "now": now}
    await connection.execute(_MARK_PLAN, values)


async def list_marked_plans(connection: AsyncConnection) -> list[int]:
    """The shops whose plan is told of or stops something; needs a system transaction."""
    return list((await connection.execute(_MARKED)).scalars())
