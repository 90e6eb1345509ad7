"""The web app in a browser against the whole system: its flows, and its accessibility."""

from collections.abc import Iterator

import pytest

from e2e.browser import run_flows
from e2e.system import BIN, ROOT, System, answers, running_system, wait_until
from inventorysync.entry.embedded.process import free_port

FLOWS = sorted(path.name.removesuffix(".test.js") for path in (ROOT / "frontend/e2e").glob("*.test.js"))
OWN_URL = f"http://127.0.0.1:{free_port()}"  # of the web app as a service of its own
MAILING_URL = f"http://127.0.0.1:{free_port()}"  # of an api that keeps its mails where they can be read


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    assert (ROOT / "frontend/dist/index.html").is_file(), "build the web app first: make build-web"
    settings = {"CORS_ORIGINS": OWN_URL, "PLANNING_ENABLED": "true"}
    folder = tmp_path_factory.mktemp("browser")
    with running_system(folder, products=400, settings=settings) as running:
        command = ("node", ROOT / "frontend/server/preview.js")
        own = (f"VITE_API_URL={running.api_urls[0]}", f"PORT={OWN_URL.rpartition(':')[2]}")
        running.start("preview", "env", *own, *command)
        keeping = ("ENVIRONMENT=development", f"DATA_DIR={folder / 'mailing'}")
        serve = (BIN / "inventorysync", "serve", "--port", MAILING_URL.rpartition(":")[2])
        running.start("mailing", "env", *keeping, *serve)
        wait_until(lambda: answers(OWN_URL), 20, OWN_URL)
        wait_until(lambda: answers(f"{MAILING_URL}/health/ready"), 60, MAILING_URL)
        yield running


@pytest.mark.parametrize("flows", FLOWS)
def test_the_web_app_in_a_browser(system: System, flows: str) -> None:
    run_flows(system, flows, E2E_FRONTEND_URL=OWN_URL, E2E_MAILING_URL=MAILING_URL)


def test_every_file_of_flows_was_found() -> None:
    assert {"accessibility", "flows", "grid", "item", "people"} <= set(FLOWS)
