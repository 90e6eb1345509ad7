"""Suppliers and what they sell by file: checked cell by cell, applied once, exported, taken back."""

import csv
import io
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from support.file_desk import FileDesk, csv_of
from support.people import joined
from support.running_api import ShopInApi

HEADINGS = ("Supplier", "Email", "Currency", "Payment terms", "Lead time", "Minimum order")
ITEMS = ("Supplier", "SKU", "Supplier code", "Cost", "Price breaks", "MOQ", "Pack", "Lead time", "Preferred")
BERG = ("Berg & Sohn", "orders@berg.example", "EUR", "30 days", "14", "250.00")
CO = ("Acme Co", "", "", "", "", "")


async def suppliers(desk: FileDesk) -> dict[str, Any]:
    page = await desk.ask("GET", "suppliers?state=all")
    return {each["name"]: await desk.ask("GET", f"suppliers/{each['id']}") for each in page["items"]}


async def sold(desk: FileDesk, supplier: Any) -> dict[str, Any]:
    page = await desk.ask("GET", f"suppliers/{supplier['id']}/items")
    return {each["sku"]: each for each in page["items"]}


async def test_suppliers_are_made_changed_and_put_back(desk: FileDesk) -> None:
    found = await desk.checked(csv_of(HEADINGS, BERG, CO))
    assert (found["kind"], found["state"], found["source"]) == ("suppliers", "checked", "")
    assert (found["counts"]["changes"], found["counts"]["suppliers_made"]) == (2, 2)
    first, second = await desk.rows(found)
    assert (first["document"], first["note"]) == ("Berg & Sohn", "A new supplier")
    assert {"role": "currency", "value": "GBP", "before": None} in second["fields"], (
        "the shop's, where none is named"
    )
    assert await suppliers(desk) == {}, "a dry run makes nobody"
    made = await desk.apply(found)
    berg = (await suppliers(desk))["Berg & Sohn"]
    assert (berg["email"], berg["lead_days"], berg["minimum_order"]) == ("orders@berg.example", 14, "250.00")
    again = await desk.checked(csv_of(HEADINGS, BERG, CO))
    assert (again["counts"]["changes"], again["counts"]["same"]) == (0, 2), "the same file does nothing twice"
    edited = await desk.bring(csv_of(("Supplier", "Email", "Lead time"), ("BERG & SOHN", "-", "21")))
    berg = (await suppliers(desk))["BERG & SOHN"]
    assert (berg["email"], berg["lead_days"], berg["payment_terms"]) == ("", 21, "30 days")
    assert (await desk.remove(edited))["state"] == "removed"
    berg = (await suppliers(desk))["Berg & Sohn"]
    assert (berg["email"], berg["lead_days"]) == ("orders@berg.example", 14)
    left = await desk.remove(made)
    assert left["state"] == "applied"
    assert left["kept"] == [{"name": "Berg & Sohn", "reason": "was changed since: put it right by hand"}]
    assert list(await suppliers(desk)) == ["Berg & Sohn"], "Acme, whom nobody has touched, is gone"


async def test_every_bad_cell_of_suppliers_is_named(desk: FileDesk) -> None:
    rows = [
        ("Supplier id", *HEADINGS),
        ("", "Good", "", "", "", "", "1,234.50"),
        ("", "Bad mail", "nobody", "", "", "", ""),
        ("", "Bad money", "", "euros", "", "", "1,234"),
        ("", "Bad days", "", "", "", "731", ""),
        ("", "good", "", "", "", "", ""),
        ("", "", "a@b.example", "", "", "", ""),
        ("6f1f3ffb-7d0e-4f0c-8b0a-0c6f5b1f0f10", "Nobody", "", "", "", "", ""),
    ]
    found = await desk.checked(csv_of(*rows))
    assert await desk.problems(found) == [
        (3, "Email", "not_an_email"),
        (4, "Currency", "not_a_currency"),
        (4, "Minimum order", "ambiguous"),
        (5, "Lead time", "out_of_range"),
        (6, "Supplier", "double"),
        (7, "Supplier", "missing"),
        (8, "Supplier id", "unknown"),
    ]
    told = (await desk.ask("GET", f"imports/{found['id']}/problem-file")).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(told)))) == 7
    await desk.ask("POST", f"imports/{found['id']}/apply", 409, json={})
    await desk.apply(found, leave_out_problems=True)
    assert list(await suppliers(desk)) == ["Good"]


