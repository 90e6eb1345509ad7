"""The API's words for bins."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

LEVELS_MAX = 500
BinName = Annotated[
    str, StringConstraints(max_length=60, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class BinLevel(BaseModel):
    """The bin of an item at a location."""

    inventory_item_id: str
    sku: str
    title: str
    location_id: str
    location_name: str
    bin: str


class BinLevelPage(BaseModel):
    """Levels that lie in a bin."""

    items: list[BinLevel]
    next: str | None = None


class Bin(BaseModel):
    """A bin of a location and how many items lie in it."""

    location_id: str
    bin: str
    levels: int


class BinPage(BaseModel):
    """Bins by location and name."""

    items: list[Bin]
    next: str | None = None


class BinLevelInput(BaseModel, extra="forbid"):
    """Where an item lies from now on; an empty text for nowhere that is known."""

    inventory_item_id: str
    location_id: str
    bin: BinName


class BinLevelsInput(BaseModel, extra="forbid"):
    """Levels and their bins, all or none of them."""

    levels: Annotated[list[BinLevelInput], Field(min_length=1, max_length=LEVELS_MAX)]


class BinsSet(BaseModel):
    """How many levels lie elsewhere now than before."""

    changed: int
