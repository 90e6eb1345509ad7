"""The worker's door: alive, stuck, and its metrics for the operator alone."""

from collections.abc import Iterator

import httpx2
import pytest
from pydantic import SecretStr

from inventorysync.entry import worker_door
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.worker_door import Pulse, open_worker_door
from inventorysync.kit.metrics import STREAM_THINGS
from inventorysync.settings import Settings

TOKEN = "the operator's token of this test 0123456789"


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture
def url(pulse: Pulse) -> Iterator[str]:
    port = free_port()
    settings = Settings(_env_file=None, worker_port=port, metrics_token=SecretStr(TOKEN))
    with open_worker_door(settings, pulse):
        yield f"http://127.0.0.1:{port}"


def ask(url: str, token: str = "") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.get(url, headers=headers, timeout=5, trust_env=False)


def test_a_worker_that_lives_says_so(url: str) -> None:
    assert (ask(f"{url}/health").status_code, ask(f"{url}/health").json()) == (200, {"status": "alive"})


def test_a_worker_whose_loop_is_stuck_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_door, "STUCK_SECONDS", -1.0)
    assert (ask(f"{url}/health").status_code, ask(f"{url}/health").json()) == (503, {"status": "stuck"})


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x"])
def test_metrics_are_for_the_operator(url: str, token: str) -> None:
    answer = ask(f"{url}/metrics", token)
    assert (answer.status_code, "inventorysync" in answer.text) == (401, False)


def test_the_operator_reads_them(url: str) -> None:
    STREAM_THINGS.inc(0)
    answer = ask(f"{url}/metrics", TOKEN)
    assert (answer.status_code, "inventorysync_stream_things_total" in answer.text) == (200, True)


def test_without_a_token_and_elsewhere_there_is_nothing(pulse: Pulse) -> None:
    port = free_port()
    with open_worker_door(Settings(_env_file=None, worker_port=port), pulse):
        assert [ask(f"http://127.0.0.1:{port}{path}").status_code for path in ("/metrics", "/", "/x")] == [
            404
        ] * 3
    with pytest.raises(httpx2.ConnectError):
        ask(f"http://127.0.0.1:{port}/health")
