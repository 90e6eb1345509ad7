"""The command line `devstore`: serve a store, and act on a running one. Answers are JSON on stdout."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer

from devstore.clock import Clock
from devstore.config import Config
from devstore.demo_data.loading import StoreNotEmpty, load_demo
from devstore.server import STORE_FILE, serve
from devstore.state import Store
from devstore.webhooks.subscriptions import AppConfigInvalid

NOTE = "devstore.json"
CALL_SECONDS = 600.0

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

DataDir = Annotated[
    Path | None, typer.Option(help="Where the store keeps its state [default: $DATA_DIR/devstore].")
]
Url = Annotated[str | None, typer.Option(help="A running store [default: the one of $DATA_DIR].")]
Products = Annotated[int | None, typer.Option(min=1, help="Variants to load; past the data's own, clones.")]
Locations = Annotated[int | None, typer.Option(min=1, help="Locations to load [default: 4].")]


class NotRunning(Exception):
    """No store was found; the message says what to do."""


class Refused(Exception):
    """The store refused; the message is its own."""


@app.command("serve")
def serve_command(
    app_url: Annotated[list[str], typer.Option(help="Where the app answers; repeat it for replicas.")],
    client_id: Annotated[str, typer.Option(envvar="SHOPIFY_API_KEY")],
    client_secret: Annotated[str, typer.Option(envvar="SHOPIFY_API_SECRET")],
    port: Annotated[int, typer.Option(envvar="DEVSTORE_PORT", help="0 = any free one.")] = 8100,
    data_dir: DataDir = None,
    old_client_secret: Annotated[str, typer.Option(help="The secret that is being replaced.")] = "",
    app_config: Annotated[Path, typer.Option(help="The app's scopes and webhooks.")] = Path(
        "shopify.app.toml"
    ),
    products: Products = None,
    locations: Locations = None,
    speed: Annotated[float, typer.Option(min=0, help="How much faster than life customers buy.")] = 1.0,
    api_version: Annotated[
        str, typer.Option(help="The version of webhooks and of unversioned calls.")
    ] = "2026-10",
) -> None:
    """Serve a development store; the first start loads the demonstration shop."""
    serve(
        Config(
            port=port,
            data_dir=data_dir or default_data_dir(),
            app_urls=tuple(app_url),
            client_id=client_id,
            client_secret=client_secret,
            app_config=app_config,
            old_client_secret=old_client_secret,
            products=products,
            locations=locations,
            speed=speed,
            api_version=api_version,
        )
    )


@app.command()
def load(data_dir: DataDir = None, products: Products = None, locations: Locations = None) -> None:
    """Load the demonstration shop into an empty store that is not running."""
    directory = data_dir or default_data_dir()
    directory.mkdir(parents=True, exist_ok=True)
    store = Store.open(directory / STORE_FILE, Clock())
    try:
        show(load_demo(store, products, locations))
    finally:
        store.close()


@app.command()
def order(
    sku: Annotated[str, typer.Option(help="The code to buy.")],
    quantity: Annotated[int, typer.Option(min=1)] = 1,
    location: Annotated[
        str | None, typer.Option(help="Its id, number or name [default: the fullest].")
    ] = None,
    fulfil: Annotated[bool, typer.Option("--fulfil", help="Send it at once.")] = False,  # noqa: FBT002
    url: Url = None,
) -> None:
    """Buy something."""
    wanted: dict[str, Any] = {"sku": sku, "quantity": quantity, "fulfil": fulfil}
    show(call(url, "POST", "/_dev/order", wanted | ({"location": location} if location else {})))


@app.command()
def edit(
    sku: Annotated[str, typer.Option(help="The code whose stock is edited.")],
    location: Annotated[str, typer.Option(help="Its id, number or name.")],
    available: Annotated[int, typer.Option(help="The new quantity.")],
    url: Url = None,
) -> None:
    """Set what is available, as staff do in Shopify's admin."""
    show(call(url, "POST", "/_dev/edit", {"sku": sku, "location": location, "available": available}))


@app.command()
def storm(
    events: Annotated[int, typer.Option(min=0)] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed, the same storm.")] = 1,
    seconds: Annotated[float, typer.Option(min=0, help="Spread over so long; 0 = as fast as can be.")] = 10.0,
    url: Url = None,
) -> None:
    """Let many orders, edits and fulfilments happen at once."""
    show(call(url, "POST", "/_dev/storm", {"events": events, "seed": seed, "seconds": seconds}))


@app.command()
def truth(
    history: Annotated[bool, typer.Option("--history", help="With every change that led there.")] = False,  # noqa: FBT002
    url: Url = None,
) -> None:
    """Print the true levels."""
    address = store_url(url) + "/_dev/truth"
    with httpx2.stream("GET", address, params={"history": int(history)}, timeout=CALL_SECONDS) as answer:
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            sys.stdout.buffer.write(piece)
    sys.stdout.buffer.write(b"\n")


def default_data_dir() -> Path:
    """Where a store keeps its state when nothing else is said."""
    return Path(os.environ.get("DATA_DIR") or ".data") / "devstore"


def store_url(url: str | None) -> str:
    """The address of a running store: the given one, or that of the note in DATA_DIR. Raises NotRunning."""
    if url:
        return url.rstrip("/")
    note = default_data_dir() / NOTE
    try:
        found: str = json.loads(note.read_text())["url"]
    except (OSError, ValueError, KeyError) as error:
        raise NotRunning(f"No store runs from {note.parent}: start one, or say --url.") from error
    return found


def call(url: str | None, method: str, path: str, body: dict[str, Any]) -> Any:
    """The JSON a running store answers. Raises Refused, NotRunning."""
    address = store_url(url)
    try:
        answer = httpx2.request(method, address + path, json=body, timeout=CALL_SECONDS, trust_env=False)
    except httpx2.ConnectError as error:
        raise NotRunning(f"No store answers at {address}.") from error
    if not answer.is_success:
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        raise Refused(answer.json().get("error", answer.text) if is_json else answer.text)
    return answer.json()


def show(answer: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(answer))


def main() -> None:
    """Run a command; what cannot be done is one sentence on stderr and exit code 1."""
    try:
        app()
    except (NotRunning, Refused, StoreNotEmpty, AppConfigInvalid, httpx2.HTTPError) as error:
        typer.echo(f"devstore: {error}", err=True)
        sys.exit(1)
