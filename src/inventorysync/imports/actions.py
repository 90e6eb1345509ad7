"""Uploading files, saying what their columns are, applying and canceling them."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.imports import columns, files, settings
from inventorysync.imports.cells import plain_name
from inventorysync.imports.columns import BadColumns, Kind
from inventorysync.imports.queries import ImportRecord, get_import
from inventorysync.imports.record_rows import Doing
from inventorysync.imports.record_shapes import is_record, kinds_in
from inventorysync.imports.records import take_records_back
from inventorysync.imports.resolving import read_places
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.kit.queue.actions import Nudge, enqueue
from inventorysync.kit.spreadsheets import Layout, NotASpreadsheet, recognise
from inventorysync.shops.roles import Permission
from inventorysync.stock.actions import earlier
from inventorysync.suppliers.queries import get_supplier

CHECK = "check_import"
APPLY = "apply_import"
TOLD = 20
KEEP_FILES = timedelta(days=30)
OPEN_STATES = ("uploaded", "checking", "checked", "applying")


class NotReadable(Refusal):
    """The file cannot be read as a spreadsheet."""

    status = 422
    type = "file-not-readable"
    title = "The file cannot be read"

    @classmethod
    def file(cls, error: NotASpreadsheet) -> "NotReadable":
        """The refusal of a file for this reason."""
        return cls(str(error), errors=[FieldProblem(field="file", message=str(error), code="not_readable")])


class NotNow(Refusal):
    """The import is not in the state for this."""

    status = 409
    type = "import-not-ready"
    title = "This import is not ready for that"


class HasProblems(Refusal):
    """Rows of the import have problems, and nobody said that they shall be left out."""

    status = 409
    type = "import-has-problems"
    title = "Some rows have problems"


class NotRecognised(Refusal):
    """Nothing tells what the file holds."""

    status = 422
    type = "file-not-recognised"
    title = "It is not clear what the file holds"


class NotYourKind(Refusal):
    """Whoever uploads a file may not change what it is about."""

    status = 403
    type = "not-permitted"
    title = "Not permitted"


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who works with imports: their records' name, and the locations they see."""

    actor: str
    locations: frozenset[int] | None
    now: datetime
    request_id: str | None
    permissions: frozenset[Permission]


_INSERT = text("""
    INSERT INTO import_file (shop_id, import_id, kind, name, bytes, format, encoding, delimiter, source,
                             headings, sample, roles, options, state, actor, locations, created_at)
    VALUES (:shop, :id, :kind, :name, :bytes, :format, :encoding, :delimiter, :source, :headings,
            CAST(:sample AS jsonb), :roles, CAST(:options AS jsonb), 'uploaded', :actor, :locations, :now)
""")
_REMEMBERED = text("""
    SELECT roles, options FROM import_roles WHERE shop_id = :shop AND kind = :kind AND headings_hash = :hash
""")
_REMEMBER = text("""
    INSERT INTO import_roles (shop_id, kind, headings_hash, roles, options, used_at)
    VALUES (:shop, :kind, :hash, :roles, CAST(:options AS jsonb), :now)
    ON CONFLICT (shop_id, kind, headings_hash)
    DO UPDATE SET roles = excluded.roles, options = excluded.options, used_at = excluded.used_at
""")
_CHOOSE = text("""
    UPDATE import_file SET roles = :roles, options = CAST(:options AS jsonb), encoding = :encoding,
      delimiter = :delimiter, headings = :headings, sample = CAST(:sample AS jsonb), state = 'checking',
      checking = :run, job_id = :job, error = NULL, counts = '{}', checked_at = NULL
    WHERE shop_id = :shop AND import_id = :id
""")
_MOVE = text("""
    UPDATE import_file SET state = :state, job_id = coalesce(CAST(:job AS uuid), job_id), error = NULL,
      ended_at = CAST(:ended AS timestamptz)
    WHERE shop_id = :shop AND import_id = :id
""")
_KEPT = text("""
    UPDATE import_file SET counts = counts || jsonb_build_object('kept', CAST(:kept AS jsonb)), state = :state
    WHERE shop_id = :shop AND import_id = :id
""")
_FORGET = text("""
    WITH old AS (
      SELECT import_id FROM import_file
      WHERE shop_id = :shop AND created_at < :before AND state <> 'applying'
    ), rows AS (
      DELETE FROM import_row r USING old WHERE r.shop_id = :shop AND r.import_id = old.import_id
    )
    DELETE FROM import_part p USING old WHERE p.shop_id = :shop AND p.import_id = old.import_id
""")


