"""Tables of imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, LargeBinary, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class ImportFile(Base):
    """A file somebody uploaded, what it was taken for, and how far it has come.

    `locations` are those of whoever uploaded it; None for all. `checking` is the run that checks it now.
    """

    __tablename__ = "import_file"
    __table_args__ = (Index("ix_import_file_shop_id_created_at", "shop_id", "created_at"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str] = mapped_column(Text)
    delimiter: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sample: Mapped[list[Any]] = mapped_column(JSONB)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    checking: Mapped[UUID | None] = mapped_column(Uuid)
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    error: Mapped[str | None] = mapped_column(Text)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    actor: Mapped[str] = mapped_column(Text)
    locations: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    change_set_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ImportPart(Base):
    """A piece of the file's bytes; gone a month after the import ended."""

    __tablename__ = "import_part"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """What one cell of units in the file would do; `line` counts rows as a spreadsheet does.

    `column_at` is that of the units. A row of a file of records is one, with what it wants in `words`.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_state", "shop_id", "import_id", "state", "line", "column_at"),
        Index("ix_import_row_level", "shop_id", "import_id", "item_id", "location_id", "name"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    import_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    column_at: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    location_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str | None] = mapped_column(Text)
    units: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    before: Mapped[int | None] = mapped_column(BigInteger)
    delta: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    problems: Mapped[list[Any] | None] = mapped_column(JSONB)


class ImportMade(Base):
    """A document or a setting that an import of records made or changed, for as long as it can be taken back.

    `before` is None for what was not there; `after` tells whether somebody has changed it since.
    """

    __tablename__ = "import_made"
    __table_args__ = (Index("ix_import_made_shop_id_import_id", "shop_id", "import_id", "made_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[UUID] = mapped_column(Uuid)
    what: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ImportRoles(Base):
    """The roles that were last confirmed for files with these headings."""

    __tablename__ = "import_roles"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    headings_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