async def test_what_suppliers_sell_comes_in_and_goes_out_in_the_same_columns(desk: FileDesk) -> None:
    await desk.bring(csv_of(HEADINGS, BERG, CO))
    rows = [
        ITEMS,
        ("Berg & Sohn", "20001", "=OIL", "€4.2345", "10: 4.00; 100: 3.1250", "12", "6", "", "yes"),
        ("berg & sohn", "20002", "TIN", "2,50", "", "", "", "9", ""),
        ("Acme Co", "20001", "A1", "5", "", "", "", "", ""),
    ]
    done = await desk.bring(csv_of(*rows))
    assert (done["kind"], done["counts"]["changes"]) == ("supplier_items", 3)
    berg = (await suppliers(desk))["Berg & Sohn"]
    theirs = await sold(desk, berg)
    oil, tin = theirs["20001"], theirs["20002"]
    assert (oil["unit_cost"]["amount"], oil["minimum"], oil["pack"], oil["is_preferred"]) == (
        "4.2345",
        12,
        6,
        True,
    )
    assert [(step["from_units"], step["unit_cost"]["amount"]) for step in oil["price_breaks"]] == [
        (10, "4.00"),
        (100, "3.125"),
    ]
    assert (tin["unit_cost"], tin["lead_days"]) == ({"amount": "2.50", "currency": "EUR"}, 9)
    for wanted in ("csv", "xlsx"):
        exported = await desk.ask("GET", f"supplier-item-file?format={wanted}")
        again = await desk.checked(exported, "supplier_items")
        assert (again["counts"]["same"], again["counts"]["changes"], again["counts"]["problems"]) == (3, 0, 0)
        listed = await desk.checked(await desk.ask("GET", f"supplier-file?format={wanted}"), "suppliers")
        assert (listed["counts"]["same"], listed["counts"]["problems"]) == (2, 0)
    exported = (await desk.ask("GET", "supplier-item-file")).decode("utf-8-sig")
    cells = [row["Supplier code"] for row in csv.DictReader(io.StringIO(exported))]
    assert "'=OIL" in cells, "no cell is a formula"
    edited = exported.replace("2.50", "2.75")
    changed = await desk.bring(edited.encode(), "supplier_items")
    assert changed["counts"]["changes"] == 1
    prices = await desk.ask(
        "GET", f"suppliers/{berg['id']}/prices?inventory_item_id=gid://shopify/InventoryItem/2"
    )
    assert [each["unit_cost"]["amount"] for each in prices["items"]] == ["2.75", "2.50"]


async def test_taking_items_back_gives_an_item_its_preferred_supplier_again(desk: FileDesk) -> None:
    await desk.bring(csv_of(HEADINGS, BERG, CO))
    first = await desk.bring(csv_of((*ITEMS[:4], "Preferred"), ("Acme Co", "20001", "A1", "5", "yes")))
    rows = (("Berg & Sohn", "20001", "B1", "4", "yes"), ("Berg & Sohn", "20002", "B2", "6", ""))
    second = await desk.bring(csv_of((*ITEMS[:4], "Preferred"), *rows))
    known = await suppliers(desk)
    acme, berg = known["Acme Co"], known["Berg & Sohn"]
    assert not (await sold(desk, acme))["20001"]["is_preferred"]
    body = {
        "inventory_item_id": "gid://shopify/InventoryItem/2",
        "code": "B2",
        "unit_cost": "7",
        "currency": "EUR",
    }
    await desk.ask("PUT", f"suppliers/{berg['id']}/items", json={"items": [body]})
    left = await desk.remove(second)
    assert [each["name"] for each in left["kept"]] == ["20002"], "whose cost somebody has changed since"
    assert list(await sold(desk, berg)) == ["20002"]
    assert (await sold(desk, acme))["20001"]["is_preferred"]
    assert (await desk.remove(first))["state"] == "removed"
    assert await sold(desk, acme) == {}


