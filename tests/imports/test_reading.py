"""Files as merchants have them: encodings, delimiters, Excel; and what their cells mean."""

import csv
import io
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from inventorysync.imports.cells import BadCell, read_change, read_moment, read_units
from inventorysync.imports.columns import BadColumns, check, propose
from inventorysync.imports.files import head_of, numbered_rows
from inventorysync.kit.spreadsheets import (
    CELL_CHARACTERS_MAX,
    Layout,
    NotASpreadsheet,
    opened,
    plain_text,
    recognise,
)

BERLIN = ZoneInfo("Europe/Berlin")
HEADINGS = ["SKU", "Größe", "Available"]
ROWS = [["A-1", "groß, blau", "5"], ["B;2", "klein\nzweizeilig", "-3"], ["Ž", "čaj", "0"]]


def written(path: Path, rows: Iterable[list[str]], encoding: str, delimiter: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_encoding_and_delimiter_are_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = written(tmp_path / "file.csv", [HEADINGS, *ROWS, *ROWS * 20], encoding, delimiter)
    layout = recognise(path)
    assert layout.delimiter == delimiter
    with opened(path, layout) as rows:
        assert list(rows) == [HEADINGS, *ROWS, *ROWS * 20]


def test_rows_are_numbered_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path / "file.csv", [[], HEADINGS, ["", "", ""], *ROWS], "utf-8", ",")
    with opened(path, recognise(path)) as rows:
        assert [number for number, _ in numbered_rows(rows)] == [2, 4, 5, 6]


def test_an_excel_file_is_read_as_it_looks(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, ["SKU", "Available", "Counted at", "Flag"])
    sheet.write_string(1, 0, "00042")
    sheet.write_number(1, 1, 7)
    sheet.write_datetime(1, 2, datetime(2026, 11, 1, 8, 30), moment)  # noqa: DTZ001  # Excel knows no zone
    sheet.write_boolean(1, 3, True)
    sheet.write_number(2, 1, 2.5)
    book.close()
    layout = recognise(path)
    assert layout.format == "xlsx"
    with opened(path, layout) as rows:
        assert list(rows) == [
            ["SKU", "Available", "Counted at", "Flag"],
            ["00042", "7", "2026-11-01 08:30:00", "TRUE"],
            ["", "2.5", "", ""],
        ]


