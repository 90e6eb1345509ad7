"""Errors reported to Sentry, where ENABLE_SENTRY says so: what a log line tells, its traceback, no more.

Nothing of the request or of the machine is sent: no headers, no body, no address, no variables of frames.
Every text passes the same sieve as the logs.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from inventorysync.kit.log import Report, configure_logs, hidden
from inventorysync.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

TAGS = ("request_id", "shop_id", "job_id", "job_kind", "part")
NEVER_SENT = ("request", "user", "server_name", "modules", "breadcrumbs", "extra")


def start_logs(settings: Settings, part: str) -> None:
    """Logs, and reports of errors, of the process that is this part of the system."""
    about = {"release": settings.release_name, "part": part}
    configure_logs(settings.log_level, settings.log_format, about, _start_reports(settings))


def _start_reports(settings: Settings) -> Report | None:
    if not settings.reports_errors:
        return None
    import sentry_sdk  # six megabytes, for those who use it
    from sentry_sdk.integrations.dedupe import DedupeIntegration

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        release=settings.release_name,
        environment=settings.sentry_environment or settings.environment,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        auto_session_tracking=False,
        default_integrations=False,
        integrations=[DedupeIntegration()],
        before_send=scrubbed,
    )
    return _report


def _report(line: Mapping[str, Any]) -> None:
    """Send a line that tells an error; sending happens aside, and a failure of it is nobody's error."""
    import sentry_sdk

    with sentry_sdk.new_scope() as scope:
        for name in TAGS:
            if line.get(name) is not None:
                scope.set_tag(name, str(line[name]))
        scope.set_tag("event", str(line.get("event")))
        error = _error_of(line.get("exc_info"))
        if error is not None:
            sentry_sdk.capture_exception(error)
        else:
            said = f"{line.get('event')}: {line['error']}" if line.get("error") else str(line.get("event"))
            sentry_sdk.capture_message(said, level="error")


def _error_of(given: Any) -> BaseException | None:
    if given is True:  # logged inside the handler
        return sys.exc_info()[1]
    if isinstance(given, tuple):
        given = given[1]
    return given if isinstance(given, BaseException) else None


def scrubbed(event: "Event", _hint: "Hint") -> "Event":
    """The event without what must not leave, and without what looks like a secret or a person."""
    kept = {name: value for name, value in event.items() if name not in NEVER_SENT}
    return {name: _sieved(name, value) for name, value in kept.items()}  # type: ignore[return-value]


def _sieved(name: str, value: Any) -> Any:
    """Texts are sieved by how they look; names of the event's own fields are no names of secrets."""
    return hidden("" if name in ("event_id", "exception", "logentry", "tags") else name, value)
