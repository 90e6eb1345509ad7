"""The table of recoveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Recovery(Base):
    """A restore of the database, as it concerns one shop: what was given up, what differed, who confirmed.

    `made_at` is the moment the data are of, where that is known; `backup` names where they came from.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        Index(
            "ux_recovery_current",
            "shop_id",
            unique=True,
            postgresql_where=text("state IN ('reading', 'waits')"),
        ),
        CheckConstraint("state IN ('reading', 'waits', 'confirmed', 'overtaken')", name="state"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recovery_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    restored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    backup: Mapped[str] = mapped_column(Text)
    given_up: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    levels: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    levels_different: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    units_different: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    confirmed_by: Mapped[str | None] = mapped_column(Text)
