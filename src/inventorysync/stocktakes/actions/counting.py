"""Counting: sections and whose they are, and scans, each kept once however often it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.codes import spellings_of
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound, Refusal
from inventorysync.stocktakes.actions.making import add_section
from inventorysync.stocktakes.actions.steps import Who, move_on, note, open_stocktake
from inventorysync.stocktakes.queries import StocktakeRecord

COUNTABLE = ("counting", "review")
"""A device that was offline sends what it has after the count was ended: it was seen in time."""

FUTURE_MAX = timedelta(minutes=1)
ON_THE_WAY_MAX = timedelta(seconds=10)
"""What a request is taken to have been on its way at most, where the device has not measured its clock."""
SECTIONS_MAX = 500


class ScanUsedOtherwise(Refusal):
    """The id of a scan belongs to another one."""

    status = 409
    type = "scan-used-otherwise"
    title = "The id of a scan was used for something else"


class ClaimedByAnother(Refusal):
    """Somebody else counts this section."""

    status = 409
    type = "claimed-by-another"
    title = "Somebody else counts this section"


@dataclass(frozen=True, slots=True)
class WantedScan:
    """A scan as the device tells it."""

    scan_id: UUID
    section_id: UUID
    code: str
    item_id: int | None
    units: int
    scanned_at: datetime
    corrects: UUID | None


@dataclass(frozen=True, slots=True)
class Device:
    """Which device sends scans, when by its own clock, and what it has measured of that clock."""

    name: str
    sent_at: datetime
    clock: "MeasuredClock | None"


@dataclass(frozen=True, slots=True)
class MeasuredClock:
    """By how much a device's clock is behind ours, more or less `within`, as a round trip has shown."""

    offset: timedelta
    within: timedelta


_SECTION = text("""
    SELECT name, claimed_by, done_at FROM stocktake_section
    WHERE shop_id = :shop AND stocktake_id = :id AND section_id = :section FOR UPDATE
""")
_CLAIM = text("""
    UPDATE stocktake_section SET claimed_by = :claimer, claimed_at = :at, done_at = NULL, done_by = NULL
    WHERE shop_id = :shop AND section_id = :section
""")
_DONE = text("""
    UPDATE stocktake_section SET done_at = :at, done_by = :by WHERE shop_id = :shop AND section_id = :section
""")
_SECTIONS = text("""
    SELECT section_id FROM stocktake_section WHERE shop_id = :shop AND stocktake_id = :id
""")
_NAMES = text("SELECT name, round FROM stocktake_section WHERE shop_id = :shop AND stocktake_id = :id")
_KNOWN_ITEMS = text("""
    SELECT item_id FROM inventory_item WHERE shop_id = :shop AND item_id = ANY(CAST(:items AS bigint[]))
""")
_BY_CODE = text("""
    WITH wanted AS (SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:spellings AS text[]))
                      AS k(code, spelling))
    SELECT k.code, 1 AS rank, i.item_id FROM wanted k
    JOIN inventory_item i ON i.shop_id = :shop AND i.barcode = k.spelling AND i.deleted_at IS NULL
    UNION
    SELECT k.code, 2, i.item_id FROM wanted k
    JOIN inventory_item i ON i.shop_id = :shop AND i.sku = k.code AND i.deleted_at IS NULL
    WHERE k.code = k.spelling
""")
_INSERT = text("""
    INSERT INTO stocktake_scan (shop_id, scan_id, stocktake_id, section_id, device, counter, code, item_id,
                                units, corrects, scanned_at, skew_ms, within_ms, at,
                                received_at)
    SELECT CAST(:shop AS int), s.scan_id, CAST(:id AS uuid), s.section_id, CAST(:device AS text),
           CAST(:counter AS text), s.code, s.item_id, s.units, s.corrects, s.scanned_at,
           CAST(:skew AS bigint), CAST(:within AS bigint), s.at, CAST(:now AS timestamptz)
    FROM unnest(CAST(:scans AS uuid[]), CAST(:sections AS uuid[]), CAST(:codes AS text[]),
                CAST(:items AS bigint[]), CAST(:units AS bigint[]), CAST(:corrects AS uuid[]),
                CAST(:scanned AS timestamptz[]), CAST(:moments AS timestamptz[]))
      AS s(scan_id, section_id, code, item_id, units, corrects, scanned_at, at)
    ORDER BY s.scan_id
    ON CONFLICT DO NOTHING RETURNING scan_id
""")
_KEPT = text("""
    SELECT scan_id, stocktake_id, section_id, code, units, corrects, scanned_at, item_id
    FROM stocktake_scan WHERE shop_id = :shop AND scan_id = ANY(CAST(:scans AS uuid[]))
""")


