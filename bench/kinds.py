"""Shops of other kinds, made up by stated rules and a seed: they show what was not tuned to one set."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shop = tuple[Floats, list[str]]


def _year(random: np.random.Generator, types: NDArray[np.int64], weeks: int, height: float) -> Floats:
    """A factor by series and week: each type has its own season."""
    phase = random.uniform(0, 2 * np.pi, types.max() + 1)[types][:, None]
    year: Floats = np.exp(height * np.sin(2 * np.pi * np.arange(weeks) / 52 + phase))
    return year


def grocery(seed: int, series: int = 600, weeks: int = 108) -> Shop:
    """Smooth demand, a level that wanders, weeks of promotion at half as much again to triple."""
    random = np.random.default_rng(seed)
    types = random.integers(0, 12, series)
    wander = np.cumsum(random.normal(0, 0.06, (series, weeks)), axis=1)
    level = random.lognormal(3.0, 1.0, (series, 1)) * np.exp(wander) * _year(random, types, weeks, 0.25)
    promoted = np.where(random.random((series, weeks)) < 0.06, random.uniform(1.5, 3, (series, weeks)), 1)
    shape = 8.0
    return random.poisson(level * promoted * random.gamma(shape, 1 / shape, level.shape)).astype(float), [
        f"aisle {number}" for number in types
    ]


def fashion(seed: int, series: int = 900, weeks: int = 108) -> Shop:
    """Short lives: launched at any time, a peak, then a fall; each type of its own season."""
    random = np.random.default_rng(seed)
    types = random.integers(0, 15, series)
    age = np.arange(weeks)[None, :] - random.integers(-20, weeks - 8, (series, 1))
    life = random.uniform(6, 25, (series, 1))
    curve = np.where(age >= 0, (0.3 + np.minimum(age, 3) / 3) * np.exp(-np.maximum(age, 0) / life), 0)
    level = random.lognormal(2.0, 1.0, (series, 1)) * curve * _year(random, types, weeks, 0.3)
    return random.negative_binomial(1.5, 1.5 / (1.5 + level)).astype(float), [f"cut {n}" for n in types]


def spare_parts(seed: int, series: int = 1500, weeks: int = 108) -> Shop:
    """Rare and uneven: chances of a sale from one week in fifty to one in four, sizes of a long tail."""
    random = np.random.default_rng(seed)
    chance = random.uniform(0.02, 0.25, (series, 1)) * np.exp(random.normal(0, 0.3, (series, 1)))
    drift = np.exp(np.cumsum(random.normal(0, 0.05, (series, weeks)), axis=1))
    size = 1 + random.geometric(0.3, (series, weeks)) * random.lognormal(0, 0.8, (series, weeks))
    sold = random.random((series, weeks)) < np.minimum(chance * drift, 0.9)
    return np.where(sold, np.floor(size), 0.0), [f"machine {n}" for n in random.integers(0, 30, series)]


def young(seed: int, series: int = 400) -> Shop:
    """Nine weeks of history, about 60 days, and four to judge by; demand rises by 2 % a week."""
    random = np.random.default_rng(seed)
    level = random.lognormal(0.8, 1.2, (series, 1)) * 1.02 ** np.arange(13)[None, :]
    return random.negative_binomial(1.0, 1.0 / (1.0 + level)).astype(float), [
        f"shelf {n}" for n in random.integers(0, 10, series)
    ]
