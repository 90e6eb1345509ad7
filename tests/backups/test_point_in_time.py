"""Going back to a moment with write-ahead logs, as docs/operate/backups.md tells it, then into safe mode."""

import asyncio
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from backups.conftest import settings_of
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from support.databases import in_its_own_loop, postgres_programs
from support.running_api import add_shop

from inventorysync.backups.programs import environment
from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.migrating import migrate_up
from inventorysync.entry.restoring import begin, show
from inventorysync.kit.db import Database, sqlalchemy_url


async def told(url: str, *statements: str) -> object:
    """The last statement's value; each is a transaction of its own."""
    engine = create_async_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    value: object = None
    async with engine.connect() as connection:
        for statement in statements:
            result = await connection.execute(text(statement))
            value = result.scalar() if result.returns_rows else None
    await engine.dispose()
    return value


async def with_shop(url: str) -> int:
    database = Database(url, pool_size=1)
    shop = await add_shop(database, 1)
    await database.close()
    return shop.shop_id


def test_a_database_goes_back_to_a_moment_and_begins_in_safe_mode(tmp_path: Path) -> None:
    archive, old, new = tmp_path / "archive", tmp_path / "old", tmp_path / "new"
    archive.mkdir()
    archive.chmod(0o777)  # whoever the server runs as
    with start_postgres(old, bin_dir=postgres_programs()) as url:
        copy = f"test ! -f {archive}/%f && cp %p {archive}/%f"
        in_its_own_loop(
            told(url, "ALTER SYSTEM SET archive_mode = on", f"ALTER SYSTEM SET archive_command = '{copy}'")
        )
    with start_postgres(old, bin_dir=postgres_programs()) as url:
        migrate_up(url)
        shop_id = in_its_own_loop(with_shop(url))
        new.mkdir()
        command = [
            str(postgres_programs() / "pg_basebackup"),
            "-D",
            str(new / "cluster"),
            "--checkpoint=fast",
            "-X",
            "stream",
        ]
        subprocess.run(command, env=environment(url), check=True, capture_output=True)
        in_its_own_loop(told(url, "UPDATE inventory_level SET available = 7"))
        moment = in_its_own_loop(told(url, "SELECT clock_timestamp()"))
        in_its_own_loop(
            told(url, "SELECT pg_sleep(0.1)", "DELETE FROM inventory_level", "SELECT pg_switch_wal()")
        )
        password = (old / "password").read_text()
    assert isinstance(moment, datetime)
    (new / "password").write_text(password)
    settings = {
        "archive_mode": "off",
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": moment.isoformat(),
        "recovery_target_action": "promote",
    }
    with (new / "cluster" / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    (new / "cluster" / "recovery.signal").touch()
    with start_postgres(new, bin_dir=postgres_programs()) as url:
        deadline = time.monotonic() + 30
        while in_its_own_loop(told(url, "SELECT pg_is_in_recovery()")):
            assert time.monotonic() < deadline, "it does not end its recovery"
            time.sleep(0.05)
        count = "SELECT count(*) FROM inventory_level WHERE available = 7"
        assert in_its_own_loop(told(url, count)) == 1, "what was deleted later is there"
        said = asyncio.run(begin(settings_of(url, tmp_path), "point in time", moment.astimezone(UTC)))
        assert said[0].startswith("every shop is in safe mode")
        since = f"SELECT safe_since IS NOT NULL FROM shop WHERE shop_id = {shop_id}"
        assert in_its_own_loop(told(url, since)) is True
        (first, *_) = asyncio.run(show(url, ""))
        assert f"data of {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" in first
