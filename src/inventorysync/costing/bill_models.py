"""Tables of bills; shares and changes are computed from them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, Numeric, SmallInteger, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Bill(Base):
    """What a supplier or carrier asks for; `rate` is what one of its currency is worth in the shop's."""

    __tablename__ = "bill"
    __table_args__ = (Index("ix_bill_shop_id_billed_on", "shop_id", "billed_on", "bill_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    supplier_id: Mapped[UUID | None] = mapped_column(Uuid)
    sender: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    billed_on: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(Text)
    rate: Mapped[Decimal] = mapped_column(Numeric)
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class BillLine(Base):
    """An amount of a bill, in its currency."""

    __tablename__ = "bill_line"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    says: Mapped[str] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Numeric)
    spread_by: Mapped[str] = mapped_column(Text)


class BillReceipt(Base):
    """A receipt that a bill is about, and whether the bill says what its goods cost."""

    __tablename__ = "bill_receipt"
    __table_args__ = (Index("ix_bill_receipt_shop_id_receipt_id", "shop_id", "receipt_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    has_goods: Mapped[bool]


class BillShare(Base):
    """What a line of a bill adds to a line of a receipt, in the shop's currency."""

    __tablename__ = "bill_share"
    __table_args__ = (Index("ix_bill_share_shop_id_receipt_line_id", "shop_id", "receipt_line_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    receipt_line_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    is_goods: Mapped[bool]
    amount: Mapped[Decimal] = mapped_column(Numeric(24, 4))


class BillChange(Base):
    """An entry of cost that a version of a bill made another one."""

    __tablename__ = "bill_change"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    location_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    document_label: Mapped[str | None] = mapped_column(Text)
    value_before: Mapped[Decimal | None] = mapped_column(Numeric(24, 4))
    value_after: Mapped[Decimal | None] = mapped_column(Numeric(24, 4))


class BillDue(Base):
    """An item to which a version of a bill has not been carried through yet."""

    __tablename__ = "bill_due"
    __table_args__ = (Index("ix_bill_due_shop_id_bill_id", "shop_id", "bill_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    bill_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


class ItemMeasure(Base):
    """Weight and volume of one unit of an item, in whichever units the shop uses for all."""

    __tablename__ = "item_measure"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    weight: Mapped[Decimal | None] = mapped_column(Numeric)
    volume: Mapped[Decimal | None] = mapped_column(Numeric)
