"""The dashboard: the committed file is what its code makes, and reads well."""

import importlib.util
import json
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

GRAFANA = Path(__file__).parents[2] / "monitoring" / "grafana"


def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_dashboard", GRAFANA / "make_dashboard.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def panels() -> list[dict[str, Any]]:
    board = json.loads((GRAFANA / "dashboards" / "inventorysync.json").read_text())
    found: list[dict[str, Any]] = board["panels"]
    return found


def test_the_committed_dashboard_is_what_its_code_makes() -> None:
    committed = (GRAFANA / "dashboards" / "inventorysync.json").read_text()
    assert committed == made().rendered(), "run python monitoring/grafana/make_dashboard.py"


def test_no_two_panels_lie_over_each_other_and_none_is_called_twice() -> None:
    def covers(panel: dict[str, Any]) -> set[tuple[int, int]]:
        place = panel["gridPos"]
        return {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }

    assert [
        (one["title"], two["title"])
        for one, two in combinations(panels(), 2)
        if covers(one) & covers(two) or one["id"] == two["id"] or one["title"] == two["title"]
    ] == []
    assert max(x for panel in panels() for x, _ in covers(panel)) < 24


def test_the_dashboard_and_its_source_are_provisioned_where_the_image_puts_them() -> None:
    image = (GRAFANA.parent / "Dockerfile.grafana").read_text()
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/inventorysync.yml").read_text())[
        "providers"
    ]
    assert f"COPY grafana/dashboards {provider['options']['path']}" in image
    (source,) = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yml").read_text())[
        "datasources"
    ]
    used = {target["datasource"]["uid"] for panel in panels() for target in panel.get("targets", [])}
    assert used == {source["uid"]}
