"""Costs, the bucket and limits, fact by fact (PLATFORM.md C.1)."""

from pathlib import Path
from typing import Any

import pytest
from support.development_shop import ITEM, LONDON, Shop
from support.quantity_calls import adjust, row

from devstore.state import InventoryItem, Order

OPERATIONS = Path(__file__).parents[1] / "operations"


def cost(shop: Shop, text: str, **variables: Any) -> Any:
    return shop.ask(text, variables)["extensions"]["cost"]


def requested(shop: Shop, text: str, **variables: Any) -> int:
    points: int = cost(shop, text, **variables)["requestedQueryCost"]
    return points


def operation(start: str) -> str:
    (path,) = OPERATIONS.glob(f"{start}_*.graphql")
    return path.read_text()


def available(shop: Shop) -> int:
    points: int = cost(shop, "{ shop { name } }")["throttleStatus"]["currentlyAvailable"]
    return points


def test_a_hundred_points_come_back_each_second_up_to_the_maximum(shop: Shop) -> None:
    for _ in range(30):
        shop.ask("{ ordersCount { count } }")
    low = available(shop)
    assert low == pytest.approx(2000 - 301, abs=2)
    shop.store.advance_clock(1)
    assert available(shop) == pytest.approx(low + 99, abs=2)
    shop.store.advance_clock(3600)
    assert available(shop) == 1999


def test_a_throttled_request_fits_after_the_time_that_its_answer_tells(shop: Shop) -> None:
    text = "{ products(first: 250) { nodes { variants(first: 250) { nodes { id product { id } } } } } }"
    answer = next(one for one in (shop.ask(text) for _ in range(400)) if "errors" in one)
    told = answer["extensions"]["cost"]
    status = told["throttleStatus"]
    wait = (told["requestedQueryCost"] - status["currentlyAvailable"]) / status["restoreRate"]
    shop.store.advance_clock(wait)
    assert "errors" not in shop.ask(text)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{ shop { name myshopifyDomain } }", 1),
        ("{ __typename }", 1),
        ("{ shop { name } locations(first: 1) { pageInfo { hasNextPage } } }", 1 + 2 + 1),
        ("{ products(first: 10) { nodes { id } pageInfo { endCursor } } }", 2 + 4),
        ("{ inventoryItems(first: 250) { nodes { unitCost { amount } } } }", 2 + 11),
        ('{ inventoryItems(first: 250) { edges { node { inventoryLevel(locationId: "x") { id } } } } }', 24),
    ],
    ids=["object", "at least one", "two roots", "page info is free", "money is free", "edges cost as nodes"],
)
def test_points_of_a_query(shop: Shop, text: str, points: int) -> None:
    assert requested(shop, text) == points


@pytest.mark.parametrize(
    ("name", "variables", "points"),
    [
        ("04", {"first": 250}, 46),
        ("05", {"first": 250, "levels": 50}, 354),
        ("05", {"first": 250, "levels": 10}, 255),
        ("40", {"first": 250}, 277),
    ],
    ids=["variants(250)", "items(250) x levels(50)", "items(250) x levels(10)", "orders(250) x lines(50)"],
)
def test_points_of_the_pages_that_were_computed(
    shop: Shop, name: str, variables: dict[str, int], points: int
) -> None:
    assert requested(shop, operation(name), **variables) == pytest.approx(points, rel=0.02)


@pytest.mark.parametrize("rows", [1, 250])
def test_a_mutation_of_quantities_costs_13_whatever_its_rows(shop: Shop, rows: int) -> None:
    changes = [row(1)] * rows
    given = {"name": "available", "reason": "correction", "changes": changes}
    assert requested(shop, operation("11"), input=given, idempotencyKey="k") == 13


def test_a_count_costs_ten(shop: Shop) -> None:
    assert requested(shop, "{ productsCount { count } }") == 10


def test_the_debug_header_adds_the_points_of_each_field(shop: Shop) -> None:
    access = shop.access()
    text = "{ shop { name } productsCount { count } }"
    answer = shop.graphql.execute("2026-10", text, None, None, access, debug=True)
    assert answer["extensions"]["cost"]["fields"] == [
        {"path": ["shop"], "requestedTotalCost": 1},
        {"path": ["productsCount"], "requestedTotalCost": 10},
    ]
    assert "fields" not in shop.ask(text)["extensions"]["cost"]


def test_an_array_has_at_most_250_entries(shop: Shop) -> None:
    (error,) = adjust(shop, *[row(1)] * 251)["errors"]
    assert error["message"] == "The input array size of 251 is greater than the maximum allowed of 250."
    assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"
    ids = [ITEM] * 251
    (error,) = shop.ask("query N($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})["errors"]
    assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"
    assert shop.level().quantities["available"] == 10


def test_counts_and_pages_end_at_25_000(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_products([], [], [InventoryItem(n, f"S{n}", now, now) for n in range(3, 25_253)])
    page = "query P($after: String) { inventoryItems(first: 250, after: $after) { nodes { id }"
    page += " pageInfo { hasNextPage endCursor } } }"
    after = None
    for _ in range(100):
        found = shop.ask(page, {"after": after})["data"]["inventoryItems"]
        shop.graphql.refill()
        after = found["pageInfo"]["endCursor"]
    assert found["pageInfo"]["hasNextPage"] is True
    (error,) = shop.ask(page, {"after": after})["errors"]
    assert "25000" in error["message"]
    orders = [Order(n, f"#{n}", now, now, []) for n in range(1, 25_010)]
    shop.store.insert_orders(orders)
    counted = shop.ask("{ ordersCount(limit: null) { count precision } }")["data"]["ordersCount"]
    assert counted == {"count": 25_001, "precision": "AT_LEAST"}


def test_a_query_above_a_thousand_points_is_told_its_cost(shop: Shop) -> None:
    inner = "variants(first: 250) { nodes { product { variants(first: 250) { nodes { product { id } } } } } }"
    answer = shop.ask("{ products(first: 250) { nodes { " + inner + " } } }")
    (error,) = answer["errors"]
    points = error["extensions"]["cost"]
    assert error["message"] == (
        f"Query cost is {points}, which exceeds the single query max cost limit (1000)."
    )
    assert "data" not in answer


def test_a_denied_field_names_the_scope_and_where_to_read_of_it(shop: Shop) -> None:
    shop.scopes = frozenset({"read_products"})
    answer = shop.ask('{ shop { name } location(id: "' + LONDON + '") { name } }')
    (error,) = answer["errors"]
    assert error["path"] == ["location"]
    assert error["message"].startswith("Access denied for location field. Required access: `read_locations`")
    assert error["extensions"]["documentation"].startswith("https://shopify.dev/")
    assert error["extensions"]["requiredAccess"].startswith("`read_locations` access scope")
    assert answer["data"] == {"shop": {"name": "InventorySync Demo"}, "location": None}
