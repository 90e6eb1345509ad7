"""What the API says of people."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from inventorysync.shops.access import Missing
from inventorysync.shops.roles import ROLES, Permission, Role

LOCATIONS_MAX = 1000
Locations = list[str] | None
_LOCATIONS = "Shopify's ids of the locations whose stock they see and change; null for all"


class Person(BaseModel):
    """Somebody of the shop."""

    id: UUID
    kind: Literal["shopify", "invited"]
    name: str = Field(description="Empty where Shopify has told us only a number")
    email: str | None
    shopify_user: str | None
    role: Role
    locations: Locations = Field(description=_LOCATIONS)
    created_at: datetime
    last_seen_at: datetime | None
    is_you: bool


class InvitationAnswer(BaseModel):
    """Somebody who was invited and has not joined yet."""

    id: UUID
    email: str
    role: Role
    locations: Locations = Field(description=_LOCATIONS)
    created_by: str
    created_at: datetime
    expires_at: datetime
    is_expired: bool


class RoleAnswer(BaseModel):
    """A role, what it permits, and whether the viewer may give it."""

    role: Role
    permissions: list[Permission]
    may_give: bool


class People(BaseModel):
    """Everybody of the shop."""

    items: list[Person]
    invitations: list[InvitationAnswer]
    removed: list[Person] = Field(description="Shopify's staff whom an owner can let in again")
    may_let_in: bool = Field(description="Whether the viewer can")
    roles: list[RoleAnswer]
    sends_mail: bool = Field(description="False: an invitation's link is shown to whoever invites")


class PersonChange(BaseModel):
    """What shall be different about somebody; what is left out stays."""

    name: str | None = Field(None, max_length=80)
    role: Role | None = None
    locations: Locations = Field(None, max_length=LOCATIONS_MAX, description=_LOCATIONS)


class InvitationInput(BaseModel):
    """Whom to invite, and as what."""

    email: str = Field(max_length=254)
    role: Role
    locations: Locations = Field(None, max_length=LOCATIONS_MAX, description=_LOCATIONS)


class LinkAnswer(BaseModel):
    """A link was made: it went by mail, or is here to be handed over."""

    id: UUID
    email: str
    expires_at: datetime
    mailed: bool
    link: str | None = Field(description="Only here and only now; null where it went by mail")
    mail_problem: str | None = Field(None, description="Why the mail could not be sent")


class TokenInput(BaseModel):
    """The token of a link."""

    token: str = Field(max_length=200)


class OfferAnswer(BaseModel):
    """What a link offers."""

    shop_name: str
    purpose: Literal["join", "reset", "email"]
    email: str
    role: Role


class AcceptInput(TokenInput):
    """A password of one's own, and a name where one joins."""

    name: str = Field("", max_length=80)
    password: str = Field(max_length=1000)


class ForgottenInput(BaseModel):
    """Whose password is forgotten."""

    email: str = Field(max_length=254)


class ForgottenAnswer(BaseModel):
    """The same for every address."""

    sends_mail: bool = Field(description="False: this installation sends no mail; an owner makes a link")


class EmailInput(BaseModel):
    """The address one wants to sign in with, and the password as it is."""

    email: str = Field(max_length=254)
    current: str = Field(max_length=1000)


class EmailConfirmed(BaseModel):
    """The address that signs in from now on."""

    email: str


class PasswordInput(BaseModel):
    """Who signs in, and into which shop where the e-mail is known in several."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1000)
    shop_id: int | None = Field(None, ge=1, le=2**31 - 1)


class ShopChoice(BaseModel):
    """A shop that can be signed in to."""

    shop_id: int
    name: str


class SignedIn(BaseModel):
    """An access token for the next minutes; or, where there are several shops, which to choose from."""

    access_token: str | None
    expires_at: datetime | None
    choose: list[ShopChoice] = []


class SignInAnswer(BaseModel):
    """A device somebody is signed in on."""

    id: UUID
    device: str
    created_at: datetime
    last_used_at: datetime
    is_this: bool


class PasskeyAnswer(BaseModel):
    """A passkey somebody signs in with."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyAsked(BaseModel):
    """What the browser is to be asked, as the Web Authentication standard writes it in JSON."""

    options: dict[str, Any]
    challenge: str = Field(description="Sent back with the browser's answer, within five minutes")


class PasskeyShown(BaseModel):
    """The browser's answer, as the Web Authentication standard writes it in JSON."""

    challenge: str = Field(max_length=2000)
    credential: dict[str, Any]


class PasskeyMade(PasskeyShown):
    """A passkey the browser has made, and what its owner calls it."""

    name: str = Field(max_length=80)


class CurrentPassword(BaseModel):
    """The password as it is."""

    current: str = Field(max_length=1000)


class Me(BaseModel):
    """The viewer's own account."""

    id: UUID
    kind: Literal["shopify", "invited"]
    name: str
    email: str | None
    role: Role
    locations: Locations
    has_password: bool
    passkeys: list[PasskeyAnswer]
    missing: Missing | None = Field(description="What the shop asks of you before anything else")
    passkey_domain: str = Field(description="The host name in whose pages passkeys work")
    sign_ins: list[SignInAnswer]


class SignInRulesAnswer(BaseModel):
    """What the shop asks of people who sign in here; Shopify's staff come by Shopify's own sign-in."""

    passkey_roles: list[Role] = Field(description="Roles that need a passkey beside the password")
    without: list[Role] = Field(description="The role of each person of these who has no passkey yet")


class SignInRulesInput(BaseModel):
    """What it shall ask."""

    model_config = ConfigDict(extra="forbid")

    passkey_roles: list[Role] = Field(max_length=len(ROLES))


class NameInput(BaseModel):
    """How one is called."""

    name: str = Field(min_length=1, max_length=80)


class PasswordChange(BaseModel):
    """The password as it is and as it shall be."""

    current: str = Field(max_length=1000)
    password: str = Field(max_length=1000)


class AuditAnswer(BaseModel):
    """A change that somebody made."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str | None
