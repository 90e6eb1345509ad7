"""The API's words for sending an order, and for what a shop has decided about buying."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from inventorysync.kit.money import Amount
from inventorysync.purchasing.schemas import Cost, Line, Percent, SomeWords, VersionInput, Words
from inventorysync.shops.roles import Role

Email = Annotated[
    str,
    StringConstraints(
        max_length=254, strip_whitespace=True, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s.\x00]+$"
    ),
]
Subject = Annotated[Line, StringConstraints(min_length=1)]


class SendInput(VersionInput):
    """A mail to the supplier with the order as a PDF, and as a CSV where wanted."""

    to: Email
    subject: Subject
    words: SomeWords
    with_csv: bool = False


class MailDraft(BaseModel):
    """A mail as it would be sent; it can be changed before."""

    to: str
    subject: str
    words: str
    attachments: list[str]
    sends_mail: bool = Field(description="Whether this installation has a mail server")


class Limit(BaseModel, extra="forbid"):
    """Up to what a role orders by itself, in the shop's currency; a role that is not named has no limit."""

    role: Role
    amount: Cost


class LimitOut(BaseModel):
    """Up to what a role orders by itself, in the shop's currency."""

    role: Role
    amount: Amount


class RulesInput(BaseModel, extra="forbid"):
    """What a shop decides about buying."""

    version: Annotated[StrictInt, Field(ge=0, le=2**62)]
    limits: Annotated[list[Limit], Field(max_length=5)]
    over_percent: Percent = Decimal()
    buyer_name: Line = ""
    buyer_address: Words = ""
    terms: Words = ""
    mail_subject: Line = ""
    mail_words: Words = ""


class LogoOut(BaseModel):
    """The logo that orders bear, as it was drawn anew."""

    width: int
    height: int
    changed_at: datetime


class RulesOut(BaseModel):
    """What a shop has decided about buying; version 0 before it has."""

    version: int
    limits: list[LimitOut]
    over_percent: Amount
    buyer_name: str
    buyer_address: str
    terms: str
    mail_subject: str
    mail_words: str
    currency: str
    logo: LogoOut | None
