"""Which item and which location a row of a file means. Never a guess: two candidates are none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.imports.cells import plain_name
from inventorysync.imports.parsing import CellProblem, Naming, Reading, Wanted
from inventorysync.imports.record_shapes import is_record, shape_of

ROLE_OF_CODE = {
    "item_id": "id",
    "variant_id": "variant id",
    "sku": "SKU",
    "barcode": "barcode",
    "handle": "handle",
}


class Found(NamedTuple):
    """An item by one of its names."""

    item_id: int
    barcode: str
    tracked: bool


MOVING = ("levels", "adjustments", "counts", "history", "past_orders")
"""Kinds of files whose items Shopify has to track."""


@dataclass(slots=True)
class Places:
    """Locations in sight: by number, and by name where only one has it."""

    by_id: dict[int, str] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        """Each location by its name, unless several have it."""
        return {name: ids[0] for name, ids in self.by_name.items() if len(ids) == 1}


_PLACES = text("""
    SELECT location_id, name FROM location WHERE shop_id = :shop AND is_active AND deleted_at IS NULL
""")
_BY = (
    "SELECT {key}, item_id, barcode, tracked FROM inventory_item WHERE shop_id = :shop AND deleted_at IS NULL"
)
_BY_ID = text(f"{_BY.format(key='item_id')} AND item_id = ANY(CAST(:keys AS bigint[]))")
_BY_SKU = text(f"{_BY.format(key='sku')} AND sku = ANY(CAST(:keys AS text[]))")
_BY_BARCODE = text(f"{_BY.format(key='barcode')} AND barcode = ANY(CAST(:keys AS text[]))")
_BY_VARIANT = text("""
    SELECT v.variant_id, i.item_id, i.barcode, i.tracked
    FROM variant v
    JOIN inventory_item i ON i.shop_id = v.shop_id AND i.item_id = v.item_id AND i.deleted_at IS NULL
    WHERE v.shop_id = :shop AND v.variant_id = ANY(CAST(:keys AS bigint[]))
""")
_BY_HANDLE = text("""
    SELECT p.handle, v.title, i.item_id, i.barcode, i.tracked
    FROM product p
    JOIN variant v ON v.shop_id = p.shop_id AND v.product_id = p.product_id
    JOIN inventory_item i ON i.shop_id = v.shop_id AND i.item_id = v.item_id AND i.deleted_at IS NULL
    WHERE p.shop_id = :shop AND p.handle = ANY(CAST(:keys AS text[]))
