"""Tables of sync."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class WebhookInbox(Base):
    """A verified webhook that arrived; the delivery id makes duplicates one row. Rows are never rewritten."""

    __tablename__ = "webhook_inbox"
    __table_args__ = (Index("ix_webhook_inbox_received_at", "received_at", postgresql_using="brin"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(Text, primary_key=True)
    topic: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    triggered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WebhookWaiting(Base):
    """A webhook that is not absorbed yet, reduced to the ids it hints at; its row goes with its work."""

    __tablename__ = "webhook_waiting"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    waiting_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    hint: Mapped[dict[str, Any]] = mapped_column(JSON)


class SyncWake(Base):
    """Something to read again: a level (its keys are item and location), an item, a product, an order."""

    __tablename__ = "sync_wake"
    __table_args__ = (Index("ix_sync_wake_due", "shop_id", "kind", "due_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key2: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hints: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    first_hinted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str | None] = mapped_column(Text)


class SyncStream(Base):
    """A shop's stream: which worker drives it now, and how far reconciliation has come."""

    __tablename__ = "sync_stream"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    holder: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    paused_reason: Mapped[str | None] = mapped_column(Text)
    reconcile_started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reconcile_completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    all_read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    orders_read_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    transfers_looked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    throttle: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ImportRun(Base):
    """The first import of a shop, or a full one asked for later: where it is, so that it can go on."""

    __tablename__ = "import_run"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    import_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    phase: Mapped[str | None] = mapped_column(Text)
    catalogue_operation: Mapped[str | None] = mapped_column(Text)
    levels_operation: Mapped[str | None] = mapped_column(Text)
    lines_done: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    products: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    variants: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    levels: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    variants_expected: Mapped[int | None] = mapped_column(BigInteger)
    levels_expected: Mapped[int | None] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(Text)


class SyncLog(Base):
    """What was seen in Shopify or pushed to it, and what came of it."""

    __tablename__ = "sync_log"
    __table_args__ = (Index("ix_sync_log_shop_id_item_id", "shop_id", "item_id", "log_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    log_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    direction: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[dict[str, int]] = mapped_column(JSONB)
    result: Mapped[str] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
