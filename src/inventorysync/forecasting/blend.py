"""The level of each series as a mixture of classical methods: how much of each is learned across all items.

A small network sees a series at an origin and answers the share of each method and a factor on their sum,
within half to double. It is learned on the error that is judged: the root of the mean squared error
of the next weeks over naive's usual error, so one wild item weighs no more than a calm one. Following the
idea of Montero-Manso et al. (2020), FFORMA, with the loss of the M5 competition.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.network import Network, Singles, learned

_FACTOR: Final = 0.6
_SOFTENED: Final = 0.01


@dataclass(frozen=True, eq=False)
class Blend:
    """Networks whose mean is the answer."""

    networks: tuple[Network, ...]

    def __call__(self, features: Singles, levels: Singles) -> Singles:
        """The level of each row."""
        parts = [_mixed(network(features), levels)[0] for network in self.networks]
        level: Singles = np.mean(parts, axis=0)
        return level

    def shares(self, features: Singles) -> Singles:
        """The share of each method in each row's level."""
        shares: Singles = np.mean([_shares(network(features)) for network in self.networks], axis=0)
        return shares


def learn_blend(features: Singles, levels: Singles, demand: Singles, seed: int, networks: int = 2) -> Blend:
    """Learn from past origins: levels and the demand of the weeks after, both over naive's usual error."""
    usable = ~np.isnan(demand)
    number = np.maximum(usable.sum(1), 1).astype(np.float32)
    wanted = np.where(usable, demand, 0)

    def gradient(outputs: Singles, rows: NDArray[np.int64]) -> Singles:
        level, shares, factor, bend = _mixed_parts(outputs, levels[rows])
        miss = np.where(usable[rows], level[:, None] - wanted[rows], 0)
        size = np.sqrt((miss**2).sum(1) / number[rows] + _SOFTENED)
        by_level = miss.sum(1) / number[rows] / size
        by_share = (by_level * factor)[:, None] * levels[rows]
        inner = (shares * by_share).sum(1, keepdims=True)
        by_bend = by_level * level * _FACTOR * (1 - bend**2)
        return np.concatenate((shares * (by_share - inner), by_bend[:, None]), axis=1)

    start = np.zeros(levels.shape[1] + 1, np.float32)
    return Blend(tuple(learned(features, start, gradient, seed * 100 + one) for one in range(networks)))


def _shares(outputs: Singles) -> Singles:
    raised = np.exp(outputs[:, :-1] - outputs[:, :-1].max(1, keepdims=True))
    shares: Singles = raised / raised.sum(1, keepdims=True)
    return shares


def _mixed(outputs: Singles, levels: Singles) -> tuple[Singles, Singles]:
    level, shares, _, _ = _mixed_parts(outputs, levels)
    return level, shares


def _mixed_parts(outputs: Singles, levels: Singles) -> tuple[Singles, Singles, Singles, Singles]:
    shares = _shares(outputs)
    bend = np.tanh(outputs[:, -1])
    factor = np.exp(np.float32(_FACTOR) * bend)
    return (shares * levels).sum(1) * factor, shares, factor, bend
