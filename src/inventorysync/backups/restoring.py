"""Restoring a backup: proved first, then read back in one transaction, with what has to be said after it.

`psql` is given one script: the transaction's beginning, what is in the way, the dump as SQL, what is said
after it, and the commit. The commit is written only when every byte before it came from a dump that was
opened to its end; otherwise `psql` is killed, and the database stays as it was.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BufferedIOBase

from inventorysync.backups.finding import Damaged, Found, read_through
from inventorysync.backups.labels import DUMP_END
from inventorysync.backups.pipes import Program, ProgramFailed, Row, closing, pieces_of
from inventorysync.backups.programs import Programs, environment
from inventorysync.backups.sealing import Key
from inventorysync.backups.storage import Storage

EMPTY = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
NOT_KNOWN_BEFORE = {
    17: b"SET transaction_timeout = 0;\n"
}  # to older servers; it stands among the first lines
PSQL = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null")


@dataclass(frozen=True)
class Target:
    """The database that is restored into, and what is done in the same transaction, as SQL."""

    database_url: str = field(repr=False)
    programs: Programs
    postgres: int
    before: str
    after: str
    is_emptied: bool


def restore_backup(backup: Found, storage: Storage, target: Target, row: Row) -> None:
    """Put a backup in the place of what the database holds, wholly or not at all. Blocks.

    Raises Damaged, WrongKey and ProgramFailed.
    """
    if backup.label is None or backup.key is None:
        raise Damaged(f"{backup.name}: {backup.fault}")
    if backup.label.postgres > target.postgres:
        raise Damaged(f"it is of PostgreSQL {backup.label.postgres}, this server is {target.postgres}")
    read_through(storage, backup)
    env = environment(target.database_url)
    began, ended = os.pipe()
    with ThreadPoolExecutor(2) as pool:
        reading, writing = os.fdopen(began, "rb"), os.fdopen(ended, "wb")
        try:
            unpack = row.start(
                target.programs.command("pg_restore", "--no-owner", "--file=-"), env, reads=True
            )
            psql = row.start(target.programs.command("psql", *PSQL), env, reads=True)
            fetching = pool.submit(_fetch, storage, backup.name + DUMP_END, writing)
            opening = pool.submit(_open, backup.key, reading, unpack)
            try:
                _tell(psql, target, unpack)
            except BrokenPipeError:  # psql has said why
                psql.must_have_worked()
                raise
            for work in (fetching, opening):
                if (error := work.exception()) is not None:
                    raise _told(error, unpack)
            unpack.must_have_worked()
            psql.reads.write(f"{target.after}\nCOMMIT;\n".encode())
            psql.reads.close()
            psql.must_have_worked()
        finally:
            row.end()
            reading.close()
            writing.close()


def _tell(psql: Program, target: Target, unpack: Program) -> None:
    psql.reads.write(f"BEGIN;\n{EMPTY if target.is_emptied else ''}{target.before}\n".encode())
    for piece in _understood(pieces_of(unpack.writes), target.postgres):
        psql.reads.write(piece)
    psql.reads.flush()


def _understood(pieces: Iterator[bytes], postgres: int) -> Iterator[bytes]:
    """The script without the one line that newer programs write and older servers do not know."""
    first = next(pieces, b"")
    for since, line in NOT_KNOWN_BEFORE.items():
        first = first if postgres >= since else first.replace(line, b"", 1)
    yield first
    yield from pieces


def _fetch(storage: Storage, name: str, writing: BufferedIOBase) -> None:
    with closing(writing):
        writing.writelines(storage.read(name))


def _open(key: Key, reading: BufferedIOBase, unpack: Program) -> None:
    with closing(reading, unpack.reads):
        key.open(reading, unpack.reads)


def _told(error: BaseException, unpack: Program) -> BaseException:
    """A pipe that broke is no reason: whoever read from it has one."""
    if isinstance(error, BrokenPipeError) and unpack.is_over and (said := unpack.has_failed()) is not None:
        return ProgramFailed(said)
    return error
