"""`inventorysync`: the command line. Each command loads what it needs and nothing more."""

import asyncio
import secrets as randomness
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inventorysync.settings import WEAK_WORDS, Settings, WeakSettings

if TYPE_CHECKING:
    from inventorysync.entry.checks import Check

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="InventorySync: inventory for Shopify shops.",
)
migrate = typer.Typer(no_args_is_help=True, help="Bring the database to a version of the schema.")
api_key = typer.Typer(no_args_is_help=True, help="Keys that let programs in.")
passkeys = typer.Typer(no_args_is_help=True, help="For people who have lost theirs.")
app.add_typer(passkeys, name="passkeys")
app.add_typer(migrate, name="migrate")
app.add_typer(api_key, name="api-key")
recovery = typer.Typer(no_args_is_help=True, help="What becomes of shops after a restore.")
app.add_typer(recovery, name="recovery")

DataDir = Annotated[Path | None, typer.Option("--data-dir", envvar="DATA_DIR", help="Files of a local run.")]
ShopOption = Annotated[str, typer.Option("--shop", help="The shop's myshopify.com domain; all by default.")]
DEVSTORE_PORT = 8100


class CommandFailed(Exception):
    """A command cannot do what it was asked; the message is for the person who typed it."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port to listen on; PORT by default.")] = None,
) -> None:
    """Serve the API, the web app and the webhooks."""
    import uvicorn

    settings = _settings()
    settings.require_production_secrets()
    uvicorn.run(
        "inventorysync.entry.web:app",
        host=host,
        port=port or settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


@app.command()
def worker() -> None:
    """Drain the inbox, push changes, run jobs and schedules."""
    _settings().require_production_secrets()
    from inventorysync.entry.worker import main as run_worker

    run_worker()


@migrate.command("up")
def migrate_up_command(
    revision: Annotated[str, typer.Argument(help="Where to stop; the newest by default.")] = "head",
) -> None:
    """Apply migrations; safe from several replicas at once."""
    from inventorysync.entry.migrating import migrate_up

    migrate_up(_database_url(None), revision)


@migrate.command("down")
def migrate_down_command(
    revision: Annotated[str, typer.Argument(help="The revision to go back to, or `base`.")],
) -> None:
    """Take migrations back. Data of removed tables are lost."""
    from inventorysync.entry.migrating import migrate_down

    migrate_down(_database_url(None), revision)


@app.command()
def secrets() -> None:
    """Print fresh values of all secrets, in the form of a .env file."""
    from inventorysync.backups.sealing import new_key
    from inventorysync.entry.demo import new_secret_key

    def strong(make: Callable[[], str]) -> str:
        while any(word in (value := make()).lower() for word in WEAK_WORDS):
            pass
        return value

    lines = [
        f"SECRET_KEY={strong(new_secret_key)}",
        f"JWT_SECRET_KEY={strong(lambda: randomness.token_urlsafe(48))}",
        "# Lets Prometheus read /metrics and the operator read /health/status.",
        f"METRICS_TOKEN={strong(lambda: randomness.token_urlsafe(48))}",
        "# Seals backups. Keep it elsewhere too: without it no backup can be opened.",
        f"BACKUP_KEY={new_key()}",
        "# From your app in Shopify's Dev Dashboard; Shopify signs webhooks with the same secret.",
        "SHOPIFY_API_KEY=",
        "SHOPIFY_API_SECRET=",
        "SHOPIFY_WEBHOOK_SECRET=",
    ]
    typer.echo("\n".join(lines))


@api_key.command("create")
def create_api_key(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="read, write or admin; repeatable.")] = None,
    shop: Annotated[str, typer.Option(help="The shop's myshopify.com domain, if there are several.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Make an API key and print it as the last line. It may read and write unless scopes are given."""
    typer.echo(asyncio.run(_create_api_key(name, scope or ["read", "write"], shop, data_dir)))


@passkeys.command("forget")
def forget_passkeys(
    email: Annotated[str, typer.Option(help="Whose passkeys, in every shop they sign in to.")],
    data_dir: DataDir = None,
) -> None:
    """Somebody has lost their devices and no owner can help: their password lets them add a new passkey."""
    from inventorysync.entry.upkeep import forget_passkeys as forget

    typer.echo("\n".join(asyncio.run(forget(_database_url(data_dir), email, datetime.now(UTC)))))


