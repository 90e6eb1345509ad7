"""Files that travel beside the API: results of bulk operations and staged uploads (PLATFORM.md C.2)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from devstore.clock import Clock

UPLOAD_MAX_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class StagedTarget:
    """Where and with which form fields a file is to be posted; the file itself comes last."""

    url: str
    resource_url: str
    parameters: list[tuple[str, str]]


class Files:
    """Signed addresses of files in one folder of the store."""

    def __init__(self, base_url: str, folder: Path, secret: str, clock: Clock) -> None:
        self.base_url, self._secret, self._clock = base_url, secret, clock
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
