"""The promise behind @idempotent: a key runs once and keeps its answer for 24 hours (PLATFORM.md C.4)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from devstore.graphql.context import Context
from devstore.graphql.errors import FieldError
from devstore.inventory import Refused, UserError
from devstore.state import Store

KEPT = timedelta(hours=24)
MISSING = "The @idempotent directive is required for this mutation but was not provided."

Run = Callable[[], Any]


def run_once(context: Context, mutation: str, args: dict[str, Any], run: Run, answer_type: Any) -> Any:
    """What `run` answers, or answered the first time this key was used with these arguments.

    The answer is stored in the transaction that does the work. FieldError without a key; Refused (userErrors)
    from the work, for a key that another request runs just now, for one used with other arguments, and for
    one whose first attempt failed.
    """
    key, store = context.idempotency_key, context.store
    if not key or not key.strip():
        raise FieldError(MISSING, "BAD_REQUEST")
    params = json.dumps(args, sort_keys=True, default=str)
    row = store.database.connection.execute(
        "SELECT mutation, params, state, answer, at FROM idempotency WHERE key = ?", (key,)
    ).fetchone()
    now = store.clock.now()
    if key in context.busy_keys:
        _refuse("This request is currently in progress, please try again.", "IDEMPOTENCY_CONCURRENT_REQUEST")
    if row and now - datetime.fromisoformat(row[4]) < KEPT:
        if row[:2] != (mutation, params):
            _refuse(
                "The same idempotency key cannot be used with different operation parameters.",
                "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
            )
        if row[2] == "failed":
            _refuse(
                "A previous request with this idempotency key failed. Retry with a new idempotency key.",
                "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
            )
        return msgspec.json.decode(row[3], type=answer_type)
    try:
        with store.transaction():
            answer = run()
            _remember(context, mutation, params, "done", msgspec.json.encode(answer))
    except Refused:
        with store.transaction():
            _remember(context, mutation, params, "failed", None)
        raise
    return answer


def forget_old_keys(store: Store) -> None:
    """Drop the keys that are not kept any more."""
    horizon = (store.clock.now() - KEPT).isoformat()
    with store.transaction():
        store.database.connection.execute("DELETE FROM idempotency WHERE at < ?", (horizon,))


def _remember(context: Context, mutation: str, params: str, state: str, answer: bytes | None) -> None:
    context.store.database.connection.execute(
        "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " mutation = excluded.mutation, params = excluded.params, state = excluded.state,"
        " answer = excluded.answer, at = excluded.at",
        (context.idempotency_key, mutation, params, state, answer, context.store.clock.now().isoformat()),
    )


def _refuse(message: str, code: str) -> None:
    raise Refused([UserError(None, message, code)])
