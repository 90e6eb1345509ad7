"""What columns mean: the roles of each kind, proposed from headings, and checked. Pure.

Shopify's inventory CSV names its columns in English; those of the export with all quantities and of the older
one, with a column for each location, are known from Shopify's help pages (inventory-csv), as are those of the
adjustment history. All of it can be changed by hand and is remembered.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from inventorysync.imports.cells import plain_name
from inventorysync.imports.record_shapes import (
    SHAPES,
    RecordKind,
    heading_of,
    is_of_stocky,
    is_record,
    missing_in,
    shape_of,
)
from inventorysync.kit.quantity import ADJUSTABLE_NAMES, ON_HAND_PARTS

UnitKind = Literal["levels", "adjustments", "counts", "history", "settings"]
Kind = UnitKind | RecordKind
Source = Literal["shopify_inventory", "shopify_history", "stocky", ""]
IGNORED = "ignored"
AT_LOCATION = "at:"  # a column of units at one location: at:<its number>
SETTABLE = (*ADJUSTABLE_NAMES, "on_hand")
NAMING = ("item_id", "variant_id", "sku", "barcode", "handle")
_COMMON = (*NAMING, "option1", "option2", "option3", "location", IGNORED)
UNITS: Final[Mapping[UnitKind, tuple[str, ...]]] = {
    "levels": SETTABLE,
    "adjustments": ("delta",),
    "counts": ("counted",),
    "history": ("available_change", "committed_change", "on_hand_change", "delta"),
    "settings": ("bin",),
}
ROLES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "levels": (*_COMMON, *UNITS["levels"]),
    "adjustments": (*_COMMON, "name", *UNITS["adjustments"]),
    "counts": (*_COMMON, "counted_at", *UNITS["counts"]),
    "history": (*_COMMON, "moment", "activity", "actor", "document", "name", *UNITS["history"]),
    "settings": (*_COMMON, *UNITS["settings"]),
    **{
        kind: (
            *((*NAMING, "option1", "option2", "option3") if shape.items != "none" else ()),
            *(("location",) if shape.places != "none" else ()),
            IGNORED,
            *(field.role for field in shape.fields),
        )
        for kind, shape in SHAPES.items()
    },
}
OPTIONAL_AT = ("levels", "counts", "settings")  # kinds that may have a column for each location

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "item_id": ("inventory item id", "inventory_item_id", "item id"),
    "variant_id": ("shopify id", "variant id", "shopify variant id"),
    "sku": ("sku", "variant sku", "product variant sku", "item code", "artikelnummer", "référence"),
    "barcode": ("barcode", "variant barcode", "ean", "upc", "gtin", "isbn", "strichcode", "code-barres"),
    "handle": ("handle",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
    "location": ("location", "location name", "inventory location name", "standort", "emplacement", "store"),
    "available": ("available", "available (new)", "quantity", "qty", "stock", "bestand"),
    "on_hand": ("on hand (new)", "on hand", "on_hand"),
    "damaged": ("damaged",),
    "reserved": ("reserved",),
    "quality_control": ("quality control",),
    "safety_stock": ("safety stock",),
    "incoming": ("incoming units",),
    "delta": ("delta", "change", "adjustment", "adjust by", "inventory adjustment change",
              "inventory adjustment changes", "quantity change"),
    "counted": ("counted", "count", "counted quantity", "physical count", "gezählt"),
    "counted_at": ("counted at", "count date", "counted on"),
    "name": ("inventory state", "quantity name", "state"),
    "moment": ("date", "day", "second", "time", "created at", "timestamp"),
    "activity": ("activity", "reason", "inventory change reason", "inventory adjustment reason"),
    "actor": ("created by", "staff member name", "staff", "app name", "user"),
    "document": ("reference document uri", "reference document", "reference"),
    "available_change": ("available",),
    "committed_change": ("committed",),
    "on_hand_change": ("on hand",),
    "bin": ("bin", "bin name", "bin location", "shelf", "lagerplatz", "emplacement de stockage"),
}  # fmt: skip
_ALIKE: Final[Mapping[UnitKind, Mapping[str, str]]] = {
    "levels": {},
    "adjustments": {"available": "delta", "on_hand": "delta"},
    "counts": {"available": "counted", "on_hand": "counted", "moment": "counted_at"},
    "history": {},
    "settings": {},
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to be: the roles of its columns, and whose export it is."""

    roles: list[str]
    source: Source


class BadColumns(Exception):
    """The roles do not make up a file of this kind; the text says what is missing."""


def units_of(kind: Kind) -> tuple[str, ...]:
    """The roles of cells that each want something of their own; none for records, whose rows do."""
    return UNITS.get(cast("UnitKind", kind), ())


