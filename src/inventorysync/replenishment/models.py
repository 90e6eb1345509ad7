"""Tables of replenishment; suggestions that nobody has decided on can be worked out again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Float, Index, Integer, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class StockPolicy(Base):
    """What is wanted of some items' stock; None leaves a field to a rule that is further away.

    `kind` is whom it is for: the whole `shop`, a `vendor` or a `type` (by `name`), or one `item`. A location
    of 0 stands for everywhere, an item of 0 for none in particular.
    """

    __tablename__ = "stock_policy"
    __table_args__ = (
        Index("ux_stock_policy_scope", "shop_id", "kind", "name", "item_id", "location_id", unique=True),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    is_ordered: Mapped[bool | None]
    goal: Mapped[str | None] = mapped_column(Text)
    service_percent: Mapped[Decimal | None] = mapped_column(Numeric)
    lead_days: Mapped[int | None] = mapped_column(Integer)
    lead_deviation_days: Mapped[int | None] = mapped_column(Integer)
    review_days: Mapped[int | None] = mapped_column(Integer)
    minimum: Mapped[int | None] = mapped_column(Integer)
    pack: Mapped[int | None] = mapped_column(Integer)
    min_stock: Mapped[int | None] = mapped_column(Integer)
    max_stock: Mapped[int | None] = mapped_column(Integer)
    shelf_life_days: Mapped[int | None] = mapped_column(Integer)
    order_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    holding_percent: Mapped[Decimal | None] = mapped_column(Numeric)
    budget: Mapped[Decimal | None] = mapped_column(Numeric)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StockPolicyChange(Base):
    """One change of one or many rules, as they were before and after it; it can be taken back."""

    __tablename__ = "stock_policy_change"
    __table_args__ = (Index("ix_stock_policy_change_shop_id_at", "shop_id", "at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    rules: Mapped[list[Any]] = mapped_column(JSONB)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[str | None] = mapped_column(Text)


class SuggestionRun(Base):
    """A time at which suggestions were worked out, and what came of it."""

    __tablename__ = "suggestion_run"
    __table_args__ = (Index("ix_suggestion_run_shop_id_made_at", "shop_id", "made_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    forecast_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Suggestion(Base):
    """Units of an item to buy for a location, or to move there from `origin_id`.

    `quantity` is what the inputs give, `chosen` what somebody wants instead. It is `open`, or `ordered` once
    it is a line of the document `document_id`. Costs are in the shop's currency.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        Index(
            "ux_suggestion_open",
            "shop_id",
            "item_id",
            "location_id",
            text("coalesce(origin_id, 0)"),
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_suggestion_open", "shop_id", "kind", "at_risk", postgresql_where=text("state = 'open'")),
        Index("ix_suggestion_shop_id_decided_at", "shop_id", "decided_at"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    supplier_id: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Integer)
    chosen: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(BigInteger)
    cover_now: Mapped[float | None] = mapped_column(Float)
    cover_after: Mapped[float | None] = mapped_column(Float)
    at_risk: Mapped[Decimal] = mapped_column(Numeric)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    is_within_budget: Mapped[bool]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    run_id: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    document_id: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None] = mapped_column(Text)


class SuggestionDismissal(Base):
    """Somebody's word not to suggest an item at a location: `until` a day, or until it is ended."""

    __tablename__ = "suggestion_dismissal"
    __table_args__ = (
        Index(
            "ux_suggestion_dismissal_open",
            "shop_id",
            "item_id",
            "location_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    dismissal_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SuggestionRequest(Base):
    """A request for drafts that was carried out, under its idempotency key, and what was answered."""

    __tablename__ = "suggestion_request"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    made: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
