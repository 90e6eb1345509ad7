"""Replays over HTTP: asked for, looked at, ended, applied."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.replays.actions import asking
from inventorysync.replays.actions.asking import Asker
from inventorysync.replays.gathering import weeks_most
from inventorysync.replays.queries import ReplayRecord, get_replay, list_replays
from inventorysync.replays.question import APPLICABLE, Question
from inventorysync.replays.schemas import Applied, ApplyInput, ReplayAsked, ReplayInput, ReplayOut, Replays
from inventorysync.sales.queries import get_known
from inventorysync.shops.access import Buyer, Reader, ShopConnection, Viewer

router = APIRouter(prefix="/replays", tags=["replenishment"])
SHOWN = 20


@router.get("")
async def list_all(viewer: Reader, connection: ShopConnection) -> Replays:
    """The newest replays of locations in sight."""
    records = await list_replays(connection, viewer.shop_id, viewer.locations, SHOWN)
    return Replays(
        items=[_out(record) for record in records],
        applicable=list(APPLICABLE),
        currency=viewer.currency,
        weeks_most=weeks_most(await get_known(connection, viewer.shop_id)),
    )


@router.post("", status_code=202)
async def post_replay(
    request: Request, viewer: Buyer, connection: ShopConnection, wanted: ReplayInput
) -> ReplayAsked:
    """Ask for a replay; it goes on in the background."""
    state = request.app.state
    replay_id = await asking.ask(
        connection, state.nudger.nudge, viewer.shop_id, _question(wanted), _asker(request, viewer)
    )
    return ReplayAsked(id=replay_id)


@router.get("/{replay_id}")
async def get_one(viewer: Reader, connection: ShopConnection, replay_id: UUID) -> ReplayOut:
    """A replay: how far it has come, what came of it."""
    return _out(await get_replay(connection, viewer.shop_id, replay_id, viewer.locations))


@router.post("/{replay_id}/cancel", status_code=204)
async def post_cancel(request: Request, viewer: Buyer, connection: ShopConnection, replay_id: UUID) -> None:
    """End a replay that waits or runs."""
    await asking.cancel(connection, viewer.shop_id, replay_id, _asker(request, viewer))


@router.post("/{replay_id}/apply")
async def post_apply(
    request: Request, viewer: Buyer, connection: ShopConnection, replay_id: UUID, chosen: ApplyInput
) -> Applied:
    """Have the rule of the replay's scope say what one of its policies does."""
    asker = _asker(request, viewer)
    changed = await asking.apply(connection, viewer.shop_id, replay_id, chosen.habit, chosen.level, asker)
    return Applied(changed=changed)


def _asker(request: Request, viewer: Viewer) -> Asker:
    now = request.app.state.clock.now()
    return Asker(viewer.actor, viewer.locations, now, request.state.request_id)


def _question(wanted: ReplayInput) -> Question:
    """The question; raises Invalid for a scope without what it is named by."""
    item = _number("inventory_item_id", wanted.inventory_item_id, "InventoryItem")
    if wanted.applies_to == "item" and item is None:
        raise Invalid.field("inventory_item_id", "names the item", "missing")
    if wanted.applies_to in {"vendor", "type"} and not wanted.name:
        raise Invalid.field("name", f"names the {wanted.applies_to}", "missing")
    return Question(
        wanted.applies_to,
        wanted.name if wanted.applies_to in {"vendor", "type"} else "",
        item if wanted.applies_to == "item" else None,
        _number("location_id", wanted.location_id, "Location"),
        wanted.weeks,
        wanted.unmet,
        wanted.seed,
        tuple(dict.fromkeys(wanted.habits)),
    )


def _number(field: str, given: str | None, kind: str) -> int | None:
    if given is None:
        return None
    try:
        return number_of(kind, given)
    except NotAGid as error:
        raise Invalid.field(field, str(error), "gid") from error


def _out(record: ReplayRecord) -> ReplayOut:
    asked: dict[str, Any] = record.question
    item, place = asked["item_id"], asked["location_id"]
    return ReplayOut.model_validate(
        {
            "id": record.replay_id,
            "applies_to": asked["kind"],
            "name": asked["name"],
            "inventory_item_id": gid("InventoryItem", item) if item else None,
            "location_id": gid("Location", place) if place else None,
            **{name: asked[name] for name in ("weeks", "unmet", "seed", "habits")},
            **{
                name: getattr(record, name)
                for name in (
                    "state", "done", "steps", "problem", "outcome", "asked_by", "asked_at", "ended_at",
                    "applied", "applied_by", "applied_at",
                )
            },
        }
    )  # fmt: skip
