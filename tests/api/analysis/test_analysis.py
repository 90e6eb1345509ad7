"""The analysis of made-up shops against plain arithmetic; its lists, files and rules, and what follows."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.made_shop import (
    KNOWN,
    TODAY,
    VENDORS,
    Shelf,
    classes,
    deviation,
    shelves,
    together,
    variation,
    write_shop,
)
from support.morning_desk import silent
from support.order_desk import fields_of, item_gid, place_gid
from support.people import joined
from support.running_api import ShopInApi, add_shop

from inventorysync.analysis.actions.analysing import analyse
from inventorysync.analysis.jobs import schedule_analyses
from inventorysync.kit.clock import SystemClock
from inventorysync.kit.db import Database

ANALYSIS = "/api/v1/analysis"
CENT = Decimal("0.01")
RULES: dict[str, Any] = {
    "measure": "value", "days": 365, "share_a": "80", "share_b": "95", "limit_x": "0.25", "limit_y": "1",
    "dead_days": 30, "excess_days": 60, "excess_percent": "90", "lost_days": 90,
}  # fmt: skip


class Analyst:
    """Whoever looks at the analysis of a shop, with the worker's part at hand."""

    def __init__(self, api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> None:
        self.api, self.database, self.shop = api, database, shop

    async def ask(self, method: str, path: str = "", expect: int = 200, **request: Any) -> Any:
        """A request, and its answer."""
        headers = {**self.shop.headers, **request.pop("headers", {})}
        answer = await self.api.request(method, ANALYSIS + path, headers=headers, **request)
        assert answer.status_code == expect, answer.text
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if answer.content and is_json else answer.content

    async def rule(self, **wanted: Any) -> None:
        """Have the shop analyse by these."""
        version = (await self.ask("GET", "/rules"))["version"]
        await self.ask("PUT", "/rules", json={**RULES, **wanted, "version": version})

    async def analyse(self) -> None:
        """What the worker does."""
        await analyse(self.database, SystemClock(), self.shop.shop_id, silent)

    async def listed(self, name: str, **params: Any) -> list[Any]:
        """All of a list, two lines at a time."""
        rows: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.ask("GET", f"/lists/{name}", params={**params, "limit": 2, **cursor})
            rows += page["items"]
            if page["next"] is None:
                return rows
            cursor = {"cursor": page["next"]}


def amount(money: Any) -> Decimal:
    return Decimal(money["amount"])


def total(rows: list[Any], field: str) -> Decimal:
    return sum((amount(row[field]) for row in rows if row[field] is not None), Decimal())


def held_by(shelf: Shelf) -> Decimal:
    return shelf.on_hand * (shelf.cost or Decimal())


@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
    database=None,
    derandomize=True,
)
@given(made=shelves(), measure=st.sampled_from(("value", "margin", "units")))
async def test_every_figure_is_what_plain_arithmetic_says_and_its_list_comes_to_it(
    api: httpx2.AsyncClient, database: Database, made: list[Shelf], measure: str
) -> None:
    analyst = Analyst(api, database, await add_shop(database, 1))
    await write_shop(database, analyst.shop, made, forecasts=True)
    await analyst.rule(measure=measure)
    await analyst.analyse()
    found = await analyst.ask("GET")
    assert (found["state"], found["known_days"], found["per"]) == ("ready", KNOWN, "item")
    assert (found["shelf_days"], found["last_day"]) == (KNOWN, str(TODAY - timedelta(days=1)))
    has_forecast = any(shelf.daily is not None for shelf in made)
    assert found["has_forecast"] is has_forecast
    await _check_classes(analyst, found, made, measure)
    await _check_dead(analyst, found, made)
    await _check_lost(analyst, found, made)
    if has_forecast:
        await _check_excess_and_cover(analyst, found, made)
    else:
        assert (found["excess"], found["cover"]) == (None, [])
    here = [shelf for shelf in made if shelf.place == 2 and VENDORS[shelf.item % 2] == "Kiln"]
    narrowed = await analyst.ask("GET", params={"location_id": place_gid(2), "vendor": "Kiln"})
    assert amount(narrowed["held"]["money"]) == sum(map(held_by, here), Decimal())
    assert sum(cell["items"] for cell in narrowed["cells"]) == len(here)


