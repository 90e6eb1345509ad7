"""Whether a backup could be made from here: where to, with which key, by whom, with which programs."""

import asyncio
from uuid import uuid4

from inventorysync.backups.storage import Storage, StorageFailed
from inventorysync.entry.backing_up import FAILURES, CannotBackUp, keys_of, place_of, source_of
from inventorysync.entry.checks import Check, judged
from inventorysync.settings import Settings


async def check_backups(settings: Settings) -> Check:
    """Everything but the dump itself: a small object is written to the storage and deleted."""
    if not settings.backup_to:
        return Check("backups", "person", "BACKUP_TO is not set: who makes them, and who notices if not?")
    try:
        keys = keys_of(settings)
        source = await source_of(settings)
        await asyncio.to_thread(_write_and_delete, Storage(place_of(settings)))
    except (CannotBackUp, *FAILURES) as error:
        remedy = "see docs/operate/backups.md"
        return judged("backups", is_good=False, says=str(error) or type(error).__name__, remedy=remedy)
    says = f"could be made with pg_dump {source.programs.major} and the key {keys[0].key_id}"
    return judged("backups", is_good=True, says=f"{says}, to {settings.backup_to}", remedy="")


def _write_and_delete(storage: Storage) -> None:
    name = f"probe-{uuid4().hex}"
    storage.write_whole(name, b"written by preflight")
    if b"".join(storage.read(name)) != b"written by preflight":
        raise StorageFailed("what was written is not what is read")
    storage.delete([name])
