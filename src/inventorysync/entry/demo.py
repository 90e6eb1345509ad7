"""`make run`: a whole installation on this machine, with a development store, from one command."""

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import httpx2

from inventorysync.entry.children import Child, ChildFailed, Children
from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.embedded.process import CannotStart, is_free, ownership
from inventorysync.entry.embedded.valkey import start_valkey
from inventorysync.entry.migrating import ROOT, migrate_up
from inventorysync.entry.running import Running, leave_note, remove_note
from inventorysync.settings import Settings

HOST = "127.0.0.1"
CLIENT_ID = "inventorysync-development"
API_KEY_NAME = "make run"
STORE_SECONDS = 120.0
READY_SECONDS = 60.0
CUSTOMERS_SPEED = 3  # times the pace of the data's open hours: an order about every two minutes
SECRETS_FILE = "secrets.json"
API_KEY_FILE = "api-key"


class CannotRun(Exception):
    """The demo cannot start; the message says what to do."""


@dataclass(frozen=True)
class Plan:
    """What this run is made of."""

    data_dir: Path
    port: int
    store_port: int
    database_url: str
    redis_url: str
    secrets: dict[str, str]
    has_own_store: bool

    @property
    def url(self) -> str:
        """Where the app answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def store_url(self) -> str:
        """Where the development store answers."""
        return f"http://{HOST}:{self.store_port}"


def run_demo(settings: Settings, store_port: int) -> None:
    """Start everything, connect the store, show the first import, and stay until Ctrl-C.

    Raises CannotRun, CannotStart, ChildFailed.
    """
    began = time.monotonic()
    data_dir = settings.data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_turn_term_into_interrupt())
        _own(stack, data_dir)
        plan = _plan(stack, settings, data_dir, store_port)
        children = Children(data_dir / "logs")
        stack.callback(children.end)
        store, api = _start_processes(children, plan)
        _note(stack, plan)
        if store:
            children.wait_until_ready(store, STORE_SECONDS)
        children.wait_until_ready(api, READY_SECONDS)
        key = _connect_store(plan) if plan.has_own_store else None
        _print_addresses(plan, key, time.monotonic() - began)
        if key:
            _show_import(children, plan, key)
        _stay(children)


def _own(stack: ExitStack, data_dir: Path) -> None:
    try_to_own = stack.enter_context(ownership(data_dir / "run.lock"))
    if not try_to_own():
        raise CannotRun(f"another run uses {data_dir}; end it, or set DATA_DIR to another directory")


def _plan(stack: ExitStack, settings: Settings, data_dir: Path, store_port: int) -> Plan:
    has_own_store = not settings.shopify_api_key
    wanted = {"PORT": settings.port} | ({"DEVSTORE_PORT": store_port} if has_own_store else {})
    for name, port in wanted.items():
        if not is_free(port):
            raise CannotRun(f"port {port} is in use; set {name} to another one")
    database_url = settings.database_url or stack.enter_context(start_postgres(data_dir / "postgres"))
    redis_url = settings.redis_url or stack.enter_context(start_valkey(data_dir / "valkey"))
    return Plan(
        data_dir=data_dir,
        port=settings.port,
        store_port=store_port,
        database_url=database_url,
        redis_url=redis_url,
        secrets=_secrets(data_dir),
        has_own_store=has_own_store,
    )


def _secrets(data_dir: Path) -> dict[str, str]:
    """This installation's own random secrets, made at the first run and kept."""
    file = data_dir / SECRETS_FILE
    if not file.exists():
        made = {name: secrets.token_urlsafe(32) for name in ("JWT_SECRET_KEY", "SHOPIFY_API_SECRET")}
        made["SECRET_KEY"] = new_secret_key()
        _write_privately(file, json.dumps(made))
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def new_secret_key() -> str:
    """32 random bytes in the form SECRET_KEY wants."""
    text = secrets.token_urlsafe(32)
    return text + "=" * (-len(text) % 4)


