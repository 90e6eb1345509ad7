"""The table of closed months."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class ClosedMonth(Base):
    """A month of the shop's own zone, by its first day, and who closed it."""

    __tablename__ = "closed_month"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[str] = mapped_column(Text)
