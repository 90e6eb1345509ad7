"""Backups in a bucket of a real S3-compatible server, which checks signatures."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from backups.conftest import Site, checksums

from inventorysync.backups.finding import Damaged
from inventorysync.backups.storage import PIECE, Place, Storage, StorageFailed
from inventorysync.entry.backing_up import CannotBackUp, back_up, listed, place_of
from inventorysync.entry.embedded.process import free_port
from inventorysync.entry.restoring import Wish, restore
from inventorysync.settings import Settings

RCLONE = Path(sys.executable).parent / "rclone"
KEY_ID, SECRET = "backups-of-a-test", "a-secret-of-a-test-0123456789"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("buckets"), free_port()
    (folder / "files" / "backups").mkdir(parents=True)
    options = (f"--addr=127.0.0.1:{port}", f"--auth-key={KEY_ID},{SECRET}", f"--config={folder / 'none'}")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([RCLONE, "serve", "s3", *options, folder / "files"], stdout=log, stderr=log)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 20
    while True:
        try:
            httpx2.get(url, trust_env=False)
            break
        except httpx2.TransportError:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
    yield url
    server.terminate()
    server.wait(20)


def in_bucket(settings: Settings, endpoint: str, **others: object) -> Settings:
    secret = type(settings.backup_s3_secret)(SECRET)
    place = {"backup_to": "s3://backups/ours", "backup_s3_endpoint": endpoint, "backup_s3_key_id": KEY_ID}
    return settings.model_copy(update={**place, "backup_s3_secret": secret, **others})


async def test_a_backup_goes_through_a_bucket_and_back(site: Site, empty_url: str, endpoint: str) -> None:
    settings = in_bucket(site.settings, endpoint)
    label = await back_up(settings, site.database, site.clock)
    (line, proved) = await listed(settings, "", "newest")
    assert line.startswith(f"✓ {label.name}")
    assert proved.endswith("every byte is as it was written")
    await restore(settings.model_copy(update={"database_url": empty_url}), Wish("newest", "", replaces=False))
    but = frozenset({"shop", "recovery", "backup_run"})
    assert await checksums(empty_url, but=but) == await checksums(site.url, but=but)
    storage = Storage(place_of(settings))
    storage.write_whole(f"{label.name}.dump.age", b"x" * label.size)
    with pytest.raises(Damaged, match="not those that were written"):
        await restore(
            settings.model_copy(update={"database_url": empty_url}), Wish(label.name, "", replaces=True)
        )


def test_many_parts_are_one_object_and_half_an_object_is_none(endpoint: str) -> None:
    storage = Storage(Place("s3://backups/parts", endpoint, key_id=KEY_ID, secret=SECRET))
    pieces = [bytes([number]) * (PIECE // 3 + number) for number in range(8)]
    storage.write("whole", iter(pieces))
    assert b"".join(storage.read("whole")) == b"".join(pieces)
    assert storage.sizes() == {"whole": sum(map(len, pieces))}

    def broken_off() -> Iterator[bytes]:
        yield from pieces
        raise CannotBackUp("the dump ended too early")

    with pytest.raises((CannotBackUp, StorageFailed)):
        storage.write("half", broken_off())
    storage.delete(["whole"])
    storage.delete(["whole"])
    assert storage.sizes() == {}


def test_a_wrong_secret_and_a_bucket_that_is_not_there_are_told(endpoint: str) -> None:
    for place in (
        Place("s3://backups/ours", endpoint, key_id=KEY_ID, secret="wrong"),
        Place("s3://nowhere/ours", endpoint, key_id=KEY_ID, secret=SECRET),
    ):
        with pytest.raises(StorageFailed):
            Storage(place).write_whole("x", b"y")
