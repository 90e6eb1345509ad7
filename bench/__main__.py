"""`make bench`: figures of one run beside their goals (DESIGN.md 7); writes bench/results/latest.json."""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import structlog
from e2e.system import ROOT, System, running_system

from bench.changes import change_rows
from bench.costing import costing_rows
from bench.drain import drain_rows
from bench.forecasting import forecast_rows
from bench.grid import grid_rows
from bench.importing import import_rows
from bench.memory import memory_rows
from bench.orders import order_rows
from bench.past import past_rows
from bench.planning import planning_rows
from bench.replays import replay_rows
from bench.storm import storm_rows
from bench.sync_log import log_rows
from bench.table import Row, show
from bench.vitals import vitals_rows
from bench.webhooks import webhook_rows

PRODUCTS = int(os.environ.get("BENCH_PRODUCTS", "3300"))
VARIANTS = int(os.environ.get("BENCH_VARIANTS", "20000"))
GRID_VARIANTS = int(os.environ.get("BENCH_GRID_VARIANTS", "40000"))


def seen_rows(system: System) -> list[Row]:
    """The dev store's first import as a merchant sees it: the store's own work and all waits included."""
    run = system.app("GET", "sync").json()["import"]
    what = f"import of the dev store as seen, {run['variants']:,} variants, {run['levels']:,} levels"
    return [Row(what, f"from {run['started_at'][11:19]} to {run['finished_at'][11:19]}")]


def main() -> int:
    """Run all and print the table; a missed goal is said there."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as name, running_system(Path(name), products=PRODUCTS) as system:
        folder, url = Path(name), system.env["DATABASE_URL"]
        rows = seen_rows(system)
        rows += vitals_rows(system)
        rows += webhook_rows(system)
        rows += storm_rows(system)
        rows += drain_rows(url)
        rows += import_rows(url, folder, VARIANTS)
        rows += grid_rows(system, folder, GRID_VARIANTS)
        rows += log_rows(system)
        rows += past_rows(url)
        rows += planning_rows(url)
        rows += order_rows()
        rows += costing_rows(url)
        rows += memory_rows(system)
    rows += forecast_rows()
    rows += replay_rows()
    with tempfile.TemporaryDirectory() as name:
        rows += change_rows(Path(name))
    show(rows)
    results = [dict(zip(Row._fields, row, strict=True)) for row in rows]
    (ROOT / "bench/results").mkdir(exist_ok=True)
    (ROOT / "bench/results/latest.json").write_text(json.dumps(results, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
