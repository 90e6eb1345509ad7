"""The list of ASVS requirements is whole, and every test it names is there."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "security" / "asvs.csv"
LEVELS = {"1": 70, "2": 183}  # ASVS 5.0.0
STATES = {"tested", "met, without a test of its own", "not applicable", "the operator's", "not met"}
WEB = ROOT / "frontend" / "src"
FORBIDDEN = re.compile(
    r"dangerouslySetInnerHTML|\.innerHTML\b|\.outerHTML\b|document\.write|\beval\(|new Function\("
)


def rows() -> list[dict[str, str]]:
    with LIST.open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def named_in(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)", (ROOT / path).read_text(), re.MULTILINE))


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    found = rows()
    numbers = [row["requirement"] for row in found]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in numbers)
    assert Counter(row["level"] for row in found) == LEVELS
    assert {row["state"] for row in found} <= STATES


def test_every_test_that_is_named_exists_and_everything_else_has_its_reason() -> None:
    for row in rows():
        said = row["test or reason"]
        if row["state"] != "tested":
            assert len(said) >= 12, row
            continue
        path, _, name = said.partition("::")
        assert name in named_in(path), row


def test_what_is_not_met_is_known() -> None:
    """A requirement leaves this list with its test, and none joins it unseen."""
    assert [row["requirement"] for row in rows() if row["state"] == "not met"] == []


def test_the_web_app_writes_no_html_and_runs_no_text() -> None:
    files = [file for file in WEB.rglob("*.ts*") if ".test." not in file.name]
    assert len(files) > 100
    assert [file.name for file in files if FORBIDDEN.search(file.read_text())] == []
