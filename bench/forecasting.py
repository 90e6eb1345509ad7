"""Forecasts against PLANNING's bars: every baseline in the same run, out of sample; and time and memory."""

import os
import resource
import subprocess
import sys
import time
from datetime import date

import numpy as np
from e2e.system import ROOT

from bench import kinds
from bench.held import OURS, Result, hold
from bench.retail import WEEKS, weekly_units
from bench.table import Row
from inventorysync.forecasting.classes import CLASSES
from inventorysync.forecasting.history import History
from inventorysync.forecasting.shop import forecast_one, forecast_shop

SERIES = int(os.environ.get("BENCH_FORECAST_SERIES", "100000"))
LONG = 104
RATIO = 0.93
MINUTES_MAX, GIGABYTES_MAX, CLICK_MS_MAX = 10, 1.5, 200


def forecast_rows() -> list[Row]:
    """All bars, on the real shop and on shops of other kinds."""
    units = weekly_units()
    rows = _rows_of("Online Retail", units, [""] * len(units), range(WEEKS - 12, WEEKS - 3, 2), 12)
    for name, (made, types), ahead, age in (
        ("made-up grocery", kinds.grocery(1), (12, 4), 12),
        ("made-up fashion", kinds.fashion(2), (12, 4), 12),
        ("made-up spare parts", kinds.spare_parts(3), (12, 4), 12),
        ("made-up shop of 60 days", kinds.young(4), (4,), 4),
    ):
        rows += _rows_of(name, made, types, [made.shape[1] - weeks for weeks in ahead], age)
    return rows + _click_rows(units) + _size_rows()


def _rows_of(
    name: str, units: kinds.Floats, types: list[str], origins: range | list[int], age: int
) -> list[Row]:
    sold = units > 0
    starts = np.where(sold.any(1), sold.argmax(1), units.shape[1]).astype(np.int64)
    began = time.perf_counter()
    result = hold(units, starts, types, origins, age, lambda _: None)
    seconds = time.perf_counter() - began
    rows = [
        Row(f"{name}, {len(units):,} series, {method}", held.told())
        for method, held in sorted(result.points.items(), key=lambda pair: pair[1].rmsse)
    ]
    return [
        *rows,
        *_bars(name, result),
        Row(f"{name}: {len(origins)} origins by all methods", f"{seconds:.0f} s"),
    ]


def _bars(name: str, result: Result) -> list[Row]:
    ours, rows = result.points[OURS], []
    for what, of in (("RMSSE", "rmsse"), ("WAPE of 4 weeks", "wape")):
        others = {method: getattr(held, of) for method, held in result.points.items() if method != OURS}
        best = min(others, key=lambda method: others[method])
        rows.append(_ratio(f"{name}: {what} over the best single ({best})", getattr(ours, of) / others[best]))
    for what, own, their in zip(
        ("weeks", "4 weeks"), result.ours.losses, result.empirical.losses, strict=True
    ):
        rows.append(_ratio(f"{name}: scaled pinball of {what} over empirical quantiles", own / their))
    plain = ((50, 0.45, 0.55), (90, 0.87, 0.93))
    for band, (share, low, high) in enumerate(plain):
        for kind, covered in zip(("all", *CLASSES), result.ours.coverage(band), strict=True):
            if np.isfinite(covered):
                goal, is_met = f"{low:.0%} to {high:.0%}", low <= covered <= high
                rows.append(
                    Row(f"{name}: {share} % band of 4 weeks holds, {kind}", f"{covered:.1%}", goal, is_met)
                )
    for band, (share, _, _) in enumerate(plain, start=len(plain)):
        told = ", ".join(f"{kind:.1%}" for kind in result.ours.coverage(band))
        rows.append(Row(f"{name}: {share} % band, no sale split by its probability: all, by class", told))
    told = f"{result.losers_naive:,} of {result.losers:,}"
    is_met = result.losers == result.losers_naive
    return [
        *rows,
        Row(f"{name}: not better than naive in their backtest, and use naive", told, "all", is_met),
    ]


def _ratio(what: str, ratio: float) -> Row:
    return Row(what, f"{ratio:.3f}", f"≤ {RATIO}", ratio <= RATIO)


def _click_rows(units: kinds.Floats) -> list[Row]:
    history = History(units, date(2010, 12, 4))
    kept = forecast_shop(history).kept
    slowest = 0.0
    for series in range(0, len(units), len(units) // 20):
        began = time.perf_counter()
        forecast_one(history, series, kept)
        slowest = max(slowest, (time.perf_counter() - began) * 1000)
    goal = f"< {CLICK_MS_MAX} ms"
    return [Row("one series forecast anew, slowest of 20", f"{slowest:.0f} ms", goal, slowest < CLICK_MS_MAX)]


def _size_rows() -> list[Row]:
    """Measured in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.forecasting"],
        check=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "tests"},
    )  # fmt: skip
    seconds, gigabytes = map(float, done.stdout.split())
    what = f"{SERIES:,} series of {LONG} weeks, backtest and forecast"
    return [
        Row(what, f"{seconds / 60:.1f} min", f"< {MINUTES_MAX} min", seconds < MINUTES_MAX * 60),
        Row(
            f"{what}, peak memory", f"{gigabytes:.2f} GB", f"< {GIGABYTES_MAX} GB", gigabytes < GIGABYTES_MAX
        ),
    ]


def _measure_size() -> None:
    random = np.random.default_rng(5)
    units = np.empty((SERIES, LONG))
    for begin in range(0, SERIES, 10_000):
        part = units[begin : begin + 10_000]
        level = random.lognormal(0.0, 1.3, (len(part), 1))
        part[:] = random.negative_binomial(0.7, 0.7 / (0.7 + level), part.shape)
    history = History(units, date(2024, 1, 1), types=[f"type {at % 40}" for at in range(SERIES)])
    began = time.perf_counter()
    outlooks = forecast_shop(history).outlooks
    assert len(outlooks) == SERIES
    print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)


if __name__ == "__main__":
    _measure_size()