async def _check_classes(analyst: Analyst, found: Any, made: list[Shelf], measure: str) -> None:
    items = sorted({shelf.item for shelf in made})
    of = {item: [shelf for shelf in made if shelf.item == item] for item in items}
    sold = {item: sum(sum(shelf.units) for shelf in of[item]) for item in items}
    worth: dict[int, Decimal | None] = {}
    for item in items:
        price, cost = of[item][0].price, of[item][0].cost
        each = {"units": Decimal(1), "value": price, "margin": None}[measure]
        if measure == "margin" and price is not None and cost is not None:
            each = price - cost
        worth[item] = Decimal() if sold[item] == 0 else None if each is None else sold[item] * each
    letters = classes(worth)
    for cell in found["cells"]:
        rows = await analyst.listed("class", abc=cell["abc"], xyz=cell["xyz"])
        assert len(rows) == cell["items"] > 0
        assert total(rows, "held") == amount(cell["held"])
        assert total(rows, "revenue") == amount(cell["revenue"])
        assert sum(row["on_hand"] for row in rows) == cell["on_hand"]
        assert cell["without_cost"] == sum(row["on_hand"] > 0 and row["held"] is None for row in rows)
        for row in rows:
            item = int(row["inventory_item_id"].rpartition("/")[2])
            assert row["abc"] == letters.pop(item)
            spread = variation(together(of[item]))
            assert row["variation"] == (None if spread is None else pytest.approx(spread))
            assert row["xyz"] == ("Z" if spread is None or spread > 1 else "Y" if spread > 0.25 else "X")
            assert row["sold"] == sold[item]
    assert letters == {}, "every item is in one cell"
    assert sum(amount(cell["held"]) for cell in found["cells"]) == amount(found["held"]["money"])


async def _check_dead(analyst: Analyst, found: Any, made: list[Shelf]) -> None:
    dead = [shelf for shelf in made if (shelf.idle() or 0) >= RULES["dead_days"]]
    figure, rows = found["dead"], await analyst.listed("dead")
    assert {(row["inventory_item_id"], row["location_id"], row["idle_days"]) for row in rows} == {
        (item_gid(shelf.item), place_gid(shelf.place), shelf.idle()) for shelf in dead
    }
    assert amount(figure["money"]) == total(rows, "held") == sum(map(held_by, dead), Decimal())
    assert (figure["levels"], figure["units"]) == (len(rows), sum(shelf.on_hand for shelf in dead))
    assert figure["without_money"] == sum(shelf.cost is None for shelf in dead)


async def _check_lost(analyst: Analyst, found: Any, made: list[Shelf]) -> None:
    lost = {
        (shelf.item, shelf.place): (shelf, *shelf.lost(RULES["lost_days"])) for shelf in made if shelf.sold
    }
    lost = {key: each for key, each in lost.items() if each[1] > 1e-9}
    figure, rows = found["lost"], await analyst.listed("lost")
    assert len(rows) == len(lost) == figure["levels"]
    for row in rows:
        key = tuple(int(row[name].rpartition("/")[2]) for name in ("inventory_item_id", "location_id"))
        shelf, units, _ = lost[key]  # type: ignore[index]
        assert row["lost_units"] == pytest.approx(units)
        if shelf.price is None:
            assert row["lost_value"] is None
        else:
            assert amount(row["lost_value"]) == pytest.approx(Decimal(units) * shelf.price, abs=CENT)
            assert amount(row["lost_low"]) <= amount(row["lost_value"]) <= amount(row["lost_high"])
    assert amount(figure["money"]) == total(rows, "lost_value")
    spread = deviation([each[2] * float(each[0].price or 0) ** 2 for each in lost.values()])
    wanted = float(amount(figure["money"])) + 1.2816 * spread
    assert float(amount(figure["high"])) == pytest.approx(wanted, abs=0.02)
    assert figure["without_money"] == sum(each[0].price is None for each in lost.values())


