"""Orders on paper and by mail over HTTP, and what a shop has decided about buying."""

from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.mail import Attachment, Mail, MailNotSent
from inventorysync.kit.problems import Invalid
from inventorysync.purchasing import queries
from inventorysync.purchasing.actions.ruling import set_rules
from inventorysync.purchasing.actions.sending import Letter, begin_mail, end_mail
from inventorysync.purchasing.actions.steps import Who, find_request, remember_request
from inventorysync.purchasing.file_queries import find_logo
from inventorysync.purchasing.letters import csv_of, pdf_of, write_letter
from inventorysync.purchasing.mail_schemas import (
    Limit,
    LimitOut,
    LogoOut,
    MailDraft,
    RulesInput,
    RulesOut,
    SendInput,
)
from inventorysync.purchasing.requests import Key, answer_order, tell, who_asks
from inventorysync.purchasing.rules import SUBJECT, WORDS, Rules, read_rules
from inventorysync.purchasing.schemas import OrderOut
from inventorysync.shops.access import Admin, Buyer, Reader, ShopConnection, Viewer
from inventorysync.shops.roles import Role

router = APIRouter(prefix="/purchase-orders/{order_id}", tags=["purchase orders"])
rules_router = APIRouter(prefix="/purchasing-rules", tags=["purchase orders"])


@router.get("/pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
async def get_order_pdf(viewer: Reader, connection: ShopConnection, order_id: UUID) -> Response:
    """The order as the supplier gets it."""
    record = await queries.get_order(connection, viewer.shop_id, order_id)
    return _file(await pdf_of((await write_letter(connection, viewer.shop_id, record)).paper), "inline")


@router.get("/csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def get_order_csv(viewer: Reader, connection: ShopConnection, order_id: UUID) -> Response:
    """The order's lines as a table."""
    record = await queries.get_order(connection, viewer.shop_id, order_id)
    return _file(await csv_of((await write_letter(connection, viewer.shop_id, record)).paper), "attachment")


@router.get("/mail")
async def get_mail_draft(
    request: Request, viewer: Buyer, connection: ShopConnection, order_id: UUID
) -> MailDraft:
    """The mail as it would go to the supplier; nothing is sent."""
    record = await queries.get_order(connection, viewer.shop_id, order_id)
    letter = await write_letter(connection, viewer.shop_id, record)
    return MailDraft(
        to=letter.email,
        subject=letter.subject,
        words=letter.words,
        attachments=[f"{record.name}.pdf"],
        sends_mail=request.app.state.settings.sends_mail,
    )


@router.post("/send")
async def post_send_order(
    request: Request, viewer: Buyer, order_id: UUID, wanted: SendInput, idempotency_key: Key
) -> OrderOut:
    """Mail the order to its supplier: the first time it is a sent order then, later it is sent again.

    Whether the mail server took it stands in the order's mails; where it did not, the order's state stays.
    """
    state, who = request.app.state, who_asks(request, viewer)
    begun = await _begin(request, viewer, order_id, wanted, who, idempotency_key)
    if begun is not None:
        mail_id, mail = begun
        try:
            outcome = "sent" if await state.mailer.send(mail, who.now) else "not_set_up"
            problem = ""
        except MailNotSent as error:
            outcome, problem = "failed", str(error)
        async with state.database.shop(viewer.shop_id) as connection:
            await end_mail(connection, viewer.shop_id, order_id, mail_id, mail.to, outcome, problem, who)
            tell(request, connection, viewer.shop_id, order_id)
    async with state.database.shop(viewer.shop_id) as connection:
        return await answer_order(connection, viewer, order_id)


async def _begin(
    request: Request, viewer: Viewer, order_id: UUID, wanted: SendInput, who: Who, key: str
) -> tuple[UUID, Mail] | None:
    """Write the mail down, once for its key; None where that was done before."""
    shop_id = viewer.shop_id
    async with request.app.state.database.shop(shop_id) as connection:
        body = wanted.model_dump(mode="json")
        made, digest = await find_request(connection, shop_id, who, key, f"send {order_id}", body)
        if made is not None:
            return None
        record = await queries.get_order(connection, shop_id, order_id)
        paper = (await write_letter(connection, shop_id, record)).paper
        files = [await pdf_of(paper)]
        if wanted.with_csv:
            files.append(await csv_of(paper))
        letter = Letter(wanted.to, wanted.subject, wanted.words, tuple(file.name for file in files))
        mail_id, _ = await begin_mail(connection, shop_id, order_id, wanted.version, letter, who)
        await remember_request(connection, shop_id, who, key, digest, order_id)
    return mail_id, Mail(wanted.to, wanted.subject, wanted.words, tuple(files))


@rules_router.get("")
async def get_purchasing_rules(viewer: Reader, connection: ShopConnection) -> RulesOut:
    """What the shop has decided about buying."""
    return await _rules_out(connection, viewer)


@rules_router.put("")
async def put_purchasing_rules(
    request: Request, viewer: Admin, connection: ShopConnection, wanted: RulesInput
) -> RulesOut:
    """Decide anew; orders that wait for approval are measured by the new rules."""
    rules = Rules(
        version=wanted.version,
        limits=_limits(wanted.limits),
        **wanted.model_dump(exclude={"version", "limits"}),
    )
    await set_rules(connection, viewer.shop_id, rules, who_asks(request, viewer))
    return await _rules_out(connection, viewer)


def _limits(given: list[Limit]) -> dict[Role, Decimal]:
    seen: dict[Role, Decimal] = {}
    for place, limit in enumerate(given):
        if limit.role in seen:
            raise Invalid.field(f"limits.{place}.role", "appears twice", "double")
        seen[limit.role] = limit.amount
    return seen


async def _rules_out(connection: AsyncConnection, viewer: Viewer) -> RulesOut:
    rules = await read_rules(connection, viewer.shop_id)
    logo = await find_logo(connection, viewer.shop_id)
    return RulesOut(
        version=rules.version,
        limits=[LimitOut(role=role, amount=amount) for role, amount in sorted(rules.limits.items())],
        over_percent=rules.over_percent,
        buyer_name=rules.buyer_name,
        buyer_address=rules.buyer_address,
        terms=rules.terms,
        mail_subject=rules.mail_subject or SUBJECT,
        mail_words=rules.mail_words or WORDS,
        currency=viewer.currency,
        logo=logo and LogoOut(width=logo.width, height=logo.height, changed_at=logo.changed_at),
    )


def _file(file: Attachment, how: str) -> Response:
    headers = {"Content-Disposition": f'{how}; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)
