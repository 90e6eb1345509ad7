"""The table of backups that were made. Its rows are the system's: no shop sees them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class BackupRun(Base):
    """An attempt at a backup, and what came of it; one that runs is leased by whoever makes it."""

    __tablename__ = "backup_run"
    __table_args__ = (
        Index("ix_backup_run_started_at", "started_at"),
        CheckConstraint("state IN ('running', 'done', 'failed')", name="state"),
    )

    backup_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    lease_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    name: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)
