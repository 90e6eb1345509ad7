"""Filter expressions find what the same conditions find in Python; what is none is refused by its path."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from support.ready_shop import LOCATIONS, ReadyShop, importer_of, write_files
from support.running_api import ShopInApi

from inventorysync.catalog.actions import name_items
from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock import asking, conditions
from inventorysync.stock.costs import take_costs
from inventorysync.sync.first_import import ask_for_import

VARIANTS = 60
QUIET = ("reserved", "damaged", "safety_stock", "quality_control", "incoming")


@pytest.fixture
async def stocked(database: Database, shop: ShopInApi, tmp_path: Path) -> ShopInApi:
    """A shop whose levels differ in everything that can be asked for."""
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(tmp_path, VARIANTS), VARIANTS))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    statements = [
        *(
            f"UPDATE inventory_level SET {name} = (item_id * {n + 3} + location_id) % 7 - 2"
            f" WHERE item_id % 5 = {n}"
            for n, name in enumerate(QUIET)
        ),
        "UPDATE inventory_level SET available = -item_id WHERE item_id % 13 = 0",
        "UPDATE inventory_level SET is_active = false WHERE item_id % 17 = 0",
        "UPDATE inventory_level"
        " SET booked_at = TIMESTAMPTZ '2026-11-01 00:00Z' + item_id * interval '1 hour'",
        "UPDATE inventory_item SET price = item_id % 9, unit_cost = NULLIF(item_id % 4, 3)"
        " WHERE item_id < 1000",
        "UPDATE inventory_item SET tracked = false WHERE item_id % 10 = 7",
        "UPDATE inventory_item SET title = 'Häkelnadel 100% [rot]' WHERE item_id = 21",
        """INSERT INTO location
             (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
           SELECT :shop, n, chr(74 - n), true, true, '', 'GB' FROM generate_series(1, 4) n""",
    ]
    async with database.shop(shop.shop_id) as connection:
        for statement in statements:
            await connection.execute(text(statement), {"shop": shop.shop_id})
        await take_costs(connection, shop.shop_id, range(1000))
    return shop


async def every(api: httpx2.AsyncClient, shop: ShopInApi, **params: Any) -> list[dict[str, Any]]:
    rows: list[Any] = []
    more: dict[str, str] = {}
    while True:
        asked = {"limit": 17, **params, **more}
        answer = await api.get("/api/v1/levels", params=asked, headers=shop.headers)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        if answer.json()["next"] is None:
            return rows
        more = {"cursor": answer.json()["next"]}


def keys_of(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(row["inventory_item_id"], row["location_id"]) for row in rows}


def number(row: dict[str, Any]) -> int:
    return int(row["inventory_item_id"].rpartition("/")[2])


def amount(row: dict[str, Any], name: str) -> Decimal:
    return Decimal(row[name]["amount"]) if row[name] else Decimal(-1)


ASKED: list[tuple[Any, Any]] = [
    ({"field": "vendor", "op": "is", "value": "Vendor 3"}, lambda r: r["vendor"] == "Vendor 3"),
    ({"field": "vendor", "op": "is_not", "value": "Vendor 3"}, lambda r: r["vendor"] != "Vendor 3"),
    (
        {"field": "product_type", "op": "in", "value": ["mug", "tin"]},
        lambda r: r["product_type"] in ("mug", "tin"),
    ),
    ({"field": "title", "op": "contains", "value": "LANTERN S"}, lambda r: "lantern s" in r["title"]),
    ({"field": "title", "op": "contains", "value": "häKEL"}, lambda r: number(r) == 21),
    ({"field": "title", "op": "contains", "value": "HÄKELNADEL 100% [R"}, lambda r: number(r) == 21),
    ({"field": "title", "op": "contains", "value": ".*"}, lambda _: False),
    ({"field": "title", "op": "does_not_contain", "value": "set"}, lambda r: "set" not in r["title"]),
    ({"field": "sku", "op": "starts_with", "value": "2000"}, lambda r: r["sku"].startswith("2000")),
    ({"field": "barcode", "op": "is_empty"}, lambda r: r["barcode"] == ""),
    ({"field": "tag", "op": "is", "value": "gold"}, lambda r: "gold" in r["tags"]),
    ({"field": "tag", "op": "is_not", "value": "gold"}, lambda r: "gold" not in r["tags"]),
    ({"field": "tag", "op": "in", "value": ["red", "jar"]}, lambda r: {"red", "jar"} & set(r["tags"])),
    ({"field": "location", "op": "is", "value": "2"}, lambda r: r["location_id"].endswith("/2")),
    ({"field": "location", "op": "in", "value": [2, 5]}, lambda r: r["location_id"][-2:] in ("/2", "/5")),
    ({"field": "state", "op": "is", "value": "negative"}, lambda r: r["quantities"]["available"] < 0),
    ({"field": "state", "op": "is_not", "value": "inactive"}, lambda r: r["is_active"]),
    ({"field": "damaged", "op": ">", "value": 0}, lambda r: r["quantities"]["damaged"] > 0),
    ({"field": "damaged", "op": "<=", "value": 0}, lambda r: r["quantities"]["damaged"] <= 0),
    ({"field": "incoming", "op": "!=", "value": 0}, lambda r: r["quantities"]["incoming"] != 0),
    ({"field": "incoming", "op": "!=", "value": 2}, lambda r: r["quantities"]["incoming"] != 2),
    ({"field": "reserved", "op": "=", "value": 3}, lambda r: r["quantities"]["reserved"] == 3),
    ({"field": "on_hand", "op": ">=", "value": 40}, lambda r: r["quantities"]["on_hand"] >= 40),
    ({"field": "price", "op": ">=", "value": "4.5"}, lambda r: amount(r, "price") >= Decimal("4.5")),
    ({"field": "unit_cost", "op": "is_empty"}, lambda r: r["unit_cost"] is None),
    ({"field": "unit_cost", "op": "!=", "value": 1}, lambda r: amount(r, "unit_cost") != 1),
    ({"field": "tracked", "op": "is", "value": False}, lambda r: not r["tracked"]),
    ({"field": "updated", "op": "<", "value": "2026-11-02"}, lambda r: r["updated_at"] < "2026-11-02"),
    (
        {"field": "updated", "op": ">=", "value": "2026-11-02T01:00:00+01:00"},
        lambda r: r["updated_at"] >= "2026-11-02",
    ),
    (
        {
            "all": [
                {"field": "available", "op": ">", "value": 5},
                {
                    "any": [
                        {"field": "tag", "op": "is", "value": "red"},
                        {"field": "damaged", "op": ">", "value": 0},
                    ]
                },
            ]
        },
        lambda r: r["quantities"]["available"] > 5 and ("red" in r["tags"] or r["quantities"]["damaged"] > 0),
    ),
    (
        {
            "any": [
                {"field": "title", "op": "contains", "value": "lantern"},
                {"field": "available", "op": "<", "value": -13},
            ]
        },
        lambda r: "lantern" in r["title"] or r["quantities"]["available"] < -13,
    ),
    (
        {
            "any": [
                {"field": "vendor", "op": "is", "value": "nobody"},
                {"field": "title", "op": "contains", "value": "häkel"},
                {"field": "available", "op": "<", "value": -50},
                {"field": "state", "op": "is", "value": "inactive"},
            ]
        },
        lambda r: number(r) == 21 or r["quantities"]["available"] < -50 or not r["is_active"],
    ),
    (
        {
            "all": [
                {
                    "any": [
                        {"field": "vendor", "op": "is", "value": "nobody"},
                        {"field": "available", "op": ">", "value": 20},
                    ]
                },
                {
                    "any": [
                        {"field": "tag", "op": "is", "value": "gold"},
                        {
                            "all": [
                                {"field": "location", "op": "is", "value": "2"},
                                {"field": "product_type", "op": "is", "value": "mug"},
                            ]
                        },
                        {"field": "damaged", "op": ">", "value": 3},
                    ]
                },
            ]
        },
        lambda r: (
            r["quantities"]["available"] > 20
            and (
                "gold" in r["tags"]
                or (r["location_id"].endswith("/2") and r["product_type"] == "mug")
                or r["quantities"]["damaged"] > 3
            )
        ),
    ),
]


@pytest.mark.parametrize("found_max", [300, 20, 0])
async def test_an_expression_finds_what_it_says(
    api: httpx2.AsyncClient, stocked: ShopInApi, monkeypatch: pytest.MonkeyPatch, found_max: int
) -> None:
    all_rows = await every(api, stocked)
    assert len(all_rows) == VARIANTS * LOCATIONS + 1
    monkeypatch.setattr(conditions, "FOUND_MAX", found_max)
    for expression, fits in ASKED:
        expected = [row for row in all_rows if fits(row)]
        asked = json.dumps(expression)
        found = await every(api, stocked, filter=asked, sort="-damaged")
        assert keys_of(found) == keys_of(expected), expression
        assert len(found) == len(expected), expression
        counted = await api.get("/api/v1/level-count", params={"filter": asked}, headers=stocked.headers)
        assert counted.json() == {"total": len(expected)}, expression


ORDERS: dict[str, Any] = {
    **{name: lambda r, name=name: r["quantities"][name] for name in QUANTITY_NAMES},
    "sku": lambda r: r["sku"],
    "title": lambda r: r["title"].encode(),
    "barcode": lambda r: r["barcode"],
    "vendor": lambda r: r["vendor"].encode(),
    "product_type": lambda r: r["product_type"].encode(),
    "price": lambda r: amount(r, "price"),
    "unit_cost": lambda r: amount(r, "unit_cost"),
    "value": lambda r: (amount(r, "unit_cost") if r["unit_cost"] else 0) * r["quantities"]["on_hand"],
    "updated_at": lambda r: r["updated_at"],
    "location": lambda r: r["location_name"],
    "state": lambda r: ["negative", "out_of_stock", "in_stock", "inactive"].index(r["state"]),
}


@pytest.mark.parametrize("direction", ["", "-"])
async def test_every_order_holds_over_all_pages_by_cursor_and_by_offset(
    api: httpx2.AsyncClient, stocked: ShopInApi, direction: str
) -> None:
    for name, key in ORDERS.items():
        rows = await every(api, stocked, sort=f"{direction}{name}")
        assert len(keys_of(rows)) == len(rows) == VARIANTS * LOCATIONS + 1, name
        ordered = [key(row) for row in rows]
        assert ordered == sorted(ordered, reverse=direction == "-"), name
        for offset in (0, 1, 100, 290, len(rows) - 1, len(rows)):
            asked: dict[str, str | int] = {"sort": f"{direction}{name}", "offset": offset, "limit": 5}
            page = (await api.get("/api/v1/levels", params=asked, headers=stocked.headers)).json()
            assert page["items"] == rows[offset : offset + 5], (name, offset)
            assert (page["next"] is None) == (offset + 5 >= len(rows)), (name, offset)


async def test_a_few_rows_have_the_same_order_as_many(
    api: httpx2.AsyncClient, stocked: ShopInApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ORDERS:
        few = await every(api, stocked, sort=f"-{name}", search="lantern")
        monkeypatch.setattr(conditions, "FOUND_MAX", 0)
        assert await every(api, stocked, sort=f"-{name}", search="lantern") == few
        monkeypatch.undo()
        assert few, name


async def test_a_tag_is_found_by_typing(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database
) -> None:
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(text("UPDATE product SET tags = '{Christmas 2026}' WHERE product_id = 9"))
        await connection.execute(text("UPDATE inventory_item SET product_id = 9 WHERE item_id = 10"))
    async with database.shop(stocked.shop_id) as connection:
        assert await name_items(connection, stocked.shop_id) == 3
    rows = await every(api, stocked, search="christ")
    assert {number(row) for row in rows} == {9, 10}


BAD: list[tuple[Any, str]] = [
    ([], "filter"),
    ("x", "filter"),
    ({}, "filter.field"),
    ({"all": []}, "filter.all"),
    ({"all": {}}, "filter.all"),
    ({"all": [1]}, "filter.all.0"),
    ({"all": [], "any": []}, "filter"),
    ({"any": [{"field": "colour", "op": "is", "value": "x"}]}, "filter.any.0.field"),
    ({"field": ["sku"], "op": "is", "value": "x"}, "filter.field"),
    ({"field": "sku", "op": ">", "value": "x"}, "filter.op"),
    ({"field": "sku", "op": {}, "value": "x"}, "filter.op"),
    ({"field": "sku", "op": "is"}, "filter.value"),
    ({"field": "sku", "op": "is", "value": 5}, "filter.value"),
    ({"field": "sku", "op": "is", "value": ""}, "filter.value"),
    ({"field": "sku", "op": "is", "value": "a\0b"}, "filter.value"),
    ({"field": "sku", "op": "is", "value": "x" * 201}, "filter.value"),
    ({"field": "sku", "op": "in", "value": []}, "filter.value"),
    ({"field": "sku", "op": "in", "value": ["a", 3]}, "filter.value.1"),
    ({"field": "sku", "op": "is_empty", "value": "x"}, "filter.value"),
    ({"field": "sku", "op": "is", "value": "x", "or": 1}, "filter"),
    ({"field": "available", "op": ">", "value": "5"}, "filter.value"),
    ({"field": "available", "op": ">", "value": 1.5}, "filter.value"),
    ({"field": "available", "op": ">", "value": True}, "filter.value"),
    ({"field": "available", "op": ">", "value": 10**40}, "filter.value"),
    ({"field": "price", "op": ">", "value": "cheap"}, "filter.value"),
    ({"field": "price", "op": ">", "value": "NaN"}, "filter.value"),
    ({"field": "price", "op": ">", "value": "1e999999"}, "filter.value"),
    ({"field": "price", "op": ">", "value": [1]}, "filter.value"),
    ({"field": "location", "op": "is", "value": "Leeds"}, "filter.value"),
    ({"field": "location", "op": "is", "value": ""}, "filter.value"),
    ({"field": "location", "op": "is", "value": None}, "filter.value"),
    ({"field": "state", "op": "is", "value": "gone"}, "filter.value"),
    ({"field": "tracked", "op": "is", "value": "yes"}, "filter.value"),
    ({"field": "updated", "op": "<", "value": "yesterday"}, "filter.value"),
    ({"field": "updated", "op": "<", "value": "2026-11-02T01:00:00"}, "filter.value"),
    ({"field": "updated", "op": "<", "value": 5}, "filter.value"),
    ({"field": "updated", "op": "last_days", "value": 0}, "filter.value"),
    ({"field": "updated", "op": "not_last_days", "value": 5}, "filter.op"),
    ({"field": "sold", "op": "is", "value": 5}, "filter.op"),
    ({"field": "sold", "op": "last_days", "value": "5"}, "filter.value"),
    ({"field": "sold", "op": "last_days", "value": 4000}, "filter.value"),
    (
        {"all": [{"any": [{"all": [{"any": [{"field": "sku", "op": "is_empty"}]}]}]}]},
        "filter.all.0.any.0.all.0",
    ),
    ({"all": [{"field": "sku", "op": "is_empty"}] * 21}, "filter.all"),
    ({"all": [{"any": [{"field": "sku", "op": "is_empty"}] * 11}] * 2}, "filter"),
]


@pytest.mark.parametrize(("expression", "path"), BAD)
async def test_what_is_no_expression_is_refused_by_its_path(
    api: httpx2.AsyncClient, shop: ShopInApi, expression: Any, path: str
) -> None:
    answer = await api.get("/api/v1/levels", params={"filter": json.dumps(expression)}, headers=shop.headers)
    assert answer.status_code == 422, answer.text
    assert [problem["field"] for problem in answer.json()["errors"]] == [path]


@pytest.mark.parametrize("given", ["{", "nonsense", "[" * 3000, "9" * 9000])
async def test_a_filter_that_is_not_json_is_refused(
    api: httpx2.AsyncClient, shop: ShopInApi, given: str
) -> None:
    answer = await api.get("/api/v1/levels", params={"filter": given}, headers=shop.headers)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == ["filter"]


async def test_a_cursor_and_an_offset_do_not_go_together(api: httpx2.AsyncClient, stocked: ShopInApi) -> None:
    first = (await api.get("/api/v1/levels", params={"limit": 1}, headers=stocked.headers)).json()
    asked = {"cursor": first["next"], "offset": 3}
    answer = await api.get("/api/v1/levels", params=asked, headers=stocked.headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "offset")


async def test_a_question_that_takes_too_long_ends_and_says_so(
    api: httpx2.AsyncClient, stocked: ShopInApi, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS_MAX", 0.1)
    asked = {"filter": json.dumps({"field": "damaged", "op": ">", "value": 0})}
    async with database.shop(stocked.shop_id) as connection:
        await connection.execute(text("LOCK TABLE inventory_level IN ACCESS EXCLUSIVE MODE"))
        answer = await api.get("/api/v1/levels", params=asked, headers=stocked.headers)
    assert (answer.status_code, answer.json()["title"]) == (503, "This takes too long")


async def _sells(database: Database, shop: ShopInApi, item: int, place: int, units: int, days: int) -> None:
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""
                INSERT INTO stock_fact (shop_id, source, item_id, location_id, cause, occurred_at,
                                        recorded_at, deltas)
                VALUES (:shop, gen_random_uuid()::text, :item, :place, 'order',
                        now() - make_interval(days => :days), now(),
                        jsonb_build_object('available', CAST(:delta AS bigint)))
            """),
            {"shop": shop.shop_id, "item": item, "place": place, "delta": -units, "days": days},
        )


