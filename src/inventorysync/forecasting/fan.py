"""Quantiles of demand learned across all items: of single weeks to come, and of sums of weeks.

A small network sees a series at an origin and answers, for each of some spans, quantiles in units of the
series' own scale; each is the one below it plus something positive, so none can cross. It is learned on the
pinball loss, the sum over all weeks of a span at once: errors of weeks that go together are in the data.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.network import Network, Singles, learned
from inventorysync.forecasting.outlook import LEVELS

COUNT: Final = len(LEVELS)
_BELOW: Final = np.float32(0.1)
_LEVELS: Final = np.array(LEVELS, np.float32)
_HIGHEST: Final = np.float32(6.0)


@dataclass(frozen=True, eq=False)
class Fan:
    """Networks whose mean is the answer, and how many weeks each of their spans sums."""

    networks: tuple[Network, ...]
    weeks: Singles

    def __call__(self, features: Singles) -> Singles:
        """Quantiles over the series' scale: rows, spans, LEVELS; none below nothing."""
        parts = [np.exp(_raised(network(features), len(self.weeks))[0]) for network in self.networks]
        mean: Singles = np.mean(parts, axis=0)
        quantiles: Singles = np.maximum(mean - _BELOW, 0) * self.weeks[:, None]
        return quantiles


def learn_fan(
    features: Singles, scale: Singles, demand: Singles, weeks: Singles, seed: int, networks: int = 2
) -> Fan:
    """Learn from past origins: scale and demand of each span over naive's usual error; nan is left out."""
    spans = len(weeks)
    usable = ~np.isnan(demand)
    wanted = np.where(usable, demand, 0)
    weight = (weeks**0.5).astype(np.float32)

    def gradient(outputs: Singles, rows: NDArray[np.int64]) -> Singles:
        heights, slopes = _raised(outputs, spans)
        raised = np.exp(heights)
        unit = scale[rows][:, None] * weeks
        is_over = (raised - _BELOW) * unit[:, :, None] > wanted[rows][:, :, None]
        weights = (usable[rows] * scale[rows][:, None] * weight)[:, :, None]
        by_height = (is_over - _LEVELS) * raised * weights
        by_step = np.cumsum(by_height[:, :, ::-1], axis=2)[:, :, ::-1] * slopes
        return by_step.reshape(len(rows), -1).astype(np.float32)

    start = np.tile(np.concatenate(([-1.0], np.full(COUNT - 1, -0.7))), spans).astype(np.float32)
    made = (learned(features, start, gradient, seed * 100 + 50 + one, hidden=24) for one in range(networks))
    return Fan(tuple(made), weeks)


def _raised(outputs: Singles, spans: int) -> tuple[Singles, Singles]:
    """Heights that grow with the level, and the slope of each step by its output."""
    steps = outputs.reshape(-1, spans, COUNT)
    raised = np.exp(np.minimum(steps[:, :, 1:], 20))
    positive, slopes = steps.copy(), np.ones_like(steps)
    positive[:, :, 1:] = np.log1p(raised)
    slopes[:, :, 1:] = raised / (1 + raised)
    return np.minimum(np.cumsum(positive, axis=2), _HIGHEST), slopes
