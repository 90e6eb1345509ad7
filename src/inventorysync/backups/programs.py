"""PostgreSQL's own programs for dumps: found by the server's version, told the password by environment."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

DEBIAN = Path("/usr/lib/postgresql")
VERSION_SECONDS = 20
PARAMETERS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "ssl": "PGSSLMODE"}


class NoPrograms(Exception):
    """No pg_dump here can read this server."""


@dataclass(frozen=True)
class Programs:
    """pg_dump, pg_restore and psql of one version."""

    major: int
    folder: Path

    def command(self, name: str, *arguments: str) -> list[str]:
        """A program with its arguments; none of them is secret."""
        return [str(self.folder / name), *arguments]


def find_programs(server_major: int, folders: Sequence[Path]) -> Programs:
    """Those of the server's version, else the next newer ones; raises NoPrograms."""
    debians = sorted(DEBIAN.glob("*/bin")) if DEBIAN.exists() else []
    found = [Programs(major, folder) for folder in (*folders, *debians) if (major := _major_of(folder))]
    able = [each for each in found if each.major >= server_major]
    if not able:
        known = ", ".join(str(each.major) for each in found) or "none"
        raise NoPrograms(f"the server is PostgreSQL {server_major}; pg_dump found here: {known}")
    return min(able, key=lambda each: each.major)


def environment(database_url: str) -> dict[str, str]:
    """What the programs are told of the database: nothing of it stands in their command lines."""
    parsed = urlsplit(database_url)
    told = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    told |= {
        "PGHOST": parsed.hostname or "127.0.0.1",
        "PGPORT": str(parsed.port or 5432),
        "PGUSER": unquote(parsed.username or ""),
        "PGPASSWORD": unquote(parsed.password or ""),
        "PGDATABASE": unquote(parsed.path.lstrip("/")),
        "PGAPPNAME": "inventorysync-backup",
        "PGCONNECT_TIMEOUT": "10",
    }
    return told | _asked(parse_qs(parsed.query))


def _asked(query: Mapping[str, list[str]]) -> dict[str, str]:
    return {PARAMETERS[name]: values[-1] for name, values in query.items() if name in PARAMETERS}


@cache
def _major_of(folder: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - a folder of the settings or of Debian
            [str(folder / "pg_dump"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=VERSION_SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)[.\d]*", said.rsplit(") ", 1)[-1])
    return int(found[1]) if found else None
