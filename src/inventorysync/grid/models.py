"""Tables of saved views."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class SavedView(Base):
    """The state of a page under a name; `owner` is the actor who saved it."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ux_saved_view_name", "shop_id", "owner", "page", "name", unique=True),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    view_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    page: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool]
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DefaultView(Base):
    """The view that a page opens with, for one person."""

    __tablename__ = "default_view"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    page: Mapped[str] = mapped_column(Text, primary_key=True)
    view_id: Mapped[UUID] = mapped_column(Uuid)
