"""What the routes of billing answer."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from inventorysync.billing.providers import ProviderName


class PlanAnswer(BaseModel):
    """The shop's plan: what it is, what is due, and what follows."""

    provider: ProviderName = Field(description="self_hosted: nobody is asked for a plan, everything is on")
    state: Literal["none", "trial", "active", "frozen", "ended"]
    name: str
    price: Decimal | None
    currency: str
    billing_period: str = Field(description="As Shopify calls it; empty where it says none")
    since: datetime | None
    trial_ends_at: datetime | None
    trial_days_left: int | None = Field(description="Begun days count as whole ones")
    cycle_ends_at: datetime | None
    ends_with_cycle: bool = Field(description="It was cancelled, and holds until the paid time is over")
    grace_days: int = Field(description="How long everything works without a plan")
    due_at: datetime | None = Field(description="Until when changes are sent although no plan is chosen")
    stopped_since: datetime | None = Field(description="Since when nothing is sent to Shopify for want of it")
    read_at: datetime | None = Field(description="When Shopify last answered what the plan is")
    failing_since: datetime | None = Field(description="Since when it does not; what was known goes on")
    page: str | None = Field(description="Shopify's page of plans, below its admin of the shop")