def propose(kind: Kind, headings: Sequence[str], locations: Mapping[str, int]) -> Proposal:
    """Roles for columns with these headings; `locations` are numbers by `plain_name`."""
    if is_record(kind):
        return Proposal(_roles_of_records(kind, headings), "stocky" if is_of_stocky(headings) else "")
    names = [plain_name(heading) for heading in headings]
    source = _source_of(kind, names)
    taken: set[str] = set()
    roles: list[str] = []
    for name in names:
        role = _role_of(kind, name, source, locations)
        if role in taken or (role in NAMING and role == "handle" and source != "shopify_inventory"):
            role = IGNORED
        if role != IGNORED:
            taken.add(role)
        roles.append(role)
    return Proposal(_without_doubles(kind, roles), source)


def check(kind: Kind, roles: Sequence[str], width: int, options: Mapping[str, Any]) -> None:
    """Raise BadColumns unless rows with these roles can be understood, with what the whole file says."""
    if len(roles) != width:
        raise BadColumns(f"there are {width} columns, and roles for {len(roles)}")
    used = Counter(role for role in roles if role != IGNORED)
    _check_each(kind, used)
    if is_record(kind):
        _check_records(kind, used, options)
    else:
        _check_units(kind, used, options)


def _check_records(kind: Kind, used: Counter[str], options: Mapping[str, Any]) -> None:
    shape = shape_of(kind)
    if shape.items != "none" and not any(role in used for role in NAMING):
        raise BadColumns("no column says which item: SKU, barcode, item id, variant id or handle")
    if (missing := missing_in(kind, used, options)) is not None:
        raise BadColumns(missing)


def _check_units(kind: Kind, used: Counter[str], options: Mapping[str, Any]) -> None:
    if not any(role in used for role in NAMING):
        raise BadColumns("no column says which item: SKU, barcode, item id or handle")
    if not any(role in units_of(kind) or role.startswith(AT_LOCATION) for role in used):
        what = "a setting" if kind == "settings" else "units"
        raise BadColumns(f"no column holds {what}: {', '.join(units_of(kind))}")
    if kind == "levels" and "on_hand" in used and any(role in ON_HAND_PARTS for role in used):
        raise BadColumns("on hand is the sum of the others: choose on hand alone, or the others")
    if kind == "history" and "moment" not in used:
        raise BadColumns("no column says when: a history needs the date of each row")
    _check_locations(kind, used, has_location=options.get("location_id") is not None)


def _check_each(kind: Kind, used: Counter[str]) -> None:
    for role, times in used.items():
        if not (role in ROLES[kind] or (role.startswith(AT_LOCATION) and kind in OPTIONAL_AT)):
            raise BadColumns(f"{role} is no role in a file of {kind}")
        if times > 1:
            raise BadColumns(f"{times} columns have the role {role}")


def _check_locations(kind: Kind, used: Counter[str], *, has_location: bool) -> None:
    by_location = any(role.startswith(AT_LOCATION) for role in used)
    if by_location and any(role in units_of(kind) for role in used):
        raise BadColumns("either one column of units, or a column for each location, not both")
    if by_location and "location" in used:
        raise BadColumns("a column for each location leaves nothing for a column that names it")
    if not by_location and "location" not in used and not has_location:
        raise BadColumns("no column says which location, and none was chosen for the whole file")


def _roles_of_records(kind: Kind, headings: Sequence[str]) -> list[str]:
    """The roles of a file of records; of two columns that could have a role the first has it."""
    by_heading: dict[str, str] = {}
    for field in shape_of(kind).fields:
        for heading in field.headings:
            by_heading.setdefault(heading, field.role)
    common = [role for role in (*NAMING, "location") if role in ROLES[kind] and role != "handle"]
    for role in common:
        for heading in _HEADINGS[role]:
            by_heading.setdefault(heading_of(heading), role)
    roles: list[str] = []
    for heading in headings:
        role = by_heading.get(heading_of(heading), IGNORED)
        roles.append(IGNORED if role in roles else role)
    return roles


def _source_of(kind: Kind, names: Sequence[str]) -> Source:
    have = set(names)
    if kind == "levels" and {"handle", "option1 name", "option1 value"} <= have:
        return "shopify_inventory"
    if kind == "history" and ({"date", "activity"} <= have or "inventory adjustment change" in have):
        return "shopify_history"
    return ""


def _role_of(kind: Kind, name: str, source: Source, locations: Mapping[str, int]) -> str:
    if source == "shopify_inventory" and name.endswith(("(not editable)", "(current)")):
        return IGNORED
    if kind in OPTIONAL_AT and name in locations:
        return f"{AT_LOCATION}{locations[name]}"
    allowed = ROLES[kind]
    for role, headings in _HEADINGS.items():
        meant = _ALIKE[cast("UnitKind", kind)].get(role, role)
        if name in headings and meant in allowed:
            return meant
    return IGNORED


def _without_doubles(kind: Kind, roles: list[str]) -> list[str]:
    """Where a file holds both available and on hand, on hand stands: Shopify reads its files so."""
    if kind == "levels" and "on_hand" in roles:
        roles = [IGNORED if role in ON_HAND_PARTS else role for role in roles]
    if any(role.startswith(AT_LOCATION) for role in roles):
        units = {*units_of(kind), "location"}
        roles = [IGNORED if role in units else role for role in roles]
    return roles
