"""From rows to the API's answers, and to rows of files."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from inventorysync.analysis.lists import BAND, BUCKETS, Name
from inventorysync.analysis.queries import KeptRules, Run
from inventorysync.analysis.rules import EVERYWHERE, FIELDS
from inventorysync.analysis.schemas import (
    AnalysisOut,
    AnalysisRulesOut,
    Cell,
    CoverBucket,
    Figure,
    LevelOut,
    LostFigure,
)
from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.kit.table_files import Value

NOTHING = Decimal(0)
CENT = Decimal("0.01")


def rules_of(kept: KeptRules) -> AnalysisRulesOut:
    """The rules with their version."""
    told = {name: getattr(kept.rules, name) for name in FIELDS}
    return AnalysisRulesOut.model_validate({**told, "version": kept.version})


def nothing_yet(kept: KeptRules, currency: str, running: Any) -> AnalysisOut:
    """What is answered before the first analysis."""
    empty = Figure(levels=0, units=0, money=Money(amount=NOTHING, currency=currency), without_money=0)
    return AnalysisOut(
        state="never", run_id=None, made_at=None, last_day=None, known_days=0, shelf_days=0,
        has_forecast=False, running=running, rules=rules_of(kept), per="item", cells=[], held=empty,
        dead=None, excess=None, lost=None, cover=[], vendors=[], product_types=[], currency=currency,
    )  # fmt: skip


def figures_of(row: Any, run: Run, currency: str) -> dict[str, Any]:
    """What the levels come to: None where it cannot be known yet."""
    is_dead_known = run.known_days >= run.rules.dead_days
    deviation = Decimal(str(BAND * row.lost_deviation))
    lost = row.lost_value or NOTHING
    return {
        "held": _figure(row.levels, row.on_hand, row.held, row.held_without, currency),
        "dead": _figure(row.dead, row.dead_units, row.dead_value, row.dead_without, currency)
        if is_dead_known
        else None,
        "excess": _figure(row.excess, row.excess_units, row.excess_value, row.excess_without, currency)
        if row.with_need
        else None,
        "lost": LostFigure(
            **_figure(row.lost, round(row.lost_units), lost, row.lost_without, currency).model_dump(),
            days=row.lost_days,
            low=_money(max(lost - deviation, NOTHING).quantize(CENT), currency),
            high=_money((lost + deviation).quantize(CENT), currency),
            untold=row.untold,
        )
        if run.known_days and run.shelf_days
        else None,
        "has_forecast": bool(row.with_need),
    }


def cell_of(row: Any, currency: str) -> Cell:
    """A cell of the classes."""
    return Cell(
        abc=row.abc,
        xyz=row.xyz,
        items=row.items,
        on_hand=row.on_hand,
        held=_money(row.held or NOTHING, currency),
        without_cost=row.without_cost,
        sold=row.sold,
        revenue=_money(row.revenue or NOTHING, currency),
        without_price=row.without_price,
    )


def buckets_of(rows: Sequence[Any], currency: str) -> list[CoverBucket]:
    """All buckets in their order; none where no cover is known."""
    found = {row.bucket: row for row in rows if row.bucket is not None}
    return [
        CoverBucket(
            bucket=bucket,
            levels=row.levels if row else 0,
            units=row.units if row else 0,
            held=_money((row.held if row else None) or NOTHING, currency),
            without_cost=row.without_cost if row else 0,
        )
        for bucket in (BUCKETS if found else ())
        for row in [found.get(bucket)]
    ]


def level_of(row: Any, measure: str, currency: str) -> LevelOut:
    """A line of a list."""

    def money(amount: Decimal | None) -> Money | None:
        return None if amount is None else _money(amount, currency)

    lost = row.lost_value
    return LevelOut(
        inventory_item_id=gid("InventoryItem", row.item_id),
        location_id=None if row.location_id == EVERYWHERE else gid("Location", row.location_id),
        abc=row.abc or "none",
        held=money(row.held),
        revenue=money(None if row.price is None else row.sold * row.price),
        value=None if measure == "units" else money(row.value),
        excess_value=money(row.excess_value),
        lost_value=money(lost),
        lost_low=money(None if lost is None else max(lost - row.lost_band, NOTHING)),
        lost_high=money(None if lost is None else lost + row.lost_band),
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE: Final = (
    "sku", "title", "variant_title", "vendor", "product_type", "location_name", "xyz", "variation", "on_hand",
    "coming", "sold", "last_sold", "idle_days", "order_up_to", "needed", "excess", "lacking_elsewhere",
    "cover", "daily", "lost_days", "lost_units", "untold_days",
)  # fmt: skip


def _figure(levels: int, units: int, money: Decimal | None, without: int, currency: str) -> Figure:
    return Figure(levels=levels, units=units, money=_money(money or NOTHING, currency), without_money=without)


def _money(amount: Decimal, currency: str) -> Money:
    return Money(amount=amount, currency=currency)


def _amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


Column = tuple[str, Callable[[LevelOut], Value]]
_ITEM: Final[tuple[Column, ...]] = (
    ("SKU", lambda row: row.sku),
    ("Title", lambda row: row.title),
    ("Variant", lambda row: row.variant_title),
    ("Vendor", lambda row: row.vendor),
    ("Type", lambda row: row.product_type),
    ("Location", lambda row: row.location_name),
)
_HELD: Final[tuple[Column, ...]] = (
    ("On hand", lambda row: row.on_hand),
    ("Money held ({currency})", lambda row: _amount(row.held)),
)
COLUMNS: Final[Mapping[Name, tuple[Column, ...]]] = {
    "class": (
        *_ITEM,
        ("Class", lambda row: "" if row.abc == "none" else row.abc + row.xyz),
        ("Squared variation", lambda row: _rounded(row.variation, "0.001")),
        ("Units sold", lambda row: row.sold),
        ("Sold for ({currency})", lambda row: _amount(row.revenue)),
        *_HELD,
    ),
    "dead": (
        *_ITEM,
        ("Last sold", lambda row: row.last_sold.isoformat() if row.last_sold else None),
        ("Days without a sale", lambda row: row.idle_days),
        *_HELD,
    ),
    "excess": (
        *_ITEM,
        ("On hand", lambda row: row.on_hand),
        ("On its way", lambda row: row.coming),
        ("Needed", lambda row: row.needed),
        ("Excess", lambda row: row.excess),
        ("Excess ({currency})", lambda row: _amount(row.excess_value)),
        ("Lacking elsewhere", lambda row: row.lacking_elsewhere),
    ),
    "lost": (
        *_ITEM,
        ("Days out of stock", lambda row: row.lost_days),
        ("Units lost", lambda row: _rounded(row.lost_units, "0.1")),
        ("Lost ({currency})", lambda row: _amount(row.lost_value)),
        ("From ({currency})", lambda row: _amount(row.lost_low)),
        ("To ({currency})", lambda row: _amount(row.lost_high)),
    ),
    "cover": (
        *_ITEM,
        ("Days of cover", lambda row: _rounded(row.cover, "0.1")),
        ("Asked for a day", lambda row: _rounded(row.daily, "0.01")),
        *_HELD,
    ),
}  # fmt: skip


def _rounded(number: float | None, step: str) -> Decimal | None:
    return None if number is None else Decimal(str(number)).quantize(Decimal(step))
