"""Demand and forecasts in the API's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.sales.cleaning import STEPS, Step
from inventorysync.sales.event_schemas import PlanEventOut
from inventorysync.sales.queries import Forecast
from inventorysync.sales.schemas import (
    Cleaning,
    CleaningOfStep,
    CleaningStep,
    DemandPlace,
    DemandWeek,
    EarlierForecast,
    EarlierWeek,
    ForecastOut,
    ForecastWeek,
    Measured,
    MeasuredClass,
    MeasuredHorizon,
    MissedItem,
    SwitchOut,
)
from inventorysync.sales.showing import Earlier, Place, Said, StepDone, Weeks
from inventorysync.sales.weeks import WEEK

STEPS_SHOWN = 200
_BANDS = {"low_90": 0.05, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high_90": 0.95}
_COLUMNS = {name: LEVELS.index(level) for name, level in _BANDS.items()}


def places_of(places: Iterable[Place]) -> list[DemandPlace]:
    """Locations, as the API shows them."""
    return [
        DemandPlace(
            location_id=gid("Location", p.location_id),
            location_name=p.name,
            units=p.units,
            has_forecast=p.has_forecast,
        )
        for p in places
    ]


def weeks_of(weeks: Weeks) -> list[DemandWeek]:
    """Weeks of demand, as the API shows them."""
    return [
        DemandWeek(
            begins=begins,
            units=None if weeks.units[n] != weeks.units[n] else round(float(weeks.units[n]), 2),
            ordered=int(weeks.ordered[n]),
            one_off=int(weeks.one_off[n]),
            days_out_of_stock=int(weeks.days_out[n]),
        )
        for n, begins in enumerate(weeks.begins)
    ]


def forecast_of(forecast: Forecast) -> ForecastOut:
    """A forecast, without and with what is planned."""
    return ForecastOut(
        origin=forecast.origin,
        made_at=forecast.made_at,
        version=forecast.version,
        method=forecast.base.method,
        demand_class=forecast.demand_class,
        is_new=forecast.is_new,
        weeks_of_history=forecast.weeks,
        weeks_tested=forecast.origins,
        error=forecast.error,
        naive_error=forecast.naive_error,
        beats_naive=forecast.beats_naive,
        base=_fan(forecast.base, forecast.origin),
        planned=_fan(forecast.planned, forecast.origin),
    )


def _fan(outlook: Outlook, origin: date) -> list[ForecastWeek]:
    return [
        ForecastWeek(
            begins=origin + timedelta(days=WEEK * week),
            mean=round(float(outlook.mean[week]), 2),
            **{name: round(float(outlook.weekly[week, column]), 2) for name, column in _COLUMNS.items()},
        )
        for week in range(HORIZON)
    ]


def earlier_of(earlier: Earlier | None) -> EarlierForecast | None:
    """What was forecast earlier."""
    if earlier is None:
        return None
    weeks = [
        EarlierWeek(
            begins=earlier.origin + timedelta(days=WEEK * n),
            mean=round(float(week[0]), 2),
            low_90=round(float(week[1]), 2),
            high_90=round(float(week[4]), 2),
        )
        for n, week in enumerate(earlier.figures)
    ]
    return EarlierForecast(
        origin=earlier.origin,
        made_at=earlier.made_at,
        made_afterwards=earlier.made_afterwards,
        weeks=weeks,
    )


def cleaning_of(steps: Sequence[StepDone], said: Sequence[Said]) -> Cleaning:
    """What cleaning did, each row with the word of a person that holds for it."""
    words = {(each.step, each.order_id, each.day): each for each in said}
    rows = [_step(done, words) for done in steps]
    times: dict[Step, int] = defaultdict(int)
    units: dict[Step, int] = defaultdict(int)
    for row in rows:
        if row.is_on:
            times[row.step] += 1
            units[row.step] += row.units
    return Cleaning(
        steps=[
            CleaningOfStep(
                step=step,
                times=times[step],
                units=units[step],
                is_on=words[step, None, None].is_on if (step, None, None) in words else True,
                switch=_switch(words.get((step, None, None))),
            )
            for step in STEPS
        ],
        items=rows[:STEPS_SHOWN],
        is_complete=len(rows) <= STEPS_SHOWN,
    )


def _step(done: StepDone, words: Mapping[tuple[Step, int | None, date | None], Said]) -> CleaningStep:
    """The nearest word holds: on the order, on the day, on the step altogether."""
    of_order = words.get((done.step, done.order_id, None)) if done.order_id else None
    own = of_order or words.get((done.step, None, done.day))
    word = own or words.get((done.step, None, None))
    return CleaningStep(
        step=done.step,
        order_id=gid("Order", done.order_id) if done.order_id else None,
        order_label=done.label,
        day=done.day,
        units=done.units,
        limit=done.limit,
        is_on=(word.is_on and (own is not None or done.by_itself)) if word else done.by_itself,
        switch=_switch(own),
    )


def _switch(said: Said | None) -> SwitchOut | None:
    if said is None:
        return None
    return SwitchOut(
        switch_id=said.switch_id,
        is_on=said.is_on,
        reason=said.reason,
        made_by=said.made_by,
        made_at=said.made_at,
    )


def event_of(row: Any) -> PlanEventOut:
    """An event, as the API shows it."""
    place = row.location_id
    is_item = row.scope == "item"
    return PlanEventOut(
        event_id=row.event_id,
        kind=row.kind,
        name=row.name,
        scope=row.scope,
        value=gid("InventoryItem", int(row.value)) if is_item else row.value,
        subject=row.subject or "",
        location_id=None if place is None else gid("Location", place),
        location_name=row.location_name,
        since=row.since,
        until=row.until,
        factor=row.factor,
        units=row.units,
        note=row.note,
        made_by=row.made_by,
        made_at=row.made_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        can_take_back=row.before is not None,
        version=row.version,
    )


def class_of(row: Any, currency: str) -> MeasuredClass:
    """How good forecasts of a class were, a week on average of its series."""
    return MeasuredClass(
        demand_class=row.demand_class,
        not_better=row.not_better,
        value=Money(amount=row.value, currency=currency),
        **_measured(row._mapping, row.series, row.measured),  # noqa: SLF001 - SQLAlchemy's own name
    )


def all_of(classes: Sequence[Any]) -> Measured | None:
    """The same of all series; None where nothing was held against a forecast yet."""
    names = ("held", "inside_50", "inside_90", "sold", "missed", "missed_by_naive", "bias")
    sums = {name: sum(getattr(row, name) for row in classes) for name in names}
    if not sums["held"]:
        return None
    return Measured(**_measured(sums, sum(r.series for r in classes), sum(r.measured for r in classes)))


def horizons_of(horizons: Sequence[Mapping[str, float]], series: int) -> list[MeasuredHorizon]:
    """The same by how many weeks ahead it was said."""
    return [
        MeasuredHorizon(weeks_ahead=number, **_measured(sums, series, int(sums["held"])))
        for number, sums in enumerate(horizons, start=1)
    ]


def _measured(sums: Mapping[str, Any], series: int, over: int) -> dict[str, Any]:
    held = int(sums["held"])
    means = {name: float(sums[name]) / max(over, 1) for name in ("sold", "missed", "missed_by_naive", "bias")}
    inside = {name: float(sums[name]) / held if held else None for name in ("inside_50", "inside_90")}
    return {"series": series, "held": held, **means, **inside}


def missed_of(row: Any, currency: str) -> MissedItem:
    """A series and how far off its forecasts were."""
    return MissedItem(
        inventory_item_id=gid("InventoryItem", row.item_id),
        sku=row.sku,
        title=row.title,
        variant_title=row.variant_title,
        location_id=gid("Location", row.location_id),
        location_name=row.location_name,
        demand_class=row.demand_class,
        sold=row.sold,
        missed=row.missed,
        missed_by_naive=row.missed_by_naive,
        bias=row.bias,
        value=None if row.missed_value is None else Money(amount=row.missed_value, currency=currency),
    )
