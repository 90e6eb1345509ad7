"""Lists: cursors, orders of sorting and the search syntax that apps send (PLATFORM.md E 17)."""

from datetime import timedelta
from typing import Any

import pytest
from support.development_shop import ITEM, Shop
from support.quantity_calls import payload

from devstore.state import Location, gid


def skus(shop: Shop, query: str) -> list[str]:
    text = "query Q($query: String) { inventoryItems(first: 9, query: $query) { nodes { sku } } }"
    return [node["sku"] for node in payload(shop.ask(text, {"query": query}))["nodes"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sku:MUG-1", ["MUG-1"]),
        ("sku:'MUG-2'", ["MUG-2"]),
        ('sku:"mug-2"', ["MUG-2"]),
        ("id:1 OR id:2", ["MUG-1", "MUG-2"]),
        ("id:1 AND sku:MUG-2", []),
        ("id:>1", ["MUG-2"]),
        ("id:>=1 id:<2", ["MUG-1"]),
        ("sku:MUG-1 colour:blue", ["MUG-1"]),
        ("colour:blue", ["MUG-1", "MUG-2"]),
    ],
)
def test_terms_and_a_field_that_a_list_does_not_know(shop: Shop, query: str, found: list[str]) -> None:
    assert skus(shop, query) == found


def test_times_are_compared(shop: Shop) -> None:
    now = shop.store.clock.now()
    before, after = (now - timedelta(hours=1)).isoformat(), (now + timedelta(hours=1)).isoformat()
    assert skus(shop, f"updated_at:>'{before}'") == ["MUG-1", "MUG-2"]
    assert skus(shop, f"updated_at:>'{after}'") == []
    assert skus(shop, f"updated_at:<={after} AND updated_at:>={before}") == ["MUG-1", "MUG-2"]


def page(shop: Shop, arguments: str) -> Any:
    text = "{ locations(" + arguments + ") { edges { cursor node { id } } pageInfo {"
    return payload(shop.ask(text + " hasNextPage hasPreviousPage startCursor endCursor } } }"))


def test_pages_go_both_ways_by_opaque_cursors(shop: Shop) -> None:
    now = shop.store.clock.now()
    shop.store.insert_locations([Location(n, f"Shop {n}", now, now) for n in range(3, 8)])
    first = page(shop, "first: 3")
    assert first["pageInfo"]["hasNextPage"] is True
    assert first["pageInfo"]["hasPreviousPage"] is False
    cursor = first["pageInfo"]["endCursor"]
    assert cursor == first["edges"][-1]["cursor"]
    assert not cursor.isdigit()
    assert "Location" not in cursor
    second = page(shop, f'first: 3, after: "{cursor}"')
    assert [edge["node"]["id"] for edge in second["edges"]] == [gid("Location", n) for n in (4, 5, 6)]
    back = page(shop, f'last: 2, before: "{second["pageInfo"]["startCursor"]}"')
    assert [edge["node"]["id"] for edge in back["edges"]] == [gid("Location", n) for n in (2, 3)]


def test_what_is_no_cursor_and_a_page_of_no_size_are_refused(shop: Shop) -> None:
    for arguments in ('first: 3, after: "nonsense"', 'after: "nonsense"'):
        text = "{ locations(" + arguments + ") { nodes { id } } }"
        (error,) = shop.ask(text)["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"


def test_nodes_of_several_kinds_come_in_the_order_of_their_ids(shop: Shop) -> None:
    ids = [gid("Product", 2), ITEM, gid("Location", 1), gid("Product", 99)]
    text = "query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    found = payload(shop.ask(text, {"ids": ids}))
    kinds = [None if one is None else one["__typename"] for one in found]
    assert kinds == ["Product", "InventoryItem", "Location", None]


def test_what_is_no_global_id_is_an_error(shop: Shop) -> None:
    (error,) = shop.ask('{ node(id: "17") { id } }')["errors"]
    assert error["message"] == "Invalid global id '17'"
