"""Bulk queries: what they refuse, and the files they make (PLATFORM.md C.2)."""

import asyncio
import json
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.development_shop import ITEM, LONDON, PARIS, Shop

from devstore.state import InventoryItem, Product, Variant

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
    assert {line["__parentId"] for line in levels} == {
        "gid://shopify/InventoryItem/1",
        "gid://shopify/InventoryItem/2",
    }
    assert {one["name"]: one["quantity"] for one in levels[0]["quantities"]}["available"] == 10
    assert not any("inventoryLevels" in line for line in lines)
    assert "bulk_operations/finish" in shop.topics()


async def test_the_catalogue_has_products_and_their_variants(shop: Shop) -> None:
    ended = await finished(shop, run(shop, (OPERATIONS / "bulk_catalogue.graphql").read_text()))
    kinds = Counter(line["__typename"] for line in rows(shop, ended["url"]))
    assert kinds == {"Product": 2, "ProductVariant": 2}


async def test_children_come_in_any_order_unless_they_are_to_be_grouped(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_products(
        [Product(n, f"Cup {n}", f"cup-{n}", now, now) for n in range(10, 900)],
        [Variant(n, n, n, "Default Title", f"CUP-{n}", Decimal(4), now, now) for n in range(10, 900)],
        [InventoryItem(n, f"CUP-{n}", now, now) for n in range(10, 900)],
    )
    query = "{ products { edges { node { id variants { edges { node { id } } } } } } }"
    ended = await finished(shop, run(shop, query))
    lines = rows(shop, ended["url"])
    parents = [line["id"] for line in lines if "__parentId" not in line]
    behind = sum(one.get("__parentId") == before["id"] for before, one in pairwise(lines))
    assert len(lines) == 2 * 892
    assert parents != sorted(parents, key=lambda text: int(text.rpartition("/")[2]))
    assert behind < 50, "hardly a child right behind its parent"
    early = {line["__parentId"] for line in lines if "__parentId" in line} - set(parents)
    assert early == set(), "every parent is there"

    asked = shop.ask(RUN.replace("groupObjects: false", "groupObjects: true"), {"query": query})
    grouped = rows(shop, (await finished(shop, asked["data"]["bulkOperationRunQuery"]))["url"])
    assert [one.get("__parentId") for one in grouped[1::2]] == [one["id"] for one in grouped[::2]]
    assert sorted(map(str, grouped)) == sorted(map(str, lines))


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


SET = """mutation Row($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code } }
}"""
MUTATE = """mutation B($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id } userErrors { code message }
  }
}"""


def mutate(shop: Shop, mutation: str, path: str) -> Any:
    return shop.ask(MUTATE, {"mutation": mutation, "path": path})["data"]["bulkOperationRunMutation"]


def upload(shop: Shop, content: str) -> str:
    """What a POST to the staged target leaves behind."""
    target = shop.files.new_upload("bulk_op_vars")
    key = dict(target.parameters)["key"]
    shop.files.keep_upload(key, content.encode())
    return key


def line(key: str, quantity: int, location: str = LONDON) -> str:
    row = {"inventoryItemId": ITEM, "locationId": location, "quantity": quantity, "changeFromQuantity": None}
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    return json.dumps({"input": given, "key": key}) + "\n"


async def test_a_bulk_mutation_runs_once_for_each_line(shop: Shop) -> None:
    path = upload(shop, line("a", 3) + line("b", 5, PARIS) + "no json\n" + line("a", 3))
    ended = await finished(shop, mutate(shop, SET, path))
    assert (ended["type"], ended["status"], ended["objectCount"]) == ("MUTATION", "COMPLETED", "4")
    answers = rows(shop, ended["url"])
    answers.sort(key=lambda one: int(one["__lineNumber"]))
    assert [one["__lineNumber"] for one in answers] == [0, 1, 2, 3]
    assert answers[0]["data"] == answers[3]["data"] == {"inventorySetQuantities": {"userErrors": []}}
    assert "not a JSON object" in answers[2]["errors"][0]["message"]
    assert (shop.level().quantities["available"], shop.level(2).quantities["available"]) == (3, 5)


async def test_a_bulk_mutation_needs_its_file_and_a_mutation(shop: Shop) -> None:
    (missing,) = mutate(shop, SET, "tmp/nothing")["userErrors"]
    assert missing["code"] == "NO_SUCH_FILE"
    (empty,) = mutate(shop, SET, upload(shop, ""))["userErrors"]
    assert (empty["code"], empty["message"]) == ("INVALID_STAGED_UPLOAD_FILE", "The input file is empty.")
    (wrong,) = mutate(shop, "{ shop { name } }", upload(shop, line("a", 1)))["userErrors"]
    assert wrong["code"] == "INVALID_MUTATION"