@app.command()
def demo(
    devstore_port: Annotated[int, typer.Option(envvar="DEVSTORE_PORT")] = DEVSTORE_PORT,
) -> None:
    """Run everything on this machine with a development store; Ctrl-C ends it."""
    from inventorysync.entry.demo import CannotRun, CannotStart, ChildFailed, run_demo

    try:
        run_demo(_settings(), devstore_port)
    except (CannotRun, CannotStart, ChildFailed) as error:
        raise CommandFailed(str(error)) from error


@app.command()
def preflight() -> None:
    """Walk the launch checklist: what is well, what is not and how to mend it, what a person must do."""
    from inventorysync.entry.preflight import run_checks

    _print_checks(asyncio.run(run_checks(_settings())))


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Say what is wrong with a running system, and what to do about it. Exit 1 when something is."""
    from inventorysync.entry.doctor import diagnose

    _print_checks(asyncio.run(diagnose(_settings_of_running(data_dir))))


@app.command()
def verify(data_dir: DataDir = None) -> None:
    """Prove the ledger by its entries and its chain of hashes. Exit 1 and name each row that is not right."""
    from inventorysync.entry.upkeep import verify as prove

    lines, is_sound = asyncio.run(prove(_database_url(data_dir)))
    typer.echo("\n".join(lines))
    if not is_sound:
        raise typer.Exit(1)


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Compare every level with Shopify now; the workers do it, the sync page shows how far they are."""
    from inventorysync.entry.upkeep import reconcile as ask

    typer.echo("\n".join(asyncio.run(ask(_database_url(data_dir), datetime.now(UTC)))))


