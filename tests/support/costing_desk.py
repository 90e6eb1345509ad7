"""Whoever looks at what stock is worth, with the worker's costing at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
from sqlalchemy import text

from inventorysync.costing.actions import due
from inventorysync.kit.db import Database
from support.booked_item import BookedItem
from support.running_api import ShopInApi


async def silent(_: Mapping[str, Any]) -> None:
    """Nobody looks at the progress."""


@dataclass
class CostingDesk:
    """A shop's values through the API."""

    api: httpx2.AsyncClient
    database: Database
    shop: ShopInApi

    async def cost(self) -> dict[str, int]:
        """Cost what is due, as the worker's job does."""
        return await due.cost_due(self.database, self.shop.shop_id, lambda: datetime.now(UTC), silent)

    async def ask(self, path: str, method: str = "GET", expect: int = 200, **request: Any) -> Any:
        """The answer of a route."""
        headers = request.pop("headers", self.shop.headers)
        answer = await self.api.request(method, f"/api/v1/{path}", headers=headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def value(self, **params: Any) -> Decimal:
        """What the stock is worth."""
        return Decimal((await self.ask("costing/value", params=params))["value"])

    async def places(self, item_id: int, **params: Any) -> dict[str, tuple[int, str]]:
        """Units and value of an item by the name of the location."""
        found = await self.ask(f"items/{item_id}/cost", params=params)
        return {each["location_name"]: (each["units"], each["value"]) for each in found["places"]}

    async def entries(self, item_id: int) -> list[tuple[str, str, int, str]]:
        """What was booked, oldest first: kind, account, units, value."""
        found = await self.ask(f"items/{item_id}/cost-entries", params={"limit": 250})
        return [
            (each["kind"], each["account"], each["units"], each["value"]) for each in reversed(found["items"])
        ]


async def know_cost(item: BookedItem, cost: str) -> None:
    """Shopify's cost of an item, with a vendor and a type."""
    async with item.database.shop(item.shop.shop_id) as connection:
        await connection.execute(
            text("""UPDATE inventory_item SET unit_cost = CAST(:cost AS numeric), vendor = 'Weber',
                      product_type = 'Lamps' WHERE shop_id = :shop AND item_id = :item"""),
            {"cost": Decimal(cost), "shop": item.shop.shop_id, "item": item.item_id},
        )


async def sell(item: BookedItem, place: int, units: int, at: datetime, order: int) -> None:
    """Units sent for an order."""
    gone = {"available": -units, "on_hand": -units}
    await item.change(place, gone, at)
    await item.tell(place, "fulfilment", gone, at - timedelta(seconds=1), order, "fulfilled")
