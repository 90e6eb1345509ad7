"""The ledger's proof over HTTP: the latest one, and asking for another."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from inventorysync.kit.queue.actions import enqueue
from inventorysync.kit.queue.queries import JobRecord, latest_job
from inventorysync.shops.access import Reader, ShopConnection, ShopWriter
from inventorysync.stock.proof import PROVE

router = APIRouter(tags=["proof"])


class LedgerFault(BaseModel):
    """A row that is not as it was written."""

    what: Literal["balance", "entry", "changed", "missing", "added", "cost"]
    says: str


class LedgerProof(BaseModel):
    """The latest proof, and the one that goes on."""

    state: Literal["never", "sound", "broken", "failed"]
    proven_at: datetime | None
    error: str | None
    sealed: dict[str, int] = Field(description="Rows whose links were recomputed, by chain")
    heads: dict[str, str] = Field(
        description="The newest link of each chain: keep it, and no row can be changed unseen"
    )
    faults: list[LedgerFault]
    running: UUID | None = Field(description="The job that proves the ledger now")
    rows_done: int | None


class ProofAsked(BaseModel):
    """The job that proves the ledger."""

    job_id: UUID


@router.get("/proof")
async def get_proof(viewer: Reader, connection: ShopConnection) -> LedgerProof:
    """What the latest proof of the shop's ledger found."""
    ended = await latest_job(connection, viewer.shop_id, PROVE, is_open=False)
    going = await latest_job(connection, viewer.shop_id, PROVE, is_open=True)
    result: dict[str, Any] = (ended and ended.result) or {}
    return LedgerProof(
        state=_state(ended),
        proven_at=ended and ended.finished_at,
        error=ended and ended.error,
        sealed=result.get("sealed", {}),
        heads=result.get("heads", {}),
        faults=result.get("faults", []),
        running=going and going.job_id,
        rows_done=((going and going.progress) or {}).get("rows"),
    )


@router.post("/proof", status_code=202)
async def post_proof(request: Request, viewer: ShopWriter, connection: ShopConnection) -> ProofAsked:
    """Prove the ledger now; asked again while it goes on, it is the same job."""
    state = request.app.state
    job_id = await enqueue(
        connection,
        state.nudger.nudge,
        viewer.shop_id,
        PROVE,
        {"asked_by": viewer.actor},
        now=state.clock.now(),
        request_id=request.state.request_id,
    )
    return ProofAsked(job_id=job_id)


def _state(ended: JobRecord | None) -> Literal["never", "sound", "broken", "failed"]:
    if ended is None:
        return "never"
    if ended.result is None or ended.state == "failed":
        return "failed"
    return "sound" if ended.result["is_sound"] else "broken"
