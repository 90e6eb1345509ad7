"""Reading privacy requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.privacy.models import PrivacyRequest


@dataclass(frozen=True)
class PrivacyRequestRecord:
    """A request that came and how it was answered."""

    topic: str
    received_at: datetime
    answered_at: datetime
    answer: dict[str, Any]


async def list_requests(connection: AsyncConnection, shop_id: int) -> list[PrivacyRequestRecord]:
    """The shop's requests, newest first."""
    statement = select(
        PrivacyRequest.topic,
        PrivacyRequest.received_at,
        PrivacyRequest.answered_at,
        PrivacyRequest.answer,
    ).where(PrivacyRequest.shop_id == shop_id)
    rows = await connection.execute(statement.order_by(PrivacyRequest.request_id.desc()))
    return [PrivacyRequestRecord(*row) for row in rows]