@app.command()
def export(
    to: Annotated[Path, typer.Option(help="The file to write, a ZIP.")],
    shop: Annotated[str, typer.Option(help="The shop's myshopify.com domain, if there are several.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Write everything that is kept of a shop into a file: CSV, JSON lines and a README, without secrets."""
    from inventorysync.entry.exporting import export_to

    try:
        size = asyncio.run(export_to(_database_url(data_dir), shop, to, datetime.now(UTC)))
    except OSError as error:
        raise CommandFailed(f"{to}: {error.strerror}") from error
    typer.echo(f"{to}: {size:,} bytes")


StorageOption = Annotated[
    str, typer.Option("--storage", help="A folder or s3://bucket/prefix; BACKUP_TO by default.")
]


@app.command()
def backup(to: StorageOption = "", data_dir: DataDir = None) -> None:
    """Back the whole database up now, encrypted and as of one moment; then delete what no rule keeps."""
    from inventorysync.entry.backing_up import back_up_now

    typer.echo("\n".join(_told(back_up_now(_settings_of_running(data_dir), to))))


@app.command()
def backups(
    to: StorageOption = "",
    check: Annotated[str, typer.Option(help="Read every byte of this one, or of the `newest`.")] = "",
) -> None:
    """List the backups in the storage, newest first, and why one could not be restored."""
    from inventorysync.entry.backing_up import listed

    typer.echo("\n".join(_told(listed(_settings(), to, check))))


@app.command()
def restore(
    name: Annotated[str, typer.Argument(help="A backup's name, or `newest`.")],
    to: StorageOption = "",
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what the database holds.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Restore a backup as the database, wholly or not at all; shops are in safe mode then.

    Every byte is proved before anything is touched. Stop every api and worker first.
    """
    from inventorysync.entry.restoring import Wish
    from inventorysync.entry.restoring import restore as restore_it

    typer.echo("\n".join(_told(restore_it(_settings_of_running(data_dir), Wish(name, to, replaces=replace)))))


@recovery.command("begin")
def recovery_begin(
    said: Annotated[
        str, typer.Option("--from", help="What was restored, in a few words.")
    ] = "another backup",
    made_at: Annotated[datetime | None, typer.Option(help="The moment the data are of, in UTC.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Put every shop into safe mode, after others have restored the database and before anything starts."""
    from inventorysync.entry.restoring import begin

    of = made_at.replace(tzinfo=UTC) if made_at else None
    typer.echo("\n".join(_told(begin(_settings_of_running(data_dir), said, of))))


@recovery.command("show")
def recovery_show(shop: ShopOption = "", data_dir: DataDir = None) -> None:
    """Say how each shop stands after a restore."""
    from inventorysync.entry.restoring import show

    typer.echo("\n".join(_told(show(_database_url(data_dir), shop))))


@recovery.command("confirm")
def recovery_confirm(shop: ShopOption = "", data_dir: DataDir = None) -> None:
    """End safe mode, of one shop or of all that wait: changes made since the restore are sent."""
    from inventorysync.entry.restoring import confirm

    typer.echo("\n".join(_told(confirm(_database_url(data_dir), shop))))


def _told(work: "Coroutine[None, None, list[str]]") -> list[str]:
    """What a command of backups says; a failure of theirs is one line."""
    from inventorysync.backups.actions import OneIsMade
    from inventorysync.backups.finding import Damaged, NoSuchBackup
    from inventorysync.backups.sealing import WrongKey
    from inventorysync.entry.backing_up import FAILURES
    from inventorysync.entry.restoring import CannotRestore

    try:
        return asyncio.run(work)
    except (OneIsMade, Damaged, NoSuchBackup, WrongKey, CannotRestore, *FAILURES) as error:
        raise CommandFailed(str(error) or type(error).__name__) from error


async def _create_api_key(name: str, scopes: list[str], domain: str, data_dir: Path | None) -> str:
    from inventorysync.kit.db import Database
    from inventorysync.shops import actions, queries
    from inventorysync.shops.roles import KEY_SCOPES

    unknown = set(scopes) - set(KEY_SCOPES)
    if unknown:
        raise CommandFailed(f"unknown scope {', '.join(sorted(unknown))}; known: {', '.join(KEY_SCOPES)}")
    database = Database(_database_url(data_dir), pool_size=1)
    try:
        async with database.system() as connection:
            shops = await queries.list_shops(connection)
        found = [shop for shop in shops if domain in ("", shop.domain)]
        if len(found) != 1:
            known = ", ".join(shop.domain for shop in shops) or "none has installed the app yet"
            raise CommandFailed(f"name one shop with --shop; active shops: {known}")
        async with database.shop(found[0].shop_id) as connection:
            _, key = await actions.create_api_key(
                connection,
                found[0].shop_id,
                name,
                [scope for scope in KEY_SCOPES if scope in scopes],
                created_by="command line",
                now=datetime.now(UTC),
            )
        return key
    finally:
        await database.close()


def _print_checks(checks: "Sequence[Check]") -> None:
    typer.echo("\n".join(line for check in checks for line in check.lines))
    counts = {
        verdict: sum(check.verdict == verdict for check in checks) for verdict in ("good", "bad", "person")
    }
    for_people = f", {counts['person']} for a person" if counts["person"] else ""
    typer.echo(f"\n{counts['good']} well, {counts['bad']} not{for_people}")
    if counts["bad"]:
        raise typer.Exit(1)


def _settings_of_running(data_dir: Path | None) -> Settings:
    """The environment's, or those of the run found in DATA_DIR."""
    from inventorysync.entry.running import find_running

    settings = _settings()
    running = None if settings.database_url else find_running(data_dir or settings.data_dir)
    if running is None:
        return settings
    found = {"database_url": running.database_url, "redis_url": running.redis_url, "app_url": running.url}
    return settings.model_copy(update=found)


def _settings() -> Settings:
    return Settings()


def _database_url(data_dir: Path | None) -> str:
    """DATABASE_URL, or that of the run found in DATA_DIR."""
    from inventorysync.entry.running import find_running

    settings = _settings()
    if settings.database_url:
        return settings.database_url
    directory = data_dir or settings.data_dir
    running = find_running(directory)
    if running is None:
        raise CommandFailed(f"nothing runs from {directory}: start `make run` first, or set DATABASE_URL")
    return running.database_url


def main() -> None:
    """The edge of every command: a refusal is one line on stderr and exit code 1."""
    from inventorysync.kit.problems import Refusal

    try:
        app()
    except (CommandFailed, WeakSettings, Refusal) as error:
        sys.stderr.write(f"inventorysync: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
