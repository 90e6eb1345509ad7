"""Tables of purchase orders; events, comments and lines of receipts are append-only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class PurchaseOrder(Base):
    """What is bought from a supplier for a location.

    `rate` is what one of the order's currency is worth in the shop's; `placed_as` is `sent` or `confirmed`,
    what it was before anything arrived. `origin` is what an order of another system was called there.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        Index("ix_purchase_order_shop_id_created_at", "shop_id", "created_at", "order_id"),
        Index("ux_purchase_order_number", "shop_id", "number", unique=True),
        Index("ix_purchase_order_shop_id_supplier_id", "shop_id", "supplier_id"),
        Index(
            "ux_purchase_order_origin",
            "shop_id",
            "origin",
            unique=True,
            postgresql_where=text("origin IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    supplier_id: Mapped[UUID] = mapped_column(Uuid)
    location_id: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    rate: Mapped[Decimal | None] = mapped_column(Numeric)
    state: Mapped[str] = mapped_column(Text)
    placed_as: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    expected_on: Mapped[date | None] = mapped_column(Date)
    terms: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    origin: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PurchaseOrderLine(Base):
    """Units of an item; `code`, `pack` and `minimum` are the supplier's at the time it was written.

    `received_before` of the received units arrived before the order was brought here, without a receipt.
    """

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        Index("ux_purchase_order_line_item", "shop_id", "order_id", "item_id", unique=True),
        Index("ix_purchase_order_line_shop_id_item_id", "shop_id", "item_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    line_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    place: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(Text)
    pack: Mapped[int] = mapped_column(Integer)
    minimum: Mapped[int] = mapped_column(Integer)
    quantity: Mapped[int] = mapped_column(Integer)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    tax_rate: Mapped[Decimal | None] = mapped_column(Numeric)
    expected_on: Mapped[date | None] = mapped_column(Date)
    received: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    returned: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    received_before: Mapped[int] = mapped_column(Integer, server_default=text("0"))


class PurchaseOrderEvent(Base):
    """Something that happened to an order; `version` is the order's after it."""

    __tablename__ = "purchase_order_event"
    __table_args__ = (Index("ix_purchase_order_event_shop_id_order_id", "shop_id", "order_id", "event_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger)


class PurchaseOrderComment(Base):
    """What somebody of the shop has said about an order; suppliers never see it."""

    __tablename__ = "purchase_order_comment"
    __table_args__ = (
        Index("ix_purchase_order_comment_shop_id_order_id", "shop_id", "order_id", "comment_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class PurchaseOrderMail(Base):
    """A mail to the supplier: `sending` until it is known whether the server took it."""

    __tablename__ = "purchase_order_mail"
    __table_args__ = (Index("ix_purchase_order_mail_shop_id_order_id", "shop_id", "order_id", "at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    mail_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[str]] = mapped_column(ARRAY(Text))
    actor: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)


class PurchaseOrderFile(Base):
    """A file that somebody has put with an order; its bytes are in a table of their own."""

    __tablename__ = "purchase_order_file"
    __table_args__ = (Index("ix_purchase_order_file_shop_id_order_id", "shop_id", "order_id", "added_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PurchaseOrderFileContent(Base):
    """The bytes of a file of an order."""

    __tablename__ = "purchase_order_file_content"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PurchasingLogo(Base):
    """The logo that orders bear: a PNG that was drawn here."""

    __tablename__ = "purchasing_logo"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PurchaseOrderRequest(Base):
    """A request that was carried out, under its idempotency key."""

    __tablename__ = "purchase_order_request"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Receipt(Base):
    """What arrived at one time, or was sent back; `others` are wrong items, which never become stock.

    `effective_at` is when it happened, `recorded_at` when it was written down here. `change_set_id` is what
    moved the stock; its ledger entries are those of the receipt's lines.
    """

    __tablename__ = "receipt"
    __table_args__ = (Index("ux_receipt_number", "shop_id", "order_id", "number", unique=True),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    effective_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    recorded_by: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    rate: Mapped[Decimal] = mapped_column(Numeric)
    note: Mapped[str] = mapped_column(Text)
    others: Mapped[list[Any]] = mapped_column(JSONB)
    change_set_id: Mapped[UUID | None] = mapped_column(Uuid)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[str | None] = mapped_column(Text)
    undo_change_set_id: Mapped[UUID | None] = mapped_column(Uuid)


class ReceiptLine(Base):
    """Units of an order's line put at a location under a quantity's name, at the order's cost of one."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        Index("ix_receipt_line_shop_id_receipt_id", "shop_id", "receipt_id"),
        Index("ix_receipt_line_shop_id_item_id", "shop_id", "item_id", "id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    receipt_id: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[UUID] = mapped_column(Uuid)
    line_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Integer)
    unit_cost: Mapped[Decimal] = mapped_column(Numeric)


class PurchaseOrderNumber(Base):
    """The last number that an order of the shop was given."""

    __tablename__ = "purchase_order_number"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class PurchasingRules(Base):
    """What a shop has decided about buying: limits by role in its currency, and what orders say of it."""

    __tablename__ = "purchasing_rules"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB)
    over_percent: Mapped[Decimal] = mapped_column(Numeric)
    buyer_name: Mapped[str] = mapped_column(Text)
    buyer_address: Mapped[str] = mapped_column(Text)
    terms: Mapped[str] = mapped_column(Text)
    mail_subject: Mapped[str] = mapped_column(Text)
    mail_words: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
