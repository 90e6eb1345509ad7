"""A shop whose bulk operations are complete: their results lie on the disk, as an import reads them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.shopify.generated import bulk_operation_get, bulk_operation_run_query, locations_page
from inventorysync.sync.first_import import Importer, ask_for_import
from inventorysync.sync.postgres_store import PostgresStore
from support.running_api import ShopInApi

LOCATIONS = 5
NOUNS = ("lantern", "mug", "candle", "bag", "clock", "tin", "jar", "wreath", "tray", "bunting", "hook")
COLOURS = ("red", "white", "blue", "green", "pink", "ivory", "black", "silver", "gold")
AT = "2026-11-01T08:00:00Z"


_PLACES = text("""
    INSERT INTO location
      (shop_id, location_id, name, is_active, fulfills_online_orders, city, country_code)
    SELECT :shop, n, 'Place ' || n, n <> 5, true, 'Leeds', 'GB' FROM generate_series(1, :places) n
""")


async def stock_shop(
    database: Database, shop: ShopInApi, folder: Path, variants: int, *statements: str
) -> ShopInApi:
    """Import items 1 to `variants` (SKU 20001 and on) at the places 1 to 5, of which 5 is closed.

    `statements` then make it what a test needs; each may use :shop.
    """
    importer = importer_of(database, shop.shop_id, ReadyShop(write_files(folder, variants), variants))
    await ask_for_import(database, shop.shop_id, datetime.now(UTC), once=True)
    assert await importer.advance()
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(_PLACES, {"shop": shop.shop_id, "places": LOCATIONS})
        for statement in statements:
            await connection.execute(text(statement), {"shop": shop.shop_id} if ":shop" in statement else {})
    return shop


def write_files(folder: Path, variants: int) -> dict[str, Path]:
    """The results of the two bulk operations for so many variants at LOCATIONS locations."""
    catalogue, levels = folder / "catalogue.jsonl", folder / "levels.jsonl"
    with catalogue.open("w") as file:
        for number in range(1, variants + 1):
            for row in _product(number):
                file.write(json.dumps(row) + "\n")
    with levels.open("w") as file:
        for number in range(1, variants + 1):
            item = f"gid://shopify/InventoryItem/{number}"
            file.write(json.dumps({"__typename": "InventoryItem", "id": item}) + "\n")
            for place in range(1, LOCATIONS + 1):
                file.write(json.dumps(_level(number, place, item)) + "\n")
    return {"catalogue": catalogue, "levels": levels}


def _product(number: int) -> list[dict[str, Any]]:
    product = f"gid://shopify/Product/{number}"
    noun, colour = NOUNS[number % len(NOUNS)], COLOURS[number // 7 % len(COLOURS)]
    title = f"{colour} {noun} set of {number % 12 + 1}"
    return [
        {
            "__typename": "Product",
            "id": product,
            "title": title,
            "handle": f"product-{number}",
            "status": "ACTIVE",
            "vendor": f"Vendor {number % 40}",
            "productType": noun,
            "tags": [noun, colour],
            "updatedAt": AT,
        },
        {
            "__typename": "ProductVariant",
            "id": f"gid://shopify/ProductVariant/{number}",
            "title": "Default Title",
            "sku": f"{20000 + number}",
            "barcode": f"50{number:011}",
            "price": "2.95",
            "updatedAt": AT,
            "inventoryItem": {
                "id": f"gid://shopify/InventoryItem/{number}",
                "sku": f"{20000 + number}",
                "tracked": True,
                "requiresShipping": True,
                "updatedAt": AT,
                "unitCost": {"amount": "1.25", "currencyCode": "GBP"},
            },
            "__parentId": product,
        },
    ]


def _level(number: int, place: int, item: str) -> dict[str, Any]:
    units = {"available": number % 90, "committed": number % 3, "on_hand": number % 90 + number % 3}
    return {
        "__typename": "InventoryLevel",
        "id": f"gid://shopify/InventoryLevel/{number * 10 + place}?inventory_item_id={number}",
        "isActive": True,
        "updatedAt": AT,
        "location": {"id": f"gid://shopify/Location/{place}"},
        "quantities": [
            {"name": name, "quantity": units.get(name, 0), "updatedAt": None if name == "on_hand" else AT}
            for name in QUANTITY_NAMES
        ],
        "__parentId": item,
    }


class ReadyShop:
    """Stands where the Admin API is: both bulk operations are complete, their files lie on the disk."""

    def __init__(self, files: dict[str, Path], variants: int) -> None:
        self._files = files
        self._variants = variants

    async def with_access(self, ask: Callable[[Any], Awaitable[Any]]) -> Any:
        """As ShopifyGateway.with_access."""
        return await ask(None)

    async def execute(self, _access: Any, operation: Any, variables: Any, **_: Any) -> Any:
        """As AdminClient.execute, for what an import asks."""
        if operation.name == locations_page.OPERATION.name:
            end = locations_page.PageInfo(has_next_page=False, end_cursor=None)
            return locations_page.Data(locations=locations_page.LocationConnection(nodes=[], page_info=end))
        if operation.name == bulk_operation_run_query.OPERATION.name:
            gid = "levels" if "inventoryLevels" in variables.query else "catalogue"
            started = bulk_operation_run_query.BulkOperation(
                id=gid, status="CREATED", type="QUERY", created_at=datetime.now(UTC)
            )
            return bulk_operation_run_query.Data(
                bulk_operation_run_query=bulk_operation_run_query.BulkOperationRunQueryPayload(
                    bulk_operation=started, user_errors=[]
                )
            )
        if operation.name == bulk_operation_get.OPERATION.name:
            return bulk_operation_get.Data(bulk_operation=self._operation(variables.id))
        raise NotImplementedError(operation.name)

    def _operation(self, gid: str) -> bulk_operation_get.BulkOperation:
        is_levels = gid == "levels"
        return bulk_operation_get.BulkOperation(
            id=gid,
            type="QUERY",
            status="COMPLETED",
            error_code=None,
            created_at=datetime.now(UTC),
            completed_at=datetime.now(UTC),
            object_count=str(self._variants * (1 + LOCATIONS if is_levels else 2)),
            root_object_count=str(self._variants),
            file_size=str(self._files[gid].stat().st_size),
            url=gid,
            partial_data_url=None,
        )

    async def download(self, url: str, offset: int) -> httpx2.Response:
        """As AdminClient.download."""
        content = self._files[url].read_bytes()[offset:]

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 1 << 20):
                yield content[start : start + (1 << 20)]

        return httpx2.Response(206 if offset else 200, content=chunks())


def importer_of(database: Database, shop_id: int, shopify: Any) -> Importer:
    """The production importer, reading from a ReadyShop."""
    clock = SystemClock()
    store = PostgresStore(database, shop_id, lambda *_: None)
    return Importer(database, shop_id, shopify, shopify, store, clock, lambda _: None)
