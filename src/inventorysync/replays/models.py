"""Tables of replays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class PolicyReplay(Base):
    """A replay: what was asked, how far it has come, what came of it.

    `locations` are those of whoever asked; None for all.
    """

    __tablename__ = "policy_replay"
    __table_args__ = (Index("ix_policy_replay_shop_id_asked_at", "shop_id", "asked_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    replay_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    question: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    steps: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    problem: Mapped[str] = mapped_column(Text, server_default=text("''"))
    locations: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    applied_by: Mapped[str | None] = mapped_column(Text)
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    applied: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
