"""Where backups lie: a folder, or a bucket of any S3-compatible storage."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

PIECE = 8 * 1024 * 1024  # of an upload in parts: S3 takes 10,000 of them, so dumps of 80 GB
AT_ONCE = 2
RETRY_MAX = timedelta(minutes=3)


class StorageFailed(Exception):
    """The storage did not do what it was asked."""


@dataclass(frozen=True)
class Place:
    """A folder's path or `s3://bucket/prefix`, with what the bucket's storage wants to know."""

    to: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = field(default="", repr=False)


class Storage:
    """Objects by name."""

    def __init__(self, place: Place) -> None:
        self._store = _open(place)

    def sizes(self) -> dict[str, int]:
        """Every object with its size."""
        with _told():
            found = [each for batch in obstore.list(self._store) for each in batch]
        return {each["path"]: each["size"] for each in found}

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes, piece by piece."""
        with _told():
            for piece in obstore.get(self._store, name).stream(min_chunk_size=1024 * 1024):
                yield bytes(piece)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write an object; when `pieces` raises there is none."""
        with _told():
            obstore.put(
                self._store, name, pieces, use_multipart=True, chunk_size=PIECE, max_concurrency=AT_ONCE
            )

    def write_whole(self, name: str, content: bytes) -> None:
        """Write a small object."""
        with _told():
            obstore.put(self._store, name, content, use_multipart=False)

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; those that are gone already are no failure."""
        with _told():
            for name in names:
                with suppress(FileNotFoundError):
                    obstore.delete(self._store, name)


@contextmanager
def _told() -> Iterator[None]:
    """What the storage's library raises, as our own."""
    try:
        yield
    except (BaseError, FileNotFoundError, PermissionError) as error:
        raise StorageFailed(str(error).splitlines()[0]) from error


def _open(place: Place) -> "LocalStore | S3Store":
    scheme, _, rest = place.to.partition("://")
    if scheme != "s3":
        return LocalStore(prefix=Path(place.to).absolute(), mkdir=True)
    bucket, _, prefix = rest.partition("/")
    is_plain = place.endpoint.startswith("http://")
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=place.endpoint or None,
        region=place.region,
        access_key_id=place.key_id or None,
        secret_access_key=place.secret or None,
        virtual_hosted_style_request=not place.endpoint,
        client_options={"allow_http": is_plain},
        retry_config={"max_retries": 5, "retry_timeout": RETRY_MAX},
    )
