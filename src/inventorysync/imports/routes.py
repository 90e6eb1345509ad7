"""Imports over HTTP: a file uploaded, its columns named, checked, applied."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports import actions, files, queries
from inventorysync.imports.actions import Uploader
from inventorysync.imports.answers import import_of, row_of
from inventorysync.imports.columns import Kind
from inventorysync.imports.problem_file import problem_file
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.schemas import (
    FILE_NAME_MAX,
    ApplyInput,
    ColumnsInput,
    Import,
    ImportPage,
    ImportRowPage,
    RowState,
)
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.spreadsheets import Format, Layout, NotASpreadsheet
from inventorysync.shops.access import Reader, ShopConnection, Viewer, Worker

router = APIRouter(tags=["imports"])
STOCK_KINDS = ("levels", "adjustments", "counts")
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BINARY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@dataclass(frozen=True)
class UploadQuestion:
    """What an upload is: its kind and the name of its file."""

    name: Annotated[str, Query(min_length=1, max_length=FILE_NAME_MAX)]
    kind: Annotated[Kind | None, Query(description="Recognised by its columns, if not given")] = None


@router.post("/imports", status_code=201, openapi_extra=BINARY)
async def post_import(
    request: Request, viewer: Worker, asked: Annotated[UploadQuestion, Depends()]
) -> Import:
    """Upload a CSV or XLSX file; nothing is changed by it. The body is the file itself.

    Files of suppliers, what they sell, old orders, old stocktakes and reorder settings are recognised.
    """
    who, database = _who(request, viewer), request.app.state.database
    async with files.received(request.stream()) as path, database.shop(viewer.shop_id) as connection:
        made = await actions.upload(connection, viewer.shop_id, asked.kind, asked.name, path, who)
        return await _import(connection, viewer, made)


@router.get("/imports")
async def list_imports(
    viewer: Reader, connection: ShopConnection, limit: Limit = LIMIT_DEFAULT, cursor: str | None = None
) -> ImportPage:
    """Imports, newest first; people of some locations see their own."""
    after = read_cursor(cursor, "newest", (datetime, UUID))
    before = (after[0], after[1]) if after else None
    actor = None if viewer.locations is None else viewer.actor
    found = await queries.list_imports(
        connection, viewer.shop_id, actor=actor, before=before, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    following = write_cursor("newest", (last.created_at, last.import_id)) if last else None
    return ImportPage(items=[import_of(record) for record in found[:limit]], next=following)


@router.get("/imports/{import_id}")
async def get_import(viewer: Reader, connection: ShopConnection, import_id: UUID) -> Import:
    """How far an import has come, and what checking it found."""
    return await _import(connection, viewer, import_id)


@router.put("/imports/{import_id}/columns", status_code=202)
async def put_columns(request: Request, viewer: Worker, import_id: UUID, wanted: ColumnsInput) -> Import:
    """Say what the columns are: the file is checked with them, and files like it are read so from now on."""
    state, shop_id = request.app.state, viewer.shop_id
    async with state.database.shop(shop_id) as connection:
        record = await _mine(connection, viewer, import_id)
    layout = Layout(record.format, wanted.encoding or record.encoding, wanted.delimiter or record.delimiter)
    head = record.headings, record.sample
    if layout != Layout(record.format, record.encoding, record.delimiter):
        try:
            async with files.laid_out(state.database, shop_id, import_id) as path:
                head = await actions.read_head(path, layout)
        except NotASpreadsheet as error:
            raise actions.NotReadable.file(error) from error
    options = wanted.options.model_dump(mode="json", exclude_none=True)
    if wanted.options.location_id is not None:
        options["location_id"] = _number("options.location_id", wanted.options.location_id)
    async with state.database.shop(shop_id) as connection:
        locked = await queries.get_import(connection, shop_id, import_id, lock=True)
        who, nudge = _who(request, viewer), state.nudger.nudge
        await actions.choose_columns(
            connection, nudge, shop_id, locked, wanted.roles, options, layout, head, who
        )
        return await _import(connection, viewer, import_id)


@router.get("/imports/{import_id}/rows")
async def list_rows(
    viewer: Reader,
    connection: ShopConnection,
    import_id: UUID,
    state: RowState | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> ImportRowPage:
    """What each cell of units would do, in the file's order."""
    record = await _visible(connection, viewer, import_id)
    after = read_cursor(cursor, "line", (int, int)) or (0, -1)
    rows = await queries.list_rows(
        connection,
        viewer.shop_id,
        import_id,
        state=state,
        after=(min(after[0], 2**31 - 1), min(after[1], 2**31 - 1)),
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("line", (last[0], last[1])) if last else None
    return ImportRowPage(items=[row_of(row, record) for row in rows[:limit]], next=following)


@router.get("/imports/{import_id}/problem-file", response_class=Response)
async def get_problem_file(
    request: Request,
    viewer: Reader,
    import_id: UUID,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """The rows that have problems as a file, each with its number and what is wrong with its cells."""
    database = request.app.state.database
    async with database.shop(viewer.shop_id) as connection:
        record = await _visible(connection, viewer, import_id)
        problems = await queries.problem_lines(connection, viewer.shop_id, import_id)
    if not problems:
        raise NotFound("no row of this import has problems")

    async def pieces() -> AsyncIterator[bytes]:
        async with files.laid_out(database, viewer.shop_id, import_id) as path:
            with tempfile.TemporaryDirectory() as folder:
                async for piece in problem_file(path, record, problems, format, Path(folder)):
                    yield piece

    name = quote(f"problems of {Path(record.name).stem}.{format}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(), media_type=MEDIA_TYPES[format], headers=headers)


@router.post("/imports/{import_id}/apply", status_code=202)
async def post_apply(
    request: Request, viewer: Worker, connection: ShopConnection, import_id: UUID, wanted: ApplyInput
) -> Import:
    """Apply what was checked, all at once; asked again it is applied once."""
    await _mine(connection, viewer, import_id)
    who, nudge = _who(request, viewer), request.app.state.nudger.nudge
    await actions.ask_to_apply(connection, nudge, viewer.shop_id, import_id, wanted.model_dump(), who)
    return await _import(connection, viewer, import_id)


@router.post("/imports/{import_id}/cancel")
async def post_cancel(
    request: Request, viewer: Worker, connection: ShopConnection, import_id: UUID
) -> Import:
    """Leave an import that was not applied."""
    await _mine(connection, viewer, import_id)
    await actions.cancel(connection, viewer.shop_id, import_id, _who(request, viewer))
    return await _import(connection, viewer, import_id)


@router.post("/imports/{import_id}/remove")
async def post_remove(
    request: Request, viewer: Worker, connection: ShopConnection, import_id: UUID
) -> Import:
    """Take an imported history away, put settings back, or take records back.

    What somebody has worked on since stays: `kept` names it and why.
    """
    await _mine(connection, viewer, import_id)
    await actions.remove(connection, viewer.shop_id, import_id, _who(request, viewer))
    return await _import(connection, viewer, import_id)


def _who(request: Request, viewer: Viewer) -> Uploader:
    now = request.app.state.clock.now()
    return Uploader(viewer.actor, viewer.locations, now, request.state.request_id, viewer.permissions)


async def _mine(connection: AsyncConnection, viewer: Viewer, import_id: UUID) -> ImportRecord:
    """An import that the viewer may work with; raises NotFound, NotYourKind."""
    record = await _visible(connection, viewer, import_id)
    actions.require_kind(record.kind, viewer.permissions)
    return record


async def _visible(connection: AsyncConnection, viewer: Viewer, import_id: UUID) -> ImportRecord:
    record = await queries.get_import(connection, viewer.shop_id, import_id)
    if viewer.locations is not None and record.actor != viewer.actor:
        raise NotFound("there is no such import in this shop")
    return record


async def _import(connection: AsyncConnection, viewer: Viewer, import_id: UUID) -> Import:
    record = await _visible(connection, viewer, import_id)
    answer = import_of(record)
    if record.state == "checked" and record.checked_at is not None and record.kind in STOCK_KINDS:
        answer.counts.moved_since = await queries.count_moved(
            connection, viewer.shop_id, import_id, record.checked_at
        )
    return answer


def _number(field: str, text: str) -> int:
    try:
        return number_of("Location", text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
