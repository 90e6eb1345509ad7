import asyncio
import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest
from embedded.conftest import Hold
from support.databases import postgres_programs

from inventorysync.entry.embedded.postgres import start_postgres
from inventorysync.entry.embedded.process import CannotStart, command_line_of, free_port, wait_until


def ask(url: str, *statements: str) -> object:
    """The single value of the last statement."""

    async def on_a_connection() -> object:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(on_a_connection())


def postmaster_pid(data_dir: Path) -> int:
    return int((data_dir / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def is_alive(pid: int) -> bool:
    return command_line_of(pid) is not None  # a zombie, which nobody reaped, has none


def test_a_cold_start_gives_a_durable_utf8_database_that_asks_for_a_password(tmp_path: Path) -> None:
    with start_postgres(tmp_path, bin_dir=postgres_programs()) as url:
        assert ask(url, "SELECT current_database() || ' ' || current_user") == "inventorysync inventorysync"
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SELECT 'Z' < 'a' AND 'z' < 'é'"), "sorted by code points"
        assert ask(url, "SELECT lower('ÄÉ')") == "äé"
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(url.replace("inventorysync:", "inventorysync:x", 1), "SELECT 1")


def test_the_server_ends_with_its_owner_and_keeps_its_rows_for_the_next_start(tmp_path: Path) -> None:
    with start_postgres(tmp_path) as url:
        ask(url, "CREATE TABLE kept AS SELECT 41 AS n", "UPDATE kept SET n = 42")
        pid = postmaster_pid(tmp_path)
    assert not is_alive(pid)

    started = time.monotonic()
    with start_postgres(tmp_path) as again:
        assert time.monotonic() - started < 5
        assert again == url, "the port of last time is used again"
        assert ask(again, "SELECT n FROM kept") == 42


def test_a_killed_owner_takes_its_server_along_and_the_next_start_finds_every_row(
    tmp_path: Path,
    hold: Hold,
) -> None:
    holder = hold("postgres", tmp_path)
    ask(holder.url, "CREATE TABLE kept AS SELECT 7 AS n", "SELECT 1")
    pid = postmaster_pid(tmp_path)
    holder.kill()
    with start_postgres(tmp_path) as url:
        assert postmaster_pid(tmp_path) != pid
        assert ask(url, "SELECT n FROM kept") == 7
    assert not is_alive(pid)


def test_a_server_left_running_by_a_killed_owner_is_taken_over_and_ended(tmp_path: Path, hold: Hold) -> None:
    holder = hold("postgres", tmp_path, orphan=True)
    pid = postmaster_pid(tmp_path)
    holder.kill()
    assert is_alive(pid)
    with start_postgres(tmp_path) as url:
        assert url == holder.url
        assert postmaster_pid(tmp_path) == pid
        assert ask(url, "SELECT 1") == 1
    assert not (tmp_path / "cluster" / "postmaster.pid").exists()


def test_a_server_killed_together_with_its_owner_starts_again_over_its_stale_files(
    tmp_path: Path,
    hold: Hold,
) -> None:
    holder = hold("postgres", tmp_path, orphan=True)
    ask(holder.url, "CREATE TABLE kept AS SELECT 9 AS n", "SELECT 1")
    pid = postmaster_pid(tmp_path)
    holder.kill()
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), 10), "the kernel takes its time"
    with start_postgres(tmp_path) as url:
        assert ask(url, "SELECT n FROM kept") == 9


def test_a_stale_pid_file_that_names_a_stranger_does_not_stop_a_start(tmp_path: Path) -> None:
    with start_postgres(tmp_path):
        lines = (tmp_path / "cluster" / "postmaster.pid").read_text().splitlines()
    (tmp_path / "cluster" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with start_postgres(tmp_path) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_second_user_of_the_directory_shares_the_server_and_does_not_end_it(
    tmp_path: Path,
    hold: Hold,
) -> None:
    holder = hold("postgres", tmp_path)
    with start_postgres(tmp_path) as url:
        assert url == holder.url
    assert ask(holder.url, "SELECT 1") == 1
    holder.leave()
    assert not (tmp_path / "cluster" / "postmaster.pid").exists()


def test_a_wanted_port_is_used(tmp_path: Path) -> None:
    port = free_port()
    with start_postgres(tmp_path, port) as url:
        assert f"127.0.0.1:{port}/" in url
        assert ask(url, "SELECT current_setting('port')::int") == port


def test_a_start_that_fails_says_what_the_server_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventorysync.entry.embedded.postgres.START_ATTEMPTS", 1)
    with start_postgres(tmp_path):
        pass
    (tmp_path / "cluster" / "PG_VERSION").write_text("9.1\n")
    with pytest.raises(CannotStart, match="not compatible"), start_postgres(tmp_path):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_root_starts_it_without_touching_the_folder_above(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir(mode=0o700)
    before = above.stat()
    with start_postgres(above / "data") as url:
        assert ask(url, "SELECT 1") == 1
        uid = int(
            Path(f"/proc/{postmaster_pid(above / 'data')}/status").read_text().split("Uid:")[1].split()[0]
        )
        assert uid == 0, "the user namespace keeps the files root's own"
    after = above.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
