"""The house keeps its shape: short functions and files, blanket handlers at the edges only, no leftovers."""

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 500
EDGES = {
    "inventorysync/entry/worker.py",  # a job: what fails is logged, counted and tried again
    "inventorysync/entry/jobs.py",  # a job: what fails is logged, recorded and tried again
    "devstore/graphql/bulk/operations.py",  # a job: the app has to learn that it ended
}
WORDS_NEVER_IN_NAMES = (
    "utils",
    "helpers",
    "common",
    "manager",
    "base",
    "simple",
    "enhanced",
    "fixed",
    "new",
    "v2",
)


def files() -> list[Path]:
    return [p for p in SOURCE.rglob("*.py") if "generated" not in p.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert long == set()


def test_files_are_short() -> None:
    assert {name_of(p) for p in files() if len(p.read_text().splitlines()) > FILE_LINES_MAX} == set()
    assert len(files()) > 100


def test_blanket_handlers_stand_at_the_edges_only() -> None:
    found = {
        name_of(path)
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not any(isinstance(line, ast.Raise) and line.exc is None for line in node.body)
    }
    assert found == EDGES


def test_every_package_says_what_it_is_for() -> None:
    mute = {
        name_of(path)
        for path in files()
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    }
    assert mute == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert {name_of(path) for path in files() if path.stem in WORDS_NEVER_IN_NAMES} == set()


def test_nothing_is_left_for_later() -> None:
    left = {
        name_of(path)
        for path in files()
        if any(mark in path.read_text() for mark in ("TODO", "FIXME", "XXX", "NotImplementedError"))
    }
    assert left == set()


def test_an_api_starts_without_what_only_files_need() -> None:
    heavy = ("fpdf", "fontTools", "xlsxwriter")
    asks = f"import sys, inventorysync.entry.web; print([m for m in {heavy!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]", "they cost each process a second at its start"
