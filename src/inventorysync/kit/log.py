"""Structured logs: one line an event, with what it belongs to on every one: request, shop, job, release.

Nothing that looks like a secret or like a person leaves through a log, and errors are reported from here, so
that a report says no more than its line.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.typing import EventDict

SECRET_NAMES = re.compile(
    r"token|secret|authorization|password|passwd|hmac|cookie|api_?key|credential|dsn|signature", re.IGNORECASE
)
SECRET_VALUES = re.compile(
    r"shp(?:at|ss|rt|ca|pa|ua)_[A-Za-z0-9]+"  # Shopify's tokens and secrets
    r"|isk_[\w-]+|whsec_[\w-]+"  # our keys, and secrets of webhooks
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*"  # JSON web tokens
    r"|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)"  # the user of an address
    r"|(?<=[Bb]earer )\S+"
    r"|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w.:/-])\+\d[\d ().-]{7,}\d"  # a telephone number as one writes it to be called from anywhere
    r"|(?<![\w+/=])[A-Za-z0-9+/]{43}=(?![\w+/=])"  # a signature of Shopify's
)
MAY_HOLD_ONE = re.compile(r"shp|isk_|whsec|eyJ|://|earer|@|=|\+[0-9]")  # most texts of most lines do not
HIDDEN = "[hidden]"
DEPTH_MAX = 6
Report = Callable[[Mapping[str, Any]], None]


def configure_logs(
    level: str, form: str, about: Mapping[str, str] | None = None, report: Report | None = None
) -> None:
    """Send structlog's and the standard library's lines to standard output, secrets hidden.

    `about` stands on every line. `report` hears of every line that tells an error, before it is written.
    """

    def add_about(_logger: Any, _method: str, line: EventDict) -> EventDict:
        for name, value in (about or {}).items():
            line.setdefault(name, value)
        return line

    def tell(_logger: Any, _method: str, line: EventDict) -> EventDict:
        if report is not None and line.get("level") in ("error", "critical"):
            report(line)
        return line

    shared: list[Any] = [
        merge_contextvars,
        add_about,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        tell,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for own in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # the server's own words, in the same form
        logging.getLogger(own).handlers = []
        logging.getLogger(own).propagate = True
    for noisy in ("httpx2", "httpcore2", "uvicorn.access", "urllib3", "sentry_sdk", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def hide_secrets(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Nothing that looks like a token leaves through a log."""
    for name, value in line.items():
        if not name.startswith("_"):  # what structlog keeps for itself
            line[name] = hidden(name, value)
    return line


def hidden(name: str, value: Any, depth: int = 0) -> Any:
    """The value without its secrets: by the name it stands under, and by what its texts look like."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if _is_secret(name):
        return HIDDEN
    if isinstance(value, Mapping) and depth < DEPTH_MAX:
        return {str(key): hidden(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth < DEPTH_MAX:
        return [hidden(name, inner, depth + 1) for inner in value]
    text = value if isinstance(value, str) else str(value)
    return SECRET_VALUES.sub(HIDDEN, text) if MAY_HOLD_ONE.search(text) else text


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return SECRET_NAMES.search(name) is not None
