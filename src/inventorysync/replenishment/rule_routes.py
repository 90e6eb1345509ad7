"""Rules of replenishment over HTTP: listed, set, removed, as files, taken back."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import FieldProblem, Invalid, Refusal
from inventorysync.kit.spreadsheets import Format, NotASpreadsheet
from inventorysync.kit.table_files import Value
from inventorysync.replenishment.actions.ruling import WantedRule, Who, remove_rule, set_rules, undo_change
from inventorysync.replenishment.defaults import DEFAULTS
from inventorysync.replenishment.nearest import EVERYWHERE, FIELDS, Kind, Scope
from inventorysync.replenishment.rule_files import (
    BYTES_MAX,
    HEADINGS,
    FileRule,
    NoRuleFile,
    read_rules_file,
    row_of,
)
from inventorysync.replenishment.rule_queries import list_changes, list_rules
from inventorysync.replenishment.rule_schemas import (
    RuleChangeOut,
    RuleChanges,
    RuleInput,
    RuleOut,
    RulePage,
    RulesInput,
    RulesSet,
)
from inventorysync.shops.access import Buyer, Reader, ShopConnection, Viewer
from inventorysync.shops.file_answers import answer_rows

router = APIRouter(prefix="/policies", tags=["replenishment"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
CURSOR = (int, str, int, int, UUID)
CHANGES_SHOWN = 20
_BY_SKU = text("""
    SELECT sku, array_agg(item_id) FROM inventory_item
    WHERE shop_id = :shop AND deleted_at IS NULL AND sku = ANY(CAST(:skus AS text[])) GROUP BY sku