async def make_section(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, name: str, who: Who
) -> UUID:
    """A section by a name of one's own, for the round that is counted now."""
    record = await open_stocktake(connection, shop_id, stocktake_id, ("counting",))
    made = (await connection.execute(_NAMES, {"shop": shop_id, "id": stocktake_id})).all()
    if any(round_ == record.round and each.casefold() == name.casefold() for each, round_ in made):
        raise Invalid.field("name", f"is the name of another section: {name}", "taken")
    if len(made) >= SECTIONS_MAX:
        raise Invalid.field("name", f"would be more than {SECTIONS_MAX} sections", "too_many")
    section_id = await add_section(connection, shop_id, stocktake_id, name, None, record.round)
    await note(connection, shop_id, stocktake_id, who, "section_made", after={"name": name})
    return section_id


async def claim_section(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    section_id: UUID,
    who: Who,
    *,
    take_over: bool,
) -> None:
    """Say that one counts a section from now on; raises ClaimedByAnother unless it is to be taken over."""
    name, holder, _done = await _open_section(connection, shop_id, stocktake_id, section_id)
    if holder == who.actor:
        return
    if holder is not None and not take_over:
        problem = FieldProblem(field="take_over", message=f"{holder} counts {name}", code="claimed")
        raise ClaimedByAnother("say so to take it over", errors=[problem])
    scope = {"shop": shop_id, "section": section_id}
    await connection.execute(_CLAIM, {**scope, "claimer": who.actor, "at": who.now})
    told = {"section": name}
    before, after = {**told, "counter": holder}, {**told, "counter": who.actor}
    await note(connection, shop_id, stocktake_id, who, "section_claimed", before=before, after=after)


async def release_section(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, section_id: UUID, who: Who
) -> None:
    """Let somebody else have a section; raises ClaimedByAnother for one that is not the asker's."""
    name, holder, _done = await _open_section(connection, shop_id, stocktake_id, section_id)
    if holder is None:
        return
    if holder != who.actor:
        raise ClaimedByAnother(f"{holder} counts {name}")
    await connection.execute(_CLAIM, {"shop": shop_id, "section": section_id, "claimer": None, "at": None})
    before = {"section": name, "counter": holder}
    await note(connection, shop_id, stocktake_id, who, "section_released", before=before)


async def end_section(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    section_id: UUID,
    who: Who,
    *,
    is_done: bool,
) -> None:
    """Say that a section is counted to its end, or is not after all."""
    name, _holder, done_at = await _open_section(connection, shop_id, stocktake_id, section_id)
    if (done_at is not None) == is_done:
        return
    by = {"at": who.now if is_done else None, "by": who.actor if is_done else None}
    await connection.execute(_DONE, {"shop": shop_id, "section": section_id, **by})
    what = "section_done" if is_done else "section_reopened"
    await note(connection, shop_id, stocktake_id, who, what, after={"section": name})


async def keep_scans(
    connection: AsyncConnection,
    shop_id: int,
    stocktake_id: UUID,
    scans: Sequence[WantedScan],
    device: Device,
    who: Who,
) -> list[tuple[UUID, bool, int | None]]:
    """Keep scans, all or none; each with whether it is new and the item it counts for.

    One that is known already is not counted again. Raises Invalid naming what cannot be, WrongState once the
    stocktake is posted, ScanUsedOtherwise for an id with other content.
    """
    record = await open_stocktake(connection, shop_id, stocktake_id, COUNTABLE)
    skew, within = _skew_of(device, who.now)
    moments = [min(scan.scanned_at + skew, who.now) for scan in scans]
    await _check(connection, shop_id, record, scans, skew, who.now)
    found = await _items_of(connection, shop_id, scans)
    columns = {
        "scans": [scan.scan_id for scan in scans],
        "sections": [scan.section_id for scan in scans],
        "codes": [scan.code for scan in scans],
        "items": [found.get(scan.code) if scan.item_id is None else scan.item_id for scan in scans],
        "units": [scan.units for scan in scans],
        "corrects": [scan.corrects for scan in scans],
        "scanned": [scan.scanned_at for scan in scans],
        "moments": moments,
    }
    told = {"device": device.name, "counter": who.actor, "now": who.now, "skew": round(_ms(skew))}
    told["within"] = ceil(_ms(within))
    scope = {"shop": shop_id, "id": stocktake_id}
    new = set(await connection.scalars(_INSERT, {**scope, **told, **columns}))
    kept = {row[0]: row for row in await connection.execute(_KEPT, {**scope, "scans": columns["scans"]})}
    _require_same(stocktake_id, scans, kept)
    if new:
        await move_on(connection, shop_id, stocktake_id)
    return [(scan.scan_id, scan.scan_id in new, kept[scan.scan_id][7]) for scan in scans]


