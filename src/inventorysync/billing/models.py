"""Tables of billing."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, CheckConstraint, DateTime, Integer, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base


class ShopPlan(Base):
    """What was last heard of a shop's plan; there is no row where nobody is asked for one.

    `told_*` is the newest webhook, `read_at` when the Partner API was last asked with success, `installed_at`
    the installation it speaks of: another installation is asked anew.
    """

    __tablename__ = "shop_plan"
    __table_args__ = (
        CheckConstraint("state IN ('none', 'trial', 'active', 'frozen', 'ended')", name="state"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(Text, server_default=text("'none'"))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    plan_handle: Mapped[str] = mapped_column(Text, server_default=text("''"))
    plan_name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    price: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str] = mapped_column(Text, server_default=text("''"))
    billing_period: Mapped[str] = mapped_column(Text, server_default=text("''"))
    trial_ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cycle_ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ends_with_cycle: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    told_status: Mapped[str] = mapped_column(Text, server_default=text("''"))
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    installed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    shop_number: Mapped[int | None] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failing_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
