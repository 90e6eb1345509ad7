"""Tables of the analysis; all but the rules can be worked out again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Double, Integer, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class AnalysisRules(Base):
    """By what a shop analyses: see rules.Rules."""

    __tablename__ = "analysis_rules"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(Text)
    days: Mapped[int] = mapped_column(Integer)
    share_a: Mapped[Decimal] = mapped_column(Numeric)
    share_b: Mapped[Decimal] = mapped_column(Numeric)
    limit_x: Mapped[Decimal] = mapped_column(Numeric)
    limit_y: Mapped[Decimal] = mapped_column(Numeric)
    dead_days: Mapped[int] = mapped_column(Integer)
    excess_days: Mapped[int] = mapped_column(Integer)
    excess_percent: Mapped[Decimal] = mapped_column(Numeric)
    lost_days: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class AnalysisRun(Base):
    """The newest analysis: when it was made, by which rules, and of which days before `until`.

    `known_since` is the first day of which sales are known, `shelves_since` that of which it is known what
    was out of stock; None for none.
    """

    __tablename__ = "analysis_run"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    run_id: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    forecast_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    known_since: Mapped[date | None] = mapped_column(Date)
    shelves_since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)


class AnalysisLevel(Base):
    """What was found of an item at a location; a location of 0 is the item at all of them together.

    `sold` is of the rules' days; `value` is that by their measure, None where a price or a cost is missing.
    `idle_days` have passed whole without a sale while it was there. `needed` will be until the rules' day,
    `excess` is beyond it; None without a forecast. `lost_units` have `lost_variance`; on `untold_days` the
    shelf was empty and nothing near tells what was asked for.
    """

    __tablename__ = "analysis_level"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    vendor: Mapped[str] = mapped_column(Text)
    product_type: Mapped[str] = mapped_column(Text)
    price: Mapped[Decimal | None] = mapped_column(Numeric)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    on_hand: Mapped[int] = mapped_column(BigInteger)
    coming: Mapped[int] = mapped_column(BigInteger)
    sold: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    variation: Mapped[float | None] = mapped_column(Double)
    abc: Mapped[str | None] = mapped_column(Text)
    xyz: Mapped[str] = mapped_column(Text, server_default=text("'Z'"))
    last_sold: Mapped[date | None] = mapped_column(Date)
    idle_days: Mapped[int | None] = mapped_column(Integer)
    order_up_to: Mapped[int | None] = mapped_column(BigInteger)
    needed: Mapped[int | None] = mapped_column(BigInteger)
    lacking: Mapped[int] = mapped_column(BigInteger)
    excess: Mapped[int | None] = mapped_column(BigInteger)
    cover: Mapped[float | None] = mapped_column(Double)
    daily: Mapped[float | None] = mapped_column(Double)
    lost_days: Mapped[int] = mapped_column(Integer)
    lost_units: Mapped[float] = mapped_column(Double)
    lost_variance: Mapped[float] = mapped_column(Double)
    untold_days: Mapped[int] = mapped_column(Integer)