def _skew_of(device: Device, now: datetime) -> tuple[timedelta, timedelta]:
    """By how much the device's clock is behind ours at most, and how much less it may be.

    A request comes after it was sent, so it is never behind by more than what lies between. What the device
    has measured narrows that down, unless the two cannot both be true: its clock was set since.
    """
    highest = now - device.sent_at
    lowest = highest - ON_THE_WAY_MAX
    if device.clock is not None:
        low, high = device.clock.offset - device.clock.within, device.clock.offset + device.clock.within
        if low <= highest <= high + timedelta(minutes=2):
            lowest, highest = low, min(highest, high)
    return highest, highest - lowest


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1000


async def _check(
    connection: AsyncConnection,
    shop_id: int,
    record: StocktakeRecord,
    scans: Sequence[WantedScan],
    skew: timedelta,
    now: datetime,
) -> None:
    scope = {"shop": shop_id, "id": record.stocktake_id}
    sections = set(await connection.scalars(_SECTIONS, scope))
    wanted = {scan.item_id for scan in scans if scan.item_id is not None}
    known = await connection.scalars(_KNOWN_ITEMS, {"shop": shop_id, "items": sorted(wanted)})
    items = {None, *known}
    began = (record.started_at or now) - FUTURE_MAX
    first: dict[UUID, WantedScan] = {}
    problems = []
    for place, scan in enumerate(scans):
        is_correction, at = scan.corrects is not None, scan.scanned_at + skew
        wrong = (
            (first.setdefault(scan.scan_id, scan) != scan, "id", "appears twice, not alike", "double"),
            (scan.section_id not in sections, "section_id", "is no section of this stocktake", "unknown"),
            (scan.item_id not in items, "inventory_item_id", "is no item of this shop", "unknown"),
            (at > now + FUTURE_MAX, "scanned_at", "lies in the future", "future"),
            (at < began, "scanned_at", "lies before the count began", "too_early"),
            (
                not (is_correction or scan.code or scan.item_id),
                "code",
                "is needed where no item is named",
                "missing",
            ),
            (is_correction and scan.units > 0, "units", "is nothing that a correction has", "correction"),
            (scan.corrects == scan.scan_id, "corrects", "is the scan itself", "correction"),
        )
        problems += [
            FieldProblem(field=f"scans.{place}.{field}", message=message, code=code)
            for is_wrong, field, message, code in wrong
            if is_wrong
        ]
    if problems:
        raise Invalid(f"{len(problems)} of the scans cannot be kept", errors=problems)


async def _items_of(connection: AsyncConnection, shop_id: int, scans: Sequence[WantedScan]) -> dict[str, int]:
    """The one item that each code stands for; a code of none or of several stays unknown."""
    wanted = sorted({scan.code for scan in scans if scan.item_id is None and scan.code})
    if not wanted:
        return {}
    pairs = [(code, spelling) for code in wanted for spelling in spellings_of(code)]
    columns = {"codes": [code for code, _ in pairs], "spellings": [spelling for _, spelling in pairs]}
    found: dict[str, dict[int, set[int]]] = {}
    for code, rank, item in await connection.execute(_BY_CODE, {"shop": shop_id, **columns}):
        found.setdefault(code, {}).setdefault(rank, set()).add(item)
    best = {code: ranks[min(ranks)] for code, ranks in found.items()}
    return {code: next(iter(items)) for code, items in best.items() if len(items) == 1}


def _require_same(stocktake_id: UUID, scans: Sequence[WantedScan], kept: Mapping[UUID, Any]) -> None:
    problems = []
    for place, scan in enumerate(scans):
        row = kept.get(scan.scan_id)
        told = (stocktake_id, scan.section_id, scan.code, scan.units, scan.corrects, scan.scanned_at)
        same_item = row is not None and scan.item_id in (None, row[7])
        if row is None and scan.corrects is not None:
            message = "corrects a scan that is corrected already"
        elif row is None or tuple(row[1:7]) != told or not same_item:
            message = "belongs to another scan"
        else:
            continue
        problems.append(FieldProblem(field=f"scans.{place}.id", message=message, code="used"))
    if problems:
        raise ScanUsedOtherwise(f"{len(problems)} of the scans: none was kept", errors=problems)


async def _open_section(
    connection: AsyncConnection, shop_id: int, stocktake_id: UUID, section_id: UUID
) -> tuple[str, str | None, datetime | None]:
    await open_stocktake(connection, shop_id, stocktake_id, ("counting",))
    scope = {"shop": shop_id, "id": stocktake_id, "section": section_id}
    row = (await connection.execute(_SECTION, scope)).one_or_none()
    if row is None:
        raise NotFound("there is no such section in this stocktake")
    return row[0], row[1], row[2]
