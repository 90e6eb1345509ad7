"""The first steps over HTTP."""

from fastapi import APIRouter, Request, status
from pydantic import BaseModel

from inventorysync.people import first_steps
from inventorysync.people.first_steps import StepName
from inventorysync.shops.access import Reader, ShopConnection

router = APIRouter(prefix="/first-steps", tags=["overview"])


class FirstStep(BaseModel):
    """A step, ticked by what the shop holds."""

    name: StepName
    is_done: bool


class FirstSteps(BaseModel):
    """The steps in their order, and whether this person has put them away."""

    steps: list[FirstStep]
    is_dismissed: bool


@router.get("")
async def get_first_steps(request: Request, viewer: Reader, connection: ShopConnection) -> FirstSteps:
    """What a new shop does first, of what the viewer may do, and what of it is done."""
    # Whoever sees a part of the shop invites nobody.
    permissions = viewer.permissions if viewer.locations is None else viewer.permissions - {"admin"}
    now = request.app.state.clock.now()
    steps = await first_steps.list_steps(connection, viewer.shop_id, permissions, now)
    return FirstSteps(
        steps=[FirstStep(name=step.name, is_done=step.is_done) for step in steps],
        is_dismissed=await first_steps.is_dismissed(connection, viewer.shop_id, viewer.actor),
    )


@router.post("/dismiss", status_code=status.HTTP_204_NO_CONTENT)
async def dismiss_first_steps(request: Request, viewer: Reader, connection: ShopConnection) -> None:
    """Show the steps to this person no more."""
    await first_steps.dismiss(connection, viewer.shop_id, viewer.actor, request.app.state.clock.now())


@router.delete("/dismiss", status_code=status.HTTP_204_NO_CONTENT)
async def bring_back_first_steps(viewer: Reader, connection: ShopConnection) -> None:
    """Show the steps to this person again."""
    await first_steps.bring_back(connection, viewer.shop_id, viewer.actor)
