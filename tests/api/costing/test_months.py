"""Months: their equation, closing, what becomes known later, and their journal."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from support.booked_item import BookedItem
from support.costing_desk import CostingDesk, know_cost, sell
from support.people import joined

from inventorysync.kit.db import Database
from inventorysync.periods.queries import MonthClosed, before, is_closed, month_of, require_open

BARN, LOFT = 1, 2
BERLIN = ZoneInfo("Europe/Berlin")
THIS = month_of(datetime.now(BERLIN).date())
LAST, EARLIER = before(THIS), before(before(THIS))


def moment(month: date, day: int, hour: int = 12) -> datetime:
    return datetime(month.year, month.month, day, hour, tzinfo=BERLIN).astimezone(UTC)


def amounts(lines: list[dict[str, Any]]) -> dict[str, str]:
    return {line["account"]: line["value"] for line in lines}


def balances(month: dict[str, Any]) -> bool:
    changes = sum(Decimal(line["value"]) for line in (*month["corrections"], *month["lines"]))
    return Decimal(month["opening"]) + changes == Decimal(month["ending"])


@pytest.fixture
async def traded(item: BookedItem, desk: CostingDesk) -> BookedItem:
    """Ten opened at 2.50 two months ago, sales in both months that are over."""
    await know_cost(item, "2.5")
    await item.open(BARN, 10, moment(EARLIER, 3))
    await sell(item, BARN, 2, moment(EARLIER, 20), 601)
    await sell(item, BARN, 3, moment(LAST, 10), 602)
    await item.change(BARN, {"available": -1, "on_hand": -1}, moment(LAST, 12))
    await desk.cost()
    return item


@pytest.mark.usefixtures("traded")
async def test_a_month_is_opening_and_what_happened_and_ending(desk: CostingDesk) -> None:
    found = await desk.ask(f"months/{EARLIER:%Y-%m}")
    assert (found["state"], found["opening"], found["ending"]) == ("open", "0.00", "20.00")
    assert amounts(found["lines"]) == {"opening": "25.00", "cogs": "-5.00"}
    found = await desk.ask(f"months/{LAST:%Y-%m}")
    assert (found["opening"], found["ending"], found["can_close"]) == ("20.00", "10.00", True)
    assert amounts(found["lines"]) == {"cogs": "-7.50", "adjustments": "-2.50"}
    assert balances(found)
    listed = (await desk.ask("months"))["items"]
    assert [each["state"] for each in listed] == ["running", "open", "open"]


async def test_a_closed_month_stays_as_it_was_and_what_is_known_later_stands_in_the_next(
    traded: BookedItem, desk: CostingDesk
) -> None:
    closed = await desk.ask(f"months/{LAST:%Y-%m}/close", "POST")
    assert closed["months"] == [f"{EARLIER:%Y-%m}", f"{LAST:%Y-%m}"]
    reported = await desk.ask(f"months/{LAST:%Y-%m}")
    assert (reported["state"], reported["ending"]) == ("closed", "10.00")
    # The unexplained unit of last month turns out to be a sale, and the opening cost was another one.
    gone = {"available": -1, "on_hand": -1}
    await traded.tell(BARN, "fulfilment", gone, moment(LAST, 12) - timedelta(seconds=1), 603, "fulfilled")
    await desk.ask(f"items/{traded.item_id}/opening-cost", "PUT", json={"unit_cost": "3"})
    await desk.cost()
    assert await desk.ask(f"months/{LAST:%Y-%m}") == {
        **reported, "standing": (await desk.ask("costing/value"))["standing"],
    }  # fmt: skip
    running = await desk.ask(f"months/{THIS:%Y-%m}")
    assert (running["opening"], running["ending"]) == ("10.00", "12.00")
    # Sales: 2 + 3 at 0.50 more, and one at 3.00 that was an adjustment; the opening is worth 5.00 more.
    assert amounts(running["corrections"]) == {"adjustments": "2.50", "cogs": "-5.50", "opening": "5.00"}
    assert {each["account"] for each in running["corrected_items"]} == {"adjustments", "cogs", "opening"}
    assert balances(running)
    assert Decimal(running["ending"]) == await desk.value()


@pytest.mark.usefixtures("traded")
async def test_nothing_is_entered_into_a_closed_month_until_an_owner_opens_it(
    desk: CostingDesk, database: Database, app: FastAPI
) -> None:
    await desk.ask(f"months/{EARLIER:%Y-%m}/close", "POST")
    shop = desk.shop.shop_id
    async with database.shop(shop) as connection:
        with pytest.raises(MonthClosed):
            await require_open(connection, shop, moment(EARLIER, 28))
        await require_open(connection, shop, moment(LAST, 1))
        assert await is_closed(connection, shop, EARLIER)
        assert not await is_closed(connection, shop, LAST)
    manager = await joined(app, desk.api, desk.shop, "manager")
    wanted = {"json": {"reason": "a bill was missing"}}
    assert (await manager.ask("POST", f"months/{EARLIER:%Y-%m}/reopen", **wanted)).status_code == 403
    owner = await joined(app, desk.api, desk.shop, "manager")
    async with database.shop(shop) as connection:
        await connection.execute(
            text("UPDATE member SET role = 'owner' WHERE shop_id = :shop AND email = :email"),
            {"shop": shop, "email": owner.email},
        )
    app.state.gate.forget()
    answer = await owner.ask("POST", f"months/{EARLIER:%Y-%m}/reopen", json={"reason": " "})
    assert answer.status_code == 422
    opened = await owner.ask("POST", f"months/{EARLIER:%Y-%m}/reopen", **wanted)
    assert opened.json() == {"months": [f"{EARLIER:%Y-%m}"]}
    async with database.shop(shop) as connection:
        await require_open(connection, shop, moment(EARLIER, 28))
    audit = (await desk.ask("audit"))["items"]
    (entry,) = [each for each in audit if each["action"] == "month.opened"]
    assert (entry["before"]["state"], entry["after"]["reason"]) == ("closed", "a bill was missing")
    assert (await desk.ask(f"months/{LAST:%Y-%m}"))["corrections"] == []


@pytest.mark.parametrize(
    ("month", "refusal"),
    [(f"{THIS:%Y-%m}", "month-not-over"), (f"{before(EARLIER):%Y-%m}", "month-not-over")],
)
@pytest.mark.usefixtures("traded")
async def test_a_month_that_runs_or_in_which_nothing_was_is_not_closed(
    desk: CostingDesk, month: str, refusal: str
) -> None:
    refused = await desk.ask(f"months/{month}/close", "POST", 409)
    assert refused["type"].endswith(refusal)


async def test_a_month_waits_for_its_costs(traded: BookedItem, desk: CostingDesk) -> None:
    await traded.change(BARN, {"available": 1, "on_hand": 1}, moment(LAST, 14))
    refused = await desk.ask(f"months/{LAST:%Y-%m}/close", "POST", 409)
    assert refused["type"].endswith("costs-behind")
    await desk.cost()
    await desk.ask(f"months/{LAST:%Y-%m}/close", "POST")


@pytest.mark.usefixtures("traded")
async def test_journals_balance_and_have_the_columns_of_their_programs(desk: CostingDesk) -> None:
    for program, amount in (("xero", "*Amount"), ("quickbooks", None)):
        answer = await desk.api.get(
            f"/api/v1/months/{LAST:%Y-%m}/journal", params={"program": program}, headers=desk.shop.headers
        )
        assert answer.status_code == 200
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == 3
        if amount:
            assert rows[0] == {
                "*Narration": f"Inventory {LAST:%Y-%m}",
                "*Date": f"{before_end(LAST):%d/%m/%Y}",
                "Description": "Change of stock",
                "*AccountCode": "Inventory",
                "*TaxRate": "Tax Exempt",
                "*Amount": "-10.00",
            }
            assert sum(Decimal(row[amount]) for row in rows) == 0
        else:
            debits = sum(Decimal(row["Debits"] or 0) for row in rows)
            assert debits == sum(Decimal(row["Credits"] or 0) for row in rows) == Decimal("10.00")
            assert rows[0]["JournalDate"] == f"{before_end(LAST):%m/%d/%Y}"


def before_end(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return following - timedelta(days=1)


@pytest.mark.usefixtures("traded")
async def test_accounts_are_mapped_and_an_accounts_name_is_no_formula(desk: CostingDesk) -> None:
    rules = await desk.ask("costing/rules")
    accounts = {**rules["accounts"], "inventory": "=630", "cogs": "310"}
    wanted = {"method": rules["method"], "accounts": accounts, "version": 0}
    await desk.ask("costing/rules", "PUT", json=wanted)
    answer = await desk.api.get(f"/api/v1/months/{LAST:%Y-%m}/journal", headers=desk.shop.headers)
    assert [row["*AccountCode"] for row in csv.DictReader(io.StringIO(answer.text))] == [
        "'=630",
        "Stock adjustments",
        "310",
    ]


@pytest.mark.parametrize("month", ["2999-01", "2026-13", "now"])
async def test_a_month_that_is_none_is_named(desk: CostingDesk, month: str) -> None:
    refused = await desk.ask(f"months/{month}", expect=422)
    assert [error["field"].rpartition(".")[2] for error in refused["errors"]] == ["month"]
