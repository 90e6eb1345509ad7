"""Edits of a selection: worked out once, shown, and then booked exactly as shown.

The preview hands out the levels it is about, with what each held, as one text; applying it changes those
levels and no others, and refuses as a whole where one of them has moved. The text is no secret and no right:
whoever may write may write any such lines by a change set of their own.
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.grid.schemas import LEVELS_MAX, UNITS_MAX, BulkProblem, Deed
from inventorysync.kit.problems import Invalid
from inventorysync.stock.actions.change_sets import WantedLine
from inventorysync.stock.conditions import Filter
from inventorysync.stock.lists import UNITS_AT, list_levels

PACKED_MAX = 2_000_000
_ACTIVE = text("SELECT location_id FROM location WHERE shop_id = :shop AND is_active AND deleted_at IS NULL")


class Planned(NamedTuple):
    """What becomes of one level; `problem` says why nothing does."""

    item_id: int
    location_id: int
    sku: str
    title: str
    variant_title: str
    location_name: str
    before: int
    after: int
    problem: BulkProblem | None

    @property
    def delta(self) -> int:
        """Units by which it changes."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to `available` of every level: set it, add units, or take them away."""

    do: Deed
    units: int

    def after(self, before: int) -> int:
        """What a level holds then."""
        if self.do == "set":
            return self.units
        return before + self.units if self.do == "add" else before - self.units


async def plan(
    connection: AsyncConnection, shop_id: int, wanted: Filter, left_out: set[tuple[int, int]], change: Change
) -> list[Planned]:
    """What a change does to each level that is wanted and not left out; raises Invalid for too many."""
    most = LEVELS_MAX + len(left_out)
    found = await list_levels(connection, shop_id, wanted, order="title", limit=most)
    active = set(await connection.scalars(_ACTIVE, {"shop": shop_id}))
    rows = [row for row in found.rows if (row[10], row[11]) not in left_out]
    if len(rows) > LEVELS_MAX or found.next is not None:
        message = f"holds more than {LEVELS_MAX:,} levels: narrow the filter and edit in parts"
        raise Invalid.field("selection", message, "too_many")
    return [_planned(row, active, change) for row in rows]


def _planned(row: Sequence[Any], active: set[int], change: Change) -> Planned:
    sku, _, title, variant_title, _, _, _, tracked, _, _, item, place, is_active, *_ = row
    *_, pending, place_name = row
    before = row[UNITS_AT] + int(pending)
    after = change.after(before)
    problem: BulkProblem | None = None
    if not tracked:
        problem = "untracked"
    elif not is_active or place not in active:
        problem = "inactive"
    elif after < 0 and after < before:
        problem = "below_zero"
    elif abs(after) > UNITS_MAX:
        problem = "too_large"
    return Planned(item, place, sku, title, variant_title, place_name, before, after, problem)


def lines_of(planned: Sequence[Planned]) -> list[WantedLine]:
    """The lines that change something."""
    return [
        WantedLine((level.item_id, level.location_id), "available", level.delta, expected=level.before)
        for level in planned
        if level.problem is None and level.delta
    ]


def pack(lines: Sequence[WantedLine]) -> str:
    """Lines as one text for the way through the client."""
    rows = [(*line.key, line.delta, line.expected) for line in lines]
    return base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(rows))).decode()


def unpack(packed: str) -> list[WantedLine]:
    """The lines of such a text; raises Invalid for any other."""
    try:
        inflating = zlib.decompressobj()
        content = inflating.decompress(base64.urlsafe_b64decode(packed.encode("ascii")), PACKED_MAX)
        rows = msgspec.json.decode(content, type=list[tuple[int, int, int, int]])
    except (ValueError, UnicodeError, binascii.Error, zlib.error, msgspec.MsgspecError) as error:
        raise Invalid.field("preview", "is none of a bulk edit") from error
    within = all(
        max(item, place, abs(held)) < 2**63 and min(item, place) > 0 and 0 < abs(delta) <= 2 * UNITS_MAX
        for item, place, delta, held in rows
    )
    if not 0 < len(rows) <= LEVELS_MAX or not within or inflating.unconsumed_tail:
        raise Invalid.field("preview", "is none of a bulk edit")
    return [WantedLine((item, place), "available", delta, expected=held) for item, place, delta, held in rows]
