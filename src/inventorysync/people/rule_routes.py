"""Routes of what the shop asks of people who sign in here."""

from uuid import UUID

from fastapi import APIRouter, Request, status

from inventorysync.people import queries, rules
from inventorysync.people.schemas import SignInRulesAnswer, SignInRulesInput
from inventorysync.shops.access import Admin, Owner, gate_of

router = APIRouter(tags=["people"])


@router.get("/sign-in-rules")
async def get_sign_in_rules(request: Request, viewer: Admin) -> SignInRulesAnswer:
    """Whose role needs a passkey, and who of them has none yet."""
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        asked = await rules.passkey_roles(connection, viewer.shop_id)
        without = await queries.list_roles_without_passkey(connection, viewer.shop_id)
    return SignInRulesAnswer(passkey_roles=asked, without=without)


@router.put("/sign-in-rules", status_code=status.HTTP_204_NO_CONTENT)
async def change_sign_in_rules(request: Request, viewer: Owner, wanted: SignInRulesInput) -> None:
    """Ask for a passkey of these roles: it holds at once, also for whoever is signed in."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await rules.change(connection, viewer, wanted.passkey_roles, state.clock.now())
    gate_of(request).forget()


@router.delete("/people/{member_id}/passkeys", status_code=status.HTTP_204_NO_CONTENT)
async def forget_passkeys(request: Request, viewer: Owner, member_id: UUID) -> None:
    """For somebody who has lost their devices: their passkeys open nothing, their password adds a new one."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await rules.forget_passkeys(
            connection, viewer.shop_id, member_id, actor=viewer.actor, now=state.clock.now()
        )
    gate_of(request).forget()
