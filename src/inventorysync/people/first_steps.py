"""The first steps of a shop: what is done is seen from what the shop holds, never from a tick.

An invitation counts while it is open; afterwards, whoever accepted it and has not been removed.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.people.models import Dismissal
from inventorysync.shops.roles import Permission

StepName = Literal["imported", "heard", "costs", "changed", "colleague"]
FIRST_STEPS = "first_steps"

_STEPS = text("""
    SELECT EXISTS (SELECT FROM import_run WHERE shop_id = :shop AND state = 'done'),
           EXISTS (SELECT FROM webhook_inbox WHERE shop_id = :shop),
           EXISTS (SELECT FROM inventory_item WHERE shop_id = :shop) AND NOT EXISTS (
             SELECT FROM inventory_item
             WHERE shop_id = :shop AND unit_cost IS NULL AND tracked AND deleted_at IS NULL),
           EXISTS (SELECT FROM change_set WHERE shop_id = :shop),
           (SELECT count(*) FROM member WHERE shop_id = :shop AND removed_at IS NULL) > 1
             OR EXISTS (SELECT FROM member
                        WHERE shop_id = :shop AND kind = 'invited' AND removed_at IS NULL)
             OR EXISTS (SELECT FROM invitation
                        WHERE shop_id = :shop AND purpose = 'join' AND accepted_at IS NULL
                          AND withdrawn_at IS NULL AND expires_at > :now)
""")
_NEEDS: dict[StepName, Permission] = {
    "imported": "read",
    "heard": "read",
    "costs": "read",
    "changed": "write",
    "colleague": "admin",
}
_DISMISSED = text("""
    SELECT EXISTS (SELECT FROM dismissal WHERE shop_id = :shop AND actor = :actor AND what = :what)
""")


class Step(NamedTuple):
    """A step and whether it is done."""

    name: StepName
    is_done: bool


async def list_steps(
    connection: AsyncConnection, shop_id: int, permissions: frozenset[Permission], now: datetime
) -> list[Step]:
    """The steps that somebody with these permissions can take, in their order."""
    row = (await connection.execute(_STEPS, {"shop": shop_id, "now": now})).one()
    return [
        Step(name, bool(done))
        for (name, needed), done in zip(_NEEDS.items(), row, strict=True)
        if needed in permissions
    ]


async def is_dismissed(connection: AsyncConnection, shop_id: int, actor: str) -> bool:
    """Whether this person does not want to see them again."""
    scope = {"shop": shop_id, "actor": actor, "what": FIRST_STEPS}
    return bool(await connection.scalar(_DISMISSED, scope))


async def dismiss(connection: AsyncConnection, shop_id: int, actor: str, now: datetime) -> None:
    """Show the steps to this person no more; safe twice."""
    row = {"shop_id": shop_id, "actor": actor, "what": FIRST_STEPS, "dismissed_at": now}
    await connection.execute(insert(Dismissal).values(row).on_conflict_do_nothing())


async def bring_back(connection: AsyncConnection, shop_id: int, actor: str) -> None:
    """Show the steps to this person again; safe twice."""
    mine = delete(Dismissal).where(
        Dismissal.shop_id == shop_id, Dismissal.actor == actor, Dismissal.what == FIRST_STEPS
    )
    await connection.execute(mine)
