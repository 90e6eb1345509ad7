"""Transfers over HTTP, before Shopify has answered: what is refused, and what is written down to be sent."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database
from inventorysync.transfers.actions.keeping import keep_reading
from inventorysync.transfers.actions.steps import claim_steps, end_step
from inventorysync.transfers.words import (
    SeenLine,
    SeenShipment,
    SeenShipmentLine,
    SeenTransfer,
    Tracking,
)

NUMBER = 9001


def gid(noun: str, number: int) -> str:
    return f"gid://shopify/{noun}/{number}"


class Desk:
    """Somebody with a key, at a shop with two locations, and the worker's part played by the test."""

    def __init__(self, api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> None:
        self.api, self.shop, self.database = api, shop, database
        self.here, self.there = shop.location_id, shop.location_id + 500_000
        self.ends = {"origin_id": gid("Location", self.here), "destination_id": gid("Location", self.there)}

    async def ask(self, method: str, path: str = "", body: Any = None, key: str | None = None) -> Any:
        headers = {**self.shop.headers, "Idempotency-Key": key or uuid4().hex}
        return await self.api.request(method, f"/api/v1/transfers{path}", json=body, headers=headers)

    def line(self, quantity: int = 3, item: int | None = None) -> dict[str, Any]:
        return {
            "inventory_item_id": gid("InventoryItem", item or self.shop.item_id),
            "quantity": quantity,
        }

    async def make(self, key: str | None = None, **changes: Any) -> httpx2.Response:
        body = {**self.ends, "lines": [self.line()], **changes}
        answer: httpx2.Response = await self.ask("POST", "", body, key)
        return answer

    async def get(self, address: str) -> Any:
        return (await self.api.get(f"/api/v1/transfers/{address}", headers=self.shop.headers)).json()

    async def steps(self) -> list[tuple[str, str]]:
        async with self.database.shop(self.shop.shop_id) as connection:
            rows = await connection.execute(text("SELECT kind, state FROM transfer_step ORDER BY place"))
            return [(row[0], row[1]) for row in rows]

    async def settle(self, seen: SeenTransfer | None, state: str = "done", **why: str) -> None:
        """The first step that is due ends so, and the transfer is read back."""
        now = datetime.now(UTC)
        async with self.database.shop(self.shop.shop_id) as connection:
            (step, *_) = await claim_steps(connection, self.shop.shop_id, now, 9)
            ours = step.transfer_id if step.kind == "create" else None
            if seen is not None:
                await keep_reading(
                    connection, self.shop.shop_id, NUMBER, seen, now, ours=ours, actor=step.actor
                )
            await end_step(connection, self.shop.shop_id, step, state, now, **why)

    def seen(self, state: str = "DRAFT", *shipments: SeenShipment, quantity: int = 3) -> SeenTransfer:
        shipped = sum(line.quantity for one in shipments for line in one.lines if one.state != "DRAFT")
        lines = (SeenLine(self.shop.item_id, 71, quantity, 0, shipped),)
        return SeenTransfer(
            NUMBER, "#T0001", state, self.here, self.there, "", "", None, lines, tuple(shipments)
        )

    def shipment(self, state: str, quantity: int, accepted: int = 0, rejected: int = 0) -> SeenShipment:
        line = SeenShipmentLine(81, self.shop.item_id, quantity, accepted, rejected)
        return SeenShipment(51, "#T0001-1", state, Tracking(), None, None, None, (line,))

    async def read(self, seen: SeenTransfer | None, at: datetime | None = None) -> None:
        """Shopify has it so, and we read it."""
        async with self.database.shop(self.shop.shop_id) as connection:
            await keep_reading(connection, self.shop.shop_id, NUMBER, seen, at or datetime.now(UTC))


@pytest.fixture
async def desk(api: httpx2.AsyncClient, shop: ShopInApi, database: Database) -> Desk:
    desk = Desk(api, shop, database)
    arguments = {"shop": shop.shop_id, "place": desk.there, "item": shop.item_id}
    async with database.shop(shop.shop_id) as connection:
        for statement in (
            """INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
                 country_code) VALUES (:shop, :place, 'elsewhere', true, true, '', 'GB')""",
            """INSERT INTO inventory_level (shop_id, item_id, location_id, level_id, available, on_hand,
                 booked_at, checked_at) VALUES (:shop, :item, :place, 8, 5, 5, now(), now())""",
            """INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                 product_type, tracked, requires_shipping)
               VALUES (:shop, 5, 'UNTRACKED', '', '', '', '', '', false, true),
                      (:shop, 6, 'ELSEWHERE', '', '', '', '', '', true, true)""",
        ):
            await connection.execute(text(statement), arguments)
    return desk


def fields(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


async def test_what_shopify_would_refuse_is_named_field_by_field(desk: Desk) -> None:
    lines = [desk.line(), desk.line(), desk.line(1, 5), desk.line(1, 6), desk.line(1, 7)]
    said = fields(await desk.make(lines=lines, destination_id=desk.ends["origin_id"]))
    assert said == {
        "destination_id": "is the same as the origin",
        "lines.1.inventory_item_id": "appears twice",
        "lines.2.inventory_item_id": "is no tracked item of this shop",
        "lines.3.inventory_item_id": "is not stocked at the origin",
        "lines.4.inventory_item_id": "is no tracked item of this shop",
    }
    assert fields(await desk.make(origin_id=gid("Location", 1))) == {
        "origin_id": "is no active location of yours",
        "lines.0.inventory_item_id": "is not stocked at the origin",
    }
    assert fields(await desk.make(lines=[desk.line(0)], ready=True)) == {
        "lines.0.quantity": "must be 1 or more"
    }
    assert "lines" in next(iter(fields(await desk.make(lines=[], ready=True))))
    assert (await desk.make(lines=[desk.line(-1)])).status_code == 422
    assert await desk.steps() == []


async def test_a_draft_is_written_down_once_for_its_key_and_has_shopifys_number_later(desk: Desk) -> None:
    first, second = await desk.make("once"), await desk.make("once")
    assert (first.status_code, first.json()["key"]) == (202, second.json()["key"])
    other = await desk.make("once", note="other")
    assert (other.status_code, other.json()["type"]) == (
        409,
        "urn:inventorysync:problem:idempotency-key-used",
    )
    made = first.json()
    assert (made["id"], made["gid"], made["syncing"]) == (made["key"], None, "create")
    assert await desk.steps() == [("create", "waiting")]
    await desk.settle(desk.seen())
    found = await desk.get(str(NUMBER))
    assert (found["key"], found["gid"], found["syncing"]) == (
        made["key"],
        gid("InventoryTransfer", NUMBER),
        None,
    )
    assert found["lines"][0]["available_at_origin"] == 12
    assert found["lines"][0]["available_at_destination"] == 5


async def test_a_draft_that_was_read_before_its_own_answer_came_stays_one(desk: Desk) -> None:
    made = (await desk.make()).json()
    await desk.read(desk.seen())
    strange = await desk.get(str(NUMBER))
    assert strange["key"] != made["key"]
    await desk.settle(desk.seen())
    listed = (await desk.ask("GET")).json()["items"]
    assert [(one["id"], one["key"]) for one in listed] == [(str(NUMBER), made["key"])]


async def test_an_older_reading_changes_nothing(desk: Desk) -> None:
    now = datetime.now(UTC)
    await desk.read(desk.seen("READY_TO_SHIP"), now)
    await desk.read(desk.seen("DRAFT"), now.replace(year=now.year - 1))
    found = await desk.get(str(NUMBER))
    assert (found["state"], found["version"]) == ("READY_TO_SHIP", 1)
    await desk.read(desk.seen("READY_TO_SHIP"))
    assert (await desk.get(str(NUMBER)))["version"] == 1, "reading the same again moves nothing"


async def test_a_client_that_saw_less_is_told_what_moved(desk: Desk) -> None:
    await desk.read(desk.seen())
    version = (await desk.get(str(NUMBER)))["version"]
    await desk.read(desk.seen("READY_TO_SHIP", quantity=4))
    late = await desk.ask("POST", f"/{NUMBER}/cancel", {"version": version})
    assert (late.status_code, late.json()["type"]) == (409, "urn:inventorysync:problem:transfer-moved")
    assert [error["code"] for error in late.json()["errors"]] == ["lines_changed", "made_ready"]
    assert await desk.steps() == []


async def test_an_edit_becomes_the_steps_that_lead_there(desk: Desk) -> None:
    await desk.read(desk.seen())
    body = {**desk.ends, "version": 1, "lines": [desk.line(2)], "note": "less"}
    await desk.ask("PUT", f"/{NUMBER}", body)
    assert await desk.steps() == [("edit", "waiting"), ("set_items", "waiting")]
    busy = await desk.ask("PUT", f"/{NUMBER}", body)
    assert busy.json()["type"] == "urn:inventorysync:problem:still-going-on"


async def test_a_transfer_that_is_ready_keeps_a_line_and_its_locations(desk: Desk) -> None:
    await desk.read(desk.seen("READY_TO_SHIP", desk.shipment("DRAFT", 1)))
    body = {**desk.ends, "version": 1}
    nothing = await desk.ask("PUT", f"/{NUMBER}", {**body, "lines": []})
    assert "lines" in fields(nothing)
    turned = {"origin_id": body["destination_id"], "destination_id": body["origin_id"]}
    assert fields(await desk.ask("PUT", f"/{NUMBER}", {**body, **turned, "lines": [desk.line()]})) == {
        "origin_id": "only a draft can be sent elsewhere"
    }


async def test_no_more_is_shipped_or_received_than_there_is(desk: Desk) -> None:
    await desk.read(desk.seen("READY_TO_SHIP"))
    too_much = {"version": 1, "lines": [desk.line(4)]}
    assert fields(await desk.ask("POST", f"/{NUMBER}/ship", too_much)) == {
        "lines.0.quantity": "is more than the 3 left to ship"
    }
    bad = {"version": 1, "tracking": {"url": "javascript:alert(1)"}}
    assert "tracking.url" in next(iter(fields(await desk.ask("POST", f"/{NUMBER}/ship", bad))))
    await desk.read(desk.seen("IN_PROGRESS", desk.shipment("IN_TRANSIT", 3)))
    rows = [{"line_id": "81", "accepted": 2, "rejected": 2}, {"line_id": "82", "accepted": 1}]
    path = f"/{NUMBER}/shipments/51/receive"
    assert fields(await desk.ask("POST", path, {"version": 2, "lines": rows})) == {
        "lines.0.accepted": "4 units are more than the 3 expected",
        "lines.1.line_id": "is no line of this shipment",
    }
    unknown = await desk.ask("POST", f"/{NUMBER}/shipments/52/receive", {"version": 2, "lines": rows})
    assert unknown.status_code == 404
    assert await desk.steps() == []


async def test_what_is_refused_waits_for_a_person_and_what_was_to_follow_is_not_sent(desk: Desk) -> None:
    made = (await desk.make(ready=True)).json()
    await desk.settle(None, "refused", code="LOCATION_NOT_ACTIVE", message="It is closed.")
    stuck = await desk.get(made["key"])
    assert (stuck["trouble"]["kind"], stuck["trouble"]["code"]) == ("create", "LOCATION_NOT_ACTIVE")
    version = stuck["version"]
    ready = await desk.ask("POST", f"/{made['key']}/ready", {"version": version})
    assert ready.json()["type"] == "urn:inventorysync:problem:wrong-state"
    body = {**desk.ends, "version": version, "lines": [desk.line(1)]}
    mended = await desk.ask("PUT", f"/{made['key']}", body)
    assert (mended.json()["syncing"], mended.json()["trouble"]) == ("create", None)
    await desk.settle(desk.seen("READY_TO_SHIP", quantity=1))
    assert (await desk.get(str(NUMBER)))["key"] == made["key"]


async def test_a_draft_shopify_never_made_is_put_aside_with_its_step(desk: Desk) -> None:
    made = (await desk.make()).json()
    await desk.settle(None, "unknown", code="NO_ANSWER", message="no answer")
    version = (await desk.get(made["key"]))["version"]
    body = {**desk.ends, "version": version, "lines": [desk.line(1)]}
    assert (await desk.ask("PUT", f"/{made['key']}", body)).status_code == 409
    for _ in range(2):
        answer = await desk.ask("POST", f"/{made['key']}/put-aside", {"version": version}, "aside")
        assert answer.status_code == 204
    assert (await desk.ask("GET", f"/{made['key']}")).status_code == 404


async def test_an_undo_takes_each_accepted_unit_back_once(desk: Desk) -> None:
    await desk.read(desk.seen("IN_PROGRESS", desk.shipment("PARTIALLY_RECEIVED", 3, 2, 1)))
    asked = {"version": 1, "dry_run": True}
    preview = (await desk.ask("POST", f"/{NUMBER}/undo", asked)).json()
    (line,) = preview["lines"]
    assert (line["units"], line["available"], line["after"], line["problem"]) == (2, 5, 3, None)
    assert (preview["rejected"], preview["negative"]) == (1, 0)
    no_reason = await desk.ask("POST", f"/{NUMBER}/undo", {"version": 1})
    assert "reason" in fields(no_reason)
    undo = (await desk.ask("POST", f"/{NUMBER}/undo", {"version": 1, "reason": "wrong"})).json()
    assert undo["origin"]["location_id"] == desk.ends["destination_id"]
    assert await desk.steps() == [("create", "waiting"), ("ship", "waiting"), ("receive", "waiting")]
    again = await desk.ask("POST", f"/{NUMBER}/undo", {"version": 1, "reason": "wrong"})
    assert again.json()["type"] == "urn:inventorysync:problem:nothing-to-undo"
    await desk.settle(None, "refused", code="X", message="no")
    assert [state for _, state in await desk.steps()] == ["refused", "dropped", "dropped"]
    aside = {"version": (await desk.get(undo["key"]))["version"]}
    await desk.ask("POST", f"/{undo['key']}/put-aside", aside)
    once_more = await desk.ask("POST", f"/{NUMBER}/undo", {"version": 1, "reason": "wrong"})
    assert once_more.status_code == 202, "what never happened may be asked for again"


async def test_who_sees_one_end_sees_the_transfer_and_does_that_ends_part(
    app: FastAPI, api: httpx2.AsyncClient, desk: Desk
) -> None:
    await desk.read(desk.seen("IN_PROGRESS", desk.shipment("IN_TRANSIT", 2)))
    shop = desk.shop
    receiver = await joined(app, api, shop, "warehouse", locations=[desk.ends["destination_id"]])
    nobody = await joined(app, api, shop, "warehouse", locations=[desk.ends["origin_id"]])
    seen = (await receiver.ask("GET", f"transfers/{NUMBER}")).json()
    assert seen["origin"] == {"location_id": None, "name": "", "is_hidden": True}
    assert seen["destination"]["name"] == "elsewhere"
    assert (seen["lines"][0]["available_at_origin"], seen["mine"]) == (None, {"ship": False, "receive": True})
    assert len((await receiver.ask("GET", "transfers")).json()["items"]) == 1
    headers = {"Idempotency-Key": uuid4().hex}
    ship = await receiver.ask("POST", f"transfers/{NUMBER}/ship", json={"version": 1}, headers=headers)
    assert (ship.status_code, ship.json()["detail"]) == (403, "this is for people of the transfer's origin")
    rows = {"version": 1, "lines": [{"line_id": "81", "accepted": 1}]}
    path = f"transfers/{NUMBER}/shipments/51/receive"
    for person, status in ((nobody, 403), (receiver, 202)):
        headers = {"Idempotency-Key": uuid4().hex}
        assert (await person.ask("POST", path, json=rows, headers=headers)).status_code == status
    body = {**desk.ends, "lines": [desk.line()]}
    headers = {"Idempotency-Key": uuid4().hex}
    refused = await nobody.ask("POST", "transfers", json=body, headers=headers)
    assert fields(refused) == {"destination_id": "is no active location of yours"}


async def test_a_person_of_neither_end_sees_nothing_of_it(
    app: FastAPI, api: httpx2.AsyncClient, desk: Desk
) -> None:
    await desk.read(desk.seen())
    third = desk.shop.location_id + 700_000
    statement = text("""
        INSERT INTO location (shop_id, location_id, name, is_active, fulfills_online_orders, city,
          country_code) VALUES (:shop, :place, 'third', true, true, '', 'GB')
    """)
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(statement, {"shop": desk.shop.shop_id, "place": third})
    stranger = await joined(app, api, desk.shop, "warehouse", locations=[gid("Location", third)])
    assert (await stranger.ask("GET", "transfers")).json()["items"] == []
    for path in ("", "/timeline"):
        assert (await stranger.ask("GET", f"transfers/{NUMBER}{path}")).status_code == 404
    async with desk.database.shop(desk.shop.shop_id) as connection:
        await connection.execute(
            text("SELECT set_config('app.locations', :places, true)"), {"places": str(third)}
        )
        for table in ("transfer", "transfer_line", "transfer_event"):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table


async def test_the_list_is_narrowed_and_read_page_by_page(desk: Desk) -> None:
    for number in range(3):
        await desk.make(note=f"note {number}")
    pages = []
    cursor: str | None = None
    while True:
        query = f"?limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = (await desk.ask("GET", query)).json()
        pages.append([one["note"] for one in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == [["note 2", "note 1"], ["note 0"]]
    for query, count in (
        ("?search=NOTE 1", 1),
        (f"?search={desk.shop.canary}", 3),
        ("?state=DRAFT&state=READY_TO_SHIP", 3),
        ("?state=CANCELED", 0),
        (f"?origin_id={desk.here}", 3),
        (f"?destination_id={desk.here}", 0),
        ("?view=stuck", 0),
    ):
        assert len((await desk.ask("GET", query)).json()["items"]) == count, query
    assert (await desk.ask("GET", "?origin_id=x")).status_code == 422


async def test_the_list_is_saved_as_a_file_item_by_item(desk: Desk) -> None:
    await desk.make(reference="=1+1")
    await desk.settle(desk.seen("DRAFT"))
    await desk.read(desk.seen("IN_PROGRESS", desk.shipment("PARTIALLY_RECEIVED", 2, accepted=1, rejected=1)))

    async def saved(**asked: str) -> list[dict[str, str]]:
        answer = await desk.api.get("/api/v1/transfers/file", params=asked, headers=desk.shop.headers)
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    (row,) = await saved()
    assert (row["Transfer"], row["State"], row["To"]) == ("#T0001", "IN_PROGRESS", "elsewhere")
    assert [row[name] for name in ("Ordered", "Shipped", "Accepted", "Rejected")] == ["3", "2", "1", "1"]
    assert (row["SKU"], row["Inventory item id"]) == (desk.shop.canary, desk.line()["inventory_item_id"])
    assert await saved(state="DRAFT") == []
    assert len(await saved(search="#T0001", destination_id=desk.ends["destination_id"])) == 1
    refused = await desk.api.get(
        "/api/v1/transfers/file", params={"format": "pdf"}, headers=desk.shop.headers
    )
    assert fields(refused).keys() == {"format"}


async def test_each_action_is_in_the_audit_log_with_before_and_after(desk: Desk) -> None:
    made = (await desk.make()).json()
    await desk.settle(desk.seen())
    version = (await desk.get(str(NUMBER)))["version"]
    await desk.ask("PUT", f"/{NUMBER}", {**desk.ends, "version": version, "lines": [desk.line(5)]})
    await desk.settle(desk.seen(quantity=5))
    version = (await desk.get(str(NUMBER)))["version"]
    await desk.ask("POST", f"/{NUMBER}/ready", {"version": version})
    found = await desk.api.get("/api/v1/audit", params={"action": "transfer"}, headers=desk.shop.headers)
    rows = found.json()["items"]
    assert [row["action"] for row in reversed(rows)] == [
        "transfer.made",
        "transfer.edited",
        "transfer.marked_ready",
    ]
    assert {row["subject"] for row in rows} == {f"transfer:{UUID(made['key'])}"}
    assert (rows[1]["before"]["lines"][0][1], rows[1]["after"]["lines"][0][1]) == (3, 5)
    assert (rows[0]["before"], rows[0]["after"]) == ({"state": "DRAFT"}, {"state": "READY_TO_SHIP"})
