"""Suppliers: made, changed with their past kept, and what they sell."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from support.people import joined
from support.running_api import ShopInApi

SUPPLIERS = "/api/v1/suppliers"
MADE = {
    "name": "Ölmühle Süd & Söhne",
    "contact": "Jörg",
    "email": "orders@example.com",
    "address": "Hauptstraße 1\n80331 München",
    "currency": "EUR",
    "lead_days": 14,
    "minimum_order": "150.50",
    "closures": [{"starts_on": "2026-12-24", "ends_on": "2027-01-06", "note": "Christmas"}],
}


class Desk:
    """Whoever keeps the suppliers."""

    def __init__(self, api: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self.api, self.headers = api, headers

    async def ask(self, method: str, path: str = "", expect: int = 200, **request: Any) -> Any:
        answer = await self.api.request(method, f"{SUPPLIERS}{path}", headers=self.headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def make(self, **more: Any) -> Any:
        return await self.ask("POST", expect=201, json={**MADE, "name": f"Supplier {uuid4().hex}", **more})

    async def sell(self, supplier: Any, *items: dict[str, Any], expect: int = 200) -> Any:
        return await self.ask("PUT", f"/{supplier['id']}/items", expect, json={"items": list(items)})

    async def sold(self, supplier: Any, **params: Any) -> Any:
        return (await self.ask("GET", f"/{supplier['id']}/items", params=params))["items"]


@pytest.fixture
def desk(api: httpx2.AsyncClient, shop: ShopInApi) -> Desk:
    return Desk(api, shop.headers)


def fields_of(problem: Any) -> list[str]:
    return [error["field"] for error in problem["errors"]]


async def test_a_supplier_is_made_found_changed_and_archived(
    desk: Desk, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    made = await desk.ask("POST", expect=201, json=MADE)
    assert {name: made[name] for name in MADE} == MADE
    assert (made["version"], made["items"], made["is_active"]) == (1, 0, True)
    (found,) = (await desk.ask("GET", params={"search": "söhne"}))["items"]
    assert found["id"] == made["id"]
    told = {name: made[name] for name in ("phone", "account_number", "payment_terms", "note")}
    edit = {**MADE, **told, "lead_days": 21, "is_active": False, "version": 1}
    changed = await desk.ask("PUT", f"/{made['id']}", json=edit)
    assert (changed["lead_days"], changed["is_active"], changed["version"]) == (21, False, 2)
    assert (await desk.ask("GET"))["items"] == []
    assert len((await desk.ask("GET", params={"state": "archived"}))["items"]) == 1
    refused = await desk.ask("PUT", f"/{made['id']}", 409, json={**edit, "note": "late"})
    assert refused["type"].endswith("supplier-moved")
    audit = (await api.get("/api/v1/audit", headers=shop.headers)).json()["items"]
    (entry,) = [each for each in audit if each["action"] == "supplier.changed"]
    assert entry["before"] == {"lead_days": 14, "is_active": True}
    assert entry["after"] == {"lead_days": 21, "is_active": False}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("name", "a\nb"),
        ("email", "nobody"),
        ("currency", "euro"),
        ("lead_days", -1),
        ("lead_days", 2.5),
        ("minimum_order", "-1"),
        ("minimum_order", "NaN"),
        ("closures.0", [{"starts_on": "2027-01-06", "ends_on": "2026-12-24"}]),
        ("colour", "red"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_name(desk: Desk, field: str, wrong: Any) -> None:
    refused = await desk.ask("POST", expect=422, json={**MADE, field.partition(".")[0]: wrong})
    assert fields_of(refused) == [field]
    assert (await desk.ask("GET"))["items"] == []


async def test_two_suppliers_have_two_names(desk: Desk) -> None:
    first, second = await desk.make(), await desk.make()
    refused = await desk.ask("POST", expect=422, json={**MADE, "name": first["name"].upper()})
    assert fields_of(refused) == ["name"]
    edit = {**MADE, "name": first["name"], "version": 1}
    assert fields_of(await desk.ask("PUT", f"/{second['id']}", 422, json=edit)) == ["name"]
    assert (await desk.ask("GET", f"/{second['id']}"))["name"] == second["name"]


async def test_suppliers_come_page_by_page_in_the_order_of_their_names(desk: Desk) -> None:
    names = ["beta", "Alpha", "gamma", "Delta", "epsilon"]
    for name in names:
        await desk.make(name=name)
    seen, cursor = [], None
    while True:
        page = await desk.ask("GET", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += [row["name"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(names, key=str.lower)


async def test_what_a_supplier_sells_keeps_every_price_it_had(desk: Desk, shop: ShopInApi) -> None:
    supplier = await desk.make()
    item = f"gid://shopify/InventoryItem/{shop.item_id}"
    breaks = [{"from_units": 10, "unit_cost": "3.75"}, {"from_units": 100, "unit_cost": "3.125"}]
    wanted = {
        "inventory_item_id": item,
        "code": "OEL-5",
        "unit_cost": "4.00",
        "price_breaks": breaks,
        "minimum": 10,
        "pack": 6,
    }
    assert await desk.sell(supplier, wanted) == {"changed": 1}
    assert await desk.sell(supplier, wanted) == {"changed": 0}, "said twice, the same"
    assert await desk.sell(supplier, {**wanted, "code": "OEL-6"}) == {"changed": 1}
    assert await desk.sell(supplier, {**wanted, "code": "OEL-6", "unit_cost": "4.20"}) == {"changed": 1}
    (row,) = await desk.sold(supplier)
    assert row["unit_cost"] == {"amount": "4.20", "currency": "EUR"}
    assert [each["unit_cost"]["amount"] for each in row["price_breaks"]] == ["3.75", "3.125"]
    assert (row["code"], row["minimum"], row["pack"], row["supplier_lead_days"]) == ("OEL-6", 10, 6, 14)
    params = {"inventory_item_id": item}
    prices = (await desk.ask("GET", f"/{supplier['id']}/prices", params=params))["items"]
    assert [price["unit_cost"]["amount"] for price in prices] == ["4.20", "4.00"], "a code is no price"
    assert await desk.sold(supplier, search="oel-6") == [row]
    assert await desk.sold(supplier, search="nothing like it") == []
    await desk.ask("DELETE", f"/{supplier['id']}/items/{item}", 204)
    await desk.ask("DELETE", f"/{supplier['id']}/items/{item}", 404)
    assert await desk.sold(supplier) == []
    prices = (await desk.ask("GET", f"/{supplier['id']}/prices", params=params))["items"]
    assert len(prices) == 2, "the past stays"


async def test_an_item_has_one_preferred_supplier_at_most(
    desk: Desk, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    first, second = await desk.make(), await desk.make(currency="USD")
    wanted = {"inventory_item_id": str(shop.item_id), "is_preferred": True}
    await desk.sell(first, wanted)
    await desk.sell(second, {**wanted, "unit_cost": "1.5"})
    path = f"/api/v1/items/gid://shopify/InventoryItem/{shop.item_id}/suppliers"
    found = (await api.get(path, headers=shop.headers)).json()["items"]
    assert [(row["supplier_id"], row["is_preferred"]) for row in found] == [
        (second["id"], True),
        (first["id"], False),
    ]
    assert found[0]["unit_cost"] == {"amount": "1.50", "currency": "USD"}


async def test_who_prefers_different_suppliers_at_once_gets_one_of_them(
    desk: Desk, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    suppliers = [await desk.make() for _ in range(6)]
    wanted = {"inventory_item_id": str(shop.item_id), "is_preferred": True}
    answers = await asyncio.gather(*(desk.sell(each, wanted) for each in suppliers))
    assert answers == [{"changed": 1}] * len(suppliers)
    path = f"/api/v1/items/gid://shopify/InventoryItem/{shop.item_id}/suppliers"
    found = (await api.get(path, headers=shop.headers)).json()["items"]
    assert [row["is_preferred"] for row in found] == [True, *[False] * 5]


async def test_items_that_cannot_be_sold_like_that_are_named_and_none_is_kept(
    desk: Desk, shop: ShopInApi
) -> None:
    supplier = await desk.make()
    good = {"inventory_item_id": str(shop.item_id), "unit_cost": "1"}
    falling = [{"from_units": 10, "unit_cost": "1"}, {"from_units": 5, "unit_cost": "2"}]
    refused = await desk.sell(
        supplier,
        good,
        good,
        {"inventory_item_id": "7"},
        {**good, "price_breaks": falling},
        expect=422,
    )
    assert fields_of(refused) == [
        "items.1.inventory_item_id",
        "items.2.inventory_item_id",
        "items.3.inventory_item_id",
        "items.3.price_breaks",
    ]
    refused = await desk.sell(supplier, {**good, "unit_cost": None, "price_breaks": falling[:1]}, expect=422)
    assert fields_of(refused) == ["items.0.unit_cost"]
    for field, wrong in (("pack", 0), ("minimum", True), ("unit_cost", "0.1234567"), ("currency", "eur")):
        refused = await desk.sell(supplier, {**good, field: wrong}, expect=422)
        assert fields_of(refused) == [f"items.0.{field}"]
    assert await desk.sold(supplier) == []
    await desk.ask("PUT", f"/{uuid4()}/items", 404, json={"items": [good]})


async def test_a_buyer_keeps_suppliers_and_a_warehouse_looks(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    buyer = await joined(app, api, shop, "buyer")
    made = await buyer.ask("POST", "suppliers", json=MADE)
    assert made.status_code == 201, made.text
    warehouse = await joined(app, api, shop, "warehouse")
    assert (await warehouse.ask("GET", f"suppliers/{made.json()['id']}")).status_code == 200
    refused = await warehouse.ask("POST", "suppliers", json={**MADE, "name": "Another"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:inventorysync:problem:not-permitted")