async def test_unknown_suppliers_and_items_are_named_and_suppliers_made_only_when_asked(
    desk: FileDesk,
) -> None:
    rows = [
        ("Supplier", "SKU", "Cost", "Price breaks", "Pack"),
        ("Newcomer", "20001", "5", "", ""),
        ("Newcomer", "99999", "5", "", ""),
        ("Newcomer", "20003", "", "10: 4.00", ""),
        ("Newcomer", "20005", "5", "100: 4; 10: 3", "0"),
    ]
    found = await desk.checked(csv_of(*rows))
    codes = [(line, heading, code) for line, heading, code in await desk.problems(found) if code != "unknown"]
    assert [problem[0] for problem in await desk.problems(found)].count(2) == 1
    assert codes == [(5, "Price breaks", "order"), (5, "Pack", "out_of_range")]
    again = await desk.checked(csv_of(*rows), options={"make_suppliers": True, "currency": "USD"})
    assert await desk.problems(again) == [
        (3, "SKU", "unknown"),
        (4, "Cost", "missing"),
        (5, "Price breaks", "order"),
        (5, "Pack", "out_of_range"),
    ]
    assert again["counts"]["suppliers_made"] == 1
    done = await desk.apply(again, leave_out_problems=True)
    made = (await suppliers(desk))["Newcomer"]
    assert made["currency"] == "USD"
    assert list(await sold(desk, made)) == ["20001"]
    assert (await desk.remove(done))["state"] == "removed"
    assert await suppliers(desk) == {}, "with its items the supplier goes that was made for them"


async def test_a_file_that_says_too_little_or_is_no_table_is_refused(desk: FileDesk) -> None:
    refused = await desk.upload(csv_of(("Colour", "Size"), ("red", "9")), expect=422)
    assert refused["type"].endswith("file-not-recognised")
    assert [error["field"] for error in refused["errors"]] == ["kind"]
    await desk.upload(b"\x89PNG\r\n\x1a\n\x00\x00", expect=422)
    made = await desk.upload(csv_of(("SKU", "Cost"), ("20001", "5")), "supplier_items")
    roles = {"roles": made["roles"]}
    half = await desk.ask("PUT", f"imports/{made['id']}/columns", 422, json=roles)
    assert half["errors"][0]["message"] == "no column holds supplier"
    nobody = {**roles, "options": {"supplier_id": "6f1f3ffb-7d0e-4f0c-8b0a-0c6f5b1f0f10"}}
    wrong = await desk.ask("PUT", f"imports/{made['id']}/columns", 422, json=nobody)
    assert wrong["errors"][0]["field"] == "options.supplier_id"


@pytest.mark.parametrize(("role", "kind", "expect"), [
    ("buyer", "suppliers", 201), ("buyer", "levels", 403), ("warehouse", "suppliers", 403),
    ("warehouse", "past_counts", 201), ("viewer", "past_counts", 403),
])  # fmt: skip
async def test_whoever_buys_brings_suppliers_and_whoever_counts_brings_counts(
    app: FastAPI, api: httpx2.AsyncClient, stocked: ShopInApi, role: str, kind: str, expect: int
) -> None:
    person = await joined(app, api, stocked, role)
    rows = csv_of(("Supplier", "SKU", "Actual", "Email"), ("x", "20001", "5", ""))
    answer = await person.ask("POST", f"imports?name=a.csv&kind={kind}", content=rows)
    assert answer.status_code == expect, answer.text
