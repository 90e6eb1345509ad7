"""What requests about stocktakes have in common: who asks, what they get to see, who else hears of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import after_commit
from inventorysync.kit.gid import NotAGid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.shops.access import Viewer, permits
from inventorysync.stocktakes import answers, queries
from inventorysync.stocktakes.actions.steps import Who
from inventorysync.stocktakes.queries import StocktakeRecord
from inventorysync.stocktakes.schemas import StocktakeOut, StocktakeSummary
from inventorysync.stocktakes.tally import read_tally

Approver = Annotated[Viewer, Depends(permits("admin"))]
"""An owner or a manager, also one of some locations only: whoever counts does not decide what is posted."""


def who_asks(request: Request, viewer: Viewer) -> Who:
    """Whoever makes a request, and when."""
    return Who(viewer.actor, request.app.state.clock.now(), request.state.request_id)


def tell(request: Request, connection: AsyncConnection, viewer: Viewer, stocktake_id: UUID) -> None:
    """Have open pages look again once this is committed."""
    announcer, shop_id = request.app.state.announcer, viewer.shop_id
    after_commit(connection, lambda: announcer.stocktake_moved(shop_id, stocktake_id))


def hides_expected(record: StocktakeRecord, viewer: Viewer) -> bool:
    """Whether this person may not see yet what should be there: a count is blind until it is reviewed.

    A recount is blind in any case, or it would only confirm.
    """
    is_counted = record.state in ("draft", "counting")
    return is_counted and (record.is_blind or record.round > 1) and "admin" not in viewer.permissions


def number_in(field: str, noun: str, text: str) -> int:
    """The number in an id that a field holds; raises Invalid."""
    try:
        return number_of(noun, text)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error


def summary_of(record: StocktakeRecord) -> StocktakeSummary:
    """A stocktake as lists show it."""
    return StocktakeSummary.model_validate(answers.summary_fields(record))


async def answer_stocktake(
    request: Request, connection: AsyncConnection, viewer: Viewer, stocktake_id: UUID
) -> StocktakeOut:
    """A stocktake as this viewer may see it; raises NotFound."""
    shop_id = viewer.shop_id
    record = await queries.get_stocktake(connection, shop_id, stocktake_id)
    is_hidden = hides_expected(record, viewer)
    lines = await read_tally(connection, shop_id, stocktake_id, request.app.state.clock.now())
    sections = await queries.list_sections(connection, shop_id, stocktake_id)
    counters = await queries.list_counters(connection, shop_id, stocktake_id)
    codes = await queries.list_codes(connection, shop_id, stocktake_id)
    outside = await queries.list_outside(connection, shop_id, stocktake_id)
    approval = record.approval or {}
    return StocktakeOut(
        **answers.summary_fields(record),
        scope=record.scope,
        started_by=record.started_by,
        reviewed_by=record.reviewed_by,
        approved_by=record.approved_by,
        approved_at=record.approved_at,
        not_counted=approval.get("not_counted"),
        unsure=approval.get("unsure"),
        waits_for=record.waits_for,
        ended_by=record.ended_by,
        tally=answers.tally_of(lines, viewer.currency, is_hidden=is_hidden),
        sections=[answers.section_of(row, viewer.actor) for row in sections],
        counters=[answers.counter_of(row) for row in counters],
        unknown_codes=[answers.code_of(row) for row in codes],
        outside=[answers.outside_of(row) for row in outside],
        may_approve="admin" in viewer.permissions,
        expected_is_hidden=is_hidden,
    )
