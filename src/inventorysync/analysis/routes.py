"""The analysis over HTTP: its figures, its lists and files of them, its rules, and rules that follow."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis import answers, queries
from inventorysync.analysis.actions import ruling
from inventorysync.analysis.actions.analysing import ANALYSE
from inventorysync.analysis.lists import Abc, Bucket, Name, Narrowed, Part, Wanted, Xyz
from inventorysync.analysis.queries import NO_AMOUNT, Run
from inventorysync.analysis.rules import FIELDS, Rules
from inventorysync.analysis.schemas import (
    AnalysisAsked,
    AnalysisOut,
    AnalysisRulesInput,
    AnalysisRulesOut,
    LevelPage,
    ListRulesInput,
    ListRulesSet,
)
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.queue.actions import enqueue
from inventorysync.kit.queue.queries import latest_job
from inventorysync.kit.spreadsheets import Format
from inventorysync.kit.table_files import Value
from inventorysync.replenishment.actions.ruling import Who
from inventorysync.replenishment.nearest import FIELDS as RULE_FIELDS
from inventorysync.shops.access import Buyer, ShopBuyer, ShopConnection, Viewer
from inventorysync.shops.file_answers import answer_rows

router = APIRouter(prefix="/analysis", tags=["analysis"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Text = Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]*$")]


def _narrowed(location_id: Text = None, vendor: Text = None, product_type: Text = None) -> Narrowed:
    if location_id is None:
        return Narrowed(None, vendor, product_type)
    try:
        return Narrowed(number_of("Location", location_id), vendor, product_type)
    except NotAGid as error:
        raise Invalid.field("location_id", str(error), "gid") from error


def _part(abc: Abc = "A", xyz: Xyz | None = None, bucket: Bucket = "out") -> Part:
    return Part(abc, xyz, bucket)


Of = Annotated[Narrowed, Depends(_narrowed)]
PartOf = Annotated[Part, Depends(_part)]


@router.get("")
async def get_analysis(viewer: Buyer, connection: ShopConnection, of: Of) -> AnalysisOut:
    """What the newest analysis found at locations in sight."""
    shop_id, currency = viewer.shop_id, viewer.currency
    going = await latest_job(connection, shop_id, ANALYSE, is_open=True)
    running = going and going.job_id
    kept = await queries.get_rules(connection, shop_id)
    run = await queries.find_run(connection, shop_id)
    if run is None:
        return answers.nothing_yet(kept, currency, running)
    sums = await queries.sum_levels(connection, shop_id, run, of)
    cells = await queries.list_cells(connection, shop_id, run, of, viewer.locations)
    buckets = await queries.list_buckets(connection, shop_id, run, of)
    vendors, types = await queries.list_choices(connection, shop_id)
    place = queries.place_of_classes(of, viewer.locations)
    return AnalysisOut(
        state="ready" if run.known_days else "no_sales",
        run_id=run.run_id,
        made_at=run.made_at,
        last_day=run.until - timedelta(days=1),
        known_days=run.known_days,
        shelf_days=run.shelf_days,
        running=running,
        rules=answers.rules_of(queries.KeptRules(run.rules, kept.version)),
        per="level" if place is None else "item",
        cells=[answers.cell_of(row, currency) for row in cells],
        cover=answers.buckets_of(buckets, currency),
        vendors=vendors,
        product_types=types,
        currency=currency,
        **answers.figures_of(sums, run, currency),
    )


@router.get("/rules")
async def get_analysis_rules(viewer: Buyer, connection: ShopConnection) -> AnalysisRulesOut:
    """By what the shop analyses."""
    return answers.rules_of(await queries.get_rules(connection, viewer.shop_id))


@router.put("/rules")
async def put_analysis_rules(
    request: Request, viewer: ShopBuyer, connection: ShopConnection, wanted: AnalysisRulesInput
) -> AnalysisRulesOut:
    """Have the shop analyse by these; the analysis is made anew at once."""
    rules = Rules(**{name: getattr(wanted, name) for name in FIELDS})
    now = request.app.state.clock.now()
    await ruling.change_rules(connection, viewer.shop_id, rules, wanted.version, viewer.actor, now)
    await _ask(request, viewer, connection)
    return answers.rules_of(await queries.get_rules(connection, viewer.shop_id))


@router.post("/runs", status_code=202)
async def post_analysis_run(request: Request, viewer: Buyer, connection: ShopConnection) -> AnalysisAsked:
    """Have the analysis made anew now; nothing more where that goes on already."""
    return await _ask(request, viewer, connection)


@router.get("/lists/{name}")
async def list_analysis_levels(
    viewer: Buyer,
    connection: ShopConnection,
    name: Name,
    part: PartOf,
    of: Of,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> LevelPage:
    """The lines behind a figure, the greatest amount first."""
    wanted = Wanted(name, part)
    after = read_cursor(cursor, name, (Decimal, int, int))
    run = await _run_of(connection, viewer)
    rows = await queries.list_levels(
        connection,
        viewer.shop_id,
        run,
        wanted,
        of,
        viewer.locations,
        after=_place(after),
        limit=limit + 1,
    )
    shown = rows[:limit]
    return LevelPage(
        items=[answers.level_of(row, run.rules.measure, viewer.currency) for row in shown],
        next=write_cursor(name, _last(shown[-1])) if len(rows) > limit else None,
    )


@router.get("/lists/{name}/file", response_class=Response)
async def get_analysis_file(
    request: Request,
    viewer: Buyer,
    name: Name,
    part: PartOf,
    of: Of,
    format: Format = "csv",  # noqa: A002
) -> StreamingResponse:
    """A list as a file, with the columns that it is shown with."""
    wanted, columns = Wanted(name, part), answers.COLUMNS[name]
    async with request.app.state.database.shop(viewer.shop_id) as connection:
        run = await _run_of(connection, viewer)

    async def rows(connection: AsyncConnection) -> AsyncIterator[Sequence[Sequence[Value]]]:
        after = None
        while True:
            found = await queries.list_levels(
                connection, viewer.shop_id, run, wanted, of, viewer.locations, after=after, limit=LIMIT_MAX
            )
            told = [answers.level_of(row, run.rules.measure, viewer.currency) for row in found]
            yield [[read(row) for _, read in columns] for row in told]
            if len(found) < LIMIT_MAX:
                return
            after = _last(found[-1])

    headings = [heading.replace("{currency}", viewer.currency) for heading, _ in columns]
    return await answer_rows(request, viewer, rows, headings, f"analysis-{name}", format)


@router.post("/lists/{name}/rules")
async def post_list_rules(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    name: Name,
    part: PartOf,
    of: Of,
    told: ListRulesInput,
) -> ListRulesSet:
    """Have the rules of replenishment say this of every line of a list, as one change."""
    given = told.fields.model_fields_set
    fields = {field: getattr(told.fields, field) for field in RULE_FIELDS if field in given}
    if not fields:
        raise Invalid.field("fields", "say nothing", "empty")
    who = Who(viewer.actor, request.app.state.clock.now(), viewer.locations)
    changed = await ruling.rule_list(
        connection, viewer.shop_id, told.run_id, Wanted(name, part), of, fields, who
    )
    return ListRulesSet(changed=changed)


async def _ask(request: Request, viewer: Viewer, connection: AsyncConnection) -> AnalysisAsked:
    state = request.app.state
    job_id = await enqueue(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        ANALYSE,
        {},
        now=state.clock.now(),
        request_id=request.state.request_id,
    )
    return AnalysisAsked(job_id=job_id)


async def _run_of(connection: AsyncConnection, viewer: Viewer) -> Run:
    run = await queries.find_run(connection, viewer.shop_id)
    if run is None:
        raise NotFound("the analysis was not made yet: ask for it")
    return run


def _last(row: Any) -> tuple[Decimal, int, int]:
    return (NO_AMOUNT if row.amount is None else row.amount, row.item_id, row.location_id)


def _place(after: tuple[Any, ...] | None) -> tuple[Decimal, int, int] | None:
    """Where the page before ended; raises Invalid for what is no place."""
    if after is None:
        return None
    amount, item, place = after
    if amount is None or item is None or place is None or not amount.is_finite():
        raise Invalid.field("cursor", "is not a cursor of this list")
    return amount, item, place
