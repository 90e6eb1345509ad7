"""Tables of locations."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Location(Base):
    """A place of the shop that can hold stock.

    One that is left out is read and booked as any other, and stays out of figures and of lists of everything.
    """

    __tablename__ = "location"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    fulfills_online_orders: Mapped[bool]
    city: Mapped[str] = mapped_column(Text)
    country_code: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    left_out_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
