"""The page of facts names tests that exist, and all tests that were written for facts."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "develop" / "devstore-facts.md"


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, functions) and node.name.startswith("test_")}


def named() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file, test in re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE.read_text()):
        found.setdefault(file, set()).add(test)
    return found


def test_every_test_named_on_the_page_exists() -> None:
    missing = {file: tests - names_in(HERE / file) for file, tests in named().items()}
    assert {file: tests for file, tests in missing.items() if tests} == {}


def test_every_fact_that_has_a_test_is_on_the_page() -> None:
    pages = named()
    for path in sorted((HERE / "graphql").glob("*_facts.py")):
        assert names_in(path) - pages[f"graphql/{path.name}"] == set()


def test_every_behaviour_has_its_row() -> None:
    rows = re.findall(r"^\| (\d{1,2}) \w", PAGE.read_text(), re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 18))
