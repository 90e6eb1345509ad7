"""What goes to a supplier: the order on paper, and the mail it goes with."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.mail import Attachment
from inventorysync.kit.table_files import MEDIA_TYPES, Values, csv_file
from inventorysync.purchasing.file_queries import find_logo
from inventorysync.purchasing.paper import HEADINGS, Paper, PaperLine, rows_of
from inventorysync.purchasing.queries import LineRecord, OrderRecord, list_lines
from inventorysync.purchasing.rules import SUBJECT, WORDS, Rules, read_rules
from inventorysync.shops.queries import ShopRecord, get_shop
from inventorysync.suppliers.queries import get_supplier

PDF = "application/pdf"
NOT_YET = ("draft", "awaiting_approval")
_PLACE = text("""
    SELECT name, city, country_code FROM location WHERE shop_id = :shop AND location_id = :location
""")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Everything of a shop and a supplier that an order or its mail needs."""

    paper: Paper
    rules: Rules
    email: str
    subject: str
    words: str


async def write_letter(connection: AsyncConnection, shop_id: int, record: OrderRecord) -> Letterhead:
    """An order as it would go out now."""
    shop = await get_shop(connection, shop_id)
    rules = await read_rules(connection, shop_id)
    supplier = await get_supplier(connection, shop_id, record.supplier_id)
    lines = await list_lines(connection, shop_id, record.order_id)
    place = (
        await connection.execute(_PLACE, {"shop": shop_id, "location": record.location_id})
    ).one_or_none()
    deliver_to = "\n".join(part for part in (place or ()) if part)
    logo = await find_logo(connection, shop_id)
    name = rules.buyer_name or shop.name
    paper = Paper(
        number=record.name,
        made_on=_day(record.created_at, shop),
        expected_on=record.expected_on,
        buyer_name=name,
        buyer_address=rules.buyer_address,
        supplier_name=supplier.name,
        supplier_contact=supplier.contact,
        supplier_address=supplier.address,
        account_number=supplier.account_number,
        reference=record.reference,
        deliver_to=deliver_to,
        currency=record.currency,
        terms="\n".join(part for part in (record.terms, rules.terms) if part),
        note=record.note,
        is_draft=record.state in NOT_YET,
        logo=logo and logo.content,
        lines=_paper_lines(lines),
    )
    values = {
        "number": record.name,
        "shop": name,
        "supplier": supplier.name,
        "contact": f" {supplier.contact}" if supplier.contact else "",
        "expected": f"on {record.expected_on:%d %B %Y}" if record.expected_on else "as agreed",
    }
    subject = " ".join(filled(rules.mail_subject or SUBJECT, values).split())
    return Letterhead(paper, rules, supplier.email, subject, filled(rules.mail_words or WORDS, values))


def filled(words: str, values: dict[str, str]) -> str:
    """A text with names in braces replaced by what they stand for; others stay as they are."""
    for name, value in values.items():
        words = words.replace("{" + name + "}", value)
    return words


async def pdf_of(paper: Paper) -> Attachment:
    """The order as a PDF."""
    return Attachment(f"{paper.number}.pdf", PDF, await asyncio.to_thread(_draw, paper))


def _draw(paper: Paper) -> bytes:
    from inventorysync.purchasing.paper_pdf import write_order  # most processes never draw one

    return write_order(paper)


async def csv_of(paper: Paper) -> Attachment:
    """The order's lines as a CSV file."""

    async def batches() -> AsyncIterator[Sequence[Values]]:
        yield rows_of(paper)

    content = b"".join([piece async for piece in csv_file(batches(), HEADINGS, "UTC")])
    return Attachment(f"{paper.number}.csv", MEDIA_TYPES["csv"], content)


def _day(moment: datetime, shop: ShopRecord) -> date:
    return moment.astimezone(ZoneInfo(shop.time_zone)).date()


def _paper_lines(lines: Sequence[LineRecord]) -> list[PaperLine]:
    return [
        PaperLine(
            code=line.code,
            sku=line.sku,
            barcode=line.barcode,
            title=" · ".join(part for part in (line.title, line.variant_title) if part),
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            tax_rate=line.tax_rate,
            expected_on=line.expected_on,
        )
        for line in lines
    ]
