"""Whoever buys for a shop, through the API."""

from typing import Any
from uuid import uuid4

import httpx2

ORDERS = "/api/v1/purchase-orders"


def item_gid(number: int) -> str:
    """The id of an item."""
    return f"gid://shopify/InventoryItem/{number}"


def place_gid(number: int) -> str:
    """The id of a location."""
    return f"gid://shopify/Location/{number}"


def fields_of(problem: Any) -> list[str]:
    """Which fields a refusal names."""
    return [error["field"] for error in problem.get("errors", [])]


class OrderDesk:
    """Somebody who buys: with a client of their own and their credentials."""

    def __init__(self, api: httpx2.AsyncClient, headers: dict[str, str], supplier: str = "") -> None:
        self.api, self.headers, self.supplier = api, headers, supplier

    async def ask(
        self, method: str, path: str = "", expect: int = 200, key: str | None = None, **request: Any
    ) -> Any:
        """A request about orders, or about anything where the path begins with a slash and `api`."""
        headers = {**self.headers, "Idempotency-Key": key or uuid4().hex}
        address = path if path.startswith("/api/") else f"{ORDERS}{path}"
        answer = await self.api.request(method, address, headers=headers, **request)
        assert answer.status_code == expect, answer.text
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if answer.content and is_json else answer.content

    def body(self, *lines: tuple[int, int] | dict[str, Any], **more: Any) -> dict[str, Any]:
        """An order of (item, units), or of lines as they are sent."""
        rows = [
            line if isinstance(line, dict) else {"inventory_item_id": item_gid(line[0]), "quantity": line[1]}
            for line in lines
        ]
        return {"supplier_id": self.supplier, "location_id": place_gid(1), "lines": rows, **more}

    async def make(self, *lines: tuple[int, int] | dict[str, Any], expect: int = 201, **more: Any) -> Any:
        """A draft."""
        return await self.ask("POST", expect=expect, json=self.body(*lines, **more))

    async def get(self, order: Any) -> Any:
        """An order as it is now."""
        return await self.ask("GET", f"/{order['id']}")

    async def act(self, order: Any, what: str, expect: int = 200, **more: Any) -> Any:
        """A step of an order as it was last seen."""
        fresh = await self.get(order)
        body = {"version": fresh["version"], **more}
        return await self.ask("POST", f"/{order['id']}/{what}", expect, json=body)

    async def placed(self, *lines: tuple[int, int] | dict[str, Any], **more: Any) -> Any:
        """An order that its supplier has."""
        made = await self.make(*lines, **more)
        await self.act(made, "submit", as_is=True)
        return await self.act(made, "mark-sent")

    async def sell(self, *items: dict[str, Any]) -> None:
        """Have the supplier sell items like this."""
        body = {"items": list(items)}
        await self.ask("PUT", f"/api/v1/suppliers/{self.supplier}/items", json=body)

    async def events(self, order: Any) -> list[str]:
        """What happened to an order."""
        return [event["what"] for event in (await self.ask("GET", f"/{order['id']}/timeline"))["items"]]
