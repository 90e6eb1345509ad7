"""Cost, throttling, scopes, pages and invalid requests (PLATFORM.md A.8, C.1, C.6)."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.development_shop import ITEM, Shop

from devstore.orders import Wanted, place_order
from devstore.state import Location, gid

OPERATIONS = Path(__file__).parents[3] / "src" / "inventorysync" / "shopify" / "operations"
LEVELS = (OPERATIONS / "inventory_levels_by_ids.graphql").read_text()


def test_the_cost_is_in_every_answer(shop: Shop) -> None:
    cost = shop.ask("{ shop { name } }")["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (1, 1)
    assert cost["throttleStatus"] == {
        "maximumAvailable": 2000,
        "currentlyAvailable": 1999,
        "restoreRate": 100,
    }


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ products(first: 250) { nodes { id } } }", 13),
        ("{ productVariants(first: 250) { nodes { id inventoryItem { id } product { id } } } }", 35),
        ("{ ordersCount { count } }", 10),
        ('{ nodes(ids: ["gid://shopify/Product/1", "gid://shopify/Product/2"]) { id } }', 1),
    ],
)
def test_the_cost_follows_the_formula_of_the_recordings(shop: Shop, text: str, cost: int) -> None:
    assert shop.ask(text)["extensions"]["cost"]["requestedQueryCost"] == cost


def test_what_was_asked_for_and_not_used_is_given_back(shop: Shop) -> None:
    cost = shop.ask("{ products(first: 250) { nodes { id } } }")["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (13, 3)
    assert cost["throttleStatus"]["currentlyAvailable"] == 1997


def test_the_actual_cost_follows_inner_connections_too(shop: Shop) -> None:
    wanted = "variants(first: 250) { nodes { inventoryItem { id } } }"
    cost = shop.ask("{ products(first: 250) { nodes { " + wanted + " } } }")["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 2 + 11 * (1 + (2 + 11 * (1 + 1)))
    assert cost["actualQueryCost"] == 2 + 1 * (1 + (2 + 1 * (1 + 1)))  # two products of one variant each


def test_a_connection_in_edges_takes_what_one_in_nodes_takes(shop: Shop) -> None:
    wanted = "variants(first: 250) { edges { node { inventoryItem { id } } } }"
    cost = shop.ask("{ products(first: 250) { edges { node { " + wanted + " } } } }")["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (277, 7)


def test_an_empty_bucket_throttles_without_running(shop: Shop) -> None:
    text = "{ products(first: 250) { nodes { variants(first: 250) { nodes { id product { id } } } } } }"
    answers = [shop.ask(text) for _ in range(300)]
    throttled = [one for one in answers if "errors" in one]
    assert throttled
    (error,) = throttled[0]["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Throttled", "THROTTLED")
    cost = throttled[0]["extensions"]["cost"]
    assert cost["actualQueryCost"] is None
    assert cost["requestedQueryCost"] > cost["throttleStatus"]["currentlyAvailable"]


def test_a_query_above_a_thousand_points_is_refused(shop: Shop) -> None:
    inner = "variants(first: 250) { nodes { product { variants(first: 250) { nodes { product { id } } } } } }"
    (error,) = shop.ask("{ products(first: 250) { nodes { " + inner + " } } }")["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["maxCost"] == 1000
    assert "which exceeds the single query max cost limit (1000)." in error["message"]


def test_a_missing_scope_denies_its_field_and_answers_the_others(shop: Shop) -> None:
    shop.scopes = frozenset({"read_locations"})
    answer = shop.ask("{ locations(first: 5) { nodes { name } } orders(first: 5) { nodes { id } } }")
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["path"] == ["orders"]
    assert error["extensions"]["requiredAccess"]


def test_a_field_that_the_store_does_not_execute_is_named(shop: Shop) -> None:
    (error,) = shop.ask("{ shop { billingAddress { city } } }")["errors"]
    assert "Shop" in error["message"]
    assert error["extensions"]["code"] == "NOT_EXECUTED"


def test_an_unknown_field_is_an_error_of_validation(shop: Shop) -> None:
    (error,) = shop.ask("{ shop { colour } }")["errors"]
    assert error["message"].startswith("Cannot query field 'colour' on type 'Shop'")


def test_an_unknown_field_of_a_variable_is_told_with_its_problem(shop: Shop) -> None:
    text = 'mutation A($input: InventoryItemInput!) { inventoryItemUpdate(id: "x", input: $input)'
    (error,) = shop.ask(text + " { userErrors { message } } }", {"input": {"colour": 1}})["errors"]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["problems"] == [
        {"path": ["colour"], "explanation": "Field is not defined on InventoryItemInput"}
    ]
    assert error["message"] == (
        "Variable $input of type InventoryItemInput! was provided invalid value for colour"
        " (Field is not defined on InventoryItemInput)"
    )


def test_pages_meet_without_gaps(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_locations([Location(n, f"Shop {n}", now, now) for n in range(10, 17)])
    page = "nodes { id } pageInfo { hasNextPage endCursor }"
    text = "query L($after: String) { locations(first: 2, after: $after) { " + page + " } }"
    seen: list[str] = []
    after = None
    for _ in range(10):
        found = shop.ask(text, {"after": after})["data"]["locations"]
        seen += [node["id"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert seen == [gid("Location", n) for n in (1, 2, *range(10, 17))]


def test_a_page_has_at_most_250(shop: Shop) -> None:
    (error,) = shop.ask("{ products(first: 251) { nodes { id } } }")["errors"]
    assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


def test_orders_older_than_sixty_days_need_a_scope_of_their_own(shop: Shop) -> None:
    old = place_order(shop.store, [Wanted(1, 1)], at=shop.store.clock.now() - timedelta(days=61))
    text = "{ orders(first: 5) { nodes { id } } }"
    assert shop.ask(text)["data"]["orders"]["nodes"] == [{"id": gid("Order", old.id)}]
    shop.scopes -= {"read_all_orders"}
    assert shop.ask(text)["data"]["orders"]["nodes"] == []


def test_unknown_ids_answer_null_in_their_place(shop: Shop) -> None:
    ids = [shop.level().gid, "gid://shopify/InventoryLevel/9?inventory_item_id=9"]
    first, second = shop.ask(LEVELS, {"ids": ids})["data"]["nodes"]
    assert first["item"] == {"id": ITEM}
    assert second is None
    names = {one["name"]: one for one in first["quantities"]}
    assert len(names) == 8
    assert names["on_hand"]["updatedAt"] is None


def test_scopes_can_be_given_back(shop: Shop) -> None:
    wanted = "{ revoked { handle } userErrors { code } }"
    text = "mutation R($scopes: [String!]!) { appRevokeAccessScopes(scopes: $scopes) " + wanted + " }"
    payload = shop.ask(text, {"scopes": ["read_all_orders"]})["data"]["appRevokeAccessScopes"]
    assert payload == {"revoked": [{"handle": "read_all_orders"}], "userErrors": []}
    assert "read_all_orders" not in shop.gatekeeper.granted_scopes
