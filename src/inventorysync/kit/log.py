"""Structured logs: one line an event, with the request's or job's id on every one."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.typing import EventDict

SECRET_NAMES = re.compile(r"token|secret|authorization|password|hmac|cookie|api_key", re.IGNORECASE)
SECRET_VALUES = re.compile(r"shp(?:at|ss|rt|ca|pa)_[A-Za-z0-9]+|isk_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+")
HIDDEN = "[hidden]"


def configure_logs(level: str, form: str) -> None:
    """Send structlog's and the standard library's lines to standard output, secrets hidden."""
    shared: list[Any] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
    for noisy in ("httpx2", "httpcore2", "uvicorn.access", "saq"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def hide_secrets(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Nothing that looks like a token leaves through a log."""
    for name, value in line.items():
        if SECRET_NAMES.search(name):
            line[name] = HIDDEN
        elif isinstance(value, str):
            line[name] = SECRET_VALUES.sub(HIDDEN, value)
    return line
