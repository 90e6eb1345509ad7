"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inventorysync.backups.keeping import Rule, to_delete

NOW = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)


def made(*ages: timedelta) -> dict[str, datetime]:
    return {f"b{number}": NOW - age for number, age in enumerate(ages)}


def kept(found: dict[str, datetime], rule: Rule) -> list[datetime]:
    gone = set(to_delete(found, rule, NOW))
    return sorted((at for name, at in found.items() if name not in gone), reverse=True)


def test_a_daily_backup_is_kept_for_days_then_weeks_and_no_longer_than_a_month() -> None:
    found = made(*(timedelta(days=day, minutes=1) for day in range(60)))
    days = [(NOW - at).days for at in kept(found, Rule())]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert days[7:] == [13, 20]  # the Sundays of the two weeks before those
    assert len(days) == 9
    assert max(days) < 28, "what Shopify asks to erase is gone from backups within 30 days"


def test_months_are_kept_where_asked_for() -> None:
    found = made(*(timedelta(days=day) for day in range(400)))
    months = [(at.year, at.month) for at in kept(found, Rule(1, 0, 3))]
    assert months == [(2026, 11), (2026, 10), (2026, 9)]


def test_every_backup_of_the_last_day_is_kept_and_one_of_each_day_before() -> None:
    found = made(*(timedelta(hours=hour) for hour in range(72)))
    assert len(kept(found, Rule(3, 0, 0))) == 24 + 1


def test_the_newest_is_kept_however_old() -> None:
    found = made(timedelta(days=500), timedelta(days=501))
    assert kept(found, Rule(1, 0, 0)) == [NOW - timedelta(days=500)]


@given(
    st.lists(st.integers(0, 20_000), max_size=60),
    st.integers(1, 10),
    st.integers(0, 10),
    st.integers(0, 10),
)
def test_whatever_there_is_the_newest_stays_and_a_second_look_deletes_nothing_more(
    hours: list[int], days: int, weeks: int, months: int
) -> None:
    found, rule = made(*(timedelta(hours=hour) for hour in hours)), Rule(days, weeks, months)
    gone = to_delete(found, rule, NOW)
    left = {name: at for name, at in found.items() if name not in gone}
    assert bool(left) == bool(found)
    assert max(left.values(), default=None) == max(found.values(), default=None)
    assert to_delete(left, rule, NOW) == []
