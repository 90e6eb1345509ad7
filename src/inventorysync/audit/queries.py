"""Reading the audit log."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit.models import AuditEntry


async def list_entries(
    connection: AsyncConnection,
    shop_id: int,
    *,
    limit: int,
    before: int | None = None,
    actor: str | None = None,
    action: str | None = None,
    subject: str | None = None,
) -> Sequence[Row[Any]]:
    """Entries older than `before`, newest first; `action` may be the thing alone (`member`)."""
    wanted = [AuditEntry.shop_id == shop_id]
    if before is not None:
        wanted.append(AuditEntry.entry_id < before)
    if actor is not None:
        wanted.append(AuditEntry.actor == actor)
    if action is not None:
        wanted.append(
            AuditEntry.action == action
            if "." in action
            else AuditEntry.action.startswith(f"{action}.", autoescape=True)
        )
    if subject is not None:
        wanted.append(AuditEntry.subject == subject)
    statement = (
        select(
            AuditEntry.entry_id,
            AuditEntry.at,
            AuditEntry.actor,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.before,
            AuditEntry.after,
            AuditEntry.request_id,
        )
        .where(*wanted)
        .order_by(AuditEntry.entry_id.desc())
        .limit(limit)
    )
    return (await connection.execute(statement)).all()
