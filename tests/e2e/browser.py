"""Browser flows (frontend/e2e) against a system that is up."""

import os
import re
import subprocess

from e2e.system import ROOT, System


def run_flows(system: System, flows: str, **addresses: str) -> None:
    """Run one file of flows; fails with what it says. `addresses` beside those of the system."""
    assert (ROOT / "frontend/dist/index.html").is_file(), "build the web app first: make build-web"
    ended = subprocess.run(
        ["node", "--test", f"e2e/{flows}.test.js"],
        cwd=ROOT / "frontend",
        env={
            **os.environ,
            "E2E_BASE_URL": system.api_urls[0],
            "E2E_STORE_URL": system.store_url,
            "E2E_KEY": system.key,
            **addresses,
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert re.search(r"fail 0\b", ended.stdout)
