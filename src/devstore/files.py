"""Files that travel beside the API: results of bulk operations and staged uploads (PLATFORM.md C.2)."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from devstore.clock import Clock
from devstore.faults import Faults

UPLOAD_MAX_BYTES = 100 * 1024 * 1024
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class StagedTarget:
    """Where and with which form fields a file is to be posted; the file itself comes last."""

    url: str
    resource_url: str
    parameters: list[tuple[str, str]]


class Files:
    """Signed addresses of files in one folder of the store."""

    def __init__(self, base_url: str, folder: Path, secret: str, clock: Clock, faults: Faults) -> None:
        self.base_url, self._secret, self._clock, self._faults = base_url, secret, clock, faults
        self._results, self._uploads = folder / "results", folder / "uploads"
        self._results.mkdir(parents=True, exist_ok=True)
        self._uploads.mkdir(parents=True, exist_ok=True)

    def result_path(self, name: str) -> Path:
        """The file behind a result's name."""
        return self._results / Path(name).name

    def result_url(self, name: str, expires_at: datetime) -> str:
        """The signed address of a result, good until `expires_at`."""
        expires = str(int(expires_at.timestamp()))
        query = urlencode({"expires": expires, "signature": self._sign("result", name, expires)})
        return f"{self.base_url}/storage/results/{name}?{query}"

    def new_upload(self, filename: str) -> StagedTarget:
        """A place for one file; its parameter `key` is what bulkOperationRunMutation asks for."""
        key = f"tmp/uploads/{uuid4()}/{Path(filename).name}"
        parameters = [
            ("key", key),
            ("Content-Type", "text/jsonl"),
            ("success_action_status", "201"),
            ("acl", "private"),
            ("x-signature", self._sign("upload", key)),
        ]
        url = f"{self.base_url}/storage/uploads"
        return StagedTarget(url, f"{url}/{key}", parameters)

    def uploaded(self, key: str) -> Path | None:
        """The file that was posted under a key, if one was."""
        path = self._upload_path(key)
        return path if path.exists() else None

    def keep_upload(self, key: str, content: bytes) -> None:
        """Keep what was posted under a key."""
        self._upload_path(key).write_bytes(content)

    def routes(self) -> list[Route]:
        """The addresses of results and uploads."""
        return [
            Route("/storage/results/{name}", self._serve_result),
            Route("/storage/uploads", self._take_upload, methods=["POST"]),
        ]

    async def _serve_result(self, request: Request) -> Response:
        name, expires = request.path_params["name"], request.query_params.get("expires", "")
        is_genuine = hmac.compare_digest(
            self._sign("result", name, expires), request.query_params.get("signature", "")
        )
        path = self.result_path(name)
        if not is_genuine or not path.exists():
            return PlainTextResponse("There is no such file.", 403)
        if int(expires) < self._clock.now().timestamp():
            return PlainTextResponse("The address of this file has expired.", 403)
        if self._faults.strikes(self._faults.settings.bulk.cut):
            return _cut(path, request)
        return FileResponse(path, media_type="application/jsonl")

    async def _take_upload(self, request: Request) -> Response:
        async with request.form(max_part_size=UPLOAD_MAX_BYTES) as form:
            fields = list(form.multi_items())
            if not fields or fields[-1][0] != "file" or isinstance(fields[-1][1], str):
                return PlainTextResponse("The file must be the last field of the form.", 400)
            values = {name: value for name, value in fields if isinstance(value, str)}
            key = values.get("key", "")
            if not hmac.compare_digest(self._sign("upload", key), values.get("x-signature", "")):
                return PlainTextResponse("The parameters of the upload are not those that were given.", 403)
            content = await fields[-1][1].read()
        if len(content) > UPLOAD_MAX_BYTES:
            return PlainTextResponse("The file is larger than 100 MB.", 400)
        self.keep_upload(key, content)
        return PlainTextResponse("", 201)

    def _upload_path(self, key: str) -> Path:
        return self._uploads / hashlib.sha256(key.encode()).hexdigest()

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _cut(path: Path, request: Request) -> Response:
    """Half of what was asked for, under the length of it all: the server ends the connection in between."""
    wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    start, size = int(wanted[1]) if wanted else 0, path.stat().st_size
    whole = max(0, size - start)
    headers = {"Content-Length": str(whole)}
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    return StreamingResponse(
        _pieces(path, start, whole // 2), 206 if wanted else 200, headers, media_type="application/jsonl"
    )


def _pieces(path: Path, start: int, count: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while count > 0:
            yield file.read(min(count, PIECE_BYTES))
            count -= PIECE_BYTES
