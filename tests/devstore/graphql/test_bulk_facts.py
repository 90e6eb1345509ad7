"""Rules of bulk operations, fact by fact (PLATFORM.md C.2)."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.development_shop import ITEM, LONDON, Shop

from devstore.state import Product

OPERATIONS = Path(__file__).parents[3] / "src" / "inventorysync" / "shopify" / "operations"
RUN = (OPERATIONS / "bulk_operation_run_query.graphql").read_text()
GET = (OPERATIONS / "bulk_operation_get.graphql").read_text()
IDS = "{ products { edges { node { id } } } }"
MUTATE = """mutation B($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id } userErrors { code message }
  }
}"""
UPDATE = """mutation I($id: ID!, $input: InventoryItemInput!) {
  inventoryItemUpdate(id: $id, input: $input) { userErrors { message } }
}"""


def start(shop: Shop, query: str) -> Any:
    return shop.ask(RUN, {"query": query})["data"]["bulkOperationRunQuery"]


def mutate(shop: Shop, mutation: str, content: bytes) -> Any:
    key = dict(shop.files.new_upload("vars").parameters)["key"]
    shop.files.keep_upload(key, content)
    return shop.ask(MUTATE, {"mutation": mutation, "path": key})["data"]["bulkOperationRunMutation"]


async def ended(shop: Shop) -> Any:
    """The latest operation once it has ended, as the API tells it."""
    operation = list(shop.graphql.bulk.by_number.values())[-1]
    for _ in range(2000):
        if operation.completed_at is not None:
            break
        await asyncio.sleep(0.002)
    shop.graphql.refill()
    return shop.ask(GET, {"id": f"gid://shopify/BulkOperation/{operation.id}"})["data"]["bulkOperation"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (IDS.replace("id }", "id } # " + "x" * 65_536 + "\n"), "65535 bytes"),
        (
            "{ " + " ".join(f"a{n}: products {{ edges {{ node {{ id }} }} }}" for n in range(6)) + " }",
            "more than 5 connections",
        ),
        (
            "{ products { edges { node { id variants { edges { node { id inventoryItem { inventoryLevels"
            " { edges { node { id item { variants { edges { node { id } } } } } } } } } } } } } } }",
            "nesting depth",
        ),
        (
            "{ orders { edges { node { id refunds { id refundLineItems(first: 5)"
            " { edges { node { id } } } } } } } }",
            "connection field within a list field",
        ),
        (
            "{ products { edges { node { number: id variants { edges { node { id } } } } } } }",
            "select the 'id' field without an alias",
        ),
        ("{ products { edges { node { id } } } nodes(ids: []) { id } }", "top level"),
        ('mutation { productDelete(input: {id: "x"}) { deletedProductId } }', "Only queries"),
    ],
    ids=["size", "five connections", "depth two", "list", "id without alias", "nodes", "mutation"],
)
async def test_a_query_that_bulk_operations_do_not_take(shop: Shop, query: str, told: str) -> None:
    refused = start(shop, query)
    assert refused["bulkOperation"] is None
    assert told in refused["userErrors"][0]["message"]
    assert shop.graphql.bulk.by_number == {}


async def test_sizes_of_pages_and_cursors_are_ignored(shop: Shop) -> None:
    query = "{ products(first: 1) { edges { cursor node { id } } pageInfo { hasNextPage } } }"
    assert start(shop, query)["userErrors"] == []
    found = await ended(shop)
    assert (found["status"], found["objectCount"]) == ("COMPLETED", "2")


async def test_numbers_of_an_operation_are_strings(shop: Shop) -> None:
    start(shop, IDS)
    found = await ended(shop)
    assert all(isinstance(found[name], str) for name in ("objectCount", "rootObjectCount", "fileSize"))
    assert int(found["fileSize"]) > 0


async def test_queries_and_mutations_are_counted_apart(shop: Shop) -> None:
    assert [start(shop, IDS)["userErrors"] for _ in range(5)] == [[]] * 5
    line = json.dumps({"id": ITEM, "input": {"tracked": True}}).encode()
    assert [mutate(shop, UPDATE, line)["userErrors"] for _ in range(5)] == [[]] * 5
    assert start(shop, IDS)["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"
    assert mutate(shop, UPDATE, line)["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"
    assert (await ended(shop))["status"] == "COMPLETED"


async def test_the_end_is_told_in_lower_case_and_without_an_address(shop: Shop) -> None:
    start(shop, IDS)
    found = await ended(shop)
    ((topic, body, _),) = [one for one in shop.events if one[0].startswith("bulk_operations")]
    assert topic == "bulk_operations/finish"
    assert body.keys() == {
        "admin_graphql_api_id", "status", "error_code", "type", "created_at", "completed_at"
    }  # fmt: skip
    assert (body["status"], body["error_code"], body["type"]) == ("completed", None, "query")
    assert body["admin_graphql_api_id"] == found["id"]


async def test_a_denied_field_fails_the_operation(shop: Shop) -> None:
    shop.scopes = frozenset({"read_products"})
    start(shop, "{ products { edges { node { id } } } orders { edges { node { id } } } }")
    found = await ended(shop)
    assert (found["status"], found["errorCode"], found["url"]) == ("FAILED", "ACCESS_DENIED", None)


async def test_an_operation_that_fails_leaves_the_rows_it_has(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_products([Product(n, f"Cup {n}", f"cup-{n}", now, now) for n in range(10, 900)], [], [])
    shop.faults.settings.bulk.fail = 1.0
    start(shop, IDS)
    found = await ended(shop)
    assert (found["status"], found["errorCode"], found["url"]) == ("FAILED", "INTERNAL_SERVER_ERROR", None)
    assert found["partialDataUrl"].startswith("http://127.0.0.1:")
    assert 0 < int(found["objectCount"]) < 892
    shop.faults.settings.bulk.fail = 0.0
    start(shop, IDS)
    assert (await ended(shop))["objectCount"] == "892"


async def test_any_mutation_but_the_bulk_roots_may_run(shop: Shop) -> None:
    inner = 'mutation { bulkOperationRunQuery(query: "x") { userErrors { message } } }'
    (error,) = mutate(shop, inner, b"{}")["userErrors"]
    assert error["code"] == "INVALID_MUTATION"
    line = json.dumps({"id": ITEM, "input": {"cost": "3.10"}}).encode()
    assert mutate(shop, UPDATE, line)["userErrors"] == []
    assert (await ended(shop))["status"] == "COMPLETED"
    assert str(shop.store.items[1].cost) == "3.10"


async def test_a_file_above_100_mb_is_refused(shop: Shop) -> None:
    key = dict(shop.files.new_upload("vars").parameters)["key"]
    shop.files.keep_upload(key, b"{}")
    path = shop.files.uploaded(key)
    assert path is not None
    os.truncate(path, 100 * 1024 * 1024 + 1)
    refused = shop.ask(MUTATE, {"mutation": UPDATE, "path": key})["data"]["bulkOperationRunMutation"]
    (error,) = refused["userErrors"]
    assert (error["code"], error["message"]) == (
        "INVALID_STAGED_UPLOAD_FILE",
        "The input file exceeds 100 MB.",
    )


async def test_lines_run_in_no_order_and_name_their_number(shop: Shop) -> None:
    lines = [json.dumps({"id": ITEM, "input": {"cost": f"{n}.00"}}) for n in range(60)]
    mutate(shop, UPDATE, "\n".join(lines).encode())
    assert (await ended(shop))["objectCount"] == "60"
    (operation,) = shop.graphql.bulk.by_number.values()
    assert operation.url is not None
    path = shop.files.result_path(operation.url.partition("?")[0].rpartition("/")[2])
    numbers = [json.loads(line)["__lineNumber"] for line in path.read_text().splitlines()]
    assert sorted(numbers) == list(range(60))
    assert numbers != sorted(numbers)
    assert LONDON != ITEM


async def test_the_staged_upload_tells_where_and_with_which_parameters(shop: Shop) -> None:
    text = """mutation S($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) {
      stagedTargets { url resourceUrl parameters { name value } } userErrors { message } } }"""
    given = {
        "resource": "BULK_MUTATION_VARIABLES",
        "filename": "rows.jsonl",
        "mimeType": "text/jsonl",
        "httpMethod": "POST",
    }
    (target,) = shop.ask(text, {"input": [given]})["data"]["stagedUploadsCreate"]["stagedTargets"]
    parameters = {one["name"]: one["value"] for one in target["parameters"]}
    assert parameters["key"].endswith("rows.jsonl")
    assert target["url"].startswith("http://127.0.0.1:")
