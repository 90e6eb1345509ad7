"""Backups of a real database: made, listed, proved, restored wholly or not at all."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from backups.conftest import Site, checksums, settings_of
from sqlalchemy import text
from sqlalchemy.engine import make_url
from support.databases import postgres_programs

from inventorysync.backups import actions
from inventorysync.backups.actions import OneIsMade
from inventorysync.backups.finding import Damaged, NoSuchBackup, find_backups, pick
from inventorysync.backups.pipes import ProgramFailed, Row
from inventorysync.backups.programs import find_programs
from inventorysync.backups.restoring import Target, restore_backup
from inventorysync.backups.sealing import new_key
from inventorysync.backups.storage import Storage
from inventorysync.entry.backing_up import (
    CannotBackUp,
    back_up,
    folders_of,
    keys_of,
    listed,
    place_of,
    source_of,
)
from inventorysync.entry.embedded.postgres import BINARIES
from inventorysync.entry.restoring import CannotRestore, Wish, restore
from inventorysync.kit.db import Database
from inventorysync.recovery.queries import find_recovery
from inventorysync.shops.writing import find_stopped

CHANGED_BY_RESTORE = frozenset({"shop", "recovery", "backup_run"})
NEWEST = Wish("newest", "", replaces=False)


async def backed_up(site: Site) -> str:
    return (await back_up(site.settings, site.database, site.clock)).name


def at(site: Site, url: str, **others: object) -> object:
    return site.settings.model_copy(update={"database_url": url, **others})


@pytest.mark.parametrize(
    "programs", sorted({postgres_programs(), BINARIES}), ids=lambda path: path.parent.name
)
async def test_a_backup_restored_elsewhere_is_equal_and_every_shop_is_in_safe_mode(
    site: Site, empty_url: str, programs: Path
) -> None:
    settings = site.settings.model_copy(update={"postgres_programs": str(programs)})
    name = (await back_up(settings, site.database, site.clock)).name
    told = await restore(settings.model_copy(update={"database_url": empty_url}), NEWEST)
    assert told[0].startswith(f"{name}: ")
    before, after = [await checksums(url, but=CHANGED_BY_RESTORE) for url in (site.url, empty_url)]
    assert after == before
    assert len(after) > 40
    restored = Database(empty_url, pool_size=1)
    async with restored.shop(site.shop_id) as connection:
        assert (await find_stopped(connection, site.shop_id)).safe_since is not None
        found = await find_recovery(connection, site.shop_id)
        assert found is not None
        assert (found.state, found.backup, found.given_up) == ("reading", name, None)
        assert await connection.scalar(text("SELECT available FROM inventory_level")) == 12
    async with restored.system() as connection:  # the backup that it came from counts as made
        assert (await connection.execute(text("SELECT state, name FROM backup_run"))).one() == ("done", name)
    await restored.close()


async def test_nothing_of_the_data_stands_in_the_storage_as_it_is(site: Site) -> None:
    async with site.database.shop(site.shop_id) as connection:
        sku = await connection.scalar(text("SELECT sku FROM inventory_item"))
    await backed_up(site)
    files = sorted(site.folder.iterdir())
    assert [file.suffix for file in files] == [".age", ".json"]
    stored = b"".join(file.read_bytes() for file in files)
    assert files[0].read_bytes().startswith(b"age-encryption.org/v1\n")
    for secret in (str(sku), "myshopify", "PGDMP", site.settings.backup_key.get_secret_value()):
        assert secret.encode() not in stored, secret


@pytest.mark.parametrize("place", [0.0, 0.01, 0.5, 0.999])
async def test_a_changed_byte_is_found_before_anything_is_touched(
    site: Site, empty_url: str, place: float
) -> None:
    name = await backed_up(site)
    dump = site.folder / f"{name}.dump.age"
    content = bytearray(dump.read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    dump.write_bytes(content)
    with pytest.raises(Damaged, match="not those that were written"):
        await restore(site.settings.model_copy(update={"database_url": empty_url}), NEWEST)
    assert await checksums(empty_url) == {}


async def test_a_shortened_dump_a_changed_label_and_another_key_are_found(site: Site, empty_url: str) -> None:
    name = await backed_up(site)
    elsewhere = site.settings.model_copy(update={"database_url": empty_url})
    dump, label = site.folder / f"{name}.dump.age", site.folder / f"{name}.json"
    whole, said = dump.read_bytes(), label.read_text()
    dump.write_bytes(whole[:-1])
    with pytest.raises(Damaged, match="bytes are there"):
        await restore(elsewhere, replace(NEWEST, name=name))
    dump.write_bytes(whole)
    label.write_text(said.replace('"schema": "00', '"schema": "99'))
    with pytest.raises(Damaged, match="its label was altered"):
        await restore(elsewhere, replace(NEWEST, name=name))
    label.write_text(said)
    other = settings_of(empty_url, site.folder)
    with pytest.raises(Damaged, match="it was made with the key"):
        await restore(other, replace(NEWEST, name=name))
    label.unlink()
    with pytest.raises(NoSuchBackup, match="no whole backup"):
        await restore(elsewhere, NEWEST)
    assert await checksums(empty_url) == {}


async def test_after_a_change_of_keys_old_backups_open_with_the_old_one(site: Site, empty_url: str) -> None:
    await backed_up(site)
    old = site.settings.backup_key
    changed = settings_of(empty_url, site.folder).model_copy(update={"backup_old_key": old})
    await restore(changed, NEWEST)
    assert await checksums(empty_url, but=CHANGED_BY_RESTORE) == await checksums(
        site.url, but=CHANGED_BY_RESTORE
    )


async def test_a_restore_that_fails_at_its_very_end_changes_nothing(site: Site) -> None:
    await backed_up(site)
    async with site.database.shop(site.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET available = 99"))
    before = await checksums(site.url)
    source = await source_of(site.settings)
    storage = Storage(place_of(site.settings))
    backup = pick(find_backups(storage, keys_of(site.settings)), "newest")
    target = Target(site.url, source.programs, source.postgres, "", "SELECT 1 / 0;", is_emptied=True)
    await site.database.close()
    with pytest.raises(ProgramFailed, match="division by zero"):
        await asyncio.to_thread(restore_backup, backup, storage, target, Row())
    assert await checksums(site.url) == before


async def test_what_a_database_holds_is_replaced_only_where_asked_and_while_nothing_runs(site: Site) -> None:
    await backed_up(site)
    before = await checksums(site.url, but=CHANGED_BY_RESTORE)
    async with site.database.shop(site.shop_id) as connection:
        await connection.execute(text("UPDATE inventory_level SET available = 99"))
    with pytest.raises(CannotRestore, match="the database is not empty: --replace"):
        await restore(site.settings, NEWEST)
    api = Database(site.url, pool_size=1, application_name="inventorysync-api")
    await api.ping()
    with pytest.raises(CannotRestore, match="stop every api and worker first: 1 connections"):
        await restore(site.settings, replace(NEWEST, replaces=True))
    await api.close()
    await site.database.close()
    await restore(site.settings, replace(NEWEST, replaces=True))
    assert await checksums(site.url, but=CHANGED_BY_RESTORE) == before


async def test_one_is_made_at_a_time_and_the_next_when_it_is_due(site: Site) -> None:
    first, second = await asyncio.gather(backed_up(site), backed_up(site), return_exceptions=True)
    assert sorted(map(type, (first, second)), key=str) == sorted((str, OneIsMade), key=str)
    with pytest.raises(OneIsMade):
        await back_up(site.settings, site.database, site.clock, every=actions.REMEMBER)


async def test_a_failure_is_written_down_and_leaves_no_backup(site: Site) -> None:
    wrong = make_url(site.url).set(password="wrong").render_as_string(hide_password=False)
    lacking = site.settings.model_copy(update={"backup_key": type(site.settings.backup_key)("")})
    with pytest.raises(CannotBackUp, match="BACKUP_KEY is missing"):
        await back_up(lacking, site.database, site.clock)
    async with site.database.system() as connection:
        row = await connection.execute(text("SELECT state, error FROM backup_run"))
        assert row.one() == ("failed", "BACKUP_KEY is missing")
    source = replace(await source_of(site.settings), database_url=wrong)
    from inventorysync.backups.making import make_backup  # noqa: PLC0415

    storage, (key, *_) = Storage(place_of(site.settings)), keys_of(site.settings)
    with pytest.raises(ProgramFailed, match="pg_dump"):
        await asyncio.to_thread(make_backup, source, storage, key, site.clock.now(), Row())
    assert await listed(site.settings, "", "") == ["no backup is there"]


async def test_the_list_says_which_can_be_restored_and_proves_one(site: Site) -> None:
    name = await backed_up(site)
    (line, proved) = await listed(site.settings, "", "newest")
    assert line.startswith(f"✓ {name}")
    assert proved == f"{name}: every byte is as it was written"
    (site.folder / f"{name}.json").unlink()
    (line,) = await listed(site.settings, "", "")
    assert line.startswith(f"✗ {name}")
    assert line.endswith("it is being made, or was broken off")


async def test_a_backup_is_of_one_moment_while_shops_sell(site: Site, empty_url: str) -> None:
    """Every sale takes from one row and gives to another: whatever the moment, the sum is the same."""
    async with site.database.shop(site.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO inventory_level (shop_id, item_id, location_id, available, booked_at, checked_at)
                SELECT :shop, 1 + n, 1, 1000, now(), now() FROM generate_series(0, 1) n
            """),
            {"shop": site.shop_id},
        )
    stopping = asyncio.Event()

    async def sell(amount: int) -> int:
        sales = 0
        while not stopping.is_set():
            async with site.database.shop(site.shop_id) as connection:
                for item, delta in ((1, -amount), (2, amount)):
                    await connection.execute(
                        text("UPDATE inventory_level SET available = available + :d WHERE item_id = :i"),
                        {"d": delta, "i": item},
                    )
            sales += 1
        return sales

    selling = [asyncio.create_task(sell(amount)) for amount in (1, 3)]
    await asyncio.sleep(0.1)
    await backed_up(site)
    stopping.set()
    assert sum(await asyncio.gather(*selling)) > 10
    await restore(site.settings.model_copy(update={"database_url": empty_url}), NEWEST)
    restored = Database(empty_url, pool_size=1)
    async with restored.shop(site.shop_id) as connection:
        sold = "SELECT sum(available), min(available) FROM inventory_level WHERE item_id <= 2"
        units, least = (await connection.execute(text(sold))).one()
    await restored.close()
    assert units == 2000
    assert least < 1000


def test_a_key_is_refused_where_it_is_weak() -> None:
    good = settings_of("", Path())
    assert good.fault_of_backup_key() is None
    for weak in ("", "hunter2", "x" * 74, "AGE-SECRET-KEY-1" + "Q" * 58, new_key()[:-1]):
        fault = good.model_copy(update={"backup_key": type(good.backup_key)(weak)}).fault_of_backup_key()
        assert fault is not None, weak
    altered = new_key()
    altered = altered[:-1] + ("Q" if altered[-1] != "Q" else "P")
    with pytest.raises(CannotBackUp, match="must be an age identity"):
        keys_of(good.model_copy(update={"backup_key": type(good.backup_key)(altered)}))


def test_programs_are_those_of_the_servers_version_or_newer(site: Site) -> None:
    found = find_programs(15, folders_of(site.settings))
    assert found.major >= 15
