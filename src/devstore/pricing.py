"""Shopify App Pricing: plans whose page and charges are Shopify's, and what the Partner API says of them.

The plans are those of the app's listing; a merchant takes one on the store's own page (PLATFORM.md C.7).
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from devstore.config import SHOP_NUMBER
from devstore.inventory import Refused, UserError
from devstore.state import Store, gid
from devstore.state.payloads import time_text

_KEPT = "app_plan"
_FIRST_NUMBER = 81_000_001


@dataclass(frozen=True)
class Plan:
    """A plan of the app's listing."""

    handle: str
    name: str
    price: Decimal
    period: str
    days: int
    trial_days: int


PLANS = (
    Plan("monthly", "InventorySync", Decimal(29), "EVERY_30_DAYS", 30, 14),
    Plan("yearly", "InventorySync, by the year", Decimal(290), "ANNUAL", 365, 14),
)


@dataclass
class Held:
    """The plan the merchant has taken, as Shopify keeps it."""

    number: int
    handle: str
    status: str  # ACTIVE, FROZEN, CANCELLED
    began_at: datetime
    trial_ends_at: datetime | None
    ends_at: datetime | None = None  # it was cancelled, and is paid for until then


def held_plan(store: Store) -> Held | None:
    """What the merchant took last."""
    kept = store.database.setting(_KEPT)
    return msgspec.convert(kept, Held) if kept else None


def plan_of(handle: str) -> Plan:
    """A plan of the listing. Refused for another name."""
    found = next((plan for plan in PLANS if plan.handle == handle), None)
    if found is None:
        raise _refused(f"There is no plan {handle!r}.")
    return found


def choose(store: Store, handle: str) -> Held:
    """Take a plan, or another one: what was held is over. A trial is given once."""
    plan, before, now = plan_of(handle), held_plan(store), store.clock.now()
    trial_ends_at = before.trial_ends_at if before else now + timedelta(days=plan.trial_days)
    held = Held((before.number + 1) if before else _FIRST_NUMBER, handle, "ACTIVE", now, trial_ends_at)
    with store.transaction():
        if before is not None and before.status == "ACTIVE":
            before.status = "CANCELLED"
            _tell(store, before)
        _keep(store, held)
    return held


def freeze(store: Store) -> Held:
    """The shop does not pay Shopify: its apps are held."""
    return _turn(store, "ACTIVE", "FROZEN")


def thaw(store: Store) -> Held:
    """The shop pays again."""
    return _turn(store, "FROZEN", "ACTIVE")


def cancel(store: Store) -> Held:
    """The merchant ends the plan at once."""
    held = held_plan(store)
    if held is None or held.status == "CANCELLED":
        raise _refused("There is no plan to end.")
    return _turn(store, held.status, "CANCELLED")


def cancel_with_cycle(store: Store) -> Held:
    """The merchant ends the plan with the time that is paid for."""
    held = _need(store, "ACTIVE")
    held.ends_at = _cycle(held, store.clock.now())[1]
    with store.transaction():
        _keep(store, held)
    return held


def end_with_installation(store: Store) -> None:
    """Removing the app ends its plan; the app hears of it by its own uninstallation alone."""
    held = held_plan(store)
    if held is not None:
        held.status = "CANCELLED"
        store.set_setting(_KEPT, asdict(held))


def active_subscription(store: Store, domain: str) -> dict[str, Any] | None:
    """What the Partner API answers for this shop: what is active, or nothing."""
    held, now = held_plan(store), store.clock.now()
    if held is None or held.status != "ACTIVE":
        return None
    if held.ends_at is not None and held.ends_at <= now:
        return None
    plan, (start, end) = plan_of(held.handle), _cycle(held, now)
    return {
        "shop": {"id": f"gid://partners/Shop/{SHOP_NUMBER}", "myshopifyDomain": domain},
        "billingPeriod": plan.period,
        "cancelAtEndOfCycle": held.ends_at is not None,
        "trialEndsAt": time_text(held.trial_ends_at) if held.trial_ends_at else None,
        "currentBillingCycle": {
            "startTime": time_text(start),
            "endTime": time_text(end),
        },
        "items": [
            {
                "handle": plan.handle,
                "description": plan.name,
                "price": {
                    "__typename": "FlatRatePrice",
                    "active": True,
                    "currency": "USD",
                    "amount": f"{plan.price:.2f}",
                },
            }
        ],
    }


def _cycle(held: Held, now: datetime) -> tuple[datetime, datetime]:
    """The time that is paid for now; the first begins when the trial is over, or with it while it runs."""
    length = timedelta(days=plan_of(held.handle).days)
    start = max(held.began_at, min(held.trial_ends_at or held.began_at, now))
    start += (now - start) // length * length
    return start, start + length


def _turn(store: Store, before: str, after: str) -> Held:
    held = _need(store, before)
    held.status = after
    with store.transaction():
        _keep(store, held)
    return held


def _need(store: Store, status: str) -> Held:
    held = held_plan(store)
    if held is None or held.status != status:
        raise _refused(f"There is no plan that is {status.lower()}.")
    return held


def _keep(store: Store, held: Held) -> None:
    store.set_setting(_KEPT, asdict(held))
    _tell(store, held)


def _tell(store: Store, held: Held) -> None:
    """The body of app_subscriptions/update (PLATFORM.md B)."""
    plan = plan_of(held.handle)
    body = {
        "admin_graphql_api_id": gid("AppSubscription", held.number),
        "name": plan.name,
        "status": held.status,
        "admin_graphql_api_shop_id": gid("Shop", SHOP_NUMBER),
        "currency": "USD",
        "capped_amount": None,
        "price": f"{plan.price:.2f}",
        "interval": plan.period.lower(),
        "plan_handle": plan.handle,
    }
    store.emit("app_subscriptions/update", {"app_subscription": body})


def _refused(message: str) -> Refused:
    return Refused([UserError(["plan"], message)])
