"""An item whose past is booked at chosen moments, through the same doors as the worker's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
from sqlalchemy import text

from inventorysync.kit.db import Database
from inventorysync.kit.quantity import Quantities, difference, plus
from inventorysync.stock.actions.booking import NOT_KNOWN, Seen, book_seen
from inventorysync.stock.actions.explaining import FactTotal, record_facts
from support.running_api import ShopInApi


@dataclass
class BookedItem:
    """An item of a shop in the api; `held` and `read` are its levels as last booked, by location."""

    database: Database
    shop: ShopInApi
    item_id: int
    held: dict[int, Quantities] = field(default_factory=dict)
    read: dict[int, tuple[int, datetime]] = field(default_factory=dict)

    async def open(self, place: int, units: int, at: datetime) -> None:
        """Read a level for the first time."""
        quantities = {"available": units, "on_hand": units}
        await self._book(place, Seen((self.item_id, place), NOT_KNOWN, quantities, {}, 7, at, None, True), at)
        self.read[place] = (int(units != 0), at)
        self.held[place] = quantities

    async def change(self, place: int, deltas: Quantities, at: datetime) -> None:
        """Book a difference that was seen in Shopify."""
        before, (generation, since) = self.held[place], self.read[place]
        after = plus(before, deltas)
        key = (self.item_id, place)
        await self._book(
            place, Seen(key, generation, after, difference(after, before), 7, at, since, True), at
        )
        self.read[place], self.held[place] = (generation + 1, at), after

    async def tell(
        self, place: int, cause: str, deltas: Quantities, at: datetime, order: int, part: str = "ordered"
    ) -> None:
        """Record what an order did to a level."""
        fact = FactTotal(
            f"order/{order}/{part}/{place}",
            (self.item_id, place),
            cause,
            deltas,
            at,
            "order",
            f"gid://shopify/Order/{order}",
            f"#{order}",
        )
        async with self.database.shop(self.shop.shop_id) as connection:
            await record_facts(connection, self.shop.shop_id, [fact], at + timedelta(seconds=1))

    async def sell(self, place: int, units: int, at: datetime, order: int) -> None:
        """An order of so many units, seen and told."""
        deltas = {"available": -units, "committed": units}
        await self.change(place, deltas, at)
        await self.tell(place, "order", deltas, at - timedelta(seconds=2), order)

    async def ask(self, api: httpx2.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
        """The answer of a route of this item."""
        address = f"/api/v1/items/{self.item_id}/{path}"
        answer = await api.get(address, params=params, headers=self.shop.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refused(self, api: httpx2.AsyncClient, path: str, **params: Any) -> tuple[str, str]:
        """The field that a route of this item finds wrong, and why."""
        address = f"/api/v1/items/{self.item_id}/{path}"
        answer = await api.get(address, params=params, headers=self.shop.headers)
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        return error["field"], error["message"]

    async def _book(self, place: int, seen: Seen, at: datetime) -> None:
        async with self.database.shop(self.shop.shop_id) as connection:
            booked = await book_seen(connection, self.shop.shop_id, [seen], at)
        assert booked.accepted, f"the reading of {place} was not taken over"


async def booked_item(database: Database, shop: ShopInApi, *places: str, zone: str = "UTC") -> BookedItem:
    """A new item of the shop, with locations of these names numbered 1, 2 …; nothing is booked yet."""
    item_id = shop.item_id + 700_000
    async with database.system() as connection:
        await connection.execute(
            text("UPDATE shop SET time_zone = :zone WHERE shop_id = :shop"),
            {"zone": zone, "shop": shop.shop_id},
        )
    async with database.shop(shop.shop_id) as connection:
        await connection.execute(
            text("""INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                      product_type, tracked, requires_shipping)
                    VALUES (:shop, :item, 'PAST', '', 'A past', '', '', '', true, true)"""),
            {"shop": shop.shop_id, "item": item_id},
        )
        for number, name in enumerate(places, start=1):
            await connection.execute(
                text("""INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders,
                          city, country_code) VALUES (:shop, :place, :name, true, true, '', 'GB')"""),
                {"shop": shop.shop_id, "place": number, "name": name},
            )
    return BookedItem(database, shop, item_id)
