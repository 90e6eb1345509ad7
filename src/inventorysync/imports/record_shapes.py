"""Files of records: suppliers, what they sell, old orders, old counts, reorder settings. Their columns; pure.

What Stocky calls its columns is known from public descriptions only (Shopify's help pages of its purchase
orders, stocktakes and reports; what others who read its files have written down). So each heading here is a
proposal: a person confirms what a column is, and it is remembered.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from inventorysync.imports.cells import plain_name
from inventorysync.imports.record_cells import (
    Read,
    breaks_of,
    percent_to,
    read_amount,
    read_currency,
    read_day,
    read_email,
    read_rate,
    read_when,
    read_yes,
    whole,
    words_of,
)
from inventorysync.suppliers.schemas import BREAKS_MAX, DAYS_MAX, UNITS_MAX

RecordKind = Literal["suppliers", "supplier_items", "past_orders", "past_counts", "reorder"]
Need = Literal["none", "kept", "optional", "required"]
ORDER_UNITS_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class Field:
    """A role of a column: how its cells are read, and whether a dash empties it."""

    role: str
    read: Read
    headings: tuple[str, ...]
    can_be_emptied: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of record is made of.

    `items` and `places` say whether a row names an item and a location: `kept` items need not be the shop's
    any more. A column of one of each group in `needs` has to be there, unless the whole file says it.
    """

    fields: tuple[Field, ...]
    items: Need
    places: Need
    needs: tuple[tuple[str, ...], ...]
    about: str

    def field(self, role: str) -> Field | None:
        """The field of a role."""
        return next((field for field in self.fields if field.role == role), None)


_LINE, _WORDS = words_of(200), words_of(2_000, lines=True)
_DAYS, _UNITS = whole(0, DAYS_MAX), whole(1, UNITS_MAX)
_SUPPLIER = Field("supplier", words_of(120), ("supplier", "supplier name", "vendor", "vendor name"))
_CURRENCY = Field("currency", read_currency, ("currency", "currency code", "supplier currency"))
_NOTE = Field("note", _WORDS, ("note", "notes", "comment", "supplier notes"), can_be_emptied=True)
_COST = Field(
    "unit_cost",
    read_amount,
    ("cost", "unit cost", "cost price", "cost price (base)", "cost (base)", "supplier cost", "cost per item",
     "supplier price", "purchase price", "einkaufspreis", "average cost"),
    can_be_emptied=True,
)  # fmt: skip
_LEAD = Field(
    "lead_days",
    _DAYS,
    ("lead time", "lead time (days)", "lead time days", "lead days", "leadtime", "supplier lead time"),
    can_be_emptied=True,
)
_PACK = Field("pack", _UNITS, ("pack", "pack size", "case size", "packsize", "units per pack"))
_MINIMUM = Field(
    "minimum", _UNITS, ("moq", "minimum", "order minimum", "min order qty", "minimum order quantity")
)
_TITLE = Field("title", words_of(500), ("product", "product name", "product title", "title", "item"))

