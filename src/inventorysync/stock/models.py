"""Tables of stock; those of LEDGER_TABLES are append-only."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, LargeBinary, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base

QUIET_QUANTITIES = ("committed", "reserved", "damaged", "safety_stock", "quality_control", "incoming")
LEDGER_TABLES = ("stock_movement", "stock_entry", "stock_fact", "stock_explanation", "ledger_link")


class InventoryLevel(Base):
    """The eight quantities of an item at a location as last booked, and the version they were read at."""

    __tablename__ = "inventory_level"
    __table_args__ = (
        Index("ix_inventory_level_shop_id_location_id", "shop_id", "location_id", "item_id"),
        Index("ix_inventory_level_shop_id_available", "shop_id", "available", "item_id", "location_id"),
        Index("ix_inventory_level_shop_id_on_hand", "shop_id", "on_hand", "item_id", "location_id"),
        Index("ix_inventory_level_shop_id_booked_at", "shop_id", "booked_at", "item_id", "location_id"),
        Index(
            "ix_inventory_level_shop_id_value",
            "shop_id",
            text("coalesce(on_hand * unit_cost, 0)"),
            "item_id",
            "location_id",
        ),
        *(
            Index(
                f"ix_inventory_level_shop_id_{name}",
                "shop_id",
                name,
                "item_id",
                "location_id",
                postgresql_where=text(f"{name} <> 0"),
            )
            for name in QUIET_QUANTITIES
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    level_id: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    available: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    committed: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    reserved: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    damaged: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    safety_stock: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    quality_control: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    on_hand: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    incoming: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    version: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    generation: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    quarantined_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    booked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))  # that of the item: see costs


class StockMovement(Base):
    """One act of booking: why, by whom, on which document, when it took effect and when it was recorded."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        Index(
            "ix_stock_movement_shop_id_change_set_id",
            "shop_id",
            "change_set_id",
            postgresql_where=text("change_set_id IS NOT NULL"),
        ),
        Index("ix_stock_movement_shop_id_effective_at", "shop_id", "effective_at", "movement_id"),
        Index(
            "ix_stock_movement_late",
            "shop_id",
            "movement_id",
            postgresql_where=text("recorded_at - effective_at >= interval '24 hours'"),
        ),
        Index("ix_stock_movement_opening", "shop_id", postgresql_where=text("cause = 'opening'")),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    movement_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cause: Mapped[str] = mapped_column(Text)
    actor: Mapped[str | None] = mapped_column(Text)
    document_kind: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[str | None] = mapped_column(Text)
    document_label: Mapped[str | None] = mapped_column(Text)
    change_set_id: Mapped[UUID | None] = mapped_column(Uuid)
    effective_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    effective_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StockEntry(Base):
    """One quantity of one level changed by `delta` units to `balance`."""

    __tablename__ = "stock_entry"
    __table_args__ = (
        Index("ix_stock_entry_movement_id", "movement_id", postgresql_using="brin"),
        Index(
            "ix_stock_entry_run_out",
            "shop_id",
            "movement_id",
            "item_id",
            "location_id",
            postgresql_where=text("name = 'available' AND balance <= 0 AND delta < 0"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger)
    movement_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    delta: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int] = mapped_column(BigInteger)


class StockFact(Base):
    """Something that explains a change of a level: units by quantity name in `deltas`."""

    __tablename__ = "stock_fact"
    __table_args__ = (
        Index("ix_stock_fact_shop_id_item_id", "shop_id", "item_id", "location_id"),
        Index("ix_stock_fact_shop_id_source", "shop_id", "source"),
        Index("ix_stock_fact_shop_id_document_id", "shop_id", "document_id"),
        Index("ix_stock_fact_shop_id_occurred_at", "shop_id", "occurred_at"),
        Index(
            "ix_stock_fact_document_label",
            "shop_id",
            "document_label",
            postgresql_ops={"document_label": "text_pattern_ops"},
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    fact_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str] = mapped_column(Text)
    actor: Mapped[str | None] = mapped_column(Text)
    document_kind: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[str | None] = mapped_column(Text)
    document_label: Mapped[str | None] = mapped_column(Text)
    occurred_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    deltas: Mapped[dict[str, int]] = mapped_column(JSONB)


class StockExplanation(Base):
    """Part of an entry, explained by a fact."""

    __tablename__ = "stock_explanation"
    __table_args__ = (
        Index("ix_stock_explanation_shop_id_entry_id", "shop_id", "item_id", "entry_id"),
        Index("ix_stock_explanation_shop_id_fact_id", "shop_id", "fact_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    explanation_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    entry_id: Mapped[int] = mapped_column(BigInteger)
    fact_id: Mapped[int] = mapped_column(BigInteger)
    delta: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StockEarlier(Base):
    """A change of a level before its opening, as Shopify's own export tells it: no part of the ledger.

    `source` is the import it came with, which can be taken back.
    """

    __tablename__ = "stock_earlier"
    __table_args__ = (
        Index("ix_stock_earlier_at", "shop_id", "item_id", "at"),
        Index("ix_stock_earlier_source", "shop_id", "source"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    earlier_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    delta: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    activity: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class StockCheckpoint(Base):
    """What every level held at `until`, by the movements up to `movement_id` (see as_of)."""

    __tablename__ = "stock_checkpoint"
    __table_args__ = (Index("ix_stock_checkpoint_shop_id_until", "shop_id", "until"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    checkpoint_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    movement_id: Mapped[int] = mapped_column(BigInteger)
    recorded_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StockCheckpointLevel(Base):
    """A level of a checkpoint."""

    __tablename__ = "stock_checkpoint_level"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    checkpoint_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    available: Mapped[int] = mapped_column(BigInteger)
    committed: Mapped[int] = mapped_column(BigInteger)
    reserved: Mapped[int] = mapped_column(BigInteger)
    damaged: Mapped[int] = mapped_column(BigInteger)
    safety_stock: Mapped[int] = mapped_column(BigInteger)
    quality_control: Mapped[int] = mapped_column(BigInteger)
    on_hand: Mapped[int] = mapped_column(BigInteger)
    incoming: Mapped[int] = mapped_column(BigInteger)


class LedgerLink(Base):
    """A row's place in its chain: the hash of the link before it and of its content (see links.py)."""

    __tablename__ = "ledger_link"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    chain: Mapped[str] = mapped_column(Text, primary_key=True)
    row_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerMark(Base):
    """Up to which rows links may be given, once the transactions that were open have ended."""

    __tablename__ = "ledger_mark"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    movement_id: Mapped[int] = mapped_column(BigInteger)
    fact_id: Mapped[int] = mapped_column(BigInteger)
    explanation_id: Mapped[int] = mapped_column(BigInteger)
    transactions_before: Mapped[int | None] = mapped_column(BigInteger)


class ChangeSet(Base):
    """A change somebody wants, from the request to Shopify's confirmation."""

    __tablename__ = "change_set"
    __table_args__ = (
        Index("ux_change_set_idempotency_key", "shop_id", "actor", "idempotency_key", unique=True),
        Index("ix_change_set_shop_id_created_at", "shop_id", "created_at"),
        Index(
            "ix_change_set_shop_id_document",
            "shop_id",
            "document_kind",
            "document_id",
            postgresql_where=text("document_id IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_set_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_hash: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    undoes: Mapped[UUID | None] = mapped_column(Uuid)
    cause: Mapped[str] = mapped_column(Text, server_default=text("'adjustment'"))
    document_kind: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[str | None] = mapped_column(Text)
    document_label: Mapped[str | None] = mapped_column(Text)


class ChangeSetLine(Base):
    """One level's part of a change set and how far it has come."""

    __tablename__ = "change_set_line"
    __table_args__ = (
        Index(
            "ix_change_set_line_open",
            "shop_id",
            "change_set_id",
            "line",
            postgresql_where=text("state IN ('pending', 'pushing')"),
        ),
        Index("ix_change_set_line_shop_id_item_id", "shop_id", "item_id", "location_id"),
        Index(
            "ux_change_set_line_undoes",
            "shop_id",
            "undoes",
            "undoes_line",
            unique=True,
            postgresql_where=text("undoes IS NOT NULL AND state <> 'failed'"),
        ),
        Index(
            "ix_change_set_line_stuck",
            "shop_id",
            "settled_at",
            postgresql_where=text("state = 'failed' AND closed_at IS NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_set_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    from_name: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    delta: Mapped[int] = mapped_column(BigInteger)
    priority: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    stale_rounds: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    solo: Mapped[bool] = mapped_column(server_default=text("false"))
    error_code: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undoes: Mapped[UUID | None] = mapped_column(Uuid)
    undoes_line: Mapped[int | None] = mapped_column(Integer)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class WriteCall(Base):
    """One mutation to Shopify, written before it is sent; its id is the idempotency key."""

    __tablename__ = "write_call"
    __table_args__ = (
        Index("ix_write_call_open", "shop_id", "next_attempt_at", postgresql_where=text("state = 'open'")),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    call_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    change_set_id: Mapped[UUID] = mapped_column(Uuid)
    mutation: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str | None] = mapped_column(Text)


class LevelIntent(Base):
    """The one unresolved own write of a level."""

    __tablename__ = "level_intent"
    __table_args__ = (Index("ix_level_intent_shop_id_call_id", "shop_id", "call_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    call_id: Mapped[UUID] = mapped_column(Uuid)
    change_set_id: Mapped[UUID] = mapped_column(Uuid)
    line: Mapped[int] = mapped_column(Integer)
    deltas: Mapped[dict[str, int]] = mapped_column(JSONB)
