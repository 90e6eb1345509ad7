"""What becomes of differences that were found: Shopify's number is taken, or ours is put back.

Reading has booked the difference already. *Take* therefore only says so; *push* is a change set of its own
that restores what was booked before, as any change made here: compared, keyed, observed (drift.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.gid import gid
from inventorysync.kit.problems import Invalid, NotFound, Refusal
from inventorysync.kit.quantity import Quantities, mirrored, plus
from inventorysync.shops.writing import stopped_since
from inventorysync.stock.actions.change_sets import Asked, WantedChange, WantedLine, create_change_set
from inventorysync.sync.differences import EVERYWHERE, FROM_BACKUP, Policy, policies_of

PUSHABLE = ("available", "damaged", "safety_stock", "quality_control")
PUSH_AFTER = timedelta(minutes=2)  # a webhook that was only late has come by then
PUSHES_AN_HOUR_MAX = 3  # of one level: more is another program that puts its own number back
AT_ONCE = 50
BY_POLICY = "drift policy"
RESTORED = "Restored what was booked before a difference that nothing announced"

_GET = text("""
    SELECT difference_id, item_id, location_id, cause, state, units, movement_id, change_set_id
    FROM sync_difference WHERE shop_id = :shop AND difference_id = :id FOR UPDATE
""")
_EXPLAINED = text("""
    SELECT e.name, sum(x.delta)::bigint
    FROM stock_entry e
    JOIN stock_explanation x ON x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
    WHERE e.shop_id = :shop AND e.item_id = :item AND e.location_id = :place AND e.movement_id = :movement
    GROUP BY e.name
""")
_DECIDE = text("""
    UPDATE sync_difference
    SET state = :state, decided_at = :now, decided_by = :actor, change_set_id = :change_set
    WHERE shop_id = :shop AND difference_id = :id
""")
_ASK_INSTEAD = text("""
    UPDATE sync_difference
    SET policy = 'ask', evidence = evidence || jsonb_build_object('not_pushed', CAST(:why AS text))
    WHERE shop_id = :shop AND difference_id = :id
""")
_DOCUMENTS_READ = """
    EXISTS (SELECT FROM sync_stream s
            WHERE s.shop_id = :shop AND s.orders_read_until >= d.found_at
              AND s.transfers_looked_at >= d.found_at
              AND NOT EXISTS (SELECT FROM sync_wake w
                              WHERE w.shop_id = :shop AND w.kind IN ('order', 'transfer', 'transfers')
                                AND w.first_hinted_at <= s.orders_read_until))
"""
_DUE = text(f"""
    SELECT d.difference_id FROM sync_difference d
    WHERE d.shop_id = :shop AND d.state = 'open' AND d.policy = 'push' AND d.cause <> 'doubted_reading'
      AND d.found_at <= :before AND {_DOCUMENTS_READ}
    ORDER BY d.found_at LIMIT :limit
""")
_WAITS = text("""
    SELECT EXISTS (
      SELECT FROM sync_difference d, sync_stream s
      WHERE d.shop_id = :shop AND d.state = 'open' AND d.policy = 'push' AND d.found_at <= :before
        AND s.shop_id = :shop
        AND least(s.orders_read_until, coalesce(s.transfers_looked_at, to_timestamp(0))) < d.found_at)
""")
_PUSHED = text("""
    SELECT count(*) FROM sync_difference
    WHERE shop_id = :shop AND item_id = :item AND location_id = :place AND state = 'pushed'
      AND decided_by = :policy AND decided_at > :since AND found_at > :since - interval '1 hour'
""")
_LOCATIONS = text("""
    SELECT location_id FROM location WHERE shop_id = :shop AND deleted_at IS NULL
""")
_FORGET_POLICIES = text("DELETE FROM drift_policy WHERE shop_id = :shop")
_CHOOSE = text("""
    INSERT INTO drift_policy (shop_id, location_id, policy, chosen_by, chosen_at)
    VALUES (:shop, :place, :policy, :actor, :now)