SHAPES: Final[Mapping[RecordKind, Shape]] = {
    "suppliers": Shape(
        fields=(
            Field("supplier_id", words_of(36), ("supplier id",)),
            Field("supplier", words_of(120), ("name", *_SUPPLIER.headings, "company", "company name")),
            Field("contact", _LINE, ("contact", "contact name", "contact person"), can_be_emptied=True),
            Field("email", read_email, ("email", "e-mail", "email address", "contact email",
                                        "supplier email"), can_be_emptied=True),
            Field("phone", _LINE, ("phone", "phone number", "telephone"), can_be_emptied=True),
            Field("address", _WORDS, ("address", "address 1", "street"), can_be_emptied=True),
            Field("account_number", _LINE, ("account number", "account", "our account", "customer number"),
                  can_be_emptied=True),
            _CURRENCY,
            Field("payment_terms", _LINE, ("payment terms", "terms"), can_be_emptied=True),
            _LEAD,
            Field("minimum_order", read_amount, ("minimum order", "minimum order value", "min order value"),
                  can_be_emptied=True),
            _NOTE,
            Field("is_active", read_yes, ("active", "is active")),
        ),
        items="none", places="none", needs=(("supplier",),), about="supplier",
    ),
    "supplier_items": Shape(
        fields=(
            _SUPPLIER,
            Field("code", _LINE, ("supplier code", "supplier sku", "their code", "code", "supplier item code",
                                  "supplier product code"), can_be_emptied=True),
            _COST, _CURRENCY,
            Field("price_breaks", breaks_of(UNITS_MAX, BREAKS_MAX), ("price breaks", "price break"),
                  can_be_emptied=True),
            _MINIMUM, _PACK, _LEAD,
            Field("is_preferred", read_yes, ("preferred", "is preferred", "preferred supplier")),
        ),
        items="required", places="none", needs=(("supplier",),), about="supplier",
    ),
    "past_orders": Shape(
        fields=(
            Field("document", words_of(80), ("po number", "po #", "po", "purchase order",
                  "purchase order number", "order number", "number", "po id")),
            _SUPPLIER,
            Field("order_state", words_of(40), ("status", "state", "po status", "order status")),
            Field("ordered_on", read_day, ("ordered at", "order date", "date ordered", "created at",
                                           "po date", "ordered on", "date")),
            Field("expected_on", read_day, ("expected at", "expected", "expected date", "eta",
                                            "delivery date", "expected on", "ship date")),
            Field("reference", _LINE, ("supplier order number", "reference", "invoice number",
                                       "supplier reference")),
            _CURRENCY,
            Field("rate", read_rate, ("rate", "exchange rate", "currency rate")),
            Field("payment_terms", _LINE, ("payment terms", "terms")),
            _NOTE,
            Field("quantity", whole(0, ORDER_UNITS_MAX), ("qty ordered", "quantity ordered", "ordered qty",
                  "ordered", "quantity", "qty")),
            Field("received", whole(0, ORDER_UNITS_MAX), ("qty received", "quantity received", "received qty",
                  "received quantity", "received")),
            _COST,
            Field("tax_rate", percent_to(100), ("tax %", "tax rate", "tax")),
        ),
        items="required", places="required", needs=(("quantity",), ("supplier",)), about="order",
    ),
    "past_counts": Shape(
        fields=(
            Field("document", words_of(120), ("stocktake", "stocktake name", "stocktake number", "name",
                                              "count name", "stocktake id")),
            Field("counted_at", read_when, ("date", "counted at", "completed at", "created at",
                                            "stocktake date", "counted on")),
            Field("expected", whole(-ORDER_UNITS_MAX, ORDER_UNITS_MAX), ("expected stock", "expected",
                  "expected quantity", "system stock", "stock on hand", "expected qty")),
            Field("counted", whole(0, ORDER_UNITS_MAX), ("actual stock", "actual", "counted",
                  "counted quantity", "actual quantity", "count", "counted qty", "actual qty")),
            _COST, _TITLE,
        ),
        items="kept", places="required", needs=(("counted",),), about="count",
    ),
    "reorder": Shape(
        fields=(
            Field("min_stock", whole(0, ORDER_UNITS_MAX), ("min stock", "minimum stock",
                  "reorder point", "min", "reorder level", "min reorder point", "minimum stock level"),
                  can_be_emptied=True),
            Field("max_stock", whole(0, ORDER_UNITS_MAX), ("max stock", "maximum stock", "max",
                  "target stock", "max reorder point", "desired stock"), can_be_emptied=True),
            _LEAD,
            Field("review_days", whole(1, DAYS_MAX), ("days of stock", "review days", "order cycle (days)",
                  "replenishment days"), can_be_emptied=True),
            Field("minimum", _MINIMUM.read, _MINIMUM.headings, can_be_emptied=True),
            Field("pack", _PACK.read, _PACK.headings, can_be_emptied=True),
            Field("is_ordered", read_yes, ("reorder", "ordered", "is ordered")),
        ),
        items="required", places="optional",
        needs=(("min_stock", "max_stock", "lead_days", "review_days", "minimum", "pack", "is_ordered"),),
        about="rule",
    ),
}  # fmt: skip
RECORD_KINDS: Final[tuple[RecordKind, ...]] = tuple(SHAPES)
WHOLE_FILE = {"supplier": "supplier_id"}
"""Roles that may be said for the whole file instead, and by which option."""
STOCKY_MARKS = frozenset(
    {"qty ordered", "cost (base)", "total cost (base)", "expected stock", "actual stock", "shopify id",
     "average cost", "po number", "cost price", "qty received", "po status"}
)  # fmt: skip


def heading_of(text: str) -> str:
    """A heading as it is compared."""
    return plain_name(text.replace("_", " "))


def is_record(kind: str) -> bool:
    """Whether files of this kind hold records and no units of levels."""
    return kind in SHAPES


def shape_of(kind: str) -> Shape:
    """What a kind of record is made of; raises KeyError for a kind that is none."""
    return SHAPES[kind]  # type: ignore[index]  # whoever asks has looked at is_record


def is_of_stocky(headings: Sequence[str]) -> bool:
    """Whether a file looks like one that Stocky wrote."""
    return len(STOCKY_MARKS & {heading_of(heading) for heading in headings}) >= 2


def kinds_in(headings: Sequence[str]) -> list[RecordKind]:
    """Which records a file with these headings may hold, the likeliest first."""
    have = {heading_of(heading) for heading in headings}

    def has(kind: RecordKind, role: str) -> bool:
        field = SHAPES[kind].field(role)
        return field is not None and bool(have & set(field.headings))

    has_item = bool(have & {"sku", "variant sku", "barcode", "shopify id", "variant barcode", "item code"})
    found: list[RecordKind] = []
    if has_item and has("past_counts", "counted") and has("past_counts", "expected"):
        found.append("past_counts")
    if (
        has_item
        and has("past_orders", "quantity")
        and (
            has("past_orders", "document")
            or has("past_orders", "received")
            or has("past_orders", "unit_cost")
        )
    ):
        found.append("past_orders")
    if has_item and has("supplier_items", "supplier") and "past_orders" not in found:
        found.append("supplier_items")
    if has_item and any(
        has("reorder", role) for role in ("min_stock", "max_stock", "review_days", "lead_days")
    ):
        found.append("reorder")
    details = ("email", "phone", "contact", "currency", "payment_terms", "lead_days", "address")
    if not has_item and has("suppliers", "supplier") and any(has("suppliers", role) for role in details):
        found.append("suppliers")
    return found


def missing_in(kind: str, used: Counter[str], options: Mapping[str, object]) -> str | None:
    """What a file with these roles does not say, in words; None where nothing is missing."""
    shape = shape_of(kind)
    for group in shape.needs:
        said_for_all = any(options.get(WHOLE_FILE.get(role, "")) for role in group)
        if not said_for_all and not any(role in used for role in group):
            return f"no column holds {' or '.join(group).replace('_', ' ')}"
    if shape.places == "required" and "location" not in used and not options.get("location_id"):
        return "no column says which location, and none was chosen for the whole file"
    return None
