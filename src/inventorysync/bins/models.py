"""Tables of bins."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class LevelBin(Base):
    """The bin in which an item lies at a location."""

    __tablename__ = "level_bin"
    __table_args__ = (Index("ix_level_bin_shop_id_location_id", "shop_id", "location_id", "bin", "item_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    bin: Mapped[str] = mapped_column(Text(collation="C"))
    set_by: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
