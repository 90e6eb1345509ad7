"""Labels and shared codes over HTTP."""

from typing import Any

import httpx2
import pypdfium2
import pytest
from sqlalchemy import text
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

LABELS = "/api/v1/labels"


@pytest.fixture
async def coded(database: Database, shop: ShopInApi) -> ShopInApi:
    """Items 1 to 5: two share a barcode, two a SKU, one has neither."""
    rows = [
        (1, "A1", "4006381333931"),
        (2, "A2", "4006381333931"),
        (3, "B", ""),
        (4, "B", "96385074"),
        (5, "", ""),
    ]
    async with database.shop(shop.shop_id) as connection:
        for item, sku, barcode in rows:
            await connection.execute(
                text("""
                    INSERT INTO inventory_item (shop_id, item_id, sku, barcode, title, variant_title, vendor,
                      product_type, tracked, requires_shipping, price)
                    VALUES (:shop, :item, :sku, :barcode, 'A thing', '', '', '', true, true, 9.5)
                """),
                {"shop": shop.shop_id, "item": item, "sku": sku, "barcode": barcode},
            )
    return shop


def body(*items: int, **more: Any) -> dict[str, Any]:
    return {"lines": [{"inventory_item_id": f"gid://shopify/InventoryItem/{item}"} for item in items], **more}


async def test_labels_are_a_pdf_of_as_many_pages_as_it_takes(
    api: httpx2.AsyncClient, coded: ShopInApi
) -> None:
    wanted = body(1, 3, format="roll_57x32", extras=["price"])
    wanted["lines"][0]["copies"] = 3
    answer = await api.post(LABELS, json=wanted, headers=coded.headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert len(pypdfium2.PdfDocument(answer.content)) == 4
    formats = (await api.get("/api/v1/label-formats", headers=coded.headers)).json()["items"]
    assert {"a4_21", "letter_30", "roll_57x32"} <= {each["name"] for each in formats}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (body(1, 5), "lines.1"),
        (body(1, 77), "lines.1.inventory_item_id"),
        (body(1, format="a3"), "format"),
        (body(1, first_position=21), "first_position"),
        (body(1, size={"width_mm": 500, "height_mm": 20}), "size.width_mm"),
        (body(3, symbology="ean"), "lines.0"),
        ({"lines": []}, "lines"),
    ],
)
async def test_what_cannot_be_printed_is_named(
    api: httpx2.AsyncClient, coded: ShopInApi, wanted: dict[str, Any], field: str
) -> None:
    answer = await api.post(LABELS, json=wanted, headers=coded.headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].endswith(field)


async def test_shared_codes_are_found_with_their_items(api: httpx2.AsyncClient, coded: ShopInApi) -> None:
    answer = await api.get("/api/v1/shared-codes", headers=coded.headers)
    found = answer.json()
    assert [(each["code"], [item["sku"] for item in each["items"]]) for each in found["items"]] == [
        ("4006381333931", ["A1", "A2"])
    ]
    assert (found["items_in_all"], found["without_barcode"], found["without_sku"]) == (6, 3, 1)
    skus = (await api.get("/api/v1/shared-codes", params={"of": "sku"}, headers=coded.headers)).json()
    assert [each["code"] for each in skus["items"]] == ["B"]