""")


class DecidedAlready(Refusal):
    """The difference has ended in another way."""

    status = 409
    type = "difference-decided"
    title = "Somebody has decided on this difference already"


class StillDoubted(Refusal):
    """The level is being read again; nothing of it was booked."""

    status = 409
    type = "difference-still-doubted"
    title = "Shopify is asked again about this level"


class NothingToRestore(Refusal):
    """No change of ours would bring back what was booked before."""

    status = 409
    type = "nothing-to-restore"
    title = "There is nothing that a change could put back"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference as it stands, locked for this transaction."""

    difference_id: UUID
    item_id: int
    location_id: int
    cause: str
    state: str
    units: Quantities
    movement_id: int | None
    change_set_id: UUID | None


def restoring(left: Quantities) -> Quantities:
    """The changes that take back `left` to the unit; none where only Shopify itself could.

    What an order, a transfer or another program holds (committed, incoming, reserved) is not ours to move,
    and a difference with a part of that is not restored by half.
    """
    wanted = {name: -left[name] for name in PUSHABLE if left.get(name)}
    done: Quantities = {}
    for name, delta in wanted.items():
        done = plus(done, mirrored(name, delta))
    return wanted if not plus(done, left) else {}


async def unexplained(connection: AsyncConnection, shop_id: int, found: Difference) -> Quantities:
    """What is left of a difference when orders, transfers and other facts are counted."""
    if found.movement_id is None:
        return dict(found.units)
    scope = {"shop": shop_id, "item": found.item_id, "place": found.location_id}
    rows = await connection.execute(_EXPLAINED, {**scope, "movement": found.movement_id})
    return plus(found.units, {row.name: -int(row[1]) for row in rows})


async def take_difference(
    connection: AsyncConnection, shop_id: int, difference_id: UUID, actor: str, now: datetime
) -> None:
    """Leave Shopify's number as it is booked; safe twice. Raises NotFound, DecidedAlready."""
    found = await _open(connection, shop_id, difference_id, "taken")
    if found.state == "open":
        await _decide(connection, shop_id, found, "taken", actor, now)


async def plan_push(
    connection: AsyncConnection, shop_id: int, difference_id: UUID
) -> tuple[Difference, Quantities]:
    """The difference and the changes that would restore what was booked before; raises NothingToRestore."""
    found = await _open(connection, shop_id, difference_id, "pushed")
    if found.cause == FROM_BACKUP:
        raise NothingToRestore("what was booked before came out of a backup, and is only older")
    changes = restoring(await unexplained(connection, shop_id, found))
    if not changes:
        raise NothingToRestore("orders and transfers account for it, or only Shopify can move these units")
    return found, changes


async def push_difference(
    connection: AsyncConnection, shop_id: int, difference_id: UUID, actor: str, now: datetime
) -> UUID:
    """Put our number back by a change set, once; its id. Raises what `plan_push` raises."""
    found = await _open(connection, shop_id, difference_id, "pushed")
    if found.change_set_id is not None:
        return found.change_set_id
    found, changes = await plan_push(connection, shop_id, difference_id)
    made = await _push(connection, shop_id, found, changes, Asked(actor, f"difference:{difference_id}", now))
    await _decide(connection, shop_id, found, "pushed", actor, now, made)
    return made


async def waits_for_documents(connection: AsyncConnection, shop_id: int, now: datetime) -> bool:
    """Whether a difference is to be pushed once orders and transfers were looked through again."""
    return bool(await connection.scalar(_WAITS, {"shop": shop_id, "before": now - PUSH_AFTER}))


