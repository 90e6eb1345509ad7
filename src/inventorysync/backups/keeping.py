"""Which backups are kept: pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """The newest of each of so many days, weeks and months is kept, and everything of the last day."""

    days: int = 7
    weeks: int = 4
    months: int = 0


def to_delete(made: dict[str, datetime], rule: Rule, now: datetime) -> list[str]:
    """The backups that no rule keeps, oldest first; never the newest of all."""
    newest_first = sorted(made, key=lambda name: made[name], reverse=True)
    kept = set(newest_first[:1])
    kept |= {name for name in newest_first if now - made[name] < timedelta(days=1)}
    today = now.date()
    kept |= _newest_of_each(newest_first, made, lambda day: (today - day).days, rule.days)
    kept |= _newest_of_each(newest_first, made, lambda day: _weeks_between(day, today), rule.weeks)
    kept |= _newest_of_each(newest_first, made, lambda day: _months_between(day, today), rule.months)
    return [name for name in reversed(newest_first) if name not in kept]


def _newest_of_each(
    newest_first: Iterable[str], made: dict[str, datetime], ago: Callable[[date], int], spans: int
) -> set[str]:
    newest: dict[int, str] = {}
    for name in newest_first:
        span = ago(made[name].date())
        if span < spans:
            newest.setdefault(span, name)
    return set(newest.values())


def _weeks_between(day: date, today: date) -> int:
    monday, this_monday = (each - timedelta(days=each.weekday()) for each in (day, today))
    return (this_monday - monday).days // 7


def _months_between(day: date, today: date) -> int:
    return (today.year - day.year) * 12 + today.month - day.month
