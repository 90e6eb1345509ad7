"""The API's words for leaving."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class OpenTransfer(BaseModel):
    """A transfer made here that has not ended in Shopify; one with shipments cannot be canceled."""

    id: UUID
    name: str
    state: str
    origin_name: str
    destination_name: str
    has_shipments: bool


class LeavingCheck(BaseModel):
    """One look at the store after everything was ended: how much was read, and what of ours was found."""

    what: Literal["transfers", "definitions", "installation", "webhooks", "writes"]
    is_clear: bool
    read: int
    left: list[str]
    refusal: str = Field(description="Shopify's word where it would not let us look")
    at: datetime


class LeavingWait(BaseModel):
    """What only a person can end, and why."""

    kind: Literal["transfer", "writes", "fields"]
    id: UUID | None
    name: str
    code: str
    message: str


class LeavingJob(BaseModel):
    """How far the work is."""

    id: UUID
    state: Literal["waiting", "running", "done", "failed"]
    progress: dict[str, Any] | None
    error: str | None


class Farewell(BaseModel):
    """A leaving that was not taken back."""

    id: UUID
    state: Literal["going", "waits", "gone"]
    asked_by: str
    asked_by_name: str = Field(description="Of a person who was invited; empty for others")
    asked_at: datetime
    ended_at: datetime | None
    checks: list[LeavingCheck]
    waits: list[LeavingWait]
    job: LeavingJob | None


class Standing(BaseModel):
    """What of ours stands in Shopify or is on its way there, as last read."""

    is_clear: bool
    transfers_open: int
    transfers: list[OpenTransfer]
    lines_waiting: int = Field(description="Lines of changes that were not sent")
    writes_open: int
    writes_set_aside: int
    steps_waiting: int
    writes_stopped_at: datetime | None = Field(description="Since when nothing new is sent to Shopify")
    farewell: Farewell | None


class LeavingInput(BaseModel):
    """The shop's name, or its domain, typed by the owner who leaves."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=255, pattern=r"^[^\x00]*$")
