"""What the routes of shops take and answer."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from inventorysync.shops.roles import KeyScope, Permission, Role

PlanNotice = Literal["choose", "trial_ends", "ends", "ended", "frozen", "unverified"]


class ViewerAnswer(BaseModel):
    """Who is asking."""

    kind: Literal["staff", "api_key", "member"]
    name: str
    role: Role | None = Field(description="Null for an API key")
    locations: list[str] | None = Field(description="Whose stock the viewer sees and changes; null for all")
    permissions: list[Permission]


class ShopAnswer(BaseModel):
    """The viewer's shop."""

    domain: str
    name: str
    currency: str
    time_zone: str
    plan: str
    state: Literal["active", "needs_reauth", "uninstalled"]
    scopes: list[str]
    missing_scopes: list[str]
    installed_at: datetime | None
    writes_stopped_at: datetime | None = Field(
        description="Since when nothing new is sent to Shopify, because the shop is leaving"
    )
    safe_since: datetime | None = Field(
        description="Since when nothing is sent to Shopify, because the data were restored from a backup"
    )
    unpaid_since: datetime | None = Field(
        description="Since when nothing is sent to Shopify, for want of a plan where one is asked for"
    )
    plan_notice: PlanNotice | None = Field(description="What people are told of the shop's plan")
    plan_due_at: datetime | None = Field(description="The moment that it speaks of")
    viewer: ViewerAnswer


class ApiKeyWanted(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    scopes: list[KeyScope] = Field(default=["read"], min_length=1, max_length=3)


class ApiKeyAnswer(BaseModel):
    """A key without its secret."""

    id: int
    name: str
    starts_with: str
    scopes: list[KeyScope]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None


class ApiKeyCreated(ApiKeyAnswer):
    """A new key with its secret, which is shown this once."""

    key: str


class ApiKeyList(BaseModel):
    """All keys that work."""

    items: list[ApiKeyAnswer]
    next: str | None = None
    total: int | None
