"""How one process finds another: a note in DATA_DIR about what `inventorysync demo` is running."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

NOTE = "run.json"


@dataclass(frozen=True)
class Running:
    """A running installation: its addresses, and what is needed to work beside it."""

    pid: int
    url: str
    devstore_url: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)


def leave_note(data_dir: Path, running: Running) -> None:
    """Write the note, readable by the owner alone."""
    partial = data_dir / f"{NOTE}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(asdict(running), handle)
    partial.replace(data_dir / NOTE)


def remove_note(data_dir: Path) -> None:
    """Take the note away at the end of a run."""
    (data_dir / NOTE).unlink(missing_ok=True)


def find_running(data_dir: Path) -> Running | None:
    """What runs from this directory now; a note of a dead process counts as nothing."""
    try:
        found = Running(**json.loads((data_dir / NOTE).read_text()))
        os.kill(found.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return found
