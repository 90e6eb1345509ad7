"""Tables of sync."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    Uuid,
    text,
)
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
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    location_id: Mapped[int | None] = mapped_column(BigInteger)
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
    """Something to read again: a level (its keys are item and location), an item, a product, an order.

    `said_by` is the surest of those who hinted at it (see words.py).
    """

    __tablename__ = "sync_wake"
    __table_args__ = (Index("ix_sync_wake_due", "shop_id", "kind", "due_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key2: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hints: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    said_by: Mapped[int] = mapped_column(SmallInteger, server_default=text("2"))
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
    __table_args__ = (
        Index("ix_sync_log_at", "shop_id", "at", "log_id"),
        Index("ix_sync_log_item", "shop_id", "item_id", "at", "log_id"),
        Index("ix_sync_log_location", "shop_id", "location_id", "at", "log_id"),
        Index(
            "ix_sync_log_trouble",
            "shop_id",
            "result",
            "at",
            "log_id",
            postgresql_where=text("result NOT IN ('booked', 'applied')"),
        ),
        Index(
            "ix_sync_log_request",
            "shop_id",
            "request_id",
            "at",
            "log_id",
            postgresql_where=text("request_id IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    log_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    direction: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[dict[str, int]] = mapped_column(JSONB)
    result: Mapped[str] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)


class SyncDifference(Base):
    """A level that differed from Shopify without any webhook having said so, and what became of it.

    `ours`, `shopify` and `units` (Shopify's less ours) are by quantity name; `movement_id` booked it.
    """

    __tablename__ = "sync_difference"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'taken', 'pushed', 'dismissed')", name="state"),
        CheckConstraint("policy IN ('take', 'push', 'ask')", name="policy"),
        Index("ix_sync_difference_found_at", "shop_id", "found_at", "difference_id"),
        Index("ix_sync_difference_level", "shop_id", "item_id", "location_id", "found_at"),
        Index(
            "ix_sync_difference_open",
            "shop_id",
            "policy",
            "found_at",
            postgresql_where=text("state = 'open'"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    difference_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    found_by: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    ours: Mapped[dict[str, int]] = mapped_column(JSONB)
    shopify: Mapped[dict[str, int]] = mapped_column(JSONB)
    units: Mapped[dict[str, int]] = mapped_column(JSONB)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)
    movement_id: Mapped[int | None] = mapped_column(BigInteger)
    announced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    policy: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None] = mapped_column(Text)
    change_set_id: Mapped[UUID | None] = mapped_column(Uuid)


class SyncCheck(Base):
    """A comparison with Shopify that a person asked for: of the shop, a location, or an item."""

    __tablename__ = "sync_check"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'done', 'canceled', 'failed')", name="state"),
        Index("ix_sync_check_asked_at", "shop_id", "asked_at"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    location_id: Mapped[int | None] = mapped_column(BigInteger)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(Text)
    levels_total: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    levels_checked: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    levels_different: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DriftPolicy(Base):
    """What a shop wants done with differences; location 0 stands for all that have no line of their own."""

    __tablename__ = "drift_policy"
    __table_args__ = (CheckConstraint("policy IN ('take', 'push', 'ask')", name="policy"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    policy: Mapped[str] = mapped_column(Text)
    chosen_by: Mapped[str] = mapped_column(Text)
    chosen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
