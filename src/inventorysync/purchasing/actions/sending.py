"""Sending an order to its supplier. Every mail is written down before it leaves, and what became of it.

A mail that was handed to the server is not sent again by the same request; one whose outcome is not known,
because the process died in between, stays `sending` in the log, and a person decides.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.purchasing.actions.steps import Who, note, open_order, set_state
from inventorysync.purchasing.queries import OrderRecord, get_order

SENDABLE = ("approved", "sent", "confirmed", "partly_received", "received")
_BEGIN = text("""
    INSERT INTO purchase_order_mail (shop_id, mail_id, order_id, recipient, subject, words, attachments,
                                     actor, at, state, problem)
    VALUES (:shop, :mail, :id, :to, :subject, :words, :attachments, :actor, :now, 'sending', '')
""")
_END = text("""
    UPDATE purchase_order_mail SET state = :state, problem = :problem
    WHERE shop_id = :shop AND mail_id = :mail
""")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to a supplier as it was written; `attachments` are names."""

    to: str
    subject: str
    words: str
    attachments: tuple[str, ...]


async def begin_mail(
    connection: AsyncConnection, shop_id: int, order_id: UUID, version: int, letter: Letter, who: Who
) -> tuple[UUID, OrderRecord]:
    """Write down a mail that is about to be sent (its id, the order); raises WrongState before approval."""
    record = await open_order(connection, shop_id, order_id, SENDABLE, version)
    mail_id = uuid4()
    arguments = {
        "mail": mail_id,
        "id": order_id,
        "to": letter.to,
        "subject": letter.subject,
        "words": letter.words,
        "attachments": list(letter.attachments),
        "actor": who.actor,
        "now": who.now,
    }
    await connection.execute(_BEGIN, {"shop": shop_id, **arguments})
    return mail_id, record


async def end_mail(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    mail_id: UUID,
    to: str,
    outcome: str,
    problem: str,
    who: Who,
) -> None:
    """Note what became of a mail; the first one that was sent makes an approved order a sent one."""
    record = await get_order(connection, shop_id, order_id, lock=True)
    arguments = {"shop": shop_id, "mail": mail_id, "state": outcome, "problem": problem}
    await connection.execute(_END, arguments)
    if outcome != "sent":
        told = {"to": to, "problem": problem or outcome}
        await note(connection, shop_id, order_id, who, "mail_failed", after=told)
    elif record.state == "approved":
        await set_state(connection, shop_id, record, "sent", who, "sent", {"to": to}, placed_as="sent")
    else:
        await note(connection, shop_id, order_id, who, "sent_again", after={"to": to})
