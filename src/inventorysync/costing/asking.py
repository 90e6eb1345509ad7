"""What several routes of costing answer with."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import reading
from inventorysync.costing.actions import due
from inventorysync.costing.schemas import AccountNames, CostingRulesOut, Standing
from inventorysync.kit.queue import actions as queue


async def answer_standing(request: Request, connection: AsyncConnection, shop_id: int) -> Standing:
    """How current the figures are; what is not costed yet is asked for."""
    is_behind = await due.is_behind(connection, shop_id)
    if is_behind:
        state = request.app.state
        await queue.enqueue(connection, state.nudger.nudge, shop_id, due.COST, {}, now=state.clock.now())
    return Standing(is_current=not is_behind, costed_at=await reading.costed_at(connection, shop_id))


async def find_rules(connection: AsyncConnection, shop_id: int) -> CostingRulesOut:
    """How the shop costs its stock; our own suggestion where nobody has decided."""
    kept = await reading.find_stored_rules(connection, shop_id)
    if kept is None:
        return CostingRulesOut(method=reading.DEFAULT_METHOD, accounts=AccountNames(), version=0)
    return CostingRulesOut(method=kept.method, accounts=AccountNames(**kept.accounts), version=kept.version)
