"""Tables of stocktakes; scans are append-only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Identity, Index, Integer, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Stocktake(Base):
    """A count of some items at one location, from its draft to the change set that posts it.

    `version` grows with everything that changes what would be posted. `waits_for` says what keeps a posting.
    """

    __tablename__ = "stocktake"
    __table_args__ = (
        Index("ix_stocktake_shop_id_created_at", "shop_id", "created_at", "stocktake_id"),
        Index("ux_stocktake_number", "shop_id", "number", unique=True),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stocktake_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(Text)
    location_id: Mapped[int] = mapped_column(BigInteger)
    scope: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_blind: Mapped[bool]
    state: Mapped[str] = mapped_column(Text)
    round: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    schedule_id: Mapped[UUID | None] = mapped_column(Uuid)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    started_by: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reviewed_by: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approval: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    waits_for: Mapped[str | None] = mapped_column(Text)
    change_set_id: Mapped[UUID | None] = mapped_column(Uuid)
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class StocktakeLine(Base):
    """An item to be counted: in which round its count is valid, and what was posted in the end."""

    __tablename__ = "stocktake_line"
    __table_args__ = (
        Index(
            "ix_stocktake_line_shop_id_item_id",
            "shop_id",
            "item_id",
            postgresql_where=text("outcome IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stocktake_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    round: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(Text)
    counted: Mapped[int | None] = mapped_column(BigInteger)
    expected: Mapped[int | None] = mapped_column(BigInteger)
    delta: Mapped[int | None] = mapped_column(BigInteger)


class StocktakeSection(Base):
    """A part of the place that one person counts at a time; its round tells which count its scans are of."""

    __tablename__ = "stocktake_section"
    __table_args__ = (Index("ix_stocktake_section_shop_id_stocktake_id", "shop_id", "stocktake_id", "place"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    section_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    stocktake_id: Mapped[UUID] = mapped_column(Uuid)
    place: Mapped[int] = mapped_column(BigInteger, Identity())
    name: Mapped[str] = mapped_column(Text)
    bin: Mapped[str | None] = mapped_column(Text)
    round: Mapped[int] = mapped_column(Integer)
    claimed_by: Mapped[str | None] = mapped_column(Text)
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class StocktakeScan(Base):
    """Units of something seen at a moment; or, with `corrects`, that another scan was a mistake.

    `scanned_at` is the device's own time; `at` is ours at the latest, by the `skew_ms` between the two
    clocks; it may have been up to `within_ms` earlier.
    """

    __tablename__ = "stocktake_scan"
    __table_args__ = (
        Index("ix_stocktake_scan_shop_id_stocktake_id", "shop_id", "stocktake_id", "received_at"),
        Index(
            "ux_stocktake_scan_corrects",
            "shop_id",
            "stocktake_id",
            "corrects",
            unique=True,
            postgresql_where=text("corrects IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scan_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    stocktake_id: Mapped[UUID] = mapped_column(Uuid)
    section_id: Mapped[UUID] = mapped_column(Uuid)
    device: Mapped[str] = mapped_column(Text)
    counter: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    units: Mapped[int] = mapped_column(BigInteger)
    corrects: Mapped[UUID | None] = mapped_column(Uuid)
    scanned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    skew_ms: Mapped[int] = mapped_column(BigInteger)
    within_ms: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StocktakeCode(Base):
    """What an unknown code turned out to be in this stocktake: an item, or nothing of ours."""

    __tablename__ = "stocktake_code"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stocktake_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    resolved_by: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StocktakeNumber(Base):
    """The last number that a stocktake of the shop was given."""

    __tablename__ = "stocktake_number"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class PastStocktake(Base):
    """A stocktake of another system, kept to be read; none of it was ever posted here."""

    __tablename__ = "past_stocktake"
    __table_args__ = (
        Index("ux_past_stocktake_name", "shop_id", "location_id", "name", unique=True),
        Index("ix_past_stocktake_shop_id_counted_at", "shop_id", "counted_at", "past_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    past_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    counted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kept_by: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PastStocktakeLine(Base):
    """What was counted of an item; one that is gone is known by its words."""

    __tablename__ = "past_stocktake_line"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    past_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    sku: Mapped[str] = mapped_column(Text)
    barcode: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    expected: Mapped[int | None] = mapped_column(BigInteger)
    counted: Mapped[int] = mapped_column(BigInteger)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)


class CountSchedule(Base):
    """How often the items of a location are counted, by what their sales were worth."""

    __tablename__ = "count_schedule"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    schedule_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    is_blind: Mapped[bool]
    days_of_sales: Mapped[int] = mapped_column(Integer)
    value_by: Mapped[str] = mapped_column(Text)
    share_a: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    share_b: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    days_a: Mapped[int] = mapped_column(Integer)
    days_b: Mapped[int] = mapped_column(Integer)
    days_c: Mapped[int] = mapped_column(Integer)
    lines_max: Mapped[int] = mapped_column(Integer)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    ran_on: Mapped[date | None] = mapped_column(Date)
