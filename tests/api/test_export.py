"""Everything that is kept of a shop, as a file."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.entry.exporting import export_to
from inventorysync.farewell.tables import EXPORTED, LEFT_OUT
from inventorysync.kit.db import Database
from inventorysync.rooms import metadata

SECRET = re.compile(r"token|secret|password|hash|public_key|credential|challenge|key_id|idempotency")


async def exported(api: httpx2.AsyncClient, shop: ShopInApi) -> zipfile.ZipFile:
    answer = await api.get("/api/v1/export", headers=shop.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_every_table_of_a_shop_is_exported_or_left_out_for_a_reason() -> None:
    tables = {table.name for table in metadata().sorted_tables if "shop_id" in table.c}
    assert set(EXPORTED) | set(LEFT_OUT) == tables
    assert set(EXPORTED) & set(LEFT_OUT) == set()


async def test_the_export_holds_every_row_twice_and_says_so_truly(
    api: httpx2.AsyncClient, shop: ShopInApi, other_shop: ShopInApi, database: Database
) -> None:
    line = {"inventory_item_id": str(shop.item_id), "location_id": str(shop.location_id), "delta": 1}
    wanted = {"kind": "adjust", "reason": "correction", "note": "=1+1", "lines": [line]}
    headers = {**shop.headers, "Idempotency-Key": uuid4().hex}
    assert (await api.post("/api/v1/change-sets", json=wanted, headers=headers)).status_code == 202
    with await exported(api, shop) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert {each["name"] for each in manifest["files"]} == {
            f"{table}.{kind}" for table in EXPORTED for kind in ("csv", "jsonl")
        }
        for each in manifest["files"]:
            content = archive.read(each["name"])
            assert hashlib.sha256(content).hexdigest() == each["sha256"]
            assert len(content) == each["bytes"]
            async with database.shop(shop.shop_id) as connection:
                table = each["name"].partition(".")[0]
                rows = await connection.scalar(
                    text(f"SELECT count(*) FROM {table} WHERE shop_id = {shop.shop_id}")
                )
            found = (
                list(csv.DictReader(io.StringIO(content.decode())))
                if each["name"].endswith(".csv")
                else [json.loads(row) for row in content.decode().splitlines()]
            )
            assert len(found) == each["rows"] == rows, each["name"]
            assert other_shop.canary not in content.decode()
        (change,) = csv.DictReader(io.StringIO(archive.read("change_set.csv").decode()))
        assert change["note"] == "'=1+1"
        assert json.loads(archive.read("change_set.jsonl"))["note"] == "=1+1"
        (item,) = csv.DictReader(io.StringIO(archive.read("inventory_item.csv").decode()))
        assert (item["sku"], item["unit_cost"]) == (shop.canary, "2.50")
        readme = archive.read("README.txt").decode()
    assert "Money is in GBP" in readme
    assert "stock_entry: The ledger" in readme


async def test_nothing_secret_is_exported(api: httpx2.AsyncClient, shop: ShopInApi) -> None:
    with await exported(api, shop) as archive:
        columns = json.loads(archive.read("manifest.json"))["columns"]
        named = {
            f"{table}.{name}" for table, names in columns.items() for name in names if SECRET.search(name)
        }
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert named == set()
    assert shop.key.encode() not in content


async def test_only_who_may_decide_on_the_whole_shop_takes_an_export_and_it_is_noted(
    app: FastAPI, api: httpx2.AsyncClient, shop: ShopInApi
) -> None:
    place = f"gid://shopify/Location/{shop.location_id}"
    for role, locations in (("viewer", None), ("warehouse", None), ("manager", [place])):
        more = {"locations": locations} if locations else {}
        person = await joined(app, api, shop, role, **more)
        assert (await person.ask("GET", "export")).status_code == 403
    await exported(api, shop)
    audit = (await api.get("/api/v1/audit?action=shop.exported", headers=shop.headers)).json()
    assert [entry["actor"] for entry in audit["items"]] == ["api_key:tests"]


def found_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


async def test_the_command_writes_the_file_whole(shop: ShopInApi, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    size = await export_to(database_url, shop.domain, file, datetime.now(UTC))
    assert found_in(tmp_path) == {"all.zip": size}
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("manifest.json"))["shop"] == shop.domain


async def test_what_stands_in_shopify_is_told_before_one_leaves(
    api: httpx2.AsyncClient, shop: ShopInApi, database: Database
) -> None:
    clear = (await api.get("/api/v1/leaving", headers=shop.headers)).json()
    assert clear == {
        "is_clear": True,
        "transfers_open": 0,
        "transfers": [],
        "lines_waiting": 0,
        "writes_open": 0,
        "writes_set_aside": 0,
        "steps_waiting": 0,
        "writes_stopped_at": None,
        "farewell": None,
    }
    async with database.shop(shop.shop_id) as connection:
        for name, state, actor in (
            ("#T1", "READY_TO_SHIP", "staff:1"),
            ("#T2", "CANCELED", "staff:1"),
            ("#T3", "READY_TO_SHIP", None),
        ):
            await connection.execute(
                text("""
                    INSERT INTO transfer (shop_id, transfer_id, name, state, actor, origin_id, created_at)
                    VALUES (:shop, gen_random_uuid(), :name, :state, :actor, :place, now())
                """),
                {
                    "shop": shop.shop_id,
                    "name": name,
                    "state": state,
                    "actor": actor,
                    "place": shop.location_id,
                },
            )
    found = (await api.get("/api/v1/leaving", headers=shop.headers)).json()
    assert (found["is_clear"], found["transfers_open"]) == (False, 1)
    (transfer,) = found["transfers"]
    assert (transfer["name"], transfer["origin_name"], transfer["has_shipments"]) == (
        "#T1",
        shop.canary,
        False,
    )
