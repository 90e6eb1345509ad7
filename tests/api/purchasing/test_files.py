"""Files with orders, and the logo that orders bear."""

import io
import zipfile
from typing import Any

import httpx2
import pypdfium2
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import text
from support.order_desk import OrderDesk, fields_of, place_gid
from support.people import joined
from support.running_api import ShopInApi

from inventorysync.kit.db import Database

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
LOGO = "/api/v1/purchasing-rules/logo"
MB = 1024 * 1024


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(made, kind, **more)
    return made.getvalue()


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


async def put(desk: OrderDesk, order: Any, name: str, content: bytes, expect: int = 201) -> Any:
    return await desk.ask("POST", f"/{order['id']}/files?name={name}", expect, content=content)


async def test_a_file_is_kept_with_an_order_saved_and_removed(
    desk: OrderDesk, api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    order = await desk.make((1, 12))
    kept = await put(desk, order, "Rechnung%20Ö%20%22a%22.pdf", PDF)
    again = await put(desk, order, "Rechnung%20Ö%20%22a%22.pdf", PDF)
    assert len(again["files"]) == 1, "the same file is kept once"
    (file,) = kept["files"]
    told = (file["name"], file["media_type"], file["bytes"])
    assert told == ('Rechnung Ö "a".pdf', "application/pdf", len(PDF))
    answer = await api.get(
        f"/api/v1/purchase-orders/{order['id']}/files/{file['id']}", headers=stocked.headers
    )
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename*=UTF-8''Rechnung%20%C3%96%20%22a%22.pdf"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    left = await desk.ask("DELETE", f"/{order['id']}/files/{file['id']}")
    assert left["files"] == []
    await desk.ask("GET", f"/{order['id']}/files/{file['id']}", 404)
    await desk.ask("DELETE", f"/{order['id']}/files/{file['id']}", 404)
    assert (await desk.events(order))[-2:] == ["file_added", "file_removed"]
    log = await desk.ask("GET", "/api/v1/audit?about=purchase_order")
    assert [entry["action"] for entry in log["items"]][:2] == [
        "purchase_order.file_removed",
        "purchase_order.file_added",
    ]


@pytest.mark.parametrize(("name", "content", "field"), [
    ("page.html", b"<!doctype html><script>alert(1)</script>", "file"),
    ("page.txt", b"  <svg onload=alert(1)>", "file"),
    ("program.exe", b"MZ\x90\x00\x03\x00", "file"),
    ("archive.zip", office("a.txt"), "file"),
    ("macros.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "file"),
    ("empty.pdf", b"", "file"),
    ("invoice.pdf", picture(), "name"),
    ("invoice", PDF, "name"),
    ("broken.xlsx", b"PK\x03\x04garbage", "file"),
])  # fmt: skip
async def test_other_kinds_of_files_are_refused_by_what_they_are(
    desk: OrderDesk, name: str, content: bytes, field: str
) -> None:
    order = await desk.make((1, 12))
    refused = await put(desk, order, name, content, 422)
    assert fields_of(refused) == [field]
    assert (await desk.get(order))["files"] == []


async def test_the_kinds_that_suppliers_send_are_kept(desk: OrderDesk) -> None:
    order = await desk.make((1, 12))
    good = {
        "a.png": picture(), "b.JPEG": picture("JPEG"), "c.webp": picture("WEBP"),
        "d.csv": "Größe,9\n".encode(),
        "e.xlsx": office("xl/workbook.xml"), "f.docx": office("word/document.xml"),
    }  # fmt: skip
    for name, content in good.items():
        await put(desk, order, name, content)
    assert [file["name"] for file in (await desk.get(order))["files"]] == list(good)


async def test_a_file_that_is_too_large_is_refused_with_the_limit_and_an_order_keeps_so_many(
    desk: OrderDesk, database: Database, stocked: ShopInApi
) -> None:
    order = await desk.make((1, 12))
    refused = await put(desk, order, "a.pdf", PDF + b"\n" * (10 * MB), 413)
    assert refused["detail"] == "a file may have 10 MB at most"
    for name in ("a%2Fb.pdf", "a%0Ab.pdf", "%20" * 201):
        await put(desk, order, name, PDF, 422)
    for number in range(30):
        await put(desk, order, f"{number}.pdf", PDF)
    full = await put(desk, order, "30.pdf", PDF, 409)
    assert full["detail"] == "an order keeps 30 files: remove one first"
    async with database.shop(stocked.shop_id) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM purchase_order_file_content")) == 30


async def test_files_follow_their_orders_location_and_need_somebody_who_works_with_it(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    order = await desk.make((1, 12))
    (file,) = (await put(desk, order, "a.pdf", PDF))["files"]
    path = f"purchase-orders/{order['id']}/files"
    viewer = await joined(app, api, stocked, "viewer")
    assert (await viewer.ask("GET", f"{path}/{file['id']}")).status_code == 200
    assert (await viewer.ask("POST", f"{path}?name=b.pdf", content=PDF)).status_code == 403
    assert (await viewer.ask("DELETE", f"{path}/{file['id']}")).status_code == 403
    elsewhere = await joined(app, api, stocked, "warehouse", locations=[place_gid(2)])
    assert (await elsewhere.ask("GET", f"{path}/{file['id']}")).status_code == 404
    assert (await elsewhere.ask("POST", f"{path}?name=b.pdf", content=PDF)).status_code == 404
    there = await joined(app, api, stocked, "warehouse", locations=[place_gid(1)])
    assert (await there.ask("POST", f"{path}?name=b.pdf", content=PDF)).status_code == 201


async def test_files_and_the_logo_are_in_the_farewell_as_files(
    desk: OrderDesk, api: httpx2.AsyncClient, stocked: ShopInApi
) -> None:
    order = await desk.make((1, 12))
    (file,) = (await put(desk, order, "invoice.pdf", PDF))["files"]
    await desk.ask("PUT", LOGO, content=picture())
    answer = await api.get("/api/v1/export", headers=stocked.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read(f"files/{order['name']}/{file['id'][:8]} invoice.pdf") == PDF
        assert archive.read("files/logo.png").startswith(b"\x89PNG")
        assert b"invoice.pdf" in archive.read("purchase_order_file.csv")


def pictures_on(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    return sum(found.type == 3 for found in document[0].get_objects())  # FPDF_PAGEOBJ_IMAGE


async def test_a_logo_is_drawn_anew_and_stands_on_orders(desk: OrderDesk) -> None:
    order = await desk.make((1, 12))
    assert pictures_on(await desk.ask("GET", f"/{order['id']}/pdf")) == 0
    assert (await desk.ask("GET", "/api/v1/purchasing-rules"))["logo"] is None
    await desk.ask("GET", LOGO, 404)
    secret = b"<script>alert(1)</script>"
    made = await desk.ask("PUT", LOGO, content=picture("JPEG", (3000, 600), comment=secret) + secret)
    assert (made["width"], made["height"]) == (1200, 240)
    drawn = await desk.ask("GET", LOGO)
    assert drawn.startswith(b"\x89PNG")
    assert secret not in drawn, "nothing but the picture is kept"
    assert (await desk.ask("GET", "/api/v1/purchasing-rules"))["logo"]["width"] == 1200
    pdf = await desk.ask("GET", f"/{order['id']}/pdf")
    assert pictures_on(pdf) == 1
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert order["name"] in words
    assert "Total" in words
    await desk.ask("DELETE", LOGO, 204)
    await desk.ask("DELETE", LOGO, 404)
    assert pictures_on(await desk.ask("GET", f"/{order['id']}/pdf")) == 0
    log = await desk.ask("GET", "/api/v1/audit?about=purchasing")
    assert [entry["action"] for entry in log["items"]][:2] == [
        "purchasing.logo_removed",
        "purchasing.logo_set",
    ]


@pytest.mark.parametrize(("content", "says"), [
    (PDF, "neither PNG nor JPEG"),
    (b"GIF89a" + b"\x00" * 40, "neither PNG nor JPEG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG"),
    (picture()[:120], "damaged"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "damaged"),
    (picture(size=(5000, 4000)), "16,000,000 in all are the most"),
    (picture(size=(8, 8)), "each side needs 16"),
])  # fmt: skip
async def test_what_is_no_picture_for_a_logo_is_refused(desk: OrderDesk, content: bytes, says: str) -> None:
    refused = await desk.ask("PUT", LOGO, 422, content=content)
    assert says in refused["errors"][0]["message"]
    await desk.ask("GET", LOGO, 404)


async def test_a_logo_has_two_megabytes_at_most_and_is_an_administrators(
    app: FastAPI, api: httpx2.AsyncClient, desk: OrderDesk, stocked: ShopInApi
) -> None:
    refused = await desk.ask("PUT", LOGO, 413, content=picture() + b"\x00" * (2 * MB))
    assert refused["detail"] == "a file may have 2 MB at most"
    buyer = await joined(app, api, stocked, "buyer")
    assert (await buyer.ask("PUT", "purchasing-rules/logo", content=picture())).status_code == 403
    assert (await buyer.ask("DELETE", "purchasing-rules/logo")).status_code == 403
