"""A small network of one hidden layer, learned by Adam (Kingma and Ba, 2015). Only numpy.

It is told the gradient of a loss by its outputs, so any loss can be learned. The same seed gives the same
network.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Gradient = Callable[[Singles, NDArray[np.int64]], Singles]

_LEAK: Final = np.float32(0.01)
_DECAY: Final = 1e-3
_BATCHES: Final = (128, 1024)
_RATE: Final = 3e-3
_EPOCHS: Final = 12
_STEPS: Final = (200, 900)


@dataclass(frozen=True, eq=False)
class Network:
    """Weights, and the middle and width of each feature."""

    middle: Singles
    width: Singles
    weights: tuple[Singles, Singles, Singles, Singles]

    def __call__(self, features: Singles) -> Singles:
        """Outputs by row."""
        return _outputs(self.weights, (features - self.middle) / self.width)[1]


def learned(features: Singles, start: Singles, gradient: Gradient, seed: int, hidden: int = 16) -> Network:
    """A network whose outputs begin at `start` and follow the gradient of each row's loss by its outputs."""
    random = np.random.default_rng(seed)
    middle, width = features.mean(0), features.std(0) + np.float32(1e-6)
    inputs = (features - middle) / width
    count = inputs.shape[1]
    weights = (
        (random.normal(size=(count, hidden)) * (2 / count) ** 0.5).astype(np.float32),
        np.zeros(hidden, np.float32),
        (random.normal(size=(hidden, len(start))) * 0.1 * (2 / hidden) ** 0.5).astype(np.float32),
        start.astype(np.float32).copy(),
    )
    first = tuple(np.zeros_like(weight) for weight in weights)
    second = tuple(np.zeros_like(weight) for weight in weights)
    batch = int(np.clip(len(inputs) // 64, *_BATCHES))
    steps = int(np.clip(_EPOCHS * len(inputs) / batch, *_STEPS))
    order, begin = random.permutation(len(inputs)), 0
    for step in range(1, steps + 1):
        if begin + batch > len(order):
            order, begin = random.permutation(len(inputs)), 0
        rows = order[begin : begin + batch]
        begin += batch
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        _move(weights, _slopes(weights, inputs[rows], gradient, rows), (first, second), rate, step)
    return Network(middle, width, weights)


def _outputs(weights: tuple[Singles, ...], inputs: Singles) -> tuple[Singles, Singles]:
    layer: Singles = inputs @ weights[0] + weights[1]
    layer = np.maximum(layer, _LEAK * layer)
    outputs: Singles = layer @ weights[2] + weights[3]
    return layer, outputs


def _slopes(
    weights: tuple[Singles, ...], inputs: Singles, gradient: Gradient, rows: NDArray[np.int64]
) -> tuple[Singles, ...]:
    layer, outputs = _outputs(weights, inputs)
    by_output = gradient(outputs, rows) / np.float32(len(rows))
    by_layer = by_output @ weights[2].T
    by_layer = np.where(layer > 0, by_layer, _LEAK * by_layer)
    slopes = (inputs.T @ by_layer, by_layer.sum(0), layer.T @ by_output, by_output.sum(0))
    return tuple(slope.astype(np.float32) for slope in slopes)


def _move(
    weights: tuple[Singles, ...],
    slopes: tuple[Singles, ...],
    moments: tuple[tuple[Singles, ...], tuple[Singles, ...]],
    rate: float,
    step: int,
) -> None:
    for weight, slope, mean, square in zip(weights, slopes, *moments, strict=True):
        np.copyto(mean, 0.9 * mean + 0.1 * slope)
        np.copyto(square, 0.999 * square + 0.001 * slope**2)
        change = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        decay = _DECAY * weight if weight.ndim > 1 else 0.0
        np.copyto(weight, weight - np.float32(rate) * (change + decay))
