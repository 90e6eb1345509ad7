"""Bulk queries: what they refuse, and the files they make (PLATFORM.md C.2)."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.development_shop import Shop

OPERATIONS = Path(__file__).parents[3] / "src" / "inventorysync" / "shopify" / "operations"
RUN = (OPERATIONS / "bulk_operation_run_query.graphql").read_text()
GET = (OPERATIONS / "bulk_operation_get.graphql").read_text()


def run(shop: Shop, query: str) -> Any:
    return shop.ask(RUN, {"query": query})["data"]["bulkOperationRunQuery"]


async def finished(shop: Shop, started: Any) -> Any:
    for _ in range(500):
        found = shop.ask(GET, {"id": started["bulkOperation"]["id"]})["data"]["bulkOperation"]
        shop.graphql.refill()
        if found["status"] not in ("CREATED", "RUNNING"):
            return found
        await asyncio.sleep(0.005)
    raise AssertionError("the bulk operation did not end")


def rows(shop: Shop, url: str) -> list[dict[str, Any]]:
    path = shop.files.result_path(urlsplit(url).path.rpartition("/")[2])
    return [json.loads(line) for line in path.read_text().splitlines()]


async def test_nested_nodes_are_lines_of_their_own_that_name_their_parent(shop: Shop) -> None:
    query = (OPERATIONS / "bulk_inventory_levels.graphql").read_text()
    ended = await finished(shop, run(shop, query))
    assert (ended["status"], ended["objectCount"], ended["rootObjectCount"]) == ("COMPLETED", "4", "2")
    lines = rows(shop, ended["url"])
    levels = [line for line in lines if "__parentId" in line]
    assert [line["__parentId"] for line in levels] == [
        "gid://shopify/InventoryItem/1",
        "gid://shopify/InventoryItem/2",
    ]
    assert {one["name"]: one["quantity"] for one in levels[0]["quantities"]}["available"] == 10
    assert "inventoryLevels" not in lines[0]
    assert "bulk_operations/finish" in shop.topics()


async def test_the_catalogue_has_products_and_their_variants(shop: Shop) -> None:
    ended = await finished(shop, run(shop, (OPERATIONS / "bulk_catalogue.graphql").read_text()))
    kinds = [line["__typename"] for line in rows(shop, ended["url"])]
    assert kinds == ["Product", "ProductVariant", "Product", "ProductVariant"]


async def test_an_empty_result_has_no_address(shop: Shop) -> None:
    query = '{ products(query: "id:99") { edges { node { id } } } }'
    ended = await finished(shop, run(shop, query))
    assert (ended["status"], ended["url"]) == ("COMPLETED", None)


async def test_five_run_at_once_and_no_more(shop: Shop) -> None:
    query = "{ products { edges { node { id } } } }"
    started = [run(shop, query) for _ in range(6)]
    assert [one["userErrors"] for one in started[:5]] == [[]] * 5
    (error,) = started[5]["userErrors"]
    assert error["code"] == "OPERATION_IN_PROGRESS"
    assert started[0]["bulkOperation"]["id"] in error["message"]
    for one in started[:5]:
        assert (await finished(shop, one))["status"] == "COMPLETED"


async def test_what_was_cancelled_ends_with_the_rows_it_has(shop: Shop) -> None:
    started = run(shop, "{ products { edges { node { id } } } }")
    text = (OPERATIONS / "bulk_operation_cancel.graphql").read_text()
    payload = shop.ask(text, {"id": started["bulkOperation"]["id"]})["data"]["bulkOperationCancel"]
    assert payload["bulkOperation"]["status"] == "CANCELING"
    ended = await finished(shop, started)
    while ended["status"] == "CANCELING":
        ended = await finished(shop, started)
        await asyncio.sleep(0.005)
    assert ended["status"] == "CANCELED"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ products { nodes { id } } }", "not `nodes`"),
        ("{ shop { name } }", "at least one connection"),
        (
            "{ products { edges { node { title variants { edges { node { id } } } } } } }",
            "select the 'id' field",
        ),
        ('{ node(id: "gid://shopify/Product/1") { id } }', "top level"),
        ("{ products { edges { node { colour } } } }", "Cannot query field"),
    ],
)
async def test_queries_that_cannot_run_in_bulk_are_refused(shop: Shop, query: str, told: str) -> None:
    payload = run(shop, query)
    assert payload["bulkOperation"] is None
    assert told in payload["userErrors"][0]["message"]
