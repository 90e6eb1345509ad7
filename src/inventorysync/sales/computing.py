"""Forecasting a shop in one go, in arrays in and bytes out, so that another process can do it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.classes import CLASSES
from inventorysync.forecasting.history import History
from inventorysync.forecasting.keeping import pack_kept, unpack_kept
from inventorysync.forecasting.outlook import LEVELS, Outlook
from inventorysync.forecasting.shop import NAIVE, Backtest, ShopForecast, forecast_alone, forecast_shop

Floats = NDArray[np.float64]

SNAPSHOT_WEEKS: Final = 13
SNAPSHOT_LEVELS: Final = (0.05, 0.25, 0.75, 0.95)
"""What is kept of a forecast to hold it against what happened: means, and the edges of both bands."""
_COLUMNS = [LEVELS.index(level) for level in SNAPSHOT_LEVELS]
HISTORY_MIN: Final = 4
"""A forecast as of so many weeks back needs at least these before it."""


@dataclass(frozen=True)
class Computed:
    """The forecast of every series, as it is kept.

    `errors` and `naive_errors` are of the backtest, in units a week. `snapshots` holds what would have been
    forecast so many weeks back, by that number, with what was known then.
    """

    outlooks: list[bytes]
    snapshots: dict[int, list[bytes]]
    errors: Floats
    naive_errors: Floats
    beats_naive: NDArray[np.bool_]
    classes: list[str]
    weeks: NDArray[np.int64]
    origins: int
    kept: bytes


def compute(history: History, weeks_back: Sequence[int] = ()) -> Computed:
    """Forecast all series now, and as of so many weeks back."""
    now = forecast_shop(history)
    snapshots = {0: [snapshot(outlook) for outlook in now.outlooks]}
    for back in weeks_back:
        if history.units.shape[1] - back >= HISTORY_MIN:
            then = forecast_shop(_as_of(history, back))
            snapshots[back] = [snapshot(outlook) for outlook in then.outlooks]
    return _computed(history, now, snapshots, pack_kept(now.kept))


def compute_one(history: History, kept: bytes) -> Computed:
    """Forecast the only series of a history, with what the whole shop's run kept."""
    now = forecast_alone(history, 0, unpack_kept(kept))
    return _computed(history, now, {0: [snapshot(now.outlooks[0])]}, kept)


def _computed(
    history: History, now: ShopForecast, snapshots: dict[int, list[bytes]], kept: bytes
) -> Computed:
    weeks, scales = history.units.shape[1], _scales(history)
    return Computed(
        outlooks=[outlook.packed() for outlook in now.outlooks],
        snapshots=snapshots,
        errors=scales * np.array([outlook.error for outlook in now.outlooks]),
        naive_errors=scales * _errors_of(now.backtest, NAIVE),
        beats_naive=np.array([outlook.better_than_naive for outlook in now.outlooks], dtype=np.bool_),
        classes=[CLASSES[number] for number in now.classes],
        weeks=np.maximum(weeks - history.starts, 0),
        origins=now.backtest.origins,
        kept=kept,
    )


def snapshot(outlook: Outlook) -> bytes:
    """Means and band edges of the first weeks, to be held against what happens."""
    weekly = outlook.weekly[:SNAPSHOT_WEEKS][:, _COLUMNS]
    return np.column_stack((outlook.mean[:SNAPSHOT_WEEKS], weekly)).astype("<f4").tobytes()


def unpack_snapshots(kept: Sequence[bytes]) -> Floats:
    """Snapshots as [series, week, mean and edges]."""
    shape = (len(kept), SNAPSHOT_WEEKS, 1 + len(SNAPSHOT_LEVELS))
    return np.frombuffer(b"".join(kept), "<f4").reshape(shape).astype(np.float64)


def _as_of(history: History, back: int) -> History:
    """What was known so many weeks back."""
    weeks = history.units.shape[1] - back
    listed = None if history.listed is None else np.minimum(history.listed, weeks)
    units = history.units[:, :weeks]
    return History(
        units, history.first_week, listed, history.types, history.vendors, history.prices, history.tags
    )


def _errors_of(backtest: Backtest, method: str) -> Floats:
    return backtest.errors[:, backtest.methods.index(method)]


def _scales(history: History) -> Floats:
    """By series, the root of the mean squared change from week to week: what an RMSSE of 1 is in units."""
    columns = np.arange(history.units.shape[1])
    units = np.where(columns < history.starts[:, None], np.nan, history.known)
    changes = np.diff(units, axis=1) ** 2
    seen = (~np.isnan(changes)).sum(1)
    return np.asarray(np.sqrt(np.nansum(changes, axis=1) / np.maximum(seen, 1)))
