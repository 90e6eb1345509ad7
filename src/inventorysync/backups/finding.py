"""What is in the storage: which backups are whole, and which of them go by the rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inventorysync.backups.keeping import Rule, to_delete
from inventorysync.backups.labels import DUMP_END, LABEL_END, NAME_FORMAT, Label, NotOurLabel, read_label
from inventorysync.backups.making import Counted
from inventorysync.backups.sealing import Key
from inventorysync.backups.storage import Storage

HALF_AFTER = timedelta(days=1)  # a dump without a label is being written, or was broken off


class NoSuchBackup(Exception):
    """The storage has no backup of this name, or none at all."""


class Damaged(Exception):
    """The backup is not what its label says."""


@dataclass(frozen=True)
class Found:
    """A backup in the storage; `fault` says why it cannot be restored."""

    name: str
    made_at: datetime
    size: int
    label: Label | None
    key: Key | None
    fault: str = ""
    is_half: bool = False


def find_backups(storage: Storage, keys: Sequence[Key]) -> list[Found]:
    """Every backup, newest first; others' objects are not looked at."""
    sizes = storage.sizes()
    names = {each.removesuffix(end) for each in sizes for end in (DUMP_END, LABEL_END) if each.endswith(end)}
    ours = [(name, at) for name in names if (at := _moment_of(name)) is not None]
    return [
        _look_at(storage, sizes, name, at, list(keys))
        for name, at in sorted(ours, key=lambda each: each[1], reverse=True)
    ]


def _look_at(storage: Storage, sizes: dict[str, int], name: str, at: datetime, keys: list[Key]) -> Found:
    size = sizes.get(name + DUMP_END, 0)
    if name + LABEL_END not in sizes:
        return Found(name, at, size, None, None, "it is being made, or was broken off", is_half=True)
    try:
        label, key = read_label(b"".join(storage.read(name + LABEL_END)), keys)
    except NotOurLabel as error:
        return Found(name, at, size, None, None, str(error))
    if label.name != name:
        return Found(name, at, size, None, None, f"its label is that of {label.name}")
    fault = "" if label.size == size else f"{size:,} of its {label.size:,} bytes are there"
    return Found(name, label.made_at, size, label, key, fault)


def pick(found: Sequence[Found], name: str) -> Found:
    """The backup of this name, or the newest whole one for `newest`; raises NoSuchBackup and Damaged."""
    if name == "newest":
        whole = next((each for each in found if not each.fault), None)
        if whole is None:
            raise NoSuchBackup("there is no whole backup")
        return whole
    picked = next((each for each in found if each.name == name), None)
    if picked is None:
        raise NoSuchBackup(f"there is no backup {name}")
    if picked.fault:
        raise Damaged(f"{name}: {picked.fault}")
    return picked


def read_through(storage: Storage, backup: Found) -> None:
    """Read every byte of a backup; raises Damaged where they are not those that were written."""
    counted = Counted()
    for _ in counted.passing(storage.read(backup.name + DUMP_END)):
        pass
    if backup.label is None or (counted.size, counted.sha256) != (backup.label.size, backup.label.sha256):
        raise Damaged(f"{backup.name}: its bytes are not those that were written")


def delete_old(storage: Storage, keys: Sequence[Key], rule: Rule, now: datetime) -> list[str]:
    """Delete the backups that no rule keeps, and what was broken off; their names.

    Only whole backups count as backups. One with another's key is left alone: nobody here can tell.
    """
    found = find_backups(storage, keys)
    whole = {each.name: each.made_at for each in found if not each.fault}
    old = to_delete(whole, rule, now)
    if whole:
        newest = max(whole.values())
        old += [each.name for each in found if each.is_half and each.made_at < newest - HALF_AFTER]
    for name in old:  # the label first: what is left of an interrupted deletion counts as none
        storage.delete([name + LABEL_END])
        storage.delete([name + DUMP_END])
    return old


def _moment_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
