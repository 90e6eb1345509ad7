"""Switching cleaning steps off and on: of one order, one day, or an item altogether; each with its reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.sales.actions.asking import Who, require_location
from inventorysync.sales.cleaning import Step

_note = audit.notes_of("demand")

_IS_KNOWN = text("""
    SELECT EXISTS (SELECT FROM sales_line WHERE shop_id = :shop AND item_id = :item AND location_id = :place
                     AND order_id = :order)
""")
_END_SAME = text("""
    UPDATE cleaning_switch SET ended_by = :actor, ended_at = :now
    WHERE shop_id = :shop AND item_id = :item AND location_id = :place AND step = :step
      AND order_id IS NOT DISTINCT FROM CAST(:order AS bigint)
      AND day IS NOT DISTINCT FROM CAST(:day AS date) AND ended_at IS NULL
    RETURNING is_on, reason
""")
_MAKE = text("""
    INSERT INTO cleaning_switch (shop_id, switch_id, item_id, location_id, step, order_id, day, is_on, reason,
                                 made_by, made_at)
    VALUES (:shop, :id, :item, :place, :step, :order, :day, :is_on, :reason, :actor, :now)
""")
_END = text("""
    UPDATE cleaning_switch SET ended_by = :actor, ended_at = :now
    WHERE shop_id = :shop AND item_id = :item AND switch_id = :id AND ended_at IS NULL
    RETURNING location_id, step, order_id, day, is_on, reason
""")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('cleaning' || :item, :shop))")


class SwitchTakenBack(Refusal):
    """The switch was taken back before."""

    status = 409
    type = "switch-taken-back"
    title = "The switch was taken back meanwhile"


@dataclass(frozen=True, slots=True)
class WantedSwitch:
    """What somebody says of a step: of an order, of a day, or of everything of an item at a location."""

    location_id: int
    step: Step
    order_id: int | None
    day: date | None
    is_on: bool
    reason: str

    def __post_init__(self) -> None:
        if self.order_id is not None and self.day is not None:
            raise Invalid.field("day", "say either an order or a day", "either_or")
        if self.step == "out_of_stock" and self.order_id is not None:
            raise Invalid.field("order_id", "days without stock are of no order", "no_order")
        if self.step == "out_of_stock" and self.is_on:
            raise Invalid.field("is_on", "a day with stock cannot be called one without", "only_off")


async def switch_step(
    connection: AsyncConnection, shop_id: int, item_id: int, wanted: WantedSwitch, who: Who
) -> UUID:
    """Have a step done or not; what was said of the same before ends. Raises NotFound, NotYourLocation."""
    require_location(who, wanted.location_id)
    await connection.execute(_ONE_AT_A_TIME, {"shop": shop_id, "item": str(item_id)})
    scope = {
        "shop": shop_id,
        "item": item_id,
        "place": wanted.location_id,
        "step": wanted.step,
        "order": wanted.order_id,
        "day": wanted.day,
        "actor": who.actor,
        "now": who.now,
    }
    if wanted.order_id is not None and not await connection.scalar(_IS_KNOWN, scope):
        raise NotFound("this order wanted nothing of the item from this location")
    before = (await connection.execute(_END_SAME, scope)).one_or_none()
    switch_id = uuid4()
    made = {"id": switch_id, "is_on": wanted.is_on, "reason": wanted.reason}
    await connection.execute(_MAKE, {**scope, **made})
    await _note(
        connection,
        shop_id,
        item_id,
        who,
        "cleaning_switched",
        before=None if before is None else {"is_on": before.is_on, "reason": before.reason},
        after=_told(
            wanted.location_id, wanted.step, wanted.order_id, wanted.day, wanted.is_on, wanted.reason
        ),
    )
    return switch_id


async def take_back(
    connection: AsyncConnection, shop_id: int, item_id: int, switch_id: UUID, who: Who
) -> None:
    """Have a step be done again as it is by itself. Raises SwitchTakenBack, NotYourLocation."""
    scope = {"shop": shop_id, "item": item_id, "id": switch_id, "actor": who.actor, "now": who.now}
    row = (await connection.execute(_END, scope)).one_or_none()
    if row is None:
        raise SwitchTakenBack("load the item again: there is no such switch that still holds")
    require_location(who, row.location_id)
    await _note(connection, shop_id, item_id, who, "cleaning_restored", before=_told(*row))


def _told(
    place: int,
    step: str,
    order_id: int | None,
    day: date | None,
    is_on: bool,  # noqa: FBT001 - the columns of a row
    reason: str,
) -> dict[str, Any]:
    return {
        "location_id": place,
        "step": step,
        "order_id": order_id,
        "day": day and day.isoformat(),
        "is_on": is_on,
        "reason": reason,
    }
