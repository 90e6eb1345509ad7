"""Leaving and staying: what an owner decides, each once, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.farewell.queries import find_farewell
from inventorysync.kit.problems import Invalid, Refusal
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.shops.queries import ShopRecord, get_shop
from inventorysync.shops.writing import resume_writes, stop_writes

LEAVE = "leave"
DOMAIN_END = ".myshopify.com"


class NotLeaving(Refusal):
    """There is no leaving to take back."""

    status = 409
    type = "not-leaving"
    title = "The shop is not leaving"


_BEGIN = text("""
    INSERT INTO farewell (shop_id, farewell_id, state, actor, asked_at)
    VALUES (:shop, :id, 'going', :actor, :now)
""")
_GO_ON = text("""
    UPDATE farewell SET state = 'going', job_id = :job, ended_at = NULL
    WHERE shop_id = :shop AND farewell_id = :id
""")
_END = text("""
    UPDATE farewell SET state = :state, checks = CAST(:checks AS jsonb), waits = CAST(:waits AS jsonb),
                        ended_at = :now
    WHERE shop_id = :shop AND farewell_id = :id AND state = 'going'
    RETURNING actor
""")
_STAY = text("""
    UPDATE farewell SET state = 'stayed', stayed_at = :now, stayed_by = :actor
    WHERE shop_id = :shop AND farewell_id = :id
""")


async def ask_to_leave(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    *,
    name: str,
    actor: str,
    now: datetime,
    request_id: str | None,
) -> UUID:
    """Stop what is new and have a job end what is ours in Shopify; the farewell's id.

    Asked again while it goes on it is the same job; asked again later the job goes over everything once more.
    Raises Invalid where `name` is not the shop's.
    """
    shop = await get_shop(connection, shop_id, lock=True)
    if not is_name_of(shop, name):
        raise Invalid.field("name", f"is not the name of this shop: type {shop.domain}", "wrong")
    found = await find_farewell(connection, shop_id)
    farewell_id = found.farewell_id if found else uuid4()
    if found is None:
        scope = {"shop": shop_id, "id": farewell_id}
        await connection.execute(_BEGIN, {**scope, "actor": actor, "now": now})
        await stop_writes(connection, shop_id, now)
        await audit.record(
            connection,
            shop_id,
            actor=actor,
            action="shop.leaving",
            subject=f"farewell:{farewell_id}",
            now=now,
            before={"writes_to_shopify": True},
            after={"writes_to_shopify": False},
        )
    job_id = await enqueue(
        connection,
        nudge,
        shop_id,
        LEAVE,
        {"farewell_id": str(farewell_id), "actor": actor},
        now=now,
        dedup_key=str(farewell_id),
        request_id=request_id,
    )
    await connection.execute(_GO_ON, {"shop": shop_id, "id": farewell_id, "job": job_id})
    return farewell_id


def is_name_of(shop: ShopRecord, typed: str) -> bool:
    """Whether this is the shop's name, or its domain with or without its common end."""
    said = typed.strip().casefold()
    known = {shop.name.strip(), shop.domain, shop.domain.removesuffix(DOMAIN_END)}
    return bool(said) and said in {each.casefold() for each in known}


async def stay(connection: AsyncConnection, shop_id: int, actor: str, now: datetime) -> None:
    """Send to Shopify again, what was kept meanwhile first. What was ended stays so. Raises NotLeaving."""
    await get_shop(connection, shop_id, lock=True)
    found = await find_farewell(connection, shop_id)
    if found is None:
        raise NotLeaving("nothing has to be taken back")
    scope = {"shop": shop_id, "id": found.farewell_id}
    await connection.execute(_STAY, {**scope, "now": now, "actor": actor})
    await resume_writes(connection, shop_id)
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="shop.stayed",
        subject=f"farewell:{found.farewell_id}",
        now=now,
        before={"state": found.state, "writes_to_shopify": False},
        after={"state": "stayed", "writes_to_shopify": True},
    )


async def conclude(
    connection: AsyncConnection,
    shop_id: int,
    farewell_id: UUID,
    checks: Sequence[dict[str, Any]],
    waits: Sequence[dict[str, Any]],
    now: datetime,
) -> str:
    """Keep what was read back, and say how the leaving stands; once it was taken back nothing is kept."""
    is_clear = not waits and all(check["is_clear"] for check in checks)
    state = "gone" if is_clear else "waits"
    said = {"checks": _json(checks), "waits": _json(waits)}
    scope = {"shop": shop_id, "id": farewell_id}
    actor = await connection.scalar(_END, {**scope, **said, "state": state, "now": now})
    if actor is None:
        return "stayed"
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="shop.left" if is_clear else "shop.leaving_waits",
        subject=f"farewell:{farewell_id}",
        now=now,
        after={"left": [each for check in checks for each in check["left"]], "waits": len(waits)},
    )
    return state


def _json(value: Sequence[dict[str, Any]]) -> str:
    return msgspec.json.encode(value).decode()
