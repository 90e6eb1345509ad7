"""How good forecasts are over HTTP, and asking for a new one of the whole shop."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.queue import actions as queue
from inventorysync.kit.queue.queries import latest_job
from inventorysync.sales import answers, queries, showing, storing
from inventorysync.sales.actions.forecasting import FORECAST
from inventorysync.sales.schemas import Accuracy, DemandClass, ForecastRunOut, MissedItems
from inventorysync.shops.access import Buyer, ShopBuyer, ShopConnection

router = APIRouter(prefix="/forecast", tags=["forecast"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


class ForecastAsked(BaseModel):
    """The job that forecasts the shop."""

    job_id: UUID


@router.get("/accuracy")
async def get_accuracy(viewer: Buyer, connection: ShopConnection) -> Accuracy:
    """How good the shop's forecasts were, by class and by how far ahead they were made."""
    shop_id = viewer.shop_id
    known = await queries.get_known(connection, shop_id)
    run = await storing.newest_run(connection, shop_id)
    classes = await showing.measured_classes(connection, shop_id)
    ended = await latest_job(connection, shop_id, FORECAST, is_open=False)
    horizons = run.figures.get("horizons", []) if run else []
    return Accuracy(
        days_known=known.days,
        recorded_since=known.since,
        origin=run.origin if run else None,
        made_at=run.made_at if run else None,
        series=sum(row.series for row in classes),
        not_better=sum(row.not_better for row in classes),
        new_series=sum(row.new_series for row in classes),
        all=answers.all_of(classes),
        classes=[answers.class_of(row, viewer.currency) for row in classes],
        horizons=None
        if viewer.locations is not None
        else answers.horizons_of(horizons, run.series if run else 0),
        running=await _running(connection, shop_id),
        last_error=ended.error if ended else None,
    )


@router.get("/items")
async def list_missed_items(
    viewer: Buyer,
    connection: ShopConnection,
    demand_class: DemandClass | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> MissedItems:
    """Items by what the errors of their forecasts cost, the dearest first; those of unknown cost last."""
    after = read_cursor(cursor, "missed", (Decimal, int, int))
    rows = await showing.list_missed(
        connection,
        viewer.shop_id,
        demand_class=demand_class,
        after=(after[0], after[1], after[2]) if after else None,
        limit=limit + 1,
    )
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return MissedItems(
        items=[answers.missed_of(row, viewer.currency) for row in page],
        next=write_cursor("missed", (last.place, last.item_id, last.location_id)) if last else None,
    )


@router.post("/runs", status_code=202)
async def post_run(request: Request, viewer: ShopBuyer, connection: ShopConnection) -> ForecastAsked:
    """Forecast the whole shop anew, without waiting for the night."""
    state = request.app.state
    job_id = await queue.enqueue(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        FORECAST,
        {},
        now=state.clock.now(),
        request_id=request.state.request_id,
    )
    return ForecastAsked(job_id=job_id)


async def _running(connection: AsyncConnection, shop_id: int) -> ForecastRunOut | None:
    job = await latest_job(connection, shop_id, FORECAST, is_open=True)
    if job is None:
        return None
    progress = job.progress or {}
    phase = progress.get("phase")
    done = progress.get("kept") if phase == "keeping" else progress.get("items")
    return ForecastRunOut(
        job_id=job.job_id, state=job.state, phase=phase, done=done, total=progress.get("series")
    )
