"""What a supplier gets: the order as a PDF and a CSV, by mail, with every sending in its log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fastapi import FastAPI
from support.order_desk import OrderDesk, fields_of, item_gid

from inventorysync.kit.mail import MailNotSent, Outbox

LETTER: dict[str, Any] = {"to": "orders@example.com", "subject": "Order", "words": "Please confirm"}


@pytest.fixture
def outbox(app: FastAPI, tmp_path: Path) -> Iterator[Outbox]:
    kept, outbox = app.state.mailer, Outbox(tmp_path / "outbox")
    app.state.mailer = outbox
    yield outbox
    app.state.mailer = kept


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


async def test_the_paper_says_all_that_a_supplier_needs(desk: OrderDesk) -> None:
    rules = {"version": 0, "limits": [], "buyer_name": "Łódź Tea Ltd", "buyer_address": "1 Mill Lane\nLeeds"}
    await desk.ask("PUT", "/api/v1/purchasing-rules", json={**rules, "terms": "Deliver before noon"})
    taxed = {"inventory_item_id": item_gid(1), "quantity": 100, "tax_rate": "19"}
    made = await desk.make(taxed, (2, 3), rate="0.85", note="Ring twice\nthen wait", expected_on="2027-01-15")
    draft = text_of(await desk.ask("GET", f"/{made['id']}/pdf"))
    assert "Draft, not an order yet" in draft
    await desk.act(made, "submit", as_is=True)
    said = text_of(await desk.ask("GET", f"/{made['id']}/pdf"))
    for words in (
        *(
            "PO-1001",
            "Łódź Tea Ltd",
            "1 Mill Lane",
            "Ölmühle Süd & Söhne",
            "80331 München",
            "K-77",
            "Place 1",
        ),
        *("15 January 2027", "OEL-5", "20001", "3.125", "312.50", "6.00", "Tax 19 %", "59.38"),
        *(
            "377.88 EUR",
            "30 days net",
            "Deliver before noon",
            "Ring twice",
            "2 lines, 103 units",
            "Page 1 of 1",
        ),
    ):
        assert words in said, words
    assert "Draft" not in said
    table = (await desk.ask("GET", f"/{made['id']}/csv")).decode("utf-8-sig").splitlines()
    assert table[0].startswith("Supplier code,SKU,Barcode,Item,Quantity,Unit cost,Tax %,Total")
    assert table[1].startswith("OEL-5,20001,5000000000001,")
    assert table[1].endswith(",100,3.125,19.00,312.50,")


async def test_yen_have_no_cents(desk: OrderDesk) -> None:
    dear = {"inventory_item_id": item_gid(1), "quantity": 3, "unit_cost": "333.5"}
    made = await desk.make(dear, currency="JPY", rate="0.005")
    assert (made["totals"]["total"], made["totals"]["in_shop"]["amount"]) == ("1001.00", "5.01")
    said = text_of(await desk.ask("GET", f"/{made['id']}/pdf"))
    assert "1,001 JPY" in said
    assert "333.5" in said


async def test_many_lines_take_many_pages(desk: OrderDesk) -> None:
    made = await desk.make(*((number, 1) for number in (1, 2, 3, *range(5, 13))), note="word " * 800)
    content = await desk.ask("GET", f"/{made['id']}/pdf")
    pages = len(pypdfium2.PdfDocument(content))
    assert pages > 1
    assert f"Page {pages} of {pages}" in text_of(content)


async def test_a_mail_takes_the_order_along_and_makes_it_a_sent_one(desk: OrderDesk, outbox: Outbox) -> None:
    made = await desk.make((1, 12), rate="0.85")
    assert (await desk.act(made, "send", 409, **LETTER))["type"].endswith("wrong-state")
    assert outbox.mails() == []
    await desk.act(made, "submit")
    draft = await desk.ask("GET", f"/{made['id']}/mail")
    assert (draft["to"], draft["attachments"]) == ("orders@example.com", ["PO-1001.pdf"])
    assert draft["subject"].startswith("Purchase order PO-1001 of ")
    assert draft["words"].startswith("Hello Jörg,")
    fresh = await desk.get(made)
    body = {"version": fresh["version"], **LETTER, "with_csv": True}
    sent = await desk.ask("POST", f"/{made['id']}/send", key="once", json=body)
    again = await desk.ask("POST", f"/{made['id']}/send", key="once", json=body)
    assert (sent["state"], again["state"]) == ("sent", "sent")
    (mail,) = outbox.mails()
    assert (mail.to, mail.subject, mail.text) == ("orders@example.com", "Order", "Please confirm")
    assert [file.name for file in mail.attachments] == ["PO-1001.pdf", "PO-1001.csv"]
    assert "4.20" in text_of(mail.attachments[0].content)
    (noted,) = sent["mails"]
    assert (noted["recipient"], noted["state"], noted["attachments"]) == (
        "orders@example.com",
        "sent",
        ["PO-1001.pdf", "PO-1001.csv"],
    )
    twice = await desk.act(made, "send", **{**LETTER, "to": "other@example.com"})
    assert [each["recipient"] for each in twice["mails"]] == ["orders@example.com", "other@example.com"]
    assert await desk.events(made) == ["made", "approved", "sent", "sent_again"]


async def test_a_mail_that_was_not_taken_leaves_the_order_as_it_is(app: FastAPI, desk: OrderDesk) -> None:
    class Refusing:
        async def send(self, *_: Any) -> bool:
            raise MailNotSent("the mail server did not take it")

    made = await desk.make((1, 12), rate="0.85")
    await desk.act(made, "submit")
    unset = await desk.act(made, "send", **LETTER)
    assert (unset["state"], unset["mails"][0]["state"]) == ("approved", "not_set_up")
    kept, app.state.mailer = app.state.mailer, Refusing()
    try:
        failed = await desk.act(made, "send", **LETTER)
    finally:
        app.state.mailer = kept
    assert (failed["state"], failed["mails"][1]["state"], failed["mails"][1]["problem"]) == (
        "approved",
        "failed",
        "the mail server did not take it",
    )


@pytest.mark.parametrize(
    ("field", "wrong"), [("to", "nobody"), ("subject", ""), ("subject", "a\nb"), ("words", " ")]
)
async def test_a_mail_that_cannot_be_is_refused_by_its_field(desk: OrderDesk, field: str, wrong: str) -> None:
    made = await desk.make((1, 12), rate="0.85")
    await desk.act(made, "submit")
    assert fields_of(await desk.act(made, "send", 422, **{**LETTER, field: wrong})) == [field]
