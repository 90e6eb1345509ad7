"""The API's words for recoveries."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class GivenUp(BaseModel):
    """What was on its way when the backup was made and is not sent any more."""

    lines: int = Field(description="Lines of changes; they stand among those that failed")
    transfer_steps: int
    imports: int = Field(description="Imports that were open; they are canceled")
    stocktakes: int = Field(description="Stock counts that were open and scanned; they are canceled")


class Recovery(BaseModel):
    """A restore that nobody has confirmed yet. Nothing is sent to Shopify until then."""

    id: UUID
    state: Literal["reading", "waits"]
    restored_at: datetime
    made_at: datetime | None = Field(description="The moment the data are of; null where it is not known")
    backup: str
    given_up: GivenUp | None = Field(description="Null until it is worked out")
    levels: int
    levels_different: int
    units_different: int
    read_at: datetime | None


class RecoveryStanding(BaseModel):
    """The shop's recovery; null where it is not in safe mode."""

    recovery: Recovery | None