def _environment(plan: Plan) -> dict[str, str]:
    """What the children get: the caller's own environment, completed."""
    env = {
        **os.environ,
        "DATABASE_URL": plan.database_url,
        "REDIS_URL": plan.redis_url,
        "PORT": str(plan.port),
        "DATA_DIR": str(plan.data_dir),
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("APP_URL", "FRONTEND_URL"):
        env.setdefault(name, plan.url)
    for name in ("SECRET_KEY", "JWT_SECRET_KEY"):
        env.setdefault(name, plan.secrets[name])
    if plan.has_own_store:
        env["SHOPIFY_API_KEY"] = CLIENT_ID
        env["SHOPIFY_API_SECRET"] = plan.secrets["SHOPIFY_API_SECRET"]
        env["SHOPIFY_DEV_URL"] = plan.store_url
    return env


def _start_processes(children: Children, plan: Plan) -> tuple[Child | None, Child]:
    """The store while the database is migrated, then api and worker."""
    env = _environment(plan)
    scripts = Path(sys.executable).parent
    store = None
    if plan.has_own_store:
        store = children.start(
            "devstore",
            [
                *(scripts / "devstore", "serve", "--port", str(plan.store_port)),
                *("--data-dir", plan.data_dir / "devstore", "--app-url", plan.url),
                *("--client-id", CLIENT_ID, "--client-secret", plan.secrets["SHOPIFY_API_SECRET"]),
                *("--app-config", ROOT / "shopify.app.toml", "--speed", str(CUSTOMERS_SPEED)),
            ],
            env,
            f"{plan.store_url}/health",
        )
    migrate_up(plan.database_url)
    command = scripts / "inventorysync"
    api = children.start("api", [command, "serve"], env, f"{plan.url}/health/ready")
    children.start("worker", [command, "worker"], env)
    return store, api


def _note(stack: ExitStack, plan: Plan) -> None:
    running = Running(
        pid=os.getpid(),
        url=plan.url,
        devstore_url=plan.store_url if plan.has_own_store else "",
        database_url=plan.database_url,
        redis_url=plan.redis_url,
        secret_key=_environment(plan)["SECRET_KEY"],
    )
    leave_note(plan.data_dir, running)
    stack.callback(remove_note, plan.data_dir)


def _connect_store(plan: Plan) -> str:
    """Install the app as a merchant does, and have an API key for the browser."""
    with httpx2.Client(timeout=60.0, trust_env=False) as http:
        installed = _json(http.post(f"{plan.store_url}/_dev/install"))
        as_staff = {"Authorization": f"Bearer {installed['id_token']}"}
        _json(http.get(f"{plan.url}/api/v1/shop", headers=as_staff))
        file = plan.data_dir / API_KEY_FILE
        if file.exists() and _is_accepted(http, plan, file.read_text()):
            return file.read_text()
        wanted = {"name": API_KEY_NAME, "scopes": ["admin"]}
        made = _json(http.post(f"{plan.url}/api/v1/api-keys", headers=as_staff, json=wanted))
        _write_privately(file, made["key"])
        return str(made["key"])


def _is_accepted(http: httpx2.Client, plan: Plan, key: str) -> bool:
    answer = http.get(f"{plan.url}/api/v1/shop", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code == httpx2.codes.OK


def _json(response: httpx2.Response) -> Any:
    if not response.is_success:
        raise CannotRun(f"{response.request.url} answered {response.status_code}: {response.text[:500]}")
    return response.json()


def _print_addresses(plan: Plan, key: str | None, seconds: float) -> None:
    lines = ["", f"InventorySync runs ({seconds:.1f} s).", ""]
    if plan.has_own_store:
        lines += [
            f"  Store's admin, app embedded   {plan.store_url}/store/apps/inventorysync",
            f"  The store itself              {plan.store_url}/   (an order about every two minutes)",
        ]
    if key:
        lines.append(f"  App on its own                {plan.url}/#key={key}")
    else:
        lines.append(f"  App                           {plan.url}/   (open it from your store's admin)")
    lines += [
        f"  API documentation             {plan.url}/docs",
        f"  Logs                          {plan.data_dir / 'logs'}",
        "",
        "  Ctrl-C ends everything.",
        "",
    ]
    _say("\n".join(lines))


def _show_import(children: Children, plan: Plan, key: str) -> None:
    """Say how far the first import is until it has ended; nothing when it was done before."""
    began, shown = time.monotonic(), ""
    with httpx2.Client(timeout=10.0, trust_env=False, headers={"Authorization": f"Bearer {key}"}) as http:
        while True:
            children.require_alive()
            state = _json(http.get(f"{plan.url}/api/v1/sync"))["import"]
            line = _import_line(state)
            if line != shown and (shown or state["state"] != "done"):
                _say(f"  {time.monotonic() - began:5.1f} s  {line}")
            elif state["state"] == "done":
                _say(f"  {line}")
            shown = line
            if state["state"] in ("done", "failed"):
                return
            time.sleep(0.5)


def _import_line(state: dict[str, Any]) -> str:
    counts = f"{state['products']} products, {state['variants']} variants, {state['levels']} levels"
    if state["state"] == "failed":
        return f"first import failed: {state['error']}"
    if state["state"] == "done":
        return f"first import done: {counts}"
    return f"first import {state['state']} ({state['phase'] or 'starting'}): {counts}"


def _stay(children: Children) -> NoReturn:
    while True:
        children.require_alive()
        time.sleep(0.5)


@contextmanager
def _turn_term_into_interrupt() -> Iterator[None]:
    """SIGTERM ends the run as Ctrl-C does, so that children and databases end in order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write_privately(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


__all__ = ["CannotRun", "CannotStart", "ChildFailed", "new_secret_key", "run_demo"]
