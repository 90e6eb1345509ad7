"""The web app in a browser, four times slower: how soon pages show, how they move, how they answer."""

import json
import os
import subprocess
from typing import Any

from e2e.system import ROOT, System

from bench.table import Row

WEB = ROOT / "frontend"
LCP_MS, CLS, INP_MS = 2500, 0.1, 200
SECONDS_MAX = 600


def vitals_rows(system: System) -> list[Row]:
    """One row a page, of the dev store's shop as it was imported, and the weight of the first load."""
    return [_page(found) for found in _measured(system)] + [_weight()]


def _measured(system: System) -> list[dict[str, Any]]:
    addresses = {
        "E2E_BASE_URL": system.api_urls[0],
        "E2E_STORE_URL": system.store_url,
        "E2E_KEY": system.key,
    }
    ended = subprocess.run(
        ["node", "e2e/vitals.js"],
        cwd=WEB,
        env={**os.environ, **addresses},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(f"the browser could not measure: {ended.stderr[-2000:]}")
    pages: list[dict[str, Any]] = json.loads(ended.stdout.strip().splitlines()[-1])
    return pages


def _page(found: dict[str, Any]) -> Row:
    lcp, shift, inp = found["lcp"], found["cls"], found["inp"]
    return Row(
        f"web app, {found['page']}, 4x slower: LCP / CLS / INP",
        f"{lcp:.0f} ms / {shift:.3f} / {inp:.0f} ms",
        f"<= {LCP_MS} / {CLS} / {INP_MS}",
        lcp <= LCP_MS and shift <= CLS and inp <= INP_MS,
    )


def _weight() -> Row:
    """The first load's JavaScript and CSS, compressed, as the build weighs it."""
    ended = subprocess.run(
        ["node", "build/size.js"], cwd=WEB, capture_output=True, text=True, timeout=60, check=False
    )
    line = next(line for line in ended.stdout.splitlines() if line.startswith("overview"))
    kilobytes = float(line.split()[1])
    return Row(
        "web app, first load, JavaScript and CSS", f"{kilobytes:.0f} kB", "<= 150 kB", kilobytes <= 150
    )
