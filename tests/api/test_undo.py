"""Taking changes back, and what is done about lines that Shopify refused."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
from support.running_api import ShopInApi
from support.settling import see_change, settle_all

from inventorysync.kit.db import Database
from inventorysync.sync.words import LevelKey

PATH = "/api/v1/change-sets"


class Desk:
    """Somebody who changes the stock of the shop's one level, over HTTP."""

    def __init__(self, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> None:
        self.api, self.shop, self.database = api, shop, database
        self.level = LevelKey(shop.item_id, shop.location_id)

    async def post(self, path: str, body: Any, key: str | None = None) -> httpx2.Response:
        headers = {**self.shop.headers, "Idempotency-Key": key or uuid4().hex}
        return await self.api.post(f"{PATH}{path}", json=body, headers=headers)

    async def get(self, path: str) -> Any:
        return (await self.api.get(f"/api/v1/{path}", headers=self.shop.headers)).json()

    async def change(self, *, refused: bool = False, **line: Any) -> str:
        """A change that goes through or is refused; its id."""
        kind = "move" if "quantity" in line else "adjust"
        place = {
            "inventory_item_id": f"gid://shopify/InventoryItem/{self.level.item_id}",
            "location_id": f"gid://shopify/Location/{self.level.location_id}",
        }
        body = {"kind": kind, "reason": "correction", "note": "by mistake", "lines": [{**place, **line}]}
        made = await self.post("", body)
        assert made.status_code == 202, made.text
        await self.settle(refused=refused)
        return str(made.json()["id"])

    async def undo(
        self, change_set: str, *, dry_run: bool = False, key: str | None = None
    ) -> httpx2.Response:
        return await self.post(f"/{change_set}/undo", {"dry_run": dry_run}, key)

    async def settle(self, *, refused: bool = False) -> None:
        levels = [self.level] if refused else []
        await settle_all(self.database, self.shop.shop_id, datetime.now(UTC), refused=levels)

    async def sell(self, units: int) -> None:
        deltas = {"available": -units, "on_hand": -units}
        await see_change(self.database, self.shop.shop_id, self.level, deltas, datetime.now(UTC))

    async def units(self, name: str = "available") -> int:
        return int((await self.get("levels"))["items"][0]["quantities"][name])


async def test_an_undo_takes_back_our_units_and_leaves_what_was_sold_since(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(delta=5)
    await desk.sell(3)
    preview = (await desk.undo(change, dry_run=True)).json()
    assert preview["counts"] == {"undoable": 1, "moved_since": 1, "negative": 0, "left_alone": 0}
    (line,) = preview["lines"]
    assert (line["before"], line["delta"], line["after"]) == (14, -5, 9)
    assert (line["moved_since"], line["movements_since"], line["problem"]) == (-3, 1, None)
    assert await desk.units() == 14
    undone = await desk.undo(change)
    assert (undone.status_code, undone.json()["kind"], undone.json()["undoes"]) == (202, "undo", change)
    await desk.settle()
    assert await desk.units() == 9
    told = await desk.get(f"change-sets/{change}")
    assert (told["undone_by"], told["lines"][0]["is_undone"]) == ([undone.json()["id"]], True)


async def test_an_undo_is_undone_and_each_line_is_taken_back_once(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(delta=5)
    undo = (await desk.undo(change)).json()["id"]
    await desk.settle()
    again = await desk.undo(change)
    assert (again.status_code, again.json()["type"]) == (409, "urn:inventorysync:problem:nothing-to-undo")
    assert (await desk.undo(undo)).status_code == 202
    await desk.settle()
    assert await desk.units() == 17


async def test_of_two_who_undo_at_once_one_does_and_the_same_key_answers_the_same(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change, key = await desk.change(delta=5), uuid4().hex
    answers = await asyncio.gather(*(desk.undo(change) for _ in range(4)), desk.undo(change, key=key))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]
    await desk.settle()
    assert await desk.units() == 12
    change = await desk.change(delta=2)
    first, second = [await desk.undo(change, key="once") for _ in range(2)]
    assert first.json()["id"] == second.json()["id"]
    await desk.settle()
    assert await desk.units() == 12


async def test_moved_units_go_back_where_they_came_from(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(from_name="available", to_name="damaged", quantity=4)
    assert (await desk.units(), await desk.units("damaged")) == (8, 4)
    (line,) = (await desk.undo(change, dry_run=True)).json()["lines"]
    assert (line["name"], line["delta"], line["to_name"]) == ("damaged", -4, "available")
    await desk.undo(change)
    await desk.settle()
    assert (await desk.units(), await desk.units("damaged")) == (12, 0)


async def test_what_is_on_its_way_waits_and_what_never_went_through_is_left_alone(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    failed = await desk.change(delta=5, refused=True)
    assert (await desk.undo(failed, dry_run=True)).json()["lines"][0]["problem"] == "not_confirmed"
    assert (await desk.undo(failed)).status_code == 409
    assert (await desk.undo(str(uuid4()))).status_code == 404
    change = await desk.change(delta=1)
    undo = (await desk.undo(change)).json()["id"]
    going = await desk.undo(undo)
    assert (going.status_code, going.json()["type"]) == (409, "urn:inventorysync:problem:still-going-on")


async def test_an_undo_that_would_leave_less_than_nothing_says_so_and_can_be_done(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(delta=5)
    await desk.sell(15)
    preview = (await desk.undo(change, dry_run=True)).json()
    assert (preview["counts"]["negative"], preview["lines"][0]["after"]) == (1, -3)
    await desk.undo(change)
    await desk.settle()
    assert await desk.units() == -3


async def test_a_refused_line_waits_is_tried_again_and_is_put_aside(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    failed = await desk.change(delta=5, refused=True)
    waiting = await desk.get("stuck-lines")
    assert (waiting["total"], waiting["items"][0]["change_set_id"]) == (1, failed)
    assert waiting["items"][0]["line"]["error"]["code"] == "INVALID_INVENTORY_ITEM"
    again = await desk.post(f"/{failed}/try-again", {}, "again")
    assert (await desk.post(f"/{failed}/try-again", {}, "again")).json()["id"] == again.json()["id"]
    assert (again.status_code, (await desk.get("stuck-lines"))["total"]) == (202, 0)
    await desk.settle(refused=True)
    second = again.json()["id"]
    assert (await desk.get("stuck-lines"))["items"][0]["change_set_id"] == second
    assert (await desk.post(f"/{second}/put-aside", {"lines": [1]})).status_code == 404
    assert (await desk.post(f"/{second}/put-aside", {"lines": [0]})).status_code == 204
    assert (await desk.get("stuck-lines"))["items"] == []
    assert (await desk.post(f"/{second}/try-again", {})).status_code == 404
    assert await desk.units() == 12


async def test_a_failed_undo_is_tried_again_but_not_beside_another(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(delta=5)
    first = (await desk.undo(change)).json()["id"]
    await desk.settle(refused=True)
    second = await desk.undo(change)
    assert second.status_code == 202
    again = await desk.post(f"/{first}/try-again", {})
    assert (again.status_code, again.json()["type"]) == (409, "urn:inventorysync:problem:nothing-to-undo")
    await desk.settle()
    assert await desk.units() == 12


async def test_lines_are_read_page_by_page_and_by_state(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    desk = Desk(api, shop, database)
    change = await desk.change(delta=5)
    assert [line["line"] for line in (await desk.get(f"change-sets/{change}/lines"))["items"]] == [0]
    assert (await desk.get(f"change-sets/{change}/lines?state=failed"))["items"] == []
    listed = (await desk.get("change-sets"))["items"][0]
    assert (listed["id"], listed["counts"]["confirmed"], listed["lines"]) == (change, 1, [])