async def restore_due(
    connection: AsyncConnection, shop_id: int, now: datetime, announce: Callable[[UUID], None]
) -> int:
    """Push what the shop's policy wants pushed and nothing accounts for by now; how many differences.

    Orders and transfers were looked through since, so that no sale is put back. A level is pushed
    PUSHES_AN_HOUR_MAX times an hour at most, then a person is asked.
    """
    if await stopped_since(connection, shop_id) is not None:
        return 0
    scope = {"shop": shop_id, "before": now - PUSH_AFTER, "limit": AT_ONCE}
    due = (await connection.scalars(_DUE, scope)).all()
    for difference_id in due:
        found = await _open(connection, shop_id, difference_id, "pushed")
        left = await unexplained(connection, shop_id, found)
        if not left:
            await _decide(connection, shop_id, found, "taken", BY_POLICY, now)
        elif (why := await _reason_to_ask(connection, shop_id, found, left, now)) is not None:
            await connection.execute(_ASK_INSTEAD, {"shop": shop_id, "id": difference_id, "why": why})
        else:
            asked = Asked(BY_POLICY, f"difference:{difference_id}", now)
            made = await _push(connection, shop_id, found, restoring(left), asked)
            await _decide(connection, shop_id, found, "pushed", BY_POLICY, now, made)
            announce(made)
    return len(due)


async def _reason_to_ask(
    connection: AsyncConnection, shop_id: int, found: Difference, left: Quantities, now: datetime
) -> str | None:
    if not restoring(left):
        return "no change of ours would put these units back"
    scope = {"shop": shop_id, "item": found.item_id, "place": found.location_id, "policy": BY_POLICY}
    pushes = await connection.scalar(_PUSHED, {**scope, "since": now - timedelta(hours=1)})
    if (pushes or 0) >= PUSHES_AN_HOUR_MAX:
        return f"our number was put back {pushes} times within an hour: another program may change it"
    return None


async def _push(
    connection: AsyncConnection, shop_id: int, found: Difference, changes: Quantities, asked: Asked
) -> UUID:
    lines = [
        WantedLine((found.item_id, found.location_id), name, delta) for name, delta in sorted(changes.items())
    ]
    made, _ = await create_change_set(
        connection, shop_id, WantedChange("adjust", "correction", RESTORED, lines), asked
    )
    return made


async def _open(connection: AsyncConnection, shop_id: int, difference_id: UUID, wanted: str) -> Difference:
    row = (await connection.execute(_GET, {"shop": shop_id, "id": difference_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such difference in this shop")
    found = Difference(*row)
    if found.cause == "doubted_reading" and found.state == "open":
        raise StillDoubted("its number is not booked yet; look again in some minutes")
    if found.state not in ("open", wanted) and not (found.state == "taken" and wanted == "pushed"):
        raise DecidedAlready(f"it was {found.state}; reload to see how")
    return found


async def _decide(
    connection: AsyncConnection,
    shop_id: int,
    found: Difference,
    state: str,
    actor: str,
    now: datetime,
    change_set_id: UUID | None = None,
) -> None:
    arguments = {"shop": shop_id, "id": found.difference_id, "state": state, "now": now, "actor": actor}
    await connection.execute(_DECIDE, {**arguments, "change_set": change_set_id})
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action=f"difference.{state}",
        subject=f"difference:{found.difference_id}",
        now=now,
        before={"state": found.state},
        after={"state": state, "change_set": str(change_set_id) if change_set_id else None},
    )


async def choose_policies(
    connection: AsyncConnection,
    shop_id: int,
    everywhere: Policy,
    of_locations: Mapping[int, Policy],
    actor: str,
    now: datetime,
) -> None:
    """What to do with differences from now on; raises Invalid for a location the shop does not have."""
    known = set((await connection.scalars(_LOCATIONS, {"shop": shop_id})).all())
    if unknown := set(of_locations) - known:
        raise Invalid.field("locations", f"there is no location {min(unknown)} in this shop")
    before = await policies_of(connection, shop_id)
    after = {EVERYWHERE: everywhere, **of_locations}
    await connection.execute(_FORGET_POLICIES, {"shop": shop_id})
    for place, policy in after.items():
        chosen = {"shop": shop_id, "place": place, "policy": policy, "actor": actor, "now": now}
        await connection.execute(_CHOOSE, chosen)
    if before != after:
        await audit.record(
            connection,
            shop_id,
            actor=actor,
            action="drift.policy_chosen",
            subject="drift",
            now=now,
            before=_named(before),
            after=_named(after),
        )


def _named(policies: Mapping[int, Policy]) -> dict[str, str]:
    return {
        "everywhere" if place == EVERYWHERE else gid("Location", place): p for place, p in policies.items()
    }
