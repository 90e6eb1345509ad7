"""Charges made by the app (Manual Pricing, PLATFORM.md C.7): asked for by code, agreed to by the merchant."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import msgspec

from devstore.inventory import Refused, UserError
from devstore.state import Store, gid
from devstore.state.payloads import time_text

PERIOD = timedelta(days=30)
_SUBSCRIPTIONS = "app_subscriptions"
_FIRST_NUMBER = 80_000_001


@dataclass
class UsageLine:
    """A line billed by use, up to a cap in each period."""

    id: int
    capped_amount: Decimal
    used: Decimal = Decimal(0)
    records: dict[str, int] = field(default_factory=dict)  # number of each record, by its key


@dataclass
class AppSubscription:
    """What the merchant is asked to pay, or pays."""

    kind: ClassVar[str] = "AppSubscription"
    id: int
    name: str
    created_at: datetime
    test: bool
    trial_days: int
    price: Decimal
    return_url: str
    status: str = "PENDING"
    current_period_end: datetime | None = None
    usage: list[UsageLine] = field(default_factory=list)


def subscriptions(store: Store) -> list[AppSubscription]:
    """All that were ever asked for, oldest first."""
    return msgspec.convert(store.database.setting(_SUBSCRIPTIONS) or [], list[AppSubscription])


def ask(store: Store, asked: AppSubscription) -> AppSubscription:
    """Keep a charge until the merchant decides."""
    _keep(store, [*subscriptions(store), asked])
    return asked


def next_number(store: Store) -> int:
    """A number for the next subscription; its lines are numbered from it."""
    return _FIRST_NUMBER + 100 * len(subscriptions(store))


def decide(store: Store, number: int, *, approved: bool) -> AppSubscription:
    """The merchant's answer; an approved one replaces the active one. Refused when it is not pending."""
    known = subscriptions(store)
    chosen = _pick(known, number)
    if chosen.status != "PENDING":
        raise Refused([UserError(["id"], f"The subscription is {chosen.status.lower()}.")])
    changed = [chosen]
    if approved:
        replaced = [one for one in known if one.status == "ACTIVE"]
        for one in replaced:
            one.status = "CANCELLED"
        changed = [*replaced, chosen]
        chosen.status = "ACTIVE"
        chosen.current_period_end = store.clock.now() + timedelta(days=chosen.trial_days) + PERIOD
    else:
        chosen.status = "DECLINED"
    _keep(store, known, changed)
    return chosen


def cancel(store: Store, number: int) -> AppSubscription:
    """End an active subscription. Refused when it is not active."""
    known = subscriptions(store)
    chosen = _pick(known, number)
    if chosen.status != "ACTIVE":
        raise Refused([UserError(["id"], "Only an active subscription can be cancelled.")])
    chosen.status = "CANCELLED"
    _keep(store, known, [chosen])
    return chosen


def record_use(store: Store, line_id: int, amount: Decimal, key: str | None) -> int:
    """Bill use; the number of its record. The same key bills once. Refused above the cap."""
    known = subscriptions(store)
    found = [(one, line) for one in known for line in one.usage if line.id == line_id]
    if not found or found[0][0].status != "ACTIVE":
        raise Refused([UserError(["subscriptionLineItemId"], "There is no such active line.")])
    line = found[0][1]
    if key and key in line.records:
        return line.records[key]
    if line.used + amount > line.capped_amount:
        raise Refused([UserError(["price"], "Total price exceeds balance remaining")])
    line.used += amount
    number = line.id * 1000 + len(line.records) + 1
    line.records[key or str(number)] = number
    _keep(store, known)
    return number


def _pick(known: list[AppSubscription], number: int) -> AppSubscription:
    chosen = next((one for one in known if one.id == number), None)
    if chosen is None:
        raise Refused([UserError(["id"], "There is no such subscription.")])
    return chosen


def _keep(store: Store, known: list[AppSubscription], changed: list[AppSubscription] | None = None) -> None:
    with store.transaction():
        store.set_setting(_SUBSCRIPTIONS, [asdict(one) for one in known])
        for one in changed or ():
            body = {
                "admin_graphql_api_id": gid("AppSubscription", one.id),
                "name": one.name,
                "status": one.status,
                "price": str(one.price),
                "currency": "GBP",
                "interval": "every_30_days",
                "created_at": time_text(one.created_at),
                "updated_at": time_text(store.clock.now()),
            }
            store.emit("app_subscriptions/update", {"app_subscription": body})
