"""Stocktakes in the API's words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.stocktakes.queries import StocktakeRecord
from inventorysync.stocktakes.schemas import (
    Counter,
    CountItem,
    Line,
    OutsideItem,
    ScanOut,
    Section,
    StocktakeSummary,
    Tally,
    UnknownCode,
)
from inventorysync.stocktakes.tally import TallyLine


def summary_fields(record: StocktakeRecord) -> dict[str, Any]:
    """What a list shows of a stocktake."""
    named = record._asdict()
    fields = {name: named[name] for name in StocktakeSummary.model_fields if name in named}
    location = gid("Location", record.location_id)
    return {**fields, "id": record.stocktake_id, "location_id": location}


def section_of(row: Sequence[Any], actor: str) -> Section:
    """A section of `list_sections`, as this person sees it."""
    key, name, bin_, round_, claimed_by, claimed_at, done_by, done_at, *more = row
    scans, units, items, last_at, expected = more
    return Section(
        id=key,
        name=name,
        bin=bin_,
        round=round_,
        claimed_by=claimed_by,
        claimed_at=claimed_at,
        is_mine=claimed_by == actor,
        done_by=done_by,
        done_at=done_at,
        scans=scans,
        units=int(units),
        items=items,
        items_expected=expected,
        last_at=last_at,
    )


def counter_of(row: Sequence[Any]) -> Counter:
    """Somebody who counts."""
    actor, scans, units, devices, last_at = row
    return Counter(actor=actor, scans=scans, units=int(units), devices=devices, last_at=last_at)


def code_of(row: Sequence[Any]) -> UnknownCode:
    """An unknown code."""
    code, scans, units, first_at, last_at, is_nothing, item, title, by = row
    return UnknownCode(
        code=code,
        scans=scans,
        units=int(units),
        first_at=first_at,
        last_at=last_at,
        is_nothing=is_nothing,
        resolved_to=gid("InventoryItem", item) if item is not None else None,
        title=title,
        resolved_by=by,
    )


def outside_of(row: Sequence[Any]) -> OutsideItem:
    """An item that was scanned and is not counted."""
    item, sku, title, units, last_at = row
    return OutsideItem(
        inventory_item_id=gid("InventoryItem", item), sku=sku, title=title, units=int(units), last_at=last_at
    )


def tally_of(lines: Sequence[TallyLine], currency: str, *, is_hidden: bool) -> Tally:
    """How far the lines are and what they come to; without the differences where they are hidden."""
    counted = [line for line in lines if line.counted is not None]
    left = [line for line in lines if line.counted is None]
    told = {
        "lines": len(lines),
        "counted": len(counted),
        "not_counted": len(left),
        "to_recount": sum(1 for line in left if line.round > 1),
    }
    hidden = dict.fromkeys(set(Tally.model_fields) - set(told))
    if is_hidden:
        return Tally.model_validate({**hidden, **told})
    differing = [line for line in counted if line.difference]
    more = [line for line in differing if (line.difference or 0) > 0]
    less = [line for line in differing if (line.difference or 0) < 0]
    zero = [line for line in left if line.expected]
    return Tally(
        **told,
        unsure=sum(1 for line in counted if line.is_unsure),
        different=len(differing),
        units_over=sum(line.difference or 0 for line in more),
        units_short=-sum(line.difference or 0 for line in less),
        value_over=_value(((line, line.difference or 0) for line in more), currency),
        value_short=_value(((line, -(line.difference or 0)) for line in less), currency),
        without_cost=sum(1 for line in differing if line.unit_cost is None),
        zero_units=sum(line.expected for line in zero),
        zero_value=_value(((line, line.expected) for line in zero), currency),
    )


def _value(rows: Any, currency: str) -> Money:
    total = sum(((line.unit_cost or Decimal(0)) * units for line, units in rows), Decimal(0))
    return Money(amount=total, currency=currency)


def line_of(line: TallyLine, currency: str, *, is_hidden: bool) -> Line:
    """A line; without what was expected where that is hidden."""
    cost, difference = line.unit_cost, line.difference
    value = None if cost is None or difference is None else cost * difference
    return Line(
        inventory_item_id=gid("InventoryItem", line.item_id),
        sku=line.sku,
        barcode=line.barcode,
        title=line.title,
        variant_title=line.variant_title,
        bin=line.bin,
        round=line.round,
        counted=line.counted,
        scans=line.scans,
        counters=line.counters,
        first_at=line.first_at,
        last_at=line.last_at,
        expected=None if is_hidden else line.expected,
        difference=None if is_hidden else difference,
        unit_cost=None if cost is None else Money(amount=cost, currency=currency),
        value=None if is_hidden or value is None else Money(amount=value, currency=currency),
        is_unsure=None if is_hidden else line.is_unsure,
        outcome=line.outcome,
    )


def count_item_of(row: Sequence[Any], expected: int | None) -> CountItem:
    """What a device keeps of an item."""
    item, title, variant_title, sku, barcode, bin_, round_ = row
    return CountItem(
        inventory_item_id=gid("InventoryItem", item),
        title=title,
        variant_title=variant_title,
        sku=sku,
        barcode=barcode,
        bin=bin_,
        round=round_,
        expected=expected,
    )


def scan_of(row: Sequence[Any]) -> ScanOut:
    """A scan as it was kept."""
    key, section, device, counter, code, item, title, units, corrects, is_corrected, *times = row
    scanned_at, at, received_at = times
    return ScanOut(
        id=key,
        section_id=section,
        device=device,
        counter=counter,
        code=code,
        inventory_item_id=gid("InventoryItem", item) if item is not None else None,
        title=title,
        units=units,
        corrects=corrects,
        is_corrected=is_corrected,
        scanned_at=scanned_at,
        at=at,
        received_at=received_at,
    )
