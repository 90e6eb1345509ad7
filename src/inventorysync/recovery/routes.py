"""Recoveries over HTTP: what was found after a restore, and an owner's word that it may go on."""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.recovery import actions
from inventorysync.recovery.queries import find_recovery
from inventorysync.recovery.schemas import GivenUp, Recovery, RecoveryStanding
from inventorysync.shops.access import Owner, Reader, ShopConnection

router = APIRouter(tags=["recovery"])


@router.get("/recovery")
async def get_recovery(viewer: Reader, connection: ShopConnection) -> RecoveryStanding:
    """How the shop stands after a restore of its data."""
    return await _standing(connection, viewer.shop_id)


@router.post("/recovery/confirm")
async def post_confirm(request: Request, viewer: Owner, connection: ShopConnection) -> RecoveryStanding:
    """End safe mode: changes that were made since the restore are sent, those from before are not."""
    state, shop_id = request.app.state, viewer.shop_id
    await actions.confirm(connection, shop_id, viewer.actor, state.clock.now())
    for lane in ("write", "transfer"):
        after_commit(connection, lambda lane=lane: state.nudger.nudge(shop_id, lane))  # type: ignore[misc]
    return await _standing(connection, shop_id)


async def _standing(connection: AsyncConnection, shop_id: int) -> RecoveryStanding:
    found = await find_recovery(connection, shop_id)
    if found is None:
        return RecoveryStanding(recovery=None)
    names = set(Recovery.model_fields) - {"id", "given_up"}
    given_up = None if found.given_up is None else GivenUp.model_validate(found.given_up)
    said = {name: getattr(found, name) for name in names}
    return RecoveryStanding(recovery=Recovery(id=found.recovery_id, given_up=given_up, **said))