""")


async def read_places(connection: AsyncConnection, shop_id: int) -> Places:
    """The active locations that this transaction sees."""
    places = Places()
    for number, name in await connection.execute(_PLACES, {"shop": shop_id}):
        places.by_id[number] = name
        places.by_name.setdefault(plain_name(name), []).append(number)
    return places


@dataclass(slots=True)
class Known:
    """The items that a batch of rows names."""

    by_id: dict[int, list[Found]] = field(default_factory=dict)
    by_variant: dict[int, list[Found]] = field(default_factory=dict)
    by_sku: dict[str, list[Found]] = field(default_factory=dict)
    by_barcode: dict[str, list[Found]] = field(default_factory=dict)
    by_handle: dict[tuple[str, str], list[Found]] = field(default_factory=dict)


async def look_up(connection: AsyncConnection, shop_id: int, wanted: Iterable[Wanted]) -> Known:
    """All items that these rows may mean, by each way of naming them."""
    namings = [each.naming for each in wanted]
    known = Known()
    ids = {naming.item_id for naming in namings if naming.item_id}
    for key, *found in await _rows(connection, shop_id, _BY_ID, ids):
        known.by_id.setdefault(key, []).append(Found(*found))
    variants = {naming.variant_id for naming in namings if naming.variant_id}
    for key, *found in await _rows(connection, shop_id, _BY_VARIANT, variants):
        known.by_variant.setdefault(key, []).append(Found(*found))
    skus = {naming.sku for naming in namings if naming.sku}
    for key, *found in await _rows(connection, shop_id, _BY_SKU, skus):
        known.by_sku.setdefault(key, []).append(Found(*found))
    barcodes = {naming.barcode for naming in namings if naming.barcode}
    for key, *found in await _rows(connection, shop_id, _BY_BARCODE, barcodes):
        known.by_barcode.setdefault(key, []).append(Found(*found))
    handles = {n.handle for n in namings if n.handle}
    for handle, title, *found in await _rows(connection, shop_id, _BY_HANDLE, handles):
        known.by_handle.setdefault((handle, plain_name(title)), []).append(Found(*found))
    return known


async def _rows(
    connection: AsyncConnection, shop_id: int, statement: TextClause, keys: Collection[object]
) -> Sequence[Sequence[Any]]:
    if not keys:
        return ()
    return (await connection.execute(statement, {"shop": shop_id, "keys": list(keys)})).all()


def found_of(wanted: Wanted, known: Known, places: Places, reading: Reading) -> tuple[int | None, int | None]:
    """The item and the location that a row means, as far as its kind of file names them."""
    if not is_record(reading.kind):
        return item_of(wanted, known, reading), place_of(wanted, places, reading)
    shape = shape_of(reading.kind)
    item = place = None
    if shape.items == "kept":
        _, candidates = _candidates(wanted.naming, known)
        item = candidates[0].item_id if len(candidates) == 1 else None
    elif shape.items != "none":
        item = item_of(wanted, known, reading)
    if shape.places == "required" or (shape.places == "optional" and wanted.place):
        place = place_of(wanted, places, reading)
    return item, place


def item_of(wanted: Wanted, known: Known, reading: Reading) -> int | None:
    """The one item that a row means; None with a problem added to the row otherwise."""
    role, candidates = _candidates(wanted.naming, known)
    if role is None:  # the row says nothing, which is a problem already
        return None
    column = reading.column_of(role) or 0
    value = str(getattr(wanted.naming, role))
    problem = _problem_of(role, value, candidates, is_of_stock=reading.kind in MOVING)
    if problem is None and _contradicts(wanted.naming, candidates[0], known):
        problem = f"{value} and the barcode {wanted.naming.barcode} are different items", "contradiction"
    if problem is not None:
        wanted.problems.append(CellProblem(column, value, *problem))
        return None
    return candidates[0].item_id


def _candidates(naming: Naming, known: Known) -> tuple[str | None, list[Found]]:
    """The strongest way in which the row names its item, and what has that name."""
    if naming.item_id is not None:
        return "item_id", known.by_id.get(naming.item_id, [])
    if naming.variant_id is not None:
        return "variant_id", known.by_variant.get(naming.variant_id, [])
    if naming.sku:
        found = known.by_sku.get(naming.sku, [])
        if len(found) > 1 and naming.barcode:
            found = [each for each in found if each.barcode == naming.barcode] or found
        return "sku", found
    if naming.barcode:
        return "barcode", known.by_barcode.get(naming.barcode, [])
    if naming.handle:
        title = " / ".join(naming.options) or "Default Title"
        return "handle", known.by_handle.get((naming.handle, plain_name(title)), [])
    return None, []


def _problem_of(
    role: str, value: str, candidates: Sequence[Found], *, is_of_stock: bool
) -> tuple[str, str] | None:
    word = ROLE_OF_CODE[role]
    if not candidates:
        return f"no item has the {word} {value}", "unknown"
    if len(candidates) > 1:
        return f"{len(candidates)} items have the {word} {value}: name one by its barcode or id", "ambiguous"
    if is_of_stock and not candidates[0].tracked:
        return f"Shopify does not track the item with the {word} {value}", "untracked"
    return None


def _contradicts(naming: Naming, found: Found, known: Known) -> bool:
    """Whether the barcode beside another name is that of another item."""
    others = known.by_barcode.get(naming.barcode, []) if naming.barcode else []
    return bool(others) and all(other.item_id != found.item_id for other in others)


def place_of(wanted: Wanted, places: Places, reading: Reading) -> int | None:
    """The location that a row means; None with a problem added to the row otherwise."""
    named = wanted.place
    column = reading.column_of("location")
    at = wanted.column if column is None else column
    if isinstance(named, int):
        if named in places.by_id:
            return named
        wanted.problems.append(CellProblem(at, "", "its location is not active any more", "unknown"))
        return None
    found = places.by_name.get(plain_name(named), [])
    if len(found) == 1:
        return found[0]
    if not named:
        message, code = "is empty: which location is meant?", "missing"
    elif found:
        message, code = f"{len(found)} locations are called {named}", "ambiguous"
    else:
        message, code = f"no active location is called {named}", "unknown"
    wanted.problems.append(CellProblem(at, named[:120], message, code))
    return None
