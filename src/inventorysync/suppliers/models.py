"""Tables of suppliers; prices are append-only."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, Numeric, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Supplier(Base):
    """Somebody who sells to the shop; `closures` are days on which they send nothing."""

    __tablename__ = "supplier"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    account_number: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    payment_terms: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    lead_days: Mapped[int | None] = mapped_column(Integer)
    minimum_order: Mapped[Decimal | None] = mapped_column(Numeric)
    closures: Mapped[list[Any]] = mapped_column(JSONB)
    is_active: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


Index("ux_supplier_name", Supplier.shop_id, func.lower(Supplier.name), unique=True)


class SupplierItem(Base):
    """An item as a supplier sells it: pieces are ordered in packs, at least the minimum of them."""

    __tablename__ = "supplier_item"
    __table_args__ = (
        Index(
            "ux_supplier_item_preferred",
            "shop_id",
            "item_id",
            unique=True,
            postgresql_where=text("is_preferred"),
        ),
        Index("ix_supplier_item_shop_id_item_id", "shop_id", "item_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str] = mapped_column(Text)
    price_breaks: Mapped[list[Any]] = mapped_column(JSONB)
    minimum: Mapped[int] = mapped_column(Integer)
    pack: Mapped[int] = mapped_column(Integer)
    lead_days: Mapped[int | None] = mapped_column(Integer)
    is_preferred: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SupplierPrice(Base):
    """What an item cost at a supplier from a moment on."""

    __tablename__ = "supplier_price"
    __table_args__ = (
        Index("ix_supplier_price_shop_id_item_id", "shop_id", "supplier_id", "item_id", "price_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    price_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(Uuid)
    item_id: Mapped[int] = mapped_column(BigInteger)
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str] = mapped_column(Text)
    price_breaks: Mapped[list[Any]] = mapped_column(JSONB)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    noted_by: Mapped[str] = mapped_column(Text)
