"""Somebody who brings files in, through the API: uploaded, checked, applied, taken back."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import httpx2

from inventorysync.kit.db import Database
from support.import_hands import run_imports

IMPORTS = "/api/v1/imports"


def csv_of(*rows: Sequence[Any]) -> bytes:
    """Rows as a CSV file."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


class FileDesk:
    """A client of its own, with credentials, and a worker that does at once what is asked for."""

    def __init__(
        self, api: httpx2.AsyncClient, database: Database, shop_id: int, headers: dict[str, str]
    ) -> None:
        self.api, self.database, self.shop_id, self.headers = api, database, shop_id, headers

    async def ask(self, method: str, path: str, expect: int = 200, **request: Any) -> Any:
        """A request below /api/v1."""
        answer = await self.api.request(method, f"/api/v1/{path}", headers=self.headers, **request)
        assert answer.status_code == expect, answer.text
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if is_json else answer.content

    async def upload(
        self, content: bytes, kind: str | None = None, name: str = "file.csv", expect: int = 201
    ) -> Any:
        """A file as it was taken."""
        question = {"name": name, **({"kind": kind} if kind else {})}
        return await self.ask("POST", "imports", expect, params=question, content=content)

    async def checked(
        self, content: bytes, kind: str | None = None, name: str = "file.csv", **body: Any
    ) -> Any:
        """A file that was checked, with the roles that were proposed or others."""
        made = await self.upload(content, kind, name)
        wanted = {"roles": made["roles"], **body}
        await self.ask("PUT", f"imports/{made['id']}/columns", 202, json=wanted)
        await run_imports(self.database, self.shop_id)
        return await self.ask("GET", f"imports/{made['id']}")

    async def apply(self, found: Any, **body: Any) -> Any:
        """What was checked, done."""
        await self.ask("POST", f"imports/{found['id']}/apply", 202, json=body)
        await run_imports(self.database, self.shop_id)
        done = await self.ask("GET", f"imports/{found['id']}")
        assert done["error"] is None, done["error"]
        return done

    async def bring(self, content: bytes, kind: str | None = None, **body: Any) -> Any:
        """A file checked and applied."""
        return await self.apply(await self.checked(content, kind, **body))

    async def rows(self, found: Any, **params: Any) -> list[Any]:
        """The rows of a file."""
        rows: list[Any] = (await self.ask("GET", f"imports/{found['id']}/rows", params=params))["items"]
        return rows

    async def problems(self, found: Any) -> list[tuple[int, str, str]]:
        """What is wrong with the file: line, heading, code."""
        rows = await self.rows(found, state="problem")
        return [(row["line"], each["heading"], each["code"]) for row in rows for each in row["problems"]]

    async def remove(self, found: Any) -> Any:
        """What the file did, taken back as far as it can be."""
        return await self.ask("POST", f"imports/{found['id']}/remove")
