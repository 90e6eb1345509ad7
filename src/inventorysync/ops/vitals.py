"""How quick the web app is for the people who use it, as their browsers measured (web.dev: Web Vitals)."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from inventorysync.kit.metrics import LAYOUT_SHIFT, WEB_VITAL_SECONDS
from inventorysync.shops.access import Reader

router = APIRouter(tags=["vitals"])
READINGS_MAX = 20
MILLISECONDS_MAX = 600_000
PAGES: Final = frozenset({"/", "/inventory", "/inventory/:itemId", "/sync", "/settings"})
ELSEWHERE: Final = "elsewhere"


class Timing(BaseModel):
    """A time a browser measured: LCP, INP, FCP or TTFB."""

    name: Literal["LCP", "INP", "FCP", "TTFB"]
    value: Annotated[float, Field(ge=0, le=MILLISECONDS_MAX, allow_inf_nan=False)] = Field(
        description="Milliseconds"
    )


class Shift(BaseModel):
    """How far a page moved under its reader's eyes: CLS, without a unit."""

    name: Literal["CLS"]
    value: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class VitalsInput(BaseModel):
    """What one visit of a page measured."""

    page: str = Field(max_length=200, description="The page's path with `:name` for what varies")
    readings: list[Annotated[Timing | Shift, Field(discriminator="name")]] = Field(max_length=READINGS_MAX)


@router.post("/vitals", status_code=status.HTTP_204_NO_CONTENT)
async def post_vitals(_viewer: Reader, found: VitalsInput) -> None:
    """Count what a browser measured; pages that are not known are counted as one."""
    page = found.page if found.page in PAGES else ELSEWHERE
    for reading in found.readings:
        if isinstance(reading, Shift):
            LAYOUT_SHIFT.labels(page).observe(reading.value)
        else:
            WEB_VITAL_SECONDS.labels(reading.name, page).observe(reading.value / 1000)
