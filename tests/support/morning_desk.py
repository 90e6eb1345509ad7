"""Whoever decides each morning what to buy and to move, with the worker's part at hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx2
import numpy as np
from scipy import stats
from sqlalchemy import insert, text

from inventorysync.forecasting.outlook import HORIZON, LEVELS, Outlook
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database
from inventorysync.replenishment.actions.suggesting import make_suggestions
from inventorysync.sales.models import ForecastSeries
from support.order_desk import OrderDesk, item_gid, place_gid

SUGGESTIONS, POLICIES = "/api/v1/suggestions", "/api/v1/policies"
FILLERS = {"INTEGER": 1, "BIGINT": 1, "TEXT": "smooth", "BOOLEAN": False, "DATE": date(2026, 11, 1)}


async def silent(_: Mapping[str, Any]) -> None:
    """Nobody looks at the progress."""


def certain(daily: float) -> Outlook:
    """So many a day for certain."""
    mean = np.full(HORIZON, daily * 7)
    weekly = np.repeat(mean[:, None], len(LEVELS), axis=1)
    return Outlook(mean, weekly, np.cumsum(weekly, axis=0), "tests", True, 1.0)


def counted(daily: float) -> Outlook:
    """So many a day, one by one (Poisson)."""
    mean = np.full(HORIZON, daily * 7)
    weeks = np.arange(1, HORIZON + 1)[:, None]
    weekly = np.repeat(stats.poisson.ppf(LEVELS, daily * 7)[None, :], HORIZON, axis=0)
    return Outlook(mean, weekly, stats.poisson.ppf(LEVELS, daily * 7 * weeks), "tests", True, 1.0)


class MorningDesk:
    """Suggestions and rules through the API; forecasts and stock as they are said to be."""

    def __init__(self, api: httpx2.AsyncClient, database: Database, shop_id: int, orders: OrderDesk) -> None:
        self.api, self.database, self.shop_id, self.orders = api, database, shop_id, orders

    async def ask(
        self, method: str, path: str, expect: int = 200, key: str | None = None, **request: Any
    ) -> Any:
        """A request, and its answer."""
        headers = {"Idempotency-Key": key or uuid4().hex, **self.orders.headers}
        headers.update(request.pop("headers", {}))
        answer = await self.api.request(method, path, headers=headers, **request)
        assert answer.status_code == expect, answer.text
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if answer.content and is_json else answer.content

    async def expect(self, item: int, place: int, outlook: Outlook) -> None:
        """Have a forecast say this of an item at a place."""
        columns = ForecastSeries.__table__.columns
        values: dict[str, Any] = {
            column.name: FILLERS[str(column.type).split("(", maxsplit=1)[0]]
            for column in columns
            if not column.nullable and column.server_default is None and str(column.type) in FILLERS
        }
        values |= {
            "shop_id": self.shop_id, "item_id": item, "location_id": place, "outlook": outlook.packed(),
            "made_at": datetime.now(UTC),
        }  # fmt: skip
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("DELETE FROM forecast_series WHERE shop_id = :s AND item_id = :i AND location_id = :p"),
                {"s": self.shop_id, "i": item, "p": place},
            )
            await connection.execute(insert(ForecastSeries).values(values))

    async def stock(self, item: int, **at: int) -> None:
        """Have so many of an item be available at places: `p1=5`; nothing anywhere else."""
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""UPDATE inventory_level SET available = 0, on_hand = 0, incoming = 0
                        WHERE shop_id = :shop AND item_id = :item"""),
                {"shop": self.shop_id, "item": item},
            )
            for place, units in at.items():
                await connection.execute(
                    text("""UPDATE inventory_level SET available = :units, on_hand = :units
                            WHERE shop_id = :shop AND item_id = :item AND location_id = :place"""),
                    {"shop": self.shop_id, "item": item, "place": int(place[1:]), "units": units},
                )

    async def price(self, item: int, price: str, cost: str | None) -> None:
        """What an item sells for and costs."""
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""UPDATE inventory_item SET price = CAST(:price AS numeric),
                          unit_cost = CAST(:cost AS numeric) WHERE shop_id = :shop AND item_id = :item"""),
                {"shop": self.shop_id, "item": item, "price": price, "cost": cost},
            )

    async def work_out(self) -> Mapping[str, Any]:
        """Work suggestions out, as the worker's job does."""
        return await make_suggestions(self.database, SystemClock(), self.shop_id, silent)

    async def lines(self, **params: Any) -> list[Any]:
        """Open suggestions."""
        items: list[Any] = (await self.ask("GET", SUGGESTIONS, params=params))["items"]
        return items

    async def told(self, **params: Any) -> dict[tuple[str, int, int], int]:
        """Open suggestions as quantities by (kind, item, place)."""
        return {
            (line["kind"], _number(line["inventory_item_id"]), _number(line["location"]["location_id"])): (
                line["quantity"]
            )
            for line in await self.lines(**params)
        }

    async def draft(self, lines: list[Any], expect: int = 201, key: str | None = None) -> Any:
        """Have drafts made of lines as they were seen."""
        body = {"lines": [{"id": line["id"], "version": line["version"]} for line in lines]}
        return await self.ask("POST", f"{SUGGESTIONS}/drafts", expect, key, json=body)

    async def rule(self, expect: int = 200, **rule: Any) -> Any:
        """Have a rule say this; `item` and `place` are numbers."""
        if "item" in rule:
            rule["inventory_item_id"] = item_gid(rule.pop("item"))
        if "place" in rule:
            rule["location_id"] = place_gid(rule.pop("place"))
        body = {"rules": [{"applies_to": "shop", **rule}]}
        return await self.ask("PUT", POLICIES, expect, json=body)

    async def audited(self, action: str) -> list[Any]:
        """Entries of the audit log of this kind."""
        entries = (await self.ask("GET", "/api/v1/audit"))["items"]
        return [entry for entry in entries if entry["action"] == action]


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])
