"""Tables of the catalogue."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Index, Integer, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Product(Base):
    """A product of the shop."""

    __tablename__ = "product"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    handle: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    vendor: Mapped[str] = mapped_column(Text)
    product_type: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Variant(Base):
    """A variant and the inventory item behind it."""

    __tablename__ = "variant"
    __table_args__ = (
        Index("ix_variant_shop_id_item_id", "shop_id", "item_id"),
        Index("ix_variant_shop_id_product_id", "shop_id", "product_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    variant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger)
    item_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(Text)
    sku: Mapped[str] = mapped_column(Text)
    barcode: Mapped[str] = mapped_column(Text)
    price: Mapped[Decimal | None] = mapped_column(Numeric(20, 4))
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class InventoryItem(Base):
    """A thing whose stock is kept, with the words it is found by."""

    __tablename__ = "inventory_item"
    __table_args__ = (
        Index("ix_inventory_item_shop_id_sku", "shop_id", "sku", "item_id"),
        Index("ix_inventory_item_shop_id_title", "shop_id", "title", "item_id"),
        Index("ix_inventory_item_shop_id_barcode", "shop_id", "barcode", "item_id"),
        Index("ix_inventory_item_shop_id_vendor", "shop_id", "vendor", "item_id"),
        Index("ix_inventory_item_shop_id_product_type", "shop_id", "product_type", "item_id"),
        Index("ix_inventory_item_shop_id_price", "shop_id", text("coalesce(price, -1)"), "item_id"),
        Index("ix_inventory_item_shop_id_unit_cost", "shop_id", text("coalesce(unit_cost, -1)"), "item_id"),
        Index(
            "ix_inventory_item_deleted",
            "shop_id",
            "item_id",
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    product_id: Mapped[int | None] = mapped_column(BigInteger)
    sku: Mapped[str] = mapped_column(Text(collation="C"))
    barcode: Mapped[str] = mapped_column(Text(collation="C"))
    title: Mapped[str] = mapped_column(Text(collation="C"))
    variant_title: Mapped[str] = mapped_column(Text)
    vendor: Mapped[str] = mapped_column(Text)
    product_type: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    tracked: Mapped[bool]
    requires_shipping: Mapped[bool]
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    price: Mapped[Decimal | None] = mapped_column(Numeric(20, 4))
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ItemWord(Base):
    """A word an item is found by: search is a walk over a plain B-tree, which row level security allows."""

    __tablename__ = "item_word"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
