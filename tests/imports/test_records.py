"""What files of records seem to be, and what their cells mean."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventorysync.imports.cells import BadCell
from inventorysync.imports.columns import propose
from inventorysync.imports.record_cells import (
    Manner,
    breaks_of,
    read_amount,
    read_day,
    read_rate,
    told_breaks,
)
from inventorysync.imports.record_shapes import is_of_stocky, kinds_in
from inventorysync.suppliers.file_routes import ITEM_HEADINGS, SUPPLIER_HEADINGS

HERE = Manner(ZoneInfo("Europe/Berlin"), "ymd")
CELLS_OF_NUMBERS = Manner(ZoneInfo("Europe/Berlin"), "ymd", has_points=True)


@pytest.mark.parametrize(("headings", "kinds"), [
    (["Name", "Email", "Currency"], ["suppliers"]),
    (["supplier_name", "contact_email", "Lead Time (days)"], ["suppliers"]),
    (["PO Number", "Supplier", "Status", "SKU", "Qty Ordered", "Qty Received"], ["past_orders"]),
    (["po_number", "po_status", "supplier_name", "sku", "quantity_ordered", "quantity_received", "unit_cost"],
     ["past_orders"]),
    (["SKU", "Qty Ordered", "Cost (base)", "Total Cost (base)"], ["past_orders"]),
    (["Product", "SKU", "Barcode", "Shopify ID", "Cost Price", "Expected Stock", "Actual Stock"],
     ["past_counts"]),
    (["Supplier", "Shopify ID", "Average Cost"], ["supplier_items"]),
    (["Supplier", "SKU", "Cost Price", "Min Stock", "Max Stock"], ["supplier_items", "reorder"]),
    (["Variant SKU", "Reorder Point"], ["reorder"]),
    (["SKU", "Available"], []),
    (["Colour"], []),
])  # fmt: skip
def test_a_file_is_recognised_by_its_headings(headings: list[str], kinds: list[str]) -> None:
    assert kinds_in(headings) == kinds


def test_what_stocky_wrote_is_told_apart() -> None:
    assert is_of_stocky(["SKU", "Qty Ordered", "Cost (base)"])
    assert not is_of_stocky(["SKU", "Qty Ordered", "Cost"])


def test_each_column_of_our_own_files_is_understood() -> None:
    assert propose("suppliers", SUPPLIER_HEADINGS, {}).roles == [
        "supplier_id", "supplier", "contact", "email", "phone", "address", "account_number", "currency",
        "payment_terms", "lead_days", "minimum_order", "note", "is_active",
    ]  # fmt: skip
    assert propose("supplier_items", ITEM_HEADINGS, {}).roles == [
        "supplier", "item_id", "sku", "barcode", "ignored", "code", "unit_cost", "currency", "price_breaks",
        "minimum", "pack", "lead_days", "is_preferred",
    ]  # fmt: skip


@pytest.mark.parametrize(("cell", "amount"), [
    ("12", "12.00"), ("12.5", "12.50"), ("12,5", "12.50"), ("$12.50", "12.50"), ("12,50 €", "12.50"),
    ("EUR 1.299,00", "1299.00"), ("1,299.00", "1299.00"), ("1'299.00", "1299.00"), ("1 299,00", "1299.00"),
    ("0.125", "0.125"), ("3.1250", "3.125"), ("'4.20", "4.20"), ("A$7.00", "7.00"),
])  # fmt: skip
def test_amounts_are_read_as_people_write_them(cell: str, amount: str) -> None:
    assert read_amount(cell, HERE) == amount


@pytest.mark.parametrize(("cell", "code"), [
    ("1,234", "ambiguous"), ("1.234", "ambiguous"), ("abc", "not_a_number"), ("-5", "not_a_number"),
    ("1.2.3", "not_a_number"), ("5 pieces", "not_a_number"), ("9999999999.00", "too_large"),
    ("0.12345678", "too_precise"), ("=1+1", "not_a_number"), ("NaN", "not_a_number"),
])  # fmt: skip
def test_what_is_no_amount_is_never_guessed_at(cell: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_amount(cell, HERE)
    assert refused.value.code == code


def test_a_cell_of_a_number_always_has_a_point() -> None:
    assert read_amount("1.234", CELLS_OF_NUMBERS) == "1.234"
    with pytest.raises(BadCell):
        read_amount("1,234", CELLS_OF_NUMBERS)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_an_amount_with_four_decimals_is_read_as_itself(amount: Decimal) -> None:
    assert Decimal(read_amount(f"{amount:f}", HERE)) == amount
    assert Decimal(read_amount(f"{amount:,.4f}", HERE)) == amount
    assert Decimal(read_amount(f"{amount:f}".replace(".", ","), HERE)) == amount


def test_price_breaks_are_read_as_they_are_told() -> None:
    read = breaks_of(1_000_000, 20)
    steps = read("10: 4.50; 100 = 3,99;", HERE)
    assert steps == [{"from_units": 10, "unit_cost": "4.50"}, {"from_units": 100, "unit_cost": "3.99"}]
    assert read(told_breaks(steps), HERE) == steps


@pytest.mark.parametrize("cell", ["10", "1: 5", "100: 4; 10: 5", "10: x", "10: 4; 10: 3", "; 5"])
def test_price_breaks_that_are_none_are_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        breaks_of(1_000_000, 20)(cell, HERE)


def test_days_are_the_shops_and_rates_are_worth_something() -> None:
    assert read_day("2026-03-31 23:30", HERE) == "2026-03-31"
    assert read_day("31/03/2026", HERE._replace(date_order="dmy")) == "2026-03-31"
    assert read_rate("0.853412", HERE) == "0.853412"
    with pytest.raises(BadCell):
        read_rate("0", HERE)
