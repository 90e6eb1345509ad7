"""What a planner knows and history does not: promotions, launches, closures, orders, own figures. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal, get_args
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.outlook import HORIZON, Outlook

Kind = Literal["promotion", "launch", "closure", "order", "override"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Scope = Literal["item", "product_type", "vendor", "tag", "shop"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
WEEK: Final = 7
SOMETHING: Final = 0.01
"""A forecast of fewer units a week has no spread of its own that could be stretched."""
Floats = NDArray[np.float64]
Key = tuple[int, int]
"""An item's number and a location's."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated that changes demand from `since` to `until`, both days among it.

    A promotion multiplies by `factor`, or adds `units` in all. A launch and an order add `units` in all. A
    closure leaves nothing. An override says that `units` a week are sold, whatever the forecast says. Units
    are those of one item; at which location they fall is said, or they are shared by what each sells.
    """

    event_id: UUID
    kind: Kind
    name: str
    scope: Scope
    value: str
    location_id: int | None
    since: date
    until: date
    factor: float | None
    units: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """What an event may be about: an item at a location, and what the item is like."""

    item_id: int
    location_id: int
    product_type: str = ""
    vendor: str = ""
    tags: frozenset[str] = frozenset()


def concerns(event: Event, series: Series) -> bool:
    """Whether an event is about an item at a location."""
    if event.location_id not in (None, series.location_id):
        return False
    told: dict[Scope, Callable[[], bool]] = {
        "item": lambda: event.value == str(series.item_id),
        "product_type": lambda: event.value == series.product_type,
        "vendor": lambda: event.value == series.vendor,
        "tag": lambda: event.value in series.tags,
        "shop": lambda: True,
    }
    return told[event.scope]()


def days_in_weeks(event: Event, first: date, weeks: int) -> Floats:
    """How many days of the event lie in each of so many weeks from a day on."""
    since, until = (event.since - first).days, (event.until - first).days + 1
    begins = np.arange(weeks) * WEEK
    days = np.minimum(begins + WEEK, until) - np.maximum(begins, since)
    return np.asarray(np.clip(days, 0, WEEK), dtype=np.float64)


def with_events(outlook: Outlook, origin: date, events: Iterable[Event], share: float = 1.0) -> Outlook:
    """The outlook from `origin` on with what is planned; `share` is this location's part of an item's units.

    What multiplies stretches the spread too; what adds moves it. Own figures come first, then what
    multiplies, then what adds, then closures: where nothing is sold, nothing is sold.
    """
    order: Sequence[Kind] = ("override", "promotion", "launch", "order", "closure")
    for event in sorted(events, key=lambda each: (order.index(each.kind), each.since, str(each.event_id))):
        days = days_in_weeks(event, origin, HORIZON)
        if days.any():
            outlook = _with(outlook, event, days, 1.0 if event.location_id is not None else share)
    return outlook


def _with(outlook: Outlook, event: Event, days: Floats, share: float) -> Outlook:
    part = days / WEEK
    mean = np.asarray(outlook.mean, dtype=np.float64)
    if event.kind == "closure":
        return _times(outlook, 1.0 - part)
    if event.kind == "override":
        wanted = (event.units or 0) * share
        return _towards(outlook, np.where(part > 0, (1.0 - part) * mean + part * wanted, mean))
    if event.factor is not None:
        return _times(outlook, 1.0 + part * (event.factor - 1.0))
    in_all = (event.until - event.since).days + 1
    return _plus(outlook, days * ((event.units or 0) * share / in_all))


def _times(outlook: Outlook, factors: Floats) -> Outlook:
    """Each week multiplied; a sum of weeks by what its mean is multiplied with."""
    mean = outlook.mean * factors
    before, after = np.cumsum(outlook.mean), np.cumsum(mean)
    ratio = np.divide(after, before, out=np.cumsum(factors) / np.arange(1, HORIZON + 1), where=before > 0)
    total = np.maximum.accumulate(outlook.total * ratio[:, None], axis=0)
    return replace(outlook, mean=mean, weekly=outlook.weekly * factors[:, None], total=total)


def _plus(outlook: Outlook, units: Floats) -> Outlook:
    return replace(
        outlook,
        mean=outlook.mean + units,
        weekly=outlook.weekly + units[:, None],
        total=outlook.total + np.cumsum(units)[:, None],
    )


def _towards(outlook: Outlook, wanted: Floats) -> Outlook:
    """The means become these: multiplied where something was expected, else added."""
    mean = np.asarray(outlook.mean, dtype=np.float64)
    has = mean >= SOMETHING
    factors = np.divide(wanted, mean, out=np.ones(HORIZON), where=has)
    return _plus(_times(outlook, factors), np.where(has, 0.0, np.maximum(wanted - mean, 0.0)))


def base_of(units: Floats, first: date, events: Iterable[Event]) -> Floats:
    """Units by week without what passed events did: a promotion's weeks are divided by its factor.

    Weeks of a closure are not known; what single orders and launches brought cannot be told from the rest.
    """
    weeks = len(units)
    for event in events:
        part = days_in_weeks(event, first, weeks) / WEEK
        if event.kind == "closure":
            units = np.where(part >= 1.0, np.nan, units / np.maximum(1.0 - part, 1.0 / WEEK))
        elif event.kind == "promotion" and event.factor:
            units = units / (1.0 + part * (event.factor - 1.0))
    return units


def span_of(since: date, weeks: int) -> tuple[date, date]:
    """The first day, and the day behind the last one, of so many weeks."""
    return since, since + timedelta(days=WEEK * weeks)
