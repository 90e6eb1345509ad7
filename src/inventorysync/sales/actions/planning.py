"""Making, changing and ending events; the last change of each can be taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.sales.actions.asking import Who, require_location

FIELDS = ("kind", "name", "scope", "value", "location_id", "since", "until", "factor", "units", "note")
_note = audit.notes_of("plan_event")
_NAMES, _VALUES = ", ".join(FIELDS), ", ".join(f":{name}" for name in FIELDS)
_MAKE = text(f"""
    INSERT INTO plan_event (shop_id, event_id, {_NAMES}, made_by, made_at)
    VALUES (:shop, :id, {_VALUES}, :actor, :now)
""")
_LOCK = text(f"""
    SELECT {_NAMES}, ended_at, before, version FROM plan_event
    WHERE shop_id = :shop AND event_id = :id FOR UPDATE
""")
_CHANGE = text(f"""
    UPDATE plan_event SET ({_NAMES}) = ({_VALUES}), ended_at = :ended_at, ended_by = :ended_by,
      changed_by = :actor, changed_at = :now, before = CAST(:before AS jsonb), version = version + 1
    WHERE shop_id = :shop AND event_id = :id
""")
_KNOWN = {
    "item": text("SELECT EXISTS (SELECT FROM inventory_item WHERE shop_id = :shop AND item_id = :number)"),
    "location": text("SELECT EXISTS (SELECT FROM location WHERE shop_id = :shop AND location_id = :number)"),
}


class EventMoved(Refusal):
    """The event was changed since it was looked at."""

    status = 409
    type = "event-moved"
    title = "The event was changed meanwhile"


class NothingToTakeBack(Refusal):
    """The event is as it was made, or its last change was taken back already."""

    status = 409
    type = "nothing-to-take-back"
    title = "There is no change to take back"


async def make_event(connection: AsyncConnection, shop_id: int, fields: Mapping[str, Any], who: Who) -> UUID:
    """A new event. Raises Invalid for an item or a location that is not known, NotYourLocation."""
    require_location(who, fields["location_id"])
    await _require_known(connection, shop_id, fields)
    event_id = uuid4()
    scope = {"shop": shop_id, "id": event_id, "actor": who.actor, "now": who.now}
    await connection.execute(_MAKE, {**scope, **fields})
    await _note(connection, shop_id, event_id, who, "made", after=_told(fields))
    return event_id


async def change_event(
    connection: AsyncConnection,
    shop_id: int,
    event_id: UUID,
    version: int,
    fields: Mapping[str, Any],
    who: Who,
) -> None:
    """Have an event say this; raises NotFound, Invalid, NotYourLocation, EventMoved."""
    kept = await _locked(connection, shop_id, event_id, who)
    _require_unmoved(kept, version)
    require_location(who, fields["location_id"])
    await _require_known(connection, shop_id, fields)
    before = _of(kept)
    if _told(before) != _told(fields):
        await _write(connection, shop_id, event_id, {**fields, "ended_at": kept.ended_at}, _state(kept), who)
        changed = [name for name in FIELDS if before[name] != fields[name]]
        await _note(
            connection,
            shop_id,
            event_id,
            who,
            "changed",
            before=_told({name: before[name] for name in changed}),
            after=_told({name: fields[name] for name in changed}),
        )


async def end_event(
    connection: AsyncConnection, shop_id: int, event_id: UUID, version: int, who: Who
) -> None:
    """Have an event change nothing any more, its past included; raises NotFound, EventMoved."""
    kept = await _locked(connection, shop_id, event_id, who)
    _require_unmoved(kept, version)
    if kept.ended_at is None:
        await _write(connection, shop_id, event_id, {**_of(kept), "ended_at": who.now}, _state(kept), who)
        await _note(connection, shop_id, event_id, who, "ended", before=_told(_of(kept)))


async def take_back_change(
    connection: AsyncConnection, shop_id: int, event_id: UUID, version: int, who: Who
) -> None:
    """Have an event be what it was before its last change. Raises NotFound, EventMoved, NothingToTakeBack."""
    kept = await _locked(connection, shop_id, event_id, who)
    _require_unmoved(kept, version)
    if kept.before is None:
        raise NothingToTakeBack("the event is as it was made, or its last change was taken back already")
    former = dict(kept.before)
    was_ended = former.pop("is_ended")
    fields = {**former, **{name: date.fromisoformat(former[name]) for name in ("since", "until")}}
    require_location(who, fields["location_id"])
    ended_at = kept.ended_at if was_ended else None
    await _write(connection, shop_id, event_id, {**fields, "ended_at": ended_at}, None, who)
    told = {"before": {**_told(_of(kept)), "is_ended": kept.ended_at is not None}}
    after = {**_told(fields), "is_ended": was_ended}
    await _note(connection, shop_id, event_id, who, "taken_back", before=told["before"], after=after)


async def _locked(connection: AsyncConnection, shop_id: int, event_id: UUID, who: Who) -> Any:
    row = (await connection.execute(_LOCK, {"shop": shop_id, "id": event_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such event in this shop")
    require_location(who, row.location_id)
    return row


def _require_unmoved(kept: Any, version: int) -> None:
    if kept.version != version:
        raise EventMoved("load the event again and look at what has changed")


async def _write(
    connection: AsyncConnection,
    shop_id: int,
    event_id: UUID,
    fields: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    who: Who,
) -> None:
    stored = None if before is None else msgspec.json.encode(before).decode()
    ended_by = who.actor if fields["ended_at"] else None
    scope = {"shop": shop_id, "id": event_id, "actor": who.actor, "now": who.now}
    await connection.execute(_CHANGE, {**scope, **fields, "ended_by": ended_by, "before": stored})


async def _require_known(connection: AsyncConnection, shop_id: int, fields: Mapping[str, Any]) -> None:
    asked = {"location": fields["location_id"]}
    if fields["scope"] == "item":
        asked["item"] = int(fields["value"])
    for noun, number in asked.items():
        scope = {"shop": shop_id, "number": number}
        if number is not None and not await connection.scalar(_KNOWN[noun], scope):
            raise Invalid.field("location_id" if noun == "location" else "value", f"there is no such {noun}")


def _of(kept: Any) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in FIELDS}


def _state(kept: Any) -> dict[str, Any]:
    return {**_told(_of(kept)), "is_ended": kept.ended_at is not None}


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
