"""The web app in a browser against the whole system: its flows, and its accessibility."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from e2e.system import ROOT, System, answers, running_system, wait_until
from inventorysync.entry.embedded.process import free_port

FLOWS = sorted(path.name.removesuffix(".test.js") for path in (ROOT / "frontend/e2e").glob("*.test.js"))
OWN_URL = f"http://127.0.0.1:{free_port()}"  # of the web app as a service of its own


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    assert (ROOT / "frontend/dist/index.html").is_file(), "build the web app first: make build-web"
    settings = {"CORS_ORIGINS": OWN_URL}
    with running_system(tmp_path_factory.mktemp("browser"), products=400, settings=settings) as running:
        command = ("node", ROOT / "frontend/server/preview.js")
        own = (f"VITE_API_URL={running.api_urls[0]}", f"PORT={OWN_URL.rpartition(':')[2]}")
        running.start("preview", "env", *own, *command)
        wait_until(lambda: answers(OWN_URL), 20, OWN_URL)
        yield running


@pytest.mark.parametrize("flows", FLOWS)
def test_the_web_app_in_a_browser(system: System, flows: str) -> None:
    ended = subprocess.run(
        ["node", "--test", f"e2e/{flows}.test.js"],
        cwd=ROOT / "frontend",
        env={
            **os.environ,
            "E2E_BASE_URL": system.api_urls[0],
            "E2E_STORE_URL": system.store_url,
            "E2E_KEY": system.key,
            "E2E_FRONTEND_URL": OWN_URL,
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert re.search(r"fail 0\b", ended.stdout)


def test_every_file_of_flows_was_found() -> None:
    assert {"accessibility", "flows", "grid", "item", "people"} <= set(FLOWS)
