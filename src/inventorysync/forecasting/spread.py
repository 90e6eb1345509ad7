"""How sure a forecast is: what demand came to for each unit forecast, among series of the same kind.

Ratios of demand to forecast are pooled over origins and over series of one kind, so a new item borrows from
those that are older. Their quantiles, times the forecast, are the forecast's quantiles.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.outlook import LEVELS

Floats = NDArray[np.float64]

ENOUGH: Final = 200
_PRIOR: Final = 400


def sums_after(units: Floats, origin: int, weeks: int) -> Floats:
    """Demand over the weeks from an origin; censored weeks count as the mean of the others."""
    window = units[:, origin : origin + weeks]
    known = (~np.isnan(window)).sum(1)
    sums: Floats = np.nansum(window, axis=1) * window.shape[1] / np.where(known > 0, known, np.nan)
    return sums


def prior_ratios(variation: float, seed: int) -> Floats:
    """Ratios where nothing can be learned yet: gamma about one, with this coefficient of variation."""
    shape = 1.0 / max(variation, 0.05) ** 2
    return np.random.default_rng(seed).gamma(shape, 1.0 / shape, _PRIOR)


def ratio_quantiles(
    ratios: Floats, kinds: NDArray[np.int64], count: int, variation: float, seed: int
) -> Floats:
    """Quantiles of the ratio at LEVELS for each kind; those with few lean on all, and all on the prior."""
    known = np.isfinite(ratios)
    ratios, kinds = ratios[known], kinds[known]
    everything = np.quantile(np.concatenate((ratios, prior_ratios(variation, seed))), LEVELS)
    if len(ratios) >= ENOUGH:
        everything = np.quantile(ratios, LEVELS)
    table = np.empty((count, len(LEVELS)))
    for kind in range(count):
        own = ratios[kinds == kind]
        share = min(1.0, len(own) / ENOUGH)
        table[kind] = share * np.quantile(own, LEVELS) + (1 - share) * everything if len(own) else everything
    return table