""")
_PLACES = text("SELECT name, location_id FROM location WHERE shop_id = :shop AND deleted_at IS NULL")


class TooLarge(Refusal):
    """The file is larger than rules can be."""

    status = 413
    type = "file-too-large"
    title = "The file is too large"


@router.get("")
async def list_policies(
    viewer: Reader,
    connection: ShopConnection,
    applies_to: Kind | None = None,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> RulePage:
    """The rules in sight: those for the whole shop first, those of single items last."""
    after = read_cursor(cursor, "rule", CURSOR)
    rows = await list_rules(
        connection,
        viewer.shop_id,
        viewer.locations,
        kind=applies_to,
        search=search.strip(),
        after=(after[0], after[1], after[2], after[3], after[4]) if after else None,
        limit=limit + 1,
    )
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        last = shown[-1]
        following = write_cursor(
            "rule", (last.rank, last.word, last.item_id, last.location_id, last.policy_id)
        )
    return RulePage(
        items=[_rule_out(row) for row in shown],
        next=following,
        defaults=DEFAULTS,
        currency=viewer.currency,
    )


@router.put("")
async def put_policies(
    request: Request, viewer: Buyer, connection: ShopConnection, wanted: RulesInput
) -> RulesSet:
    """Have rules say this, all or none: fields that a rule does not name stay as they are."""
    rules = [_wanted(place, rule) for place, rule in enumerate(wanted.rules)]
    how = "edit" if len(rules) == 1 else "bulk"
    changed = await set_rules(connection, viewer.shop_id, rules, _who(request, viewer), how)
    return RulesSet(changed=changed)


@router.delete("/{policy_id}", status_code=204)
async def delete_policy(request: Request, viewer: Buyer, connection: ShopConnection, policy_id: UUID) -> None:
    """Have a rule be gone; what it said is left to those further away."""
    await remove_rule(connection, viewer.shop_id, policy_id, _who(request, viewer))


@router.get("/changes")
async def list_policy_changes(viewer: Reader, connection: ShopConnection) -> RuleChanges:
    """The newest changes of rules."""
    rows = await list_changes(connection, viewer.shop_id, CHANGES_SHOWN)
    shown = [
        RuleChangeOut.model_validate(
            {
                "id": row.change_id,
                "at": row.at,
                "actor": row.actor,
                "how": row.how,
                "rules": len(row.rules),
                "undone_at": row.undone_at,
                "undone_by": row.undone_by,
            }
        )
        for row in rows
    ]
    return RuleChanges(items=shown)


@router.post("/changes/{change_id}/undo")
async def post_undo(request: Request, viewer: Buyer, connection: ShopConnection, change_id: UUID) -> RulesSet:
    """Have the rules of a change say what they said before it."""
    changed = await undo_change(connection, viewer.shop_id, change_id, _who(request, viewer))
    return RulesSet(changed=changed)


@router.get("/file", response_class=Response)
async def get_policies_file(
    request: Request,
    viewer: Reader,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """Every rule in sight as a file, which can be changed and sent back."""

    async def rows(connection: AsyncConnection) -> AsyncIterator[Sequence[Sequence[Value]]]:
        after = None
        while True:
            found = await list_rules(
                connection, viewer.shop_id, viewer.locations, after=after, limit=LIMIT_MAX
            )
            yield [row_of(row) for row in found]
            if len(found) < LIMIT_MAX:
                return
            last = found[-1]
            after = (last.rank, last.word, last.item_id, last.location_id, last.policy_id)

    return await answer_rows(request, viewer, rows, HEADINGS, "policies", format)


@router.post("/file", openapi_extra=BINARY)
async def post_policies_file(request: Request, viewer: Buyer, connection: ShopConnection) -> RulesSet:
    """Have rules say what a CSV or XLSX file says, all or none: an empty cell leaves a field to others.

    Columns that the file does not have stay as they are, and so do rules it does not name. The body is the
    file itself.
    """
    read = await _read(request)
    rules = await _understood(connection, viewer.shop_id, read)
    changed = await set_rules(connection, viewer.shop_id, rules, _who(request, viewer), "file")
    return RulesSet(changed=changed)


def _who(request: Request, viewer: Viewer) -> Who:
    return Who(viewer.actor, request.app.state.clock.now(), viewer.locations)


def _wanted(place: int, rule: RuleInput) -> WantedRule:
    """A rule whose scope makes sense; raises Invalid."""
    field = f"rules.{place}"
    needs_name, needs_item = rule.applies_to in ("vendor", "type"), rule.applies_to == "item"
    if needs_name != bool(rule.name):
        message = "is needed" if needs_name else "is for rules of a vendor or a type"
        raise Invalid.field(f"{field}.name", message, "missing" if needs_name else "invalid")
    if needs_item != (rule.inventory_item_id is not None):
        message = "is needed" if needs_item else "is for rules of one item"
        raise Invalid.field(f"{field}.inventory_item_id", message, "missing" if needs_item else "invalid")
    item = _number(f"{field}.inventory_item_id", "InventoryItem", rule.inventory_item_id)
    location = _number(f"{field}.location_id", "Location", rule.location_id)
    fields = {name: getattr(rule, name) for name in FIELDS if name in rule.model_fields_set}
    return WantedRule(Scope(rule.applies_to, rule.name, item, location), fields, rule.version)


def _number(field: str, noun: str, given: str | None) -> int:
    if given is None:
        return EVERYWHERE
    try:
        return number_of(noun, given)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error


async def _read(request: Request) -> list[FileRule]:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > BYTES_MAX:
            raise TooLarge(f"files of up to {BYTES_MAX // 1024**2} MB are read: split it")
    try:
        return await asyncio.to_thread(_read_bytes, bytes(content))
    except (NotASpreadsheet, NoRuleFile) as error:
        raise Invalid.field("file", str(error), "unreadable") from error


def _read_bytes(content: bytes) -> list[FileRule]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rules")
        path.write_bytes(content)
        return read_rules_file(path)


async def _understood(
    connection: AsyncConnection, shop_id: int, rows: Sequence[FileRule]
) -> list[WantedRule]:
    """The rules that the rows of a file mean; raises Invalid naming each row that means none."""
    skus = sorted({row.sku for row in rows if row.applies_to == "item" and not row.item})
    named = await connection.execute(_BY_SKU, {"shop": shop_id, "skus": skus})
    by_sku: dict[str, list[int]] = {sku: items for sku, items in named}  # noqa: C416  rows are no pairs
    places: dict[str, list[int]] = {}
    for name, place in await connection.execute(_PLACES, {"shop": shop_id}):
        places.setdefault(name, []).append(place)
    rules, problems = [], []
    for row in rows:
        try:
            rules.append(_wanted(row.row, _input_of(row, by_sku, places)))
        except ValidationError as error:
            problems += [
                FieldProblem(
                    field=f"rules.{row.row}.{'.'.join(map(str, each['loc']))}",
                    message=each["msg"],
                    code=each["type"],
                )
                for each in error.errors()
            ]
        except Invalid as error:
            problems += error.errors or []
    if problems:
        raise Invalid(f"{len(problems)} cells of the file cannot be", errors=problems[:200])
    if not rules:
        raise Invalid.field("file", "holds no rules", "empty")
    return rules


def _input_of(row: FileRule, by_sku: dict[str, list[int]], places: dict[str, list[int]]) -> RuleInput:
    item = row.item or None
    if row.applies_to == "item" and item is None:
        item = gid("InventoryItem", _only(row.row, "sku", by_sku.get(row.sku, [])))
    location = (
        gid("Location", _only(row.row, "location", places.get(row.location, []))) if row.location else None
    )
    scope = {
        "applies_to": row.applies_to,
        "name": row.name,
        "inventory_item_id": item,
        "location_id": location,
    }
    return RuleInput.model_validate({**scope, **row.fields})


def _only(row: int, field: str, found: Sequence[int]) -> int:
    if len(found) != 1:
        message = "is that of several" if found else "is not known"
        raise Invalid.field(f"rules.{row}.{field}", message, "unknown")
    return found[0]


def _rule_out(row: Any) -> RuleOut:
    fields = {name: getattr(row, name) for name in FIELDS}
    told = {name: getattr(row, name) for name in ("name", "sku", "title", "variant_title", "location_name")}
    return RuleOut(
        id=row.policy_id,
        applies_to=row.kind,
        inventory_item_id=gid("InventoryItem", row.item_id) if row.item_id else None,
        location_id=gid("Location", row.location_id) if row.location_id else None,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        **told,
        **fields,
    )