@pytest.mark.parametrize("found_max", [300, 20, 0])
async def test_what_sold_is_found_by_level_and_what_came_back_does_not_count(
    api: httpx2.AsyncClient,
    stocked: ShopInApi,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    found_max: int,
) -> None:
    monkeypatch.setattr(conditions, "FOUND_MAX", found_max)
    everything = keys_of(await every(api, stocked))
    first, second, third = sorted(everything)[:3]
    for key, units, days in (
        (first, 2, 3),
        (first, 1, 40),
        (second, 5, 20),
        (third, 4, 4),
        (third, -4, 2),
    ):
        item, place = (int(gid.rpartition("/")[2]) for gid in key)
        await _sells(database, stocked, item, place, units, days)

    async def found(op: str, days: int) -> set[tuple[str, str]]:
        asked = json.dumps({"field": "sold", "op": op, "value": days})
        return keys_of(await every(api, stocked, filter=asked, sort="-available"))

    assert await found("last_days", 7) == {first}, "what came back was not sold"
    assert await found("last_days", 28) == {first, second}
    assert await found("not_last_days", 28) == everything - {first, second}
    nothing = {"field": "sku", "op": "is", "value": "none"}
    either = {"any": [{"field": "sold", "op": "last_days", "value": 7}, nothing]}
    assert keys_of(await every(api, stocked, filter=json.dumps(either))) == {first}
