"""What a shop has decided about buying: who orders up to what alone, and what orders say of the shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.shops.roles import Role

LIMITED: tuple[Role, ...] = ("buyer", "manager")
"""Roles that may buy and may have a limit; somebody has to be able to approve anything: owners."""

SUBJECT = "Purchase order {number} of {shop}"
WORDS = """Hello{contact},

please find attached our purchase order {number}. We expect it {expected}.

Please confirm prices and the day of delivery.

Thank you
{shop}"""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a shop; version 0 before it has made any. `limits` are in the shop's currency."""

    version: int = 0
    limits: Mapping[Role, Decimal] = field(default_factory=dict)
    over_percent: Decimal = Decimal()
    buyer_name: str = ""
    buyer_address: str = ""
    terms: str = ""
    mail_subject: str = ""
    mail_words: str = ""

    def needs_approval(self, role: Role, amount: Decimal) -> bool:
        """Whether an order of this worth, handed in by somebody of this role, waits for another."""
        limit = self.limits.get(role)
        return limit is not None and amount > limit

    def may_approve(self, role: Role, amount: Decimal) -> bool:
        """Whether somebody of this role may agree to an order of this worth."""
        return role in ("owner", "manager") and not self.needs_approval(role, amount)


_READ = text("""
    SELECT version, limits, over_percent, buyer_name, buyer_address, terms, mail_subject, mail_words
    FROM purchasing_rules WHERE shop_id = :shop
""")


async def read_rules(connection: AsyncConnection, shop_id: int) -> Rules:
    """The rules of a shop."""
    row = (await connection.execute(_READ, {"shop": shop_id})).one_or_none()
    if row is None:
        return Rules()
    version, limits, *rest = row
    return Rules(version, {role: Decimal(amount) for role, amount in limits.items()}, *rest)
