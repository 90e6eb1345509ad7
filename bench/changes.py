"""A file of 100,000 adjustments from its upload to the store's confirmation; a large change taken back."""

import csv
import io
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from e2e.system import System, started_system, wait_until

from bench.table import Row

VARIANTS, LOCATIONS = 20_000, 5
UNDONE = 10_000
POINTS_A_SECOND, POINTS_A_CALL, ROWS_A_CALL = 100, 13, 250  # of Shopify's Standard plan (PLATFORM.md C.1)
CEILING = POINTS_A_SECOND / POINTS_A_CALL * ROWS_A_CALL


def change_rows(folder: Path) -> list[Row]:
    """An import and an undo against a development store with the limits of Shopify's Standard plan."""
    with started_system(folder, products=VARIANTS, locations=LOCATIONS) as system:
        wait_until(lambda: bool(system.imported()["state"] == "done"), 300, "import")
        levels = [level for level in system.pages("levels", limit=250) if level["tracked"]]
        rows, part = _import_all(system, levels), levels[:UNDONE]
        return [*rows, *_undo(system, part)]


def _import_all(system: System, levels: list[dict[str, Any]]) -> list[Row]:
    made = _ask(
        system, "POST", "imports", params={"kind": "adjustments", "name": "bench.csv"}, content=_file(levels)
    )
    began = time.perf_counter()
    _ask(system, "PUT", f"imports/{made['id']}/columns", json={"roles": made["roles"]})
    wait_until(lambda: _import(system, made["id"])["state"] == "checked", 300, "checked")
    checked = time.perf_counter() - began
    began = time.perf_counter()
    _ask(system, "POST", f"imports/{made['id']}/apply", json={"reason": "received"})
    wait_until(lambda: _import(system, made["id"])["state"] == "applied", 120, "applied")
    change_set = _import(system, made["id"])["change_set_id"]
    confirmed = _until_confirmed(system, change_set, began)
    share = len(levels) / confirmed / CEILING
    what = f"{len(levels):,} adjustments"
    return [
        Row(f"{what} checked cell by cell", f"{checked:.1f} s, {len(levels) / checked:,.0f} rows/s"),
        Row(
            f"{what} from apply to confirmed",
            f"{confirmed:.0f} s, {share:.2f} of the plan's ceiling of {CEILING:,.0f} rows/s",
            ">= 0.9",
            share >= 0.9,
        ),
    ]


def _undo(system: System, levels: list[dict[str, Any]]) -> list[Row]:
    lines = [
        {name: level[name] for name in ("inventory_item_id", "location_id")} | {"delta": 3}
        for level in levels
    ]
    body = {"kind": "adjust", "reason": "received", "note": "bench", "lines": lines}
    change = _ask(system, "POST", "change-sets", json=body, headers={"Idempotency-Key": uuid4().hex})["id"]
    _until_confirmed(system, change, time.perf_counter())
    began = time.perf_counter()
    headers = {"Idempotency-Key": uuid4().hex}
    shown = system.app(
        "POST", f"change-sets/{change}/undo", json={"note": "", "dry_run": True}, headers=headers
    )
    assert shown.json()["counts"]["undoable"] == len(lines), shown.text
    preview = time.perf_counter() - began
    began = time.perf_counter()
    undo = _ask(system, "POST", f"change-sets/{change}/undo", json={"note": ""}, headers=headers)["id"]
    written = time.perf_counter() - began
    confirmed = _until_confirmed(system, undo, began)
    said = f"preview {preview:.1f} s, written down {written:.1f} s, confirmed {confirmed:.1f} s"
    return [Row(f"undo of {len(lines):,} lines", said)]


def _until_confirmed(system: System, change_set: str, began: float) -> float:
    path = f"change-sets/{change_set}"
    while (state := _ask(system, "GET", path, params={"lines": "none"})["state"]) in ("pending", "pushing"):
        time.sleep(0.5)
    assert state == "confirmed", state
    return time.perf_counter() - began


def _import(system: System, import_id: str) -> Any:
    return _ask(system, "GET", f"imports/{import_id}")


def _ask(system: System, method: str, path: str, **request: Any) -> Any:
    answer = system.app(method, path, **request)
    assert answer.status_code < 300, answer.text
    return answer.json()


def _file(levels: list[dict[str, Any]]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(["Inventory item id", "Location", "Adjustment"])
    writer.writerows([level["inventory_item_id"], level["location_name"], 1] for level in levels)
    return made.getvalue().encode()
