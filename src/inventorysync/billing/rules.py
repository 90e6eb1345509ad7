"""What a plan's state is and what follows from it: pure."""

from datetime import datetime, timedelta
from typing import Final, Literal, get_args

State = Literal["none", "trial", "active", "frozen", "ended"]
STATES: Final[tuple[State, ...]] = get_args(State)
Notice = Literal["choose", "trial_ends", "ends", "ended", "frozen", "unverified"]
PAID_FOR: Final[frozenset[State]] = frozenset({"trial", "active"})
UNPAID: Final[dict[State, Notice]] = {"none": "choose", "ended": "ended", "frozen": "frozen"}
FROZEN = "FROZEN"
TRIAL_NOTICE = timedelta(days=3)
UNVERIFIED_AFTER = timedelta(days=1)


def state_of(
    *,
    is_subscribed: bool,
    trial_ends_at: datetime | None,
    told: str,
    before: State,
    now: datetime,
) -> State:
    """The state by what the Partner API has just answered.

    Only where it knows of no subscription does the newest webhook decide, between one that Shopify holds and
    one that is over: the Partner API does not tell these apart.
    """
    if is_subscribed:
        return "trial" if trial_ends_at is not None and trial_ends_at > now else "active"
    if told == FROZEN:
        return "frozen"
    return "none" if before == "none" else "ended"


def due_at(state: State, since: datetime, grace: timedelta) -> datetime | None:
    """By when a plan has to be chosen, so that changes go on being sent; None where none has to be."""
    return since + grace if state in ("none", "ended") else None


def is_stopped(state: State, since: datetime, grace: timedelta, now: datetime) -> bool:
    """Whether nothing new is sent to Shopify for want of a plan."""
    due = due_at(state, since, grace)
    return state == "frozen" or (due is not None and due <= now)


def notice_of(
    state: State,
    *,
    trial_ends_at: datetime | None,
    ends_with_cycle: bool,
    failing_since: datetime | None,
    now: datetime,
) -> Notice | None:
    """What people are told on every page; None where nothing is due."""
    if state not in PAID_FOR:
        return UNPAID[state]
    if failing_since is not None and failing_since + UNVERIFIED_AFTER <= now:
        return "unverified"
    if ends_with_cycle:
        return "ends"
    if state == "trial" and trial_ends_at is not None and trial_ends_at <= now + TRIAL_NOTICE:
        return "trial_ends"
    return None
