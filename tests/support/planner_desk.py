"""Whoever plans what to buy, with the worker's building of demand at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx2

from inventorysync.kit.db import Database
from inventorysync.sales import queries
from inventorysync.sales.actions import building, forecasting
from support.running_api import ShopInApi


async def silent(_: Mapping[str, Any]) -> None:
    """Nobody looks at the progress."""


@dataclass
class PlannerDesk:
    """A shop's demand and forecasts, through the API and the queries of others."""

    api: httpx2.AsyncClient
    database: Database
    shop: ShopInApi

    async def build(self, now: datetime | None = None) -> int:
        """Build the demand that is due, as the worker's job does; of how many items."""
        clock = (lambda: now) if now else (lambda: datetime.now(UTC))
        return (await building.build_due(self.database, self.shop.shop_id, clock, silent))["items"]

    async def forecast(self, now: datetime | None = None) -> dict[str, Any]:
        """Forecast the shop, as the worker's job does."""
        clock = (lambda: now) if now else (lambda: datetime.now(UTC))
        return await forecasting.forecast_all(self.database, self.shop.shop_id, clock, silent)

    async def daily(
        self, since: date, keys: list[queries.Key] | None = None
    ) -> dict[queries.Key, queries.Daily]:
        """Cleaned demand by day."""
        async with self.database.shop(self.shop.shop_id) as connection:
            return await queries.daily(connection, self.shop.shop_id, keys, since)

    async def ask(self, path: str, method: str = "GET", expect: int = 200, **request: Any) -> Any:
        """The answer of a route."""
        headers = request.pop("headers", self.shop.headers)
        answer = await self.api.request(method, f"/api/v1/{path}", headers=headers, **request)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None
