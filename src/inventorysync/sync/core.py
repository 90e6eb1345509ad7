"""The four acts of sync, each safe to stop anywhere and to run twice (RELIABILITY.md 1.3).

`resolve` comes before `observe` and `push`: while an own write is unresolved its level is neither booked nor
written again. First import, webhooks, reconciliation and recovery all end in `observe`.
"""

from collections.abc import Sequence
from datetime import timedelta

from inventorysync.sync import decide
from inventorysync.sync.ports import World
from inventorysync.sync.words import Call

OBSERVE_MAX = 1000
PUSH_MAX = 2000
CALLS_IN_FLIGHT = 8


async def resolve(world: World) -> int:
    """Find out what became of written calls whose time has come; how many were sent."""
    calls = await world.store.due_calls(world.clock.now(), CALLS_IN_FLIGHT)
    await send(world, calls)
    return len(calls)


async def observe(world: World) -> int:
    """Read the levels that were hinted at and book what differs; how many were read."""
    wakes = await world.store.due_wakes(world.clock.now(), OBSERVE_MAX)
    if not wakes:
        return 0
    readings = await world.shopify.read_levels([wake.shadow for wake in wakes])
    now = world.clock.now()
    bookings = [
        decide.judge(wake, readings.get(wake.shadow.key) or decide.absent(wake), now) for wake in wakes
    ]
    await world.store.settle(bookings, now)
    return len(bookings)


async def push(world: World) -> int:
    """Send what people want changed, written down first; how many lines were taken."""
    now = world.clock.now()
    lines = await world.store.pending_lines(PUSH_MAX)
    calls = await world.store.open_calls(decide.plan_calls(lines, world.new_id, now))
    for start in range(0, len(calls), CALLS_IN_FLIGHT):
        await send(world, calls[start : start + CALLS_IN_FLIGHT])
    return len(lines)


async def reconcile(world: World, every: timedelta, limit: int = OBSERVE_MAX) -> int:
    """Hint at the levels that were not read for `every`; how many. Reading them is `observe`'s."""
    now = world.clock.now()
    keys = await world.store.stalest_levels(now - every, limit)
    if keys:
        await world.store.wake(keys, now)
    return len(keys)


async def send(world: World, calls: Sequence[Call]) -> None:
    """Send calls side by side, each under its own key, and carry out what came of each."""
    if calls:
        await world.together([_send_one(world, call) for call in calls])


async def _send_one(world: World, call: Call) -> None:
    if spent := decide.give_up(call, world.clock.now()):
        await world.store.conclude(call, spent, world.clock.now())
        return
    reply = await world.shopify.write(call)
    now = world.clock.now()
    await world.store.conclude(call, decide.read_reply(call, reply, now), now)
