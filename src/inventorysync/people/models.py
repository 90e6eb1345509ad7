"""Tables of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from inventorysync.kit.db import Base

_STAYS = text("removed_at IS NULL")


class Member(Base):
    """A person of a shop: known to Shopify by a number, or invited by e-mail. `locations` is null for all.

    The system looks members up by e-mail before it knows of which shop somebody is.
    """

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("kind IN ('shopify', 'invited')", name="kind"),
        CheckConstraint("role IN ('owner', 'manager', 'buyer', 'warehouse', 'viewer')", name="role"),
        CheckConstraint(
            "(kind = 'shopify') = (shopify_user IS NOT NULL) AND (kind = 'invited') = (email IS NOT NULL)",
            name="known_by",
        ),
        Index("ux_member_email", "shop_id", "email", unique=True, postgresql_where=_STAYS),
        Index("ux_member_shopify_user", "shop_id", "shopify_user", unique=True),
        Index("ix_member_email", "email", postgresql_where=_STAYS),
    )

    shop_id: Mapped[int] = mapped_column(Integer, ForeignKey("shop.shop_id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    shopify_user: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    locations: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    password_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Invitation(Base):
    """A link to join, to set a password anew or to confirm an address: it works once, until it expires."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("purpose IN ('join', 'reset', 'email')", name="purpose"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    member_id: Mapped[UUID | None] = mapped_column(Uuid)
    email: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    locations: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Dismissal(Base):
    """Something a person, or a key, has read and does not want to see again."""

    __tablename__ = "dismissal"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    what: Mapped[str] = mapped_column(Text, primary_key=True)
    dismissed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SignIn(Base):
    """Somebody signed in on a device: the family of refresh tokens that it has had one after the other."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_shop_id_member_id", "shop_id", "member_id"),)

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sign_in_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    rotated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    device: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text, server_default=text("'password'"))


class Passkey(Base):
    """A public key whose other half never leaves somebody's device or password manager."""

    __tablename__ = "passkey"
    __table_args__ = (
        Index("ux_passkey_credential_id", "shop_id", "credential_id", unique=True),
        Index("ix_passkey_shop_id_member_id", "shop_id", "member_id"),
    )

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    passkey_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    member_id: Mapped[UUID] = mapped_column(Uuid)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SpentChallenge(Base):
    """A challenge that a passkey has answered: none is answered twice."""

    __tablename__ = "spent_challenge"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SignInRules(Base):
    """What the shop has decided about signing in: whose role needs a passkey, beside the password."""

    __tablename__ = "sign_in_rules"

    shop_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    passkey_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
