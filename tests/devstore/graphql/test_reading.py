"""Two ways to one answer: reading quickly and walking with paths, and bulk files and pages."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.development_shop import Shop

from devstore.graphql.errors import FieldError
from devstore.orders import Wanted, cancel, fulfil, place_order, refund
from devstore.state import LevelKey, gid

OPERATIONS = Path(__file__).parents[1] / "operations"
APP_OPERATIONS = Path(__file__).parents[3] / "src" / "inventorysync" / "shopify" / "operations"
RUN = (APP_OPERATIONS / "bulk_operation_run_query.graphql").read_text()
VALUES: dict[str, Any] = {
    "first": 250,
    "ids": [gid("InventoryItem", 1), gid("InventoryLevel", 1001), gid("Order", 1000001), gid("Product", 77)],
    "id": gid("Order", 1000001),
    "inventoryItemId": gid("InventoryItem", 1),
    "locationId": gid("Location", 1),
    "productId": gid("Product", 1),
    "levelsFirst": 250,
}


@pytest.fixture
def busy_shop(shop: Shop) -> Shop:
    """Levels in three places, one of them closed; orders that were sent, cancelled and given back."""
    store = shop.store
    for item in (1, 2):
        store.change(LevelKey(item, 2), {"available": 7, "damaged": 1, "incoming": 4}, "app")
    store.disconnect(LevelKey(2, 2))
    at = store.clock.now() - timedelta(days=3)
    orders = [place_order(store, [Wanted(1, 2), Wanted(2, 1)], at=at) for _ in range(4)]
    fulfil(store, orders[0].id)
    refund(store, orders[0].id)
    cancel(store, orders[1].id)
    return shop


def queries() -> Iterator[Any]:
    for path in sorted([*OPERATIONS.glob("*.graphql"), *APP_OPERATIONS.glob("*.graphql")]):
        text = path.read_text()
        if "query " in text and not path.name.startswith("bulk_"):
            yield pytest.param(text, id=path.stem)


@pytest.mark.parametrize("text", list(queries()))
def test_a_quick_answer_is_the_walked_one(
    busy_shop: Shop, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise FieldError("walk", "WALK")

    def answers() -> list[Any]:
        named = {name: value for name, value in VALUES.items() if f"${name}:" in text}
        busy_shop.graphql.refill()
        answer = busy_shop.ask(text, named)
        answer.pop("extensions", None)
        return [answer.get("data"), answer.get("errors")]

    quick = answers()
    monkeypatch.setattr("devstore.graphql.execute.reader", refuse)
    assert answers() == quick


def paged(text: str) -> str:
    """A bulk query as one that is answered at once, its connections with pages."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for name in ("products", "variants", "inventoryItems", "orders", "lineItems", "refundLineItems"):
        lines = [line.replace(f"{name} {{", f"{name}(first: 50) {{") for line in lines]
        lines = [line.replace(f"{name}(query:", f"{name}(first: 50, query:") for line in lines]
    whole = "\n".join(lines)
    for name in ("inventoryLevels(", "fulfillmentOrders("):
        whole = whole.replace(name, f"{name}first: 50, ")
    return whole


def flattened(connection: Any, parent: str | None) -> Iterator[str]:
    for edge in connection["edges"]:
        inner = {k: v for k, v in edge["node"].items() if isinstance(v, dict) and "edges" in v}
        own = {key: value for key, value in edge["node"].items() if key not in inner}
        yield json.dumps(own | ({"__parentId": parent} if parent else {}), sort_keys=True, default=as_json)
        for one in inner.values():
            yield from flattened(one, own["id"])


def as_json(value: Any) -> str:
    return str(value.isoformat().replace("+00:00", "Z"))


BULK = [*sorted(OPERATIONS.glob("bulk_[ABC]_*")), *APP_OPERATIONS.glob("bulk_[ci]*")]


@pytest.mark.parametrize("text", [pytest.param(path.read_text(), id=path.stem) for path in BULK])
async def test_a_bulk_file_holds_what_pages_hold(busy_shop: Shop, text: str) -> None:
    started = busy_shop.ask(RUN, {"query": text})["data"]["bulkOperationRunQuery"]
    assert started["userErrors"] == []
    (operation,) = busy_shop.graphql.bulk.by_number.values()
    for _ in range(1000):
        if operation.status == "COMPLETED":
            break
        await asyncio.sleep(0.001)
    assert operation.url is not None
    file = busy_shop.files.result_path(urlsplit(operation.url).path.rpartition("/")[2])
    lines = [json.dumps(json.loads(line), sort_keys=True) for line in file.read_text().splitlines()]
    busy_shop.graphql.refill()
    answer = busy_shop.ask(paged(text))
    assert "errors" not in answer, answer["errors"]
    (connection,) = answer["data"].values()
    assert sorted(lines) == sorted(flattened(connection, None))
    assert len(lines) >= 4
