"""Tables of costing. Entries, layers and costs of items are derived: they can be computed again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, Numeric, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class CostingRules(Base):
    """How a shop costs its stock; `accounts` are the names of its ledger's accounts, for journals."""

    __tablename__ = "costing_rules"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    method: Mapped[str] = mapped_column(Text)
    accounts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))


class OpeningCost(Base):
    """What one unit cost that was in stock when the ledger began: by Shopify as it was then, or a person."""

    __tablename__ = "opening_cost"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    unit_cost: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    noted_by: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CostEntry(Base):
    """What a part of a ledger's entry did to the value of a place (see events.Entry)."""

    __tablename__ = "cost_entry"
    __table_args__ = (
        Index("ix_cost_entry_shop_id_at", "shop_id", "at"),
        Index("ix_cost_entry_unknown", "shop_id", "item_id", postgresql_where=text("basis = 'unknown'")),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    location_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    units: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Decimal] = mapped_column(Numeric(24, 4))
    basis: Mapped[str] = mapped_column(Text)
    document_kind: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[str | None] = mapped_column(Text)
    document_label: Mapped[str | None] = mapped_column(Text)


class CostLayer(Base):
    """What lies at a place now, the next to leave first; units that are owed are less than none."""

    __tablename__ = "cost_layer"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    units: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Decimal] = mapped_column(Numeric(24, 4))


class CostDue(Base):
    """An item whose costs have to be computed again."""

    __tablename__ = "cost_due"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CostMark(Base):
    """Up to which rows the ledger was looked through, and up to which nothing can be added any more."""

    __tablename__ = "cost_mark"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    movement_id: Mapped[int] = mapped_column(BigInteger)
    explanation_id: Mapped[int] = mapped_column(BigInteger)
    seen_movement_id: Mapped[int] = mapped_column(BigInteger)
    seen_explanation_id: Mapped[int] = mapped_column(BigInteger)
    costed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class MonthFigure(Base):
    """What a closed month was reported with: its own entries, and what corrected months before it."""

    __tablename__ = "month_figure"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account: Mapped[str] = mapped_column(Text, primary_key=True)
    is_correction: Mapped[bool] = mapped_column(primary_key=True)
    units: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Decimal] = mapped_column(Numeric(24, 4))
