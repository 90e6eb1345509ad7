"""What leaves through a log, and what does not."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from inventorysync.kit.log import HIDDEN, configure_logs, hidden


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_is_one_object_with_what_it_belongs_to(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json", {"release": "abc123", "part": "worker"})
    structlog.contextvars.bind_contextvars(request_id="r-1", shop_id=7, job_id="j-1")
    structlog.get_logger().info("something\nin two lines", count=3)
    logging.getLogger("somebody.else").warning("a %s", "library", extra={"attempt": 2})
    ours, theirs = lines_of(capsys)
    about = {"release": "abc123", "part": "worker", "request_id": "r-1", "shop_id": 7, "job_id": "j-1"}
    for line in (ours, theirs):
        assert line.items() >= about.items()
    assert (ours["event"], ours["count"], ours["level"]) == ("something\nin two lines", 3, "info")
    assert (theirs["event"], theirs["attempt"], theirs["level"]) == ("a library", 2, "warning")


def test_a_traceback_is_in_its_line_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    try:
        int("shpat_0123456789abcdef of anna@shop.example")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines_of(capsys)
    assert "Traceback" in line["exception"]
    assert f"base 10: '{HIDDEN} of {HIDDEN}'" in line["exception"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("token shpat_0123abcDEF", f"token {HIDDEN}"),
        ("shpss_0123456789abcdef", HIDDEN),
        ("key isk_12_aB-c_d", f"key {HIDDEN}"),
        ("eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl", HIDDEN),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {HIDDEN}"),
        ("postgresql://app:pa55word@db:5432/x", f"postgresql://{HIDDEN}@db:5432/x"),
        ("redis://:pa55word@cache:6379", f"redis://{HIDDEN}@cache:6379"),
        ("to anna.k+x@shop.co.example", f"to {HIDDEN}"),
        ("call +44 20 7946 0958 now", f"call {HIDDEN} now"),
        ("XXr9GZ3dTHh8UnYp2f4Kq0b1c3d5e7f9g1h3j5k7m9o=", HIDDEN),
    ],
)
def test_what_looks_like_a_secret_or_a_person_is_hidden(text: str, left: str) -> None:
    assert hidden("detail", text) == left


@pytest.mark.parametrize(
    "text",
    [
        "gid://shopify/InventoryItem/123",
        "2026-11-28T12:00:00+00:00",
        "2026-11-28 12:00:00+00:00",
        "GET /api/v1/levels",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "+12 units, -7",
    ],
)
def test_what_a_person_needs_to_read_is_not(text: str) -> None:
    assert hidden("detail", text) == text


def test_secrets_are_found_however_deep_and_by_their_names() -> None:
    given = {"list": [{"access_token": "plain", "name": "isk_1_x"}], "api_key": "k", "attempts": 3}
    assert hidden("context", given) == {
        "list": [{"access_token": HIDDEN, "name": HIDDEN}],
        "api_key": HIDDEN,
        "attempts": 3,
    }


def test_errors_are_told_and_nothing_else_is() -> None:
    told: list[str] = []
    configure_logs("INFO", "json", report=lambda line: told.append(str(line["event"])))
    log = structlog.get_logger()
    log.info("fine")
    log.warning("look")
    log.error("broken")
    logging.getLogger("somebody.else").error("broken too")
    assert told == ["broken", "broken too"]