async def upload(
    connection: AsyncConnection, shop_id: int, kind: Kind | None, name: str, path: Path, who: Uploader
) -> UUID:
    """Keep a file and propose what its columns are; the import's id.

    Without a kind it is recognised, of files of records. Raises NotReadable, NotRecognised, NotPermitted.
    """
    try:
        layout = await asyncio.to_thread(recognise, path)
    except NotASpreadsheet as error:
        raise NotReadable.file(error) from error
    headings, sample = await read_head(path, layout)
    kind = kind or _recognised(headings)
    require_kind(kind, who.permissions)
    places = await read_places(connection, shop_id)
    proposed = columns.propose(kind, headings, places.numbers())
    alike = {"shop": shop_id, "kind": kind, "hash": _hash_of(headings)}
    known = (await connection.execute(_REMEMBERED, alike)).one_or_none()
    roles, options = (known.roles, known.options) if known else (proposed.roles, {})
    fields = {"kind": kind, "name": name, "format": layout.format, "encoding": layout.encoding}
    seen = {"delimiter": layout.delimiter, "source": proposed.source, "headings": headings, "roles": roles}
    person = {"actor": who.actor, "locations": None if who.locations is None else sorted(who.locations)}
    import_id = uuid4()
    size = await files.store(connection, shop_id, import_id, path)
    scope = {"shop": shop_id, "id": import_id, "now": who.now, "bytes": size}
    texts = {"sample": _json(sample), "options": _json(options)}
    await connection.execute(_INSERT, {**scope, **fields, **seen, **person, **texts})
    after = {"kind": kind, "name": name, "bytes": size}
    await _record(connection, shop_id, import_id, "import.uploaded", who, after)
    return import_id


async def choose_columns(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    record: ImportRecord,
    roles: list[str],
    options: Mapping[str, Any],
    layout: Layout,
    head: tuple[list[str], list[list[str]]],
    who: Uploader,
) -> None:
    """Say what the columns are, and have the file checked with them; remembered for files like it.

    Raises NotNow after it was applied, Invalid for roles that make no file of its kind.
    """
    if record.state not in ("uploaded", "checking", "checked", "failed"):
        raise NotNow(f"it is {record.state}: upload the file again to change its columns")
    headings, sample = head
    try:
        columns.check(record.kind, roles, len(headings), options)
    except BadColumns as bad:
        raise Invalid.field("roles", str(bad), "columns") from bad
    await _check_places(connection, shop_id, roles, options)
    run = uuid4()
    arguments = {"import_id": str(record.import_id), "run": str(run)}
    job = await _ask(connection, nudge, shop_id, CHECK, arguments, who)
    scope = {"shop": shop_id, "id": record.import_id, "run": run, "job": job}
    seen = {"encoding": layout.encoding, "delimiter": layout.delimiter, "headings": headings}
    texts = {"sample": _json(sample), "options": _json(options)}
    await connection.execute(_CHOOSE, {**scope, **seen, **texts, "roles": roles})
    kept = {"shop": shop_id, "kind": record.kind, "hash": _hash_of(headings), "roles": roles, "now": who.now}
    await connection.execute(_REMEMBER, {**kept, "options": texts["options"]})


async def read_head(path: Path, layout: Layout) -> tuple[list[str], list[list[str]]]:
    """Headings and first rows of a file written in this way; raises NotReadable."""
    try:
        return await asyncio.to_thread(files.head_of, path, layout)
    except NotASpreadsheet as error:
        raise NotReadable.file(error) from error


async def ask_to_apply(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    import_id: UUID,
    wanted: Mapping[str, Any],
    who: Uploader,
) -> None:
    """Have what was checked applied. Raises NotNow, HasProblems; asked again it is applied once."""
    record = await get_import(connection, shop_id, import_id, lock=True)
    if record.state in ("applying", "applied"):
        return
    if record.state != "checked":
        raise NotNow(f"it is {record.state}: it has to be checked first")
    if record.counts["problems"] and not wanted["leave_out_problems"]:
        message = f"{record.counts['problems']:,} of {record.counts['rows']:,} rows cannot be carried out"
        problem = FieldProblem(
            field="leave_out_problems", message="say so to apply the others", code="problems"
        )
        raise HasProblems(message, errors=[problem])
    arguments = {"import_id": str(import_id), "reason": wanted["reason"], "note": wanted["note"]}
    job = await _ask(connection, nudge, shop_id, APPLY, {**arguments, "actor": who.actor}, who)
    scope = {"shop": shop_id, "id": import_id, "job": job}
    await connection.execute(_MOVE, {**scope, "state": "applying", "ended": None})


