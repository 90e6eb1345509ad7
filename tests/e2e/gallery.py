"""`make screenshots`: every page as it looks now, into docs/screenshots, from the demo's own shop."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from e2e.system import ROOT, System, running_system

FOLDER = ROOT / "docs/screenshots"
PRODUCTS = 3306  # the demo's whole shop
CUSTOMERS_SPEED, CUSTOMERS_SECONDS = 400, 45  # so that charts and lists have something to show


def main() -> int:
    """Take them all and write the page that shows them."""
    with (
        tempfile.TemporaryDirectory() as name,
        running_system(Path(name), products=PRODUCTS, settings={"PLANNING_ENABLED": "true"}) as system,
    ):
        _let_customers_buy(system)
        addresses = {
            "E2E_BASE_URL": system.api_urls[0],
            "E2E_STORE_URL": system.store_url,
            "E2E_KEY": system.key,
        }
        subprocess.run(
            ["node", "e2e/screenshots.js", str(FOLDER)],
            cwd=ROOT / "frontend",
            env={**os.environ, **addresses},
            check=True,
        )
    _write_index()
    return 0


def _let_customers_buy(system: System) -> None:
    system.store("POST", "customers", {"running": True, "speed": CUSTOMERS_SPEED})
    time.sleep(CUSTOMERS_SECONDS)
    system.store("POST", "customers", {"running": False})
    system.store("POST", "webhooks/flush")


def _write_index() -> None:
    names = sorted({path.stem.rsplit("-", 2)[0] for path in FOLDER.glob("*-1440-light.png")})
    lines = ["# Screenshots", "", "Made by `make screenshots` from the demo's shop.", ""]
    for name in names:
        lines += [f"## {name.replace('-', ' ').capitalize()}", ""]
        lines += [
            " ".join(
                f"![{name}, {width} wide, {scheme}]({name}-{width}-{scheme}.png)" for width in (1440, 390)
            )
            for scheme in ("light", "dark")
        ]
        lines.append("")
    (FOLDER / "README.md").write_text("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