def _archive(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04nothing", "damaged"),
        (_archive({"photo.jpg": b"x"}), "no Excel file"),
        (_archive({"xl/workbook.xml": b"x", "xl/bomb.xml": bytes(420 * 1024 * 1024)}), "too large"),
        (_archive({"xl/workbook.xml": b"<no"}), "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        (b"SKU,Available\nA,1\x00\n", "character zero"),
        (b"SKU,Available\n" + b"x" * (CELL_CHARACTERS_MAX + 1) + b",1\n", "characters"),
        (b",".join([b"x"] * 300) + b"\n1\n", "columns"),
        (b"SKU,Available\n", "at least one row"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(NotASpreadsheet, match=says):
        head_of(path, recognise(path))


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(401):
                sheet.write(bytes(1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(NotASpreadsheet, match="which is too large"):
        recognise(path)


def test_a_file_in_another_encoding_than_was_chosen_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "file.csv", [HEADINGS, *ROWS], "cp1250", ",")
    with pytest.raises(NotASpreadsheet, match="utf-8"):
        head_of(path, Layout("csv", "utf-8", ","))


@pytest.mark.parametrize(
    ("text", "units"),
    [("5", 5), (" 12 ", 12), ("-3", -3), ("\u22123", -3), ("+4", 4), ("5.0", 5), ("5,00", 5), ("'7", 7),
     ("1 234", 1234), ("12\u202f345", 12345), ("", None), ("Not stocked", None), ("\u2013", None)],
)  # fmt: skip
def test_whole_units_are_read_as_people_write_them(text: str, units: int | None) -> None:
    assert read_units(text) == units


@pytest.mark.parametrize(
    ("text", "code"),
    [("1,234", "ambiguous"), ("1.234.567", "ambiguous"), ("2.5", "not_a_number"), ("ten", "not_a_number"),
     ("1e3", "not_a_number"), ("=1+1", "not_a_number"), ("9" * 14, "too_large"), ("(5)", "not_a_number")],
)  # fmt: skip
def test_what_is_no_number_of_units_is_never_guessed(text: str, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_units(text)
    assert bad.value.code == code


@pytest.mark.parametrize(("text", "change"), [("-5 (15)", -5), ("+3", 3), ("\u22122 (0)", -2), ("-", None)])
def test_a_change_in_shopifys_history_is_read(text: str, change: int | None) -> None:
    assert read_change(text) == change


@given(st.integers(-1_000_000_000, 1_000_000_000))
def test_every_number_of_units_comes_back(units: int) -> None:
    assert read_units(str(units)) == read_units(f" {units}.0 ") == units


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_cell(text: str) -> None:
    for read in (read_units, read_change, lambda cell: read_moment(cell, BERLIN)):
        with suppress(BadCell):
            assert read(text) is None or text.strip()


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-11-28 14:30", "ymd", datetime(2026, 11, 28, 13, 30, tzinfo=UTC)),
        ("2026-07-01T09:00:00+05:30", "ymd", datetime(2026, 7, 1, 3, 30, tzinfo=UTC)),
        ("28.11.2026 14:30", "dmy", datetime(2026, 11, 28, 13, 30, tzinfo=UTC)),
        ("11/28/2026 2:30 PM", "mdy", datetime(2026, 11, 28, 13, 30, tzinfo=UTC)),
        ("Nov 28, 2026 at 2:30 pm", "ymd", datetime(2026, 11, 28, 13, 30, tzinfo=UTC)),
        ("", "ymd", None),
    ],
)
def test_moments_are_read_in_the_shops_zone(text: str, order: str, moment: datetime | None) -> None:
    assert read_moment(text, BERLIN, order) == moment  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["03/04/2026", "tomorrow", "2026-13-01", "0001-01-01", "29.02.2027"])
def test_a_date_that_could_be_two_is_none(text: str) -> None:
    with pytest.raises(BadCell):
        read_moment(text, BERLIN)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", '"=1', "\uff1d1", "\u00a0@x"],
)
def test_a_text_that_would_be_a_formula_is_marked(text: str) -> None:
    assert plain_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A-1", "5", "a=b", "'", "Mug, blue"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain_text(text) == text


def test_shopifys_inventory_file_is_recognised() -> None:
    headings = [
        "Handle", "Title", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "SKU", "HS Code",
        "COO", "Location", "Bin name", "Incoming (not editable)", "Unavailable (not editable)",
        "Committed (not editable)", "Available (not editable)", "On hand (current)", "On hand (new)",
    ]  # fmt: skip
    proposal = propose("levels", headings, {})
    assert proposal.source == "shopify_inventory"
    found = {role: headings[at] for at, role in enumerate(proposal.roles) if role != "ignored"}
    assert found == {
        "handle": "Handle",
        "option1": "Option1 Value",
        "option2": "Option2 Value",
        "sku": "SKU",
        "location": "Location",
        "on_hand": "On hand (new)",
    }
    check("levels", proposal.roles, len(headings), {})


def test_a_column_for_each_location_is_recognised() -> None:
    places = {"main warehouse": 1, "shop": 2}
    proposal = propose("levels", ["SKU", "Main Warehouse", "Shop", "Notes"], places)
    assert proposal.roles == ["sku", "at:1", "at:2", "ignored"]
    check("levels", proposal.roles, 4, {})


def test_shopifys_adjustment_history_is_recognised() -> None:
    headings = ["Date", "SKU", "Activity", "Created by", "Unavailable", "Committed", "Available", "On hand"]
    proposal = propose("history", headings, {})
    assert proposal.source == "shopify_history"
    assert proposal.roles == [
        "moment", "sku", "activity", "actor", "ignored", "committed_change", "available_change",
        "on_hand_change",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "roles", "says"),
    [
        ("levels", ["sku", "available"], "which location"),
        ("levels", ["location", "available"], "which item"),
        ("levels", ["sku", "location"], "holds units"),
        ("levels", ["sku", "sku", "location", "available"], "have the role"),
        ("levels", ["sku", "at:1", "available"], "not both"),
        ("levels", ["sku", "at:1", "location"], "nothing for"),
        ("levels", ["sku", "location", "on_hand", "damaged"], "sum of the others"),
        ("counts", ["sku", "location", "delta"], "no role"),
        ("history", ["sku", "location", "delta"], "says when"),
    ],
)
def test_columns_that_do_not_make_a_file_are_refused(kind: str, roles: list[str], says: str) -> None:
    with pytest.raises(BadColumns, match=says):
        check(kind, roles, len(roles), {})  # type: ignore[arg-type]