async def _check_excess_and_cover(analyst: Analyst, found: Any, made: list[Shelf]) -> None:
    excess = {
        (item_gid(shelf.item), place_gid(shelf.place)): units
        for shelf in made
        if (units := shelf.excess(RULES["excess_days"]))
    }
    figure, rows = found["excess"], await analyst.listed("excess")
    assert {(row["inventory_item_id"], row["location_id"]): row["excess"] for row in rows} == excess
    assert amount(figure["money"]) == total(rows, "excess_value")
    assert figure["units"] == sum(excess.values())
    counted = 0
    for bucket in found["cover"]:
        rows = await analyst.listed("cover", bucket=bucket["bucket"])
        assert len(rows) == bucket["levels"]
        assert amount(bucket["held"]) == total(rows, "held")
        counted += len(rows)
        for row in rows:
            (shelf,) = [
                each
                for each in made
                if (item_gid(each.item), place_gid(each.place))
                == (row["inventory_item_id"], row["location_id"])
            ]
            days = None if shelf.daily is None else shelf.on_hand / shelf.daily
            assert (row["cover"] if shelf.daily else None) == (None if days is None else pytest.approx(days))
            assert bucket["bucket"] == _bucket(days)
    assert counted == sum(shelf.on_hand > 0 or shelf.daily is not None for shelf in made)


def _bucket(days: float | None) -> str:
    if days is None:
        return "idle"
    if days <= 0:
        return "out"
    edges = {
        "week": 7,
        "fortnight": 14,
        "month": 28,
        "two_months": 56,
        "quarter": 91,
        "half": 182,
        "year": 365,
    }
    return next((name for name, edge in edges.items() if days < edge), "more")


SIMPLE = [
    Shelf(1, 1, Decimal(10), Decimal(4), 40, 2, None, None, dict.fromkeys(range(0, KNOWN, 2), 2)),
    Shelf(2, 1, Decimal(3), Decimal(1), 90, None, None, None, {3: 5}),
    Shelf(3, 1, None, None, 7, None, None, None, {}),
    Shelf(2, 2, Decimal(3), Decimal(1), 0, 1, None, (100, KNOWN), dict.fromkeys(range(100), 1)),
]


@pytest.fixture
async def analyst(api: httpx2.AsyncClient, database: Database, shop: ShopInApi) -> Analyst:
    await write_shop(database, shop, SIMPLE, forecasts=True)
    return Analyst(api, database, shop)


async def test_before_anything_is_known_it_says_so(
    api: httpx2.AsyncClient, database: Database, shop: ShopInApi
) -> None:
    analyst = Analyst(api, database, shop)
    found = await analyst.ask("GET")
    assert (found["state"], found["dead"], found["rules"]["version"]) == ("never", None, 0)
    await analyst.ask("GET", "/lists/dead", 404)
    await analyst.analyse()
    found = await analyst.ask("GET")
    assert (found["state"], found["known_days"], found["dead"], found["lost"]) == ("no_sales", 0, None, None)
    assert amount(found["held"]["money"]) == 30


async def test_what_cannot_be_known_yet_is_not_nothing(analyst: Analyst) -> None:
    await analyst.rule(dead_days=KNOWN + 1)
    await analyst.analyse()
    assert (await analyst.ask("GET"))["dead"] is None, "sales are known for less long than that"


async def test_a_list_is_saved_as_it_is_seen(analyst: Analyst) -> None:
    await analyst.rule()
    await analyst.analyse()
    rows = await analyst.listed("dead")
    saved = (await analyst.ask("GET", "/lists/dead/file")).decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(saved)))
    assert [(row["SKU"], row["Days without a sale"], row["Money held (GBP)"]) for row in told] == [
        (row["sku"], str(row["idle_days"]), row["held"]["amount"] if row["held"] else "") for row in rows
    ]
    assert [row["SKU"] for row in told] == ["S2", "S3"], "what has no cost comes last"
    for name in ("class", "excess", "lost", "cover"):
        content = await analyst.ask("GET", f"/lists/{name}/file", params={"format": "xlsx"})
        assert content[:2] == b"PK"


async def test_excess_tells_what_is_lacking_elsewhere(analyst: Analyst) -> None:
    await analyst.rule()
    await analyst.analyse()
    rows = {row["sku"]: row for row in await analyst.listed("excess")}
    assert (rows["S2"]["excess"], rows["S2"]["lacking_elsewhere"]) == (90, 21)


