"""Drafts: written as a whole, at the supplier's terms, and never changed silently."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from support.order_desk import OrderDesk, fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi


async def test_a_draft_has_the_suppliers_codes_packs_and_the_cost_of_so_many(desk: OrderDesk) -> None:
    made = await desk.make((1, 100), (2, 3), rate="0.85", expected_on="2027-01-15", note="Ring twice")
    assert (made["name"], made["state"], made["currency"], made["terms"]) == (
        "PO-1001",
        "draft",
        "EUR",
        "30 days net",
    )
    oil, tin = made["lines"]
    assert (oil["code"], oil["pack"], oil["minimum"], oil["unit_cost"], oil["total"]) == (
        "OEL-5",
        6,
        12,
        "3.125",
        "312.50",
    )
    assert oil["problem"] == {"code": "pack", "message": "is 100; they sell packs of 6", "remedy": 102}
    assert (tin["unit_cost"], tin["problem"], tin["open"]) == ("2.00", None, 3)
    assert made["totals"]["total"] == "318.50"
    assert made["totals"]["in_shop"] == {"amount": "270.73", "currency": "GBP"}
    assert [step["state"] for step in made["steps"]] == ["draft"]
    assert (await desk.make((2, 1)))["name"] == "PO-1002"


async def test_an_edit_replaces_the_lines_and_is_told_with_before_and_after(
    desk: OrderDesk, api: httpx2.AsyncClient
) -> None:
    made = await desk.make((1, 12), (2, 3))
    costly = {"inventory_item_id": item_gid(2), "quantity": 5, "unit_cost": "1.995", "tax_rate": "19"}
    body = {**desk.body((1, 12), costly, (3, 1), note="Now"), "version": made["version"]}
    edited = await desk.ask("PUT", f"/{made['id']}", json=body)
    assert [line["quantity"] for line in edited["lines"]] == [12, 5, 1]
    assert [line["unit_cost"] for line in edited["lines"]] == ["4.20", "1.995", None]
    assert edited["totals"]["taxes"] == [{"rate": "19.00", "amount": "1.90"}]
    assert edited["version"] == made["version"] + 1
    again = await desk.ask("PUT", f"/{made['id']}", json={**body, "version": edited["version"]})
    assert again["version"] == edited["version"], "nothing was changed"
    moved = await desk.ask("PUT", f"/{made['id']}", 409, json=body)
    assert moved["type"].endswith("order-moved")
    assert [error["code"] for error in moved["errors"]] == ["edited"]
    audit = (await api.get("/api/v1/audit", headers=desk.headers)).json()["items"]
    (entry,) = [each for each in audit if each["action"] == "purchase_order.edited"]
    assert entry["before"] == {"note": "", "lines": [[2, 3, "2.00", None, None]]}
    assert entry["after"]["lines"] == [[2, 5, "1.995", "19.00", None], [3, 1, None, None, None]]
    assert await desk.events(made) == ["made", "edited"]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"supplier_id": str(uuid4())}, ["supplier_id"]),
        ({"location_id": place_gid(5)}, ["location_id"]),
        ({"location_id": "nowhere"}, ["location_id"]),
        ({"rate": "0"}, ["rate"]),
        ({"currency": "GBP", "rate": "2"}, ["rate"]),
        ({"currency": "pounds"}, ["currency"]),
        ({"lines": [{"inventory_item_id": item_gid(4), "quantity": 1}]}, ["lines.0.inventory_item_id"]),
        ({"lines": [{"inventory_item_id": item_gid(1), "quantity": 0}]}, ["lines.0.quantity"]),
        (
            {"lines": [{"inventory_item_id": item_gid(1), "quantity": 1, "unit_cost": "-1"}]},
            ["lines.0.unit_cost"],
        ),
        ({"lines": [{"inventory_item_id": item_gid(1), "quantity": 1}] * 2}, ["lines.1.inventory_item_id"]),
        ({"note": "a\u0000b"}, ["note"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
async def test_what_cannot_be_is_refused_by_its_name(
    desk: OrderDesk, more: dict[str, Any], fields: list[str]
) -> None:
    refused = await desk.ask("POST", expect=422, json={**desk.body((1, 12)), **more})
    assert fields_of(refused) == fields
    assert (await desk.ask("GET"))["items"] == []


async def test_an_archived_supplier_gets_no_new_order(desk: OrderDesk) -> None:
    path = f"/api/v1/suppliers/{desk.supplier}"
    supplier = await desk.ask("GET", path)
    kept = {name: supplier[name] for name in ("name", "currency", "version")}
    await desk.ask("PUT", path, json={**kept, "is_active": False})
    assert fields_of(await desk.make((1, 12), expect=422)) == ["supplier_id"]


async def test_the_same_request_makes_one_order(desk: OrderDesk) -> None:
    first = await desk.ask("POST", expect=201, key="once", json=desk.body((1, 12)))
    again = await desk.ask("POST", expect=201, key="once", json=desk.body((1, 12)))
    assert again["id"] == first["id"]
    other = await desk.ask("POST", expect=409, key="once", json=desk.body((1, 18)))
    assert other["type"].endswith("idempotency-key-used")
    assert len((await desk.ask("GET"))["items"]) == 1


async def test_orders_are_listed_by_state_supplier_place_and_words(desk: OrderDesk) -> None:
    one = await desk.make((1, 12), rate="0.85")
    two = await desk.make((2, 3), rate="0.85", location_id=place_gid(2), reference="Spring")
    await desk.act(two, "submit")

    async def names(**params: Any) -> list[str]:
        return [row["name"] for row in (await desk.ask("GET", params=params))["items"]]

    assert await names() == ["PO-1002", "PO-1001"]
    assert await names(state="approved") == ["PO-1002"]
    assert await names(state=["draft", "approved"]) == ["PO-1002", "PO-1001"]
    assert await names(location_id=place_gid(1)) == ["PO-1001"]
    assert await names(supplier_id=str(uuid4())) == []
    for words in ("po-1002", "spring", "20002", "TIN-1"):
        assert await names(search=words) == ["PO-1002"], words
    assert await names(search="ölmühle") == ["PO-1002", "PO-1001"]
    page = await desk.ask("GET", params={"limit": 1})
    rest = await desk.ask("GET", params={"limit": 1, "cursor": page["next"]})
    assert [row["id"] for row in page["items"] + rest["items"]] == [two["id"], one["id"]]
    assert rest["next"] is None
    assert (page["items"][0]["total"], page["items"][0]["units"]) == (
        {"amount": "6.00", "currency": "EUR"},
        3,
    )


async def test_rows_are_understood_by_sku_barcode_their_code_or_item(desk: OrderDesk) -> None:
    rows = [
        {"code": "20001", "quantity": 12},
        {"code": "TIN-1", "quantity": 1},
        {"code": "5000000000003", "quantity": 2},
        {"inventory_item_id": item_gid(1), "quantity": 5},
        {"code": "nothing like it", "quantity": 1},
        {"inventory_item_id": item_gid(4), "quantity": 1},
    ]
    path = f"/api/v1/suppliers/{desk.supplier}/terms"
    answer = await desk.ask("POST", path, json={"rows": rows})
    assert [row["found"] for row in answer["items"]] == ["one", "one", "one", "one", "none", "none"]
    oil, tin, third, few = answer["items"][:4]
    assert (oil["item"]["sku"], oil["unit_cost"], oil["problem"]) == ("20001", "4.20", None)
    assert oil["price_breaks"] == [{"from_units": 100, "unit_cost": "3.125"}]
    assert (tin["item"]["sku"], tin["supplier_code"]) == ("20002", "TIN-1")
    assert (third["is_sold"], third["unit_cost"], third["pack"]) == (False, None, 1)
    assert few["problem"] == {"code": "minimum", "message": "is 5; they sell 12 at least", "remedy": 12}
    in_pounds = await desk.ask("POST", path, params={"currency": "GBP"}, json={"rows": rows[:1]})
    assert in_pounds["items"][0]["unit_cost"] is None, "a price in euros is none in pounds"
    neither = await desk.ask("POST", path, 422, json={"rows": [{"quantity": 1}]})
    assert fields_of(neither) == ["rows.0.inventory_item_id"]


async def test_a_code_of_two_items_is_never_guessed(desk: OrderDesk) -> None:
    await desk.sell({"inventory_item_id": item_gid(3), "code": "20002"})
    answer = await desk.ask(
        "POST", f"/api/v1/suppliers/{desk.supplier}/terms", json={"rows": [{"code": "20002"}]}
    )
    assert [(row["found"], row["item"]) for row in answer["items"]] == [("several", None)]


@pytest.mark.parametrize(
    ("content", "wanted", "unread"),
    [
        ("SKU;Qty\n20001;12\nTIN-1;3\n;4\n20003;many\n", [("20001", 12), ("20002", 3)], 2),
        ("20001,12\n20002,2\n", [("20001", 12), ("20002", 2)], 0),
        ("Title,Supplier code,Units\nOil,OEL-5,24.0\n", [("20001", 24)], 0),
    ],
)
async def test_lines_are_read_from_a_file(
    desk: OrderDesk, content: str, wanted: list[tuple[str, int]], unread: int
) -> None:
    path = f"/api/v1/suppliers/{desk.supplier}/order-lines"
    answer = await desk.ask("POST", path, content=content.encode())
    assert [(row["item"]["sku"], row["quantity"]) for row in answer["items"]] == wanted
    assert answer["unread"] == unread


async def test_a_file_that_is_none_is_refused(desk: OrderDesk) -> None:
    path = f"/api/v1/suppliers/{desk.supplier}/order-lines"
    assert fields_of(await desk.ask("POST", path, 422, content=b"")) == ["file"]
    many = "".join(f"{number},1\n" for number in range(2001))
    assert fields_of(await desk.ask("POST", path, 422, content=many.encode())) == ["file"]


async def test_who_may_only_look_does_not_buy(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    made = await desk.make((1, 12))
    for role, expected in (("viewer", 403), ("warehouse", 403), ("buyer", 201)):
        person = await joined(app, api, stocked, role)
        theirs = OrderDesk(person.browser, person.headers, desk.supplier)
        await theirs.make((1, 12), expect=expected)
        assert (await theirs.get(made))["name"] == made["name"]
        words = {"words": f"said by a {role}"}
        await theirs.ask("POST", f"/{made['id']}/comments", 403 if role == "viewer" else 201, json=words)
    assert [each["words"] for each in (await desk.get(made))["comments"]] == [
        "said by a warehouse",
        "said by a buyer",
    ]


async def test_orders_are_seen_by_those_of_the_location(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    here, there = await desk.make((1, 12)), await desk.make((1, 12), location_id=place_gid(2))
    person = await joined(app, api, stocked, "buyer", locations=[place_gid(2)])
    theirs = OrderDesk(person.browser, person.headers, desk.supplier)
    assert [row["id"] for row in (await theirs.ask("GET"))["items"]] == [there["id"]]
    for path in ("", "/timeline", "/pdf", "/csv", "/mail"):
        await theirs.ask("GET", f"/{here['id']}{path}", 404)
    await theirs.ask("POST", f"/{here['id']}/submit", 404, json={"version": 1})
    assert fields_of(await theirs.make((1, 12), expect=422)) == ["location_id"]
    assert (await theirs.make((1, 12), location_id=place_gid(2)))["location"]["name"] == "Place 2"


async def test_another_shop_sees_nothing(
    desk: OrderDesk, api: httpx2.AsyncClient, other_shop: ShopInApi
) -> None:
    made = await desk.make((1, 12))
    stranger = OrderDesk(api, other_shop.headers, desk.supplier)
    assert (await stranger.ask("GET"))["items"] == []
    await stranger.ask("GET", f"/{made['id']}", 404)
    await stranger.ask("POST", f"/{made['id']}/cancel", 404, json={"version": made["version"]})