async def cancel(connection: AsyncConnection, shop_id: int, import_id: UUID, who: Uploader) -> None:
    """Leave an import that was not applied; raises NotNow for one that was."""
    record = await get_import(connection, shop_id, import_id, lock=True)
    if record.state == "canceled":
        return
    if record.state not in (*OPEN_STATES, "failed"):
        raise NotNow("it is applied: cancel or undo its change instead")
    scope = {"shop": shop_id, "id": import_id, "job": None}
    await connection.execute(_MOVE, {**scope, "state": "canceled", "ended": who.now})
    await _record(connection, shop_id, import_id, "import.canceled", who, {"name": record.name})


async def remove(connection: AsyncConnection, shop_id: int, import_id: UUID, who: Uploader) -> int:
    """Take an imported history away, put settings back, or take records back; how many that were.

    What somebody has worked on since stays, and so does the import: it tells what and why. Raises NotNow.
    """
    record = await get_import(connection, shop_id, import_id, lock=True)
    if record.state != "applied" or record.kind in ("levels", "adjustments", "counts"):
        raise NotNow("only history, settings and records that were applied are removed; stock is undone")
    if is_record(record.kind):
        return await _take_back(connection, shop_id, record, who)
    if record.kind == "history":
        removed = await earlier.remove_earlier(connection, shop_id, str(import_id))
    else:
        removed = await settings.put_back(connection, shop_id, record, who.actor, who.now)
    scope = {"shop": shop_id, "id": import_id, "job": None}
    await connection.execute(_MOVE, {**scope, "state": "removed", "ended": who.now})
    after = {"name": record.name, "rows": removed}
    await _record(connection, shop_id, import_id, "import.removed", who, after)
    return removed


async def _take_back(connection: AsyncConnection, shop_id: int, record: ImportRecord, who: Uploader) -> int:
    removed, kept = await take_records_back(Doing(connection, shop_id, record, who.actor, who.now))
    scope = {"shop": shop_id, "id": record.import_id}
    told = [each._asdict() for each in kept]
    await connection.execute(_KEPT, {**scope, "kept": _json(told), "state": "applied" if kept else "removed"})
    after = {"name": record.name, "removed": removed, "kept": told[:TOLD]}
    await _record(connection, shop_id, record.import_id, "import.removed", who, after)
    return removed


def require_kind(kind: Kind, permissions: frozenset[Permission]) -> None:
    """Raise NotYourKind unless files of this kind are theirs to bring in: buying needs `buy`."""
    needed: Permission = "buy" if is_record(kind) and kind != "past_counts" else "write"
    if needed not in permissions:
        raise NotYourKind(f"this needs the permission {needed}")


def _recognised(headings: list[str]) -> Kind:
    kinds = kinds_in(headings)
    if not kinds:
        message = "say what it holds: no records are known that have these columns"
        problem = FieldProblem(field="kind", message=message, code="unknown")
        raise NotRecognised(f"its columns are {', '.join(headings[:8])}", errors=[problem])
    return kinds[0]


async def forget_old_files(connection: AsyncConnection, shop_id: int, now: datetime) -> None:
    """Delete the bytes and rows of imports older than KEEP_FILES; what they changed stays in the ledger."""
    await connection.execute(_FORGET, {"shop": shop_id, "before": now - KEEP_FILES})


async def _check_places(
    connection: AsyncConnection, shop_id: int, roles: list[str], options: Mapping[str, Any]
) -> None:
    places = (await read_places(connection, shop_id)).by_id
    for number, role in enumerate(roles):
        at = role.removeprefix(columns.AT_LOCATION)
        if role != at and not (at.isdecimal() and int(at) in places):
            raise Invalid.field(f"roles.{number}", "is no active location of this shop", "unknown")
    if (chosen := options.get("location_id")) is not None and chosen not in places:
        raise Invalid.field("options.location_id", "is no active location of this shop", "unknown")
    if (chosen := options.get("supplier_id")) is not None:
        try:
            await get_supplier(connection, shop_id, UUID(chosen))
        except NotFound as error:
            raise Invalid.field("options.supplier_id", "is no supplier of this shop", "unknown") from error


async def _ask(
    connection: AsyncConnection,
    nudge: Nudge,
    shop_id: int,
    kind: str,
    arguments: Mapping[str, Any],
    who: Uploader,
) -> UUID:
    key = arguments.get("run") or arguments["import_id"]
    return await enqueue(
        connection, nudge, shop_id, kind, arguments, now=who.now, dedup_key=key, request_id=who.request_id
    )


async def _record(
    connection: AsyncConnection,
    shop_id: int,
    import_id: UUID,
    action: str,
    who: Uploader,
    after: Mapping[str, Any],
) -> None:
    subject = f"import:{import_id}"
    await audit.record(
        connection, shop_id, actor=who.actor, action=action, subject=subject, now=who.now, after=after
    )


def _hash_of(headings: list[str]) -> str:
    return hashlib.sha256("\x1f".join(map(plain_name, headings)).encode()).hexdigest()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
