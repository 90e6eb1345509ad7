"""What a whole shop's run keeps for forecasts of single series, as bytes."""

import json
from datetime import date
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from inventorysync.forecasting.blend import Blend
from inventorysync.forecasting.fan import Fan
from inventorysync.forecasting.learning import Learned
from inventorysync.forecasting.likeness import Crowd, Figures
from inventorysync.forecasting.network import Network
from inventorysync.forecasting.season import Season
from inventorysync.forecasting.shop import Kept
from inventorysync.forecasting.young import Ratios

Arrays = dict[str, NDArray[np.generic]]


def pack_kept(kept: Kept) -> bytes:
    """All of it as one compressed file of arrays; a crowd of 600 makes it about 2 MB."""
    season, crowd = kept.season, kept.crowd
    arrays: Arrays = {
        "profiles": season.profiles,
        "prices": crowd.prices,
        "mean": crowd.figures.mean,
        "weekly": crowd.figures.weekly,
        "total": crowd.figures.total,
    }
    words = {
        "lift": kept.lift,
        "method": kept.ratios.method if kept.ratios else "",
        "power": season.power,
        "names": season.names,
        "first_week": season.first_week.isoformat(),
        "types": crowd.types,
        "vendors": crowd.vendors,
        "tags": [sorted(tags) for tags in crowd.tags],
        "judged": {
            back: _put(arrays, f"judged_{back}", blend.networks) for back, blend in kept.judged.items()
        },
        "blend": _put(arrays, "blend", kept.learned.blend.networks if kept.learned else ()),
        "fan": _put(arrays, "fan", kept.learned.fan.networks if kept.learned else ()),
        "totals": kept.learned.totals if kept.learned else (),
        "singles": kept.learned.singles if kept.learned else (),
    }
    if kept.learned:
        arrays["weeks"] = kept.learned.fan.weeks
    if kept.ratios:
        arrays["ratios_weekly"], arrays["ratios_total"] = kept.ratios.weekly, kept.ratios.total
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, words=np.array(json.dumps(words)), **arrays)
    return file.getvalue()


def unpack_kept(packed: bytes) -> Kept:
    """What pack_kept packed."""
    with np.load(BytesIO(packed), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    words = json.loads(str(arrays["words"]))
    learned = None
    if words["blend"]:
        fan = Fan(_get(arrays, "fan", words["fan"]), arrays["weeks"])
        blend = Blend(_get(arrays, "blend", words["blend"]))
        learned = Learned(blend, fan, tuple(words["totals"]), tuple(words["singles"]))
    ratios = (
        Ratios(arrays["ratios_weekly"], arrays["ratios_total"], words["method"])
        if "ratios_weekly" in arrays
        else None
    )
    no_groups = np.zeros(0, np.int64)
    first_week = date.fromisoformat(words["first_week"])
    return Kept(
        ratios,
        {int(back): Blend(_get(arrays, f"judged_{back}", count)) for back, count in words["judged"].items()},
        learned,
        words["lift"],
        Season(arrays["profiles"], no_groups, words["power"], tuple(words["names"]), first_week),
        Crowd(
            tuple(words["types"]),
            tuple(words["vendors"]),
            arrays["prices"],
            tuple(frozenset(tags) for tags in words["tags"]),
            Figures(arrays["mean"], arrays["weekly"], arrays["total"]),
        ),
    )


def _put(arrays: Arrays, name: str, networks: tuple[Network, ...]) -> int:
    for at, network in enumerate(networks):
        for part, array in enumerate((network.middle, network.width, *network.weights)):
            arrays[f"{name}_{at}_{part}"] = array
    return len(networks)


def _get(arrays: dict[str, NDArray[np.float32]], name: str, number: int) -> tuple[Network, ...]:
    networks: list[Network] = []
    for at in range(number):
        middle, width, *weights = (arrays[f"{name}_{at}_{part}"] for part in range(6))
        networks.append(Network(middle, width, (weights[0], weights[1], weights[2], weights[3])))
    return tuple(networks)