async def test_the_rules_of_a_whole_list_are_one_change_that_can_be_taken_back(analyst: Analyst) -> None:
    await analyst.rule()
    await analyst.analyse()
    run = (await analyst.ask("GET"))["run_id"]
    wanted = {"run_id": run, "fields": {"is_ordered": False}}
    for wrong, field in (({"fields": {}}, "fields"), ({"fields": {"goal": "best"}}, "goal")):
        refused = await analyst.ask("POST", "/lists/dead/rules", 422, json={**wanted, **wrong})
        assert fields_of(refused)[0].endswith(field)
    refused = await analyst.ask("POST", "/lists/class/rules", 422, params={"abc": "none"}, json=wanted)
    assert fields_of(refused) == ["list"]
    assert await analyst.ask("POST", "/lists/dead/rules", json=wanted) == {"changed": 2}
    headers = analyst.shop.headers
    rules = (await analyst.api.get("/api/v1/policies", headers=headers)).json()["items"]
    assert {(rule["sku"], rule["location_id"], rule["is_ordered"]) for rule in rules} == {
        ("S2", place_gid(1), False), ("S3", place_gid(1), False),
    }  # fmt: skip
    (change,) = (await analyst.api.get("/api/v1/policies/changes", headers=headers)).json()["items"]
    assert (change["how"], change["rules"]) == ("analysis", 2)
    undone = await analyst.api.post(f"/api/v1/policies/changes/{change['id']}/undo", headers=headers)
    assert undone.json() == {"changed": 2}
    await analyst.analyse()
    await analyst.ask("POST", "/lists/dead/rules", 409, json=wanted)


async def test_a_class_of_the_whole_shop_gets_one_rule_for_each_item(analyst: Analyst) -> None:
    await analyst.rule()
    await analyst.analyse()
    run = (await analyst.ask("GET"))["run_id"]
    told = {"run_id": run, "fields": {"goal": "shop", "service_percent": "98"}}
    assert await analyst.ask("POST", "/lists/class/rules", params={"abc": "A"}, json=told) == {"changed": 1}
    rules = (await analyst.api.get("/api/v1/policies", headers=analyst.shop.headers)).json()["items"]
    assert [(rule["sku"], rule["location_id"], rule["goal"]) for rule in rules] == [("S1", None, "shop")]


async def test_rules_of_the_analysis_are_kept_with_who_and_make_it_anew(analyst: Analyst) -> None:
    await analyst.rule(share_a="70")
    async with analyst.database.shop(analyst.shop.shop_id) as connection:
        jobs = await connection.scalar(text("SELECT count(*) FROM job WHERE kind = 'analysis.analyse'"))
        entry = (
            await connection.execute(
                text("SELECT before, after FROM audit_entry WHERE action = 'analysis.rules_set'")
            )
        ).one()
    assert jobs == 1
    assert (entry.before["share_a"], entry.after["share_a"]) == ("80", "70")
    await analyst.ask("PUT", "/rules", 409, json={**RULES, "version": 0})
    for wrong, field in (
        ({"share_b": "10"}, "body"),
        ({"limit_y": "0.1"}, "body"),
        ({"days": 0}, "days"),
        ({"excess_percent": "100"}, "excess_percent"),
        ({"measure": "luck"}, "measure"),
    ):
        refused = await analyst.ask("PUT", "/rules", 422, json={**RULES, "version": 1, **wrong})
        assert fields_of(refused)[0].endswith(field)
    assert (await analyst.ask("POST", "/runs", 202))["job_id"] == (await analyst.ask("GET"))["running"]


async def test_somebody_of_one_location_sees_that_one_alone(app: FastAPI, analyst: Analyst) -> None:
    await analyst.rule()
    await analyst.analyse()
    buyer = await joined(app, analyst.api, analyst.shop, "buyer", locations=[place_gid(2)])
    found = (await buyer.ask("GET", "analysis")).json()
    assert (found["per"], sum(cell["items"] for cell in found["cells"]), found["dead"]["levels"]) == (
        "level",
        1,
        0,
    )
    rows = (await buyer.ask("GET", "analysis/lists/lost")).json()["items"]
    assert {row["location_id"] for row in rows} == {place_gid(2)}
    hidden = await buyer.ask("GET", "analysis", params={"location_id": place_gid(1)})
    assert hidden.json()["held"]["levels"] == 0
    assert (await buyer.ask("PUT", "analysis/rules", json={**RULES, "version": 1})).status_code == 403
    viewer = await joined(app, analyst.api, analyst.shop, "viewer")
    assert (await viewer.ask("GET", "analysis")).status_code == 403


async def test_it_is_asked_for_each_morning(analyst: Analyst) -> None:
    now = SystemClock().now()
    await schedule_analyses(analyst.database, now)
    async with analyst.database.shop(analyst.shop.shop_id) as connection:
        jobs = await connection.scalar(text("SELECT count(*) FROM job WHERE kind = 'analysis.analyse'"))
    assert jobs == 1
