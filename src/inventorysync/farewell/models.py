"""Tables of farewells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class Farewell(Base):
    """A shop's leaving: who asked for it, what was found in Shopify then, and whether it was taken back.

    `checks` is what was read back, `waits` what needs a person first (see ending, sync.leftovers).
    """

    __tablename__ = "farewell"
    __table_args__ = (
        Index("ux_farewell_current", "shop_id", unique=True, postgresql_where=text("state <> 'stayed'")),
        CheckConstraint("state IN ('going', 'waits', 'gone', 'stayed')", name="state"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    farewell_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    checks: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    waits: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stayed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stayed_by: Mapped[str | None] = mapped_column(Text)
