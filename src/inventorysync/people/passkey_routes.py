"""Routes of one's own passkeys."""

from uuid import UUID

from fastapi import APIRouter, Request, status

from inventorysync.people import passkeys, rules
from inventorysync.people.account_routes import CHANGES_PER_MINUTE
from inventorysync.people.schemas import CurrentPassword, PasskeyAsked, PasskeyMade
from inventorysync.shops.access import WAYS, Oneself, PasskeyNeeded, Reader, Viewer, gate_of

router = APIRouter(prefix="/me/passkeys", tags=["account"])


@router.post("/options")
async def ask_for_passkey(request: Request, viewer: Oneself, given: CurrentPassword) -> PasskeyAsked:
    """What to ask the browser for, so that it makes a passkey."""
    _require_may_add(viewer)
    state = request.app.state
    await state.limits.spend(f"password:change:{viewer.shop_id}:{viewer.member_id}", CHANGES_PER_MINUTE)
    async with state.database.shop(viewer.shop_id) as connection:
        asked = await passkeys.ask_to_add(
            connection,
            viewer,
            state.passkey_site,
            state.signing,
            given.current,
            state.clock.now(),
        )
    return PasskeyAsked(options=asked.options, challenge=asked.challenge)


@router.post("", status_code=status.HTTP_201_CREATED)
async def add_passkey(request: Request, viewer: Oneself, made: PasskeyMade) -> dict[str, UUID]:
    """Keep the passkey the browser has made."""
    _require_may_add(viewer)
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        passkey_id = await passkeys.add(
            connection,
            viewer,
            state.passkey_site,
            state.signing,
            challenge=made.challenge,
            credential=made.credential,
            name=made.name,
            now=state.clock.now(),
        )
        await rules.note_passkey_added(connection, viewer)
    gate_of(request).forget()
    return {"id": passkey_id}


@router.delete("/{passkey_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_passkey(request: Request, viewer: Reader, passkey_id: UUID) -> None:
    """The passkey no longer opens anything."""
    state = request.app.state
    async with state.database.shop(viewer.shop_id) as connection:
        await passkeys.remove(connection, viewer, passkey_id, state.clock.now())


def _require_may_add(viewer: Viewer) -> None:
    """Raise PasskeyNeeded for whoever has a passkey and came by the password alone."""
    if viewer.missing == "use_passkey":
        raise PasskeyNeeded(WAYS[viewer.missing])
