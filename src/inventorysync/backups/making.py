"""Making a backup: one snapshot, dumped, sealed and stored as it comes; its label last."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedIOBase

from inventorysync.backups.labels import DUMP_END, LABEL_END, NAME_FORMAT, Label, write_label
from inventorysync.backups.pipes import Program, ProgramFailed, Row, closing, pieces_of
from inventorysync.backups.programs import Programs, environment
from inventorysync.backups.sealing import Key
from inventorysync.backups.storage import Storage, StorageFailed

# Compressed at its lightest: most of what can be saved, at a fraction of the time, in every version.
DUMP = ("--format=custom", "--compress=1", "--no-owner", "--no-password", "--lock-wait-timeout=60s")


@dataclass(frozen=True)
class Source:
    """The database that is backed up, and what its label says of it."""

    database_url: str = field(repr=False)
    programs: Programs
    schema: str
    postgres: int
    release: str


class Counted:
    """Counts and hashes what passes."""

    def __init__(self) -> None:
        self.size, self._hash = 0, hashlib.sha256()

    def passing(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces."""
        for piece in pieces:
            self.size += len(piece)
            self._hash.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """The hash of what has passed."""
        return self._hash.hexdigest()


def make_backup(source: Source, storage: Storage, key: Key, now: datetime, row: Row) -> Label:
    """Back the database up; its label, once everything is stored. Blocks: for a thread of its own.

    Raises ProgramFailed, StorageFailed and Canceled; what was stored until then is no backup.
    """
    name, counted = now.strftime(NAME_FORMAT), Counted()
    began, ended = os.pipe()
    with ThreadPoolExecutor(1) as pool, closing(reading := os.fdopen(began, "rb")):
        sealed = os.fdopen(ended, "wb")
        try:
            dump = row.start(source.programs.command("pg_dump", *DUMP), environment(source.database_url))
            sealing = pool.submit(_seal, key, dump, sealed)
            pieces = counted.passing(_until_whole(reading, sealing, dump, row))
            _store(storage, name + DUMP_END, pieces, dump, row)
        finally:
            reading.close()  # before the wait for the thread: it may be writing there still
            row.end()
    label = Label(
        name=name,
        made_at=now,
        size=counted.size,
        sha256=counted.sha256,
        schema=source.schema,
        postgres=source.postgres,
        release=source.release,
        key_id=key.key_id,
    )
    stored = storage.sizes().get(name + DUMP_END)
    if stored != counted.size:
        raise StorageFailed(f"{stored} of {counted.size} bytes are in the storage")
    storage.write_whole(name + LABEL_END, write_label(label, key))
    return label


def _seal(key: Key, dump: Program, sealed: BufferedIOBase) -> None:
    with closing(sealed):
        key.seal(dump.writes, sealed)


def _until_whole(
    reading: BufferedIOBase, sealing: "Future[None]", dump: Program, row: Row
) -> Iterator[bytes]:
    """What was sealed; its end only where everything was, so that half a dump is never stored as one."""
    yield from pieces_of(reading)
    row.must_not_be_canceled()
    dump.must_have_worked()
    sealing.result()


def _store(storage: Storage, name: str, pieces: Iterator[bytes], dump: Program, row: Row) -> None:
    try:
        storage.write(name, pieces)
    except StorageFailed as error:
        row.must_not_be_canceled()
        if dump.is_over and (failure := dump.has_failed()) is not None:  # that is why there was no end
            raise ProgramFailed(failure) from error
        raise
