"""The whole system in real processes: two apis, two workers, the development store, PostgreSQL, Valkey."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import redis
from support.databases import postgres_programs

from inventorysync.entry.demo import new_secret_key
from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.embedded.valkey import start_valkey
from inventorysync.entry.migrating import migrate_up

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
CLIENT_ID, CLIENT_SECRET = "e2e-client", "shpss_e2e0123456789abcdef01234567"
OPERATOR = "an-operator-of-these-processes-0123456789"
Level = tuple[str, str]


class Service:
    """A database of the system: it can lose its power, and comes back at the address it had."""

    def __init__(
        self, start: Callable[[], AbstractContextManager[str]], pid_of: Callable[[str], int]
    ) -> None:
        self._start, self._pid_of = start, pid_of
        self._held = ExitStack()
        self.url = self._held.enter_context(start())

    def kill(self) -> None:
        """SIGKILL the server, as a machine that loses power; it stays away until `come_back`."""
        os.kill(self._pid_of(self.url), signal.SIGKILL)

    def come_back(self) -> None:
        """Start it again over the files it left."""
        self._held.close()
        assert self._held.enter_context(self._start()) == self.url, "the address has changed"

    def end(self) -> None:
        self._held.close()

    def lose(self, files: Path) -> None:
        """End it, lose its files, and start it again with none, at the address it had."""
        self._held.close()
        shutil.rmtree(files)
        assert self._held.enter_context(self._start()) == self.url, "the address has changed"


def postgres_in(folder: Path) -> Service:
    """A PostgreSQL that can be killed."""

    def pid_of(_url: str) -> int:
        return int((folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])

    return Service(lambda: start_postgres(folder, bin_dir=postgres_programs()), pid_of)


def valkey_in(folder: Path) -> Service:
    """A Valkey that can be killed."""

    def pid_of(url: str) -> int:
        with redis.Redis.from_url(url) as client:
            return int(client.info("server")["process_id"])

    return Service(lambda: start_valkey(folder), pid_of)


@dataclass
class System:
    """What runs, and how to look into it."""

    folder: Path
    env: dict[str, str]
    api_urls: list[str]
    store_url: str
    postgres: Service
    valkey: Service
    worker_ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    key: str = ""
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    http: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=60, trust_env=False))

    def start(self, name: str, *command: object, **env: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(part) for part in command], env=self.env | env, cwd=ROOT, stdout=log, stderr=log
            )

    def start_api(self, number: int) -> None:
        port = self.api_urls[number].rsplit(":", 1)[1]
        self.start(f"api{number}", BIN / "inventorysync", "serve", "--port", port)

    def start_worker(self, number: int) -> None:
        port = str(self.worker_ports[number])
        self.start(f"worker{number}", BIN / "inventorysync", "worker", WORKER_PORT=port)

    def kill(self, name: str) -> None:
        """SIGKILL, as a machine that loses power."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:  # how processes stop is tests/e2e/test_operation.py's to tell
                process.kill()
                process.wait()
        self.http.close()

    def store(self, method: str, path: str, body: Any = None) -> Any:
        return self.http.request(method, f"{self.store_url}/_dev/{path}", json=body).raise_for_status().json()

    def app(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Ask any api that answers; one may be dead just now."""
        headers = {"Authorization": f"Bearer {self.key}", **request.pop("headers", {})}
        for url in self.api_urls * 40:
            try:
                answer = self.http.request(method, f"{url}/api/v1/{path}", headers=headers, **request)
            except httpx2.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code < 500:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"no api answered {path}")

    def command(self, *arguments: str) -> str:
        """What `inventorysync` says to these arguments; it must have worked."""
        ended = subprocess.run(
            [BIN / "inventorysync", *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def prove_ledger(self) -> None:
        """Every level equals the sum of its entries; fails with what the proof says."""
        proof = subprocess.run(
            [BIN / "inventorysync", "verify"], env=self.env, cwd=ROOT, capture_output=True, check=False
        )
        assert proof.returncode == 0, proof.stdout + proof.stderr

    def imported(self) -> dict[str, Any]:
        """How far the first import is."""
        state: dict[str, Any] = self.app("GET", "sync").json()["import"]
        return state

    def truth(self) -> dict[Level, dict[str, int]]:
        levels = self.store("GET", "truth")["levels"]
        return {(row["inventory_item_id"], row["location_id"]): row["quantities"] for row in levels}

    def levels(self) -> dict[Level, dict[str, int]]:
        return {
            (row["inventory_item_id"], row["location_id"]): row["quantities"]
            for row in self.pages("levels", limit=250)
        }

    def pages(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            page = self.app("GET", path, params=params | ({"cursor": cursor} if cursor else {})).json()
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Return when it holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.25)


def answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


@contextmanager
def running_system(
    folder: Path, *, products: int, settings: dict[str, str] | None = None
) -> Iterator[System]:
    """Everything started, the app installed, the first import done; `settings` beside the usual ones."""
    with started_system(folder, products=products, settings=settings) as system:
        wait_until(lambda: system.imported()["state"] == "done", 120, "import")
        yield system


@contextmanager
def started_system(
    folder: Path,
    *,
    products: int,
    locations: int = 4,
    faults: dict[str, Any] | None = None,
    settings: dict[str, str] | None = None,
) -> Iterator[System]:
    """Everything started and the app installed: its first import begins, with the store's `faults`."""
    with ExitStack() as stack:
        postgres, valkey = postgres_in(folder / "postgres"), valkey_in(folder / "valkey")
        stack.callback(postgres.end)
        stack.callback(valkey.end)
        migrate_up(postgres.url)
        api_urls = [f"http://127.0.0.1:{free_port()}" for _ in range(2)]
        store_port = free_port()
        env = {
            **os.environ,
            "ENVIRONMENT": "test",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "APP_URL": api_urls[0],
            "SHOPIFY_API_KEY": CLIENT_ID,
            "SHOPIFY_API_SECRET": CLIENT_SECRET,
            "SHOPIFY_DEV_URL": f"http://127.0.0.1:{store_port}",
            "SECRET_KEY": new_secret_key(),
            "REQUESTS_PER_MINUTE": "0",  # tests ask as often as they can
            "REQUESTS_PER_MINUTE_OF_SHOP": "0",
            "RECONCILE_HOURS": "0.003",
            "METRICS_TOKEN": OPERATOR,
            "PLANNING_ENABLED": "false",  # forecasts take the processor from what is tested
            "PYTHONUNBUFFERED": "1",
            **(settings or {}),
        }
        system = System(folder, env, api_urls, f"http://127.0.0.1:{store_port}", postgres, valkey)
        stack.callback(system.end)
        urls = [part for url in api_urls for part in ("--app-url", url)]
        system.start(
            "devstore",
            *(BIN / "devstore", "serve", "--port", store_port, "--data-dir", folder / "store", *urls),
            *("--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET, "--products", products),
            *("--locations", locations, "--app-config", ROOT / "shopify.app.toml", "--speed", "0"),
        )
        for number in range(2):
            system.start_api(number)
            system.start_worker(number)
        for url in (f"{system.store_url}/health", *(f"{url}/health/ready" for url in api_urls)):
            wait_until(lambda url=url: answers(url), 120, url)  # type: ignore[misc]
        system.store("PUT", "faults", faults or {})
        _install(system)
        yield system


def _install(system: System) -> None:
    installed = system.store("POST", "install")
    headers = {"Authorization": f"Bearer {installed['id_token']}"}
    url = f"{system.api_urls[0]}/api/v1/api-keys"
    system.http.get(f"{system.api_urls[0]}/api/v1/shop", headers=headers).raise_for_status()
    made = system.http.post(url, headers=headers, json={"name": "e2e", "scopes": ["admin"]})
    system.key = made.raise_for_status().json()["key"]
