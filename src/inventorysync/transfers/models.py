"""Tables of transfers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Transfer(Base):
    """A transfer as Shopify has it; `number` is Shopify's, unknown until it has made a draft of ours."""

    __tablename__ = "transfer"
    __table_args__ = (
        Index("ux_transfer_number", "shop_id", "number", unique=True),
        Index("ix_transfer_shop_id_created_at", "shop_id", "created_at", "transfer_id"),
        Index("ix_transfer_shop_id_undoes", "shop_id", "undoes", postgresql_where=text("undoes IS NOT NULL")),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    state: Mapped[str] = mapped_column(Text)
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    destination_id: Mapped[int | None] = mapped_column(BigInteger)
    reference: Mapped[str] = mapped_column(Text, server_default=text("''"))
    note: Mapped[str] = mapped_column(Text, server_default=text("''"))
    actor: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    is_whole: Mapped[bool] = mapped_column(server_default=text("true"))
    undoes: Mapped[UUID | None] = mapped_column(Uuid)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class TransferLine(Base):
    """How many units of an item go: `number` is Shopify's id of the line."""

    __tablename__ = "transfer_line"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(BigInteger)
    picked: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    shipped: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class TransferShipment(Base):
    """A part of a transfer that travels as one."""

    __tablename__ = "transfer_shipment"
    __table_args__ = (Index("ix_transfer_shipment_shop_id_transfer_id", "shop_id", "transfer_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    company: Mapped[str | None] = mapped_column(Text)
    tracking_number: Mapped[str | None] = mapped_column(Text)
    tracking_url: Mapped[str | None] = mapped_column(Text)
    arrives_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    shipped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class TransferShipmentLine(Base):
    """Units of an item in a shipment, and what the destination took or refused of them."""

    __tablename__ = "transfer_shipment_line"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    line_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(BigInteger)
    accepted: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    rejected: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class TransferStep(Base):
    """One thing wanted of Shopify: `wanted` in our words, `payload` exactly as it was first sent."""

    __tablename__ = "transfer_step"
    __table_args__ = (
        Index("ix_transfer_step_shop_id_transfer_id", "shop_id", "transfer_id", "place"),
        Index(
            "ix_transfer_step_open",
            "shop_id",
            "due_at",
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    step_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid)
    place: Mapped[int] = mapped_column(BigInteger, Identity())
    kind: Mapped[str] = mapped_column(Text)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSONB)
    key: Mapped[UUID] = mapped_column(Uuid)
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    keys_burnt: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_error: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class TransferEvent(Base):
    """Something that happened to a transfer, as it was read or done; `version` is the transfer's after it."""

    __tablename__ = "transfer_event"
    __table_args__ = (Index("ix_transfer_event_shop_id_transfer_id", "shop_id", "transfer_id", "event_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str | None] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger)


class TransferRequest(Base):
    """A request that was carried out, under its idempotency key."""

    __tablename__ = "transfer_request"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    transfer_id: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
