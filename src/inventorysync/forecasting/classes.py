"""Classes of demand by Syntetos and Boylan (2005): how often it sells, and how evenly."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("smooth", "erratic", "intermittent", "lumpy")
INTERVAL: Final = 1.32
VARIATION: Final = 0.49


def classes_of(units: NDArray[np.float64]) -> NDArray[np.int64]:
    """The class of each row, by its place in CLASSES; nan weeks are left out, none sold is lumpy."""
    known = (~np.isnan(units)).sum(1)
    sold = np.where(np.nan_to_num(units) > 0, np.nan_to_num(units), 0.0)
    number = (sold > 0).sum(1)
    few = np.maximum(number, 1)
    mean = sold.sum(1) / few
    variance = np.maximum((sold**2).sum(1) / few - mean**2, 0.0)
    is_rare = known >= INTERVAL * few
    is_uneven = (variance >= VARIATION * mean**2) | (number == 0)
    places: NDArray[np.int64] = is_rare * 2 + is_uneven * 1
    return places
