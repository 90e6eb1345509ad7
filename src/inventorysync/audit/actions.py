"""Writing to the audit log, in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.contextvars import get_contextvars

from inventorysync.audit.models import AuditEntry


class Doer(Protocol):
    """Whoever does something, and when."""

    @property
    def actor(self) -> str:
        """Who, as documents and logs name them."""

    @property
    def now(self) -> datetime:
        """When."""


class Note(Protocol):
    """Notes what somebody did to a thing of one kind, by its id."""

    async def __call__(
        self,
        connection: AsyncConnection,
        shop_id: int,
        number: object,
        who: Doer,
        what: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """As `record`, of `<thing>:<number>`."""


def notes_of(thing: str) -> Note:
    """A function that notes what happens to things of a kind, such as `transfer`."""

    async def note(
        connection: AsyncConnection,
        shop_id: int,
        number: object,
        who: Doer,
        what: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        await record(
            connection,
            shop_id,
            actor=who.actor,
            action=f"{thing}.{what}",
            subject=f"{thing}:{number}",
            now=who.now,
            before=before,
            after=after,
        )

    return note


async def record(
    connection: AsyncConnection,
    shop_id: int,
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note a change: `action` as `<thing>.<what happened>`, `subject` as `<thing>:<its id>`.

    `before` and `after` hold what a reader needs to understand it, in JSON's types, and no secrets. The id
    of the request that made the change is taken from the log's context.
    """
    values = {
        "shop_id": shop_id,
        "at": now,
        "actor": actor,
        "action": action,
        "subject": subject,
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "request_id": get_contextvars().get("request_id"),
    }
    await connection.execute(insert(AuditEntry).values(values))
