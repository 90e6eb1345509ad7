"""Tables of shops."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Shop(Base):
    """A store that has, or had, the app installed. The directory: the one table found by domain."""

    __tablename__ = "shop"
    __table_args__ = (
        UniqueConstraint("domain", name="uq_shop_domain"),
        CheckConstraint("state IN ('active', 'needs_reauth', 'uninstalled')", name="state"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    domain: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text, server_default=text("''"))
    time_zone: Mapped[str] = mapped_column(Text, server_default=text("'UTC'"))
    plan: Mapped[str] = mapped_column(Text, server_default=text("''"))
    state: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    installed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    uninstalled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    details_read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    writes_stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    safe_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # see writing.py
    unpaid_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    plan_notice: Mapped[str | None] = mapped_column(Text)  # what people are told of the plan (see billing)
    plan_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ShopToken(Base):
    """The pair of offline tokens of a shop, sealed by the vault; `key_id` says with which key."""

    __tablename__ = "shop_token"

    shop_id: Mapped[int] = mapped_column(Integer, ForeignKey("shop.shop_id"), primary_key=True)
    access_token: Mapped[bytes] = mapped_column(LargeBinary)
    access_expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    refresh_token: Mapped[bytes] = mapped_column(LargeBinary)
    refresh_expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    key_id: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ApiKey(Base):
    """A key that lets a program in: only its hash is kept, and the start that a person knows it by."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("shop_id", "key_hash", name="uq_api_key_shop_id_key_hash"),)

    shop_id: Mapped[int] = mapped_column(Integer, ForeignKey("shop.shop_id"), primary_key=True)
    key_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    starts_with: Mapped[str] = mapped_column(Text)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    created_by: Mapped[str] = mapped_column(Text)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
