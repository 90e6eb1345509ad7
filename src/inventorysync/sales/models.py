"""Tables of demand and forecasts. All but past sales, switches and events can be built again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class PastSale(Base):
    """An item of an order from before the first import, as the order stood when it was read."""

    __tablename__ = "past_sale"
    __table_args__ = (Index("ix_past_sale_shop_id_item_id", "shop_id", "item_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ordered: Mapped[int] = mapped_column(BigInteger)
    cancelled: Mapped[int] = mapped_column(BigInteger)
    returned: Mapped[int] = mapped_column(BigInteger)


class SalesLine(Base):
    """What one order wanted of an item from a location, and what became of it.

    `cancelled` are units taken back within days, `returned` those that came back whenever; a line far beyond
    the item's others `is_one_off`.
    """

    __tablename__ = "sales_line"
    __table_args__ = (Index("ix_sales_line_shop_id_day", "shop_id", "day"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    day: Mapped[date] = mapped_column(Date)
    ordered: Mapped[int] = mapped_column(BigInteger)
    cancelled: Mapped[int] = mapped_column(BigInteger)
    returned: Mapped[int] = mapped_column(BigInteger)
    is_one_off: Mapped[bool]
    one_off_limit: Mapped[int | None] = mapped_column(BigInteger)


class SalesDay(Base):
    """A day of an item at a location: `units` is `ordered` less the units each cleaning step took away."""

    __tablename__ = "sales_day"
    __table_args__ = (Index("ix_sales_day_shop_id_day", "shop_id", "day"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    orders: Mapped[int] = mapped_column(Integer)
    ordered: Mapped[int] = mapped_column(BigInteger)
    cancelled: Mapped[int] = mapped_column(BigInteger)
    returned: Mapped[int] = mapped_column(BigInteger)
    one_off: Mapped[int] = mapped_column(BigInteger)
    units: Mapped[int] = mapped_column(BigInteger)


class EmptyShelf(Base):
    """From when until when nothing of an item was available at a location; `until` is None while it lasts."""

    __tablename__ = "empty_shelf"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CleaningSwitch(Base):
    """Somebody's word that a cleaning step is (not) to be done: of an order, a day, or an item altogether.

    It holds until it is taken back (`ended_at`).
    """

    __tablename__ = "cleaning_switch"
    __table_args__ = (
        Index("ix_cleaning_switch_shop_id_item_id", "shop_id", "item_id"),
        Index(
            "ux_cleaning_switch_open",
            "shop_id",
            "item_id",
            "location_id",
            "step",
            text("coalesce(order_id, 0)"),
            text("coalesce(day, '-infinity'::date)"),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    switch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[str] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[date | None] = mapped_column(Date)
    is_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SalesDue(Base):
    """An item whose demand is to be built again."""

    __tablename__ = "sales_due"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SalesMark(Base):
    """How far the ledger has been looked through for demand, and in which zone its days are.

    `past_since` is from when on orders of before the first import were read, None while they were not.
    """

    __tablename__ = "sales_mark"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    fact_id: Mapped[int] = mapped_column(BigInteger)
    movement_id: Mapped[int] = mapped_column(BigInteger)
    seen_fact_id: Mapped[int] = mapped_column(BigInteger)
    seen_movement_id: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str] = mapped_column(Text)
    built_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    past_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    past_read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    past_was_all: Mapped[bool] = mapped_column(server_default=text("false"))


class PlanEvent(Base):
    """Something dated that a planner knows: see plans.Event. `before` is what its last change replaced."""

    __tablename__ = "plan_event"
    __table_args__ = (Index("ix_plan_event_shop_id_until", "shop_id", "until", "event_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    location_id: Mapped[int | None] = mapped_column(BigInteger)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    factor: Mapped[float | None] = mapped_column(Double)
    units: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))


class ForecastRun(Base):
    """A forecast of the whole shop, from `origin` on: the first day that it speaks of.

    `made_afterwards` says that it was computed later with what was known at its origin. `kept` is what the
    forecast of a single series borrows; `figures` are how good forecasts were when this one was made.
    """

    __tablename__ = "forecast_run"
    __table_args__ = (Index("ix_forecast_run_shop_id_origin", "shop_id", "origin"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    origin: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    made_afterwards: Mapped[bool]
    series: Mapped[int] = mapped_column(Integer)
    weeks: Mapped[int] = mapped_column(Integer)
    kept: Mapped[bytes] = mapped_column(LargeBinary)
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ForecastSeries(Base):
    """The newest forecast of an item at a location, and how far off its like was.

    `error` and `naive_error` are those of its own backtest over `origins` weeks, in units a week. The rest is
    of earlier forecasts, `held` weeks of which have passed: in units a week `sold`, `missed` (`missed_value`
    at the item's cost), `missed_by_naive`, `bias`; None where none has.
    """

    __tablename__ = "forecast_series"
    __table_args__ = (
        Index("ix_forecast_series_missed", "shop_id", text("coalesce(missed_value, -1)"), "item_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    run_id: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    outlook: Mapped[bytes] = mapped_column(LargeBinary)
    demand_class: Mapped[str] = mapped_column(Text)
    is_new: Mapped[bool]
    weeks: Mapped[int] = mapped_column(Integer)
    origins: Mapped[int] = mapped_column(Integer)
    error: Mapped[float | None] = mapped_column(Double)
    naive_error: Mapped[float | None] = mapped_column(Double)
    beats_naive: Mapped[bool]
    held: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    inside_50: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    inside_90: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    sold: Mapped[float | None] = mapped_column(Double)
    missed: Mapped[float | None] = mapped_column(Double)
    missed_by_naive: Mapped[float | None] = mapped_column(Double)
    bias: Mapped[float | None] = mapped_column(Double)
    missed_value: Mapped[Decimal | None] = mapped_column(Numeric(24, 4))


class ForecastPast(Base):
    """What a run said of an item at a location, in short (see computing.snapshot)."""

    __tablename__ = "forecast_past"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    said: Mapped[bytes] = mapped_column(LargeBinary)
