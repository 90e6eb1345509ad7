"""The label of a backup: what its dump is, signed, in JSON that a person can read."""

from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from inventorysync.backups.sealing import Key

DUMP_END, LABEL_END = ".dump.age", ".json"
NAME_FORMAT = "inventorysync-%Y%m%dT%H%M%SZ"


class NotOurLabel(Exception):
    """The label was signed with another key, or altered, or is none."""


@dataclass(frozen=True)
class Label:
    """What a dump is: of which moment, made by what, how large, and its hash."""

    name: str
    made_at: datetime
    size: int
    sha256: str
    schema: str
    postgres: int
    release: str
    key_id: str


class _Signed(msgspec.Struct, forbid_unknown_fields=True):
    label: Label
    signature: str


def write_label(label: Label, key: Key) -> bytes:
    """The label with its signature."""
    signed = _Signed(label, key.sign(_content(label)))
    return msgspec.json.format(msgspec.json.encode(signed), indent=2)


def read_label(written: bytes, keys: "list[Key]") -> tuple[Label, Key]:
    """The label and the key it was signed with; raises NotOurLabel."""
    try:
        signed = msgspec.json.decode(written, type=_Signed)
    except msgspec.MsgspecError as error:
        raise NotOurLabel("its label cannot be read") from error
    known = {key.key_id: key for key in keys}
    key = known.get(signed.label.key_id)
    if key is None:
        raise NotOurLabel(f"it was made with the key {signed.label.key_id}, not {', '.join(known)}")
    if not key.has_signed(_content(signed.label), signed.signature):
        raise NotOurLabel("its label was altered")
    return signed.label, key


def _content(label: Label) -> bytes:
    return msgspec.json.encode(asdict(label), order="sorted")
