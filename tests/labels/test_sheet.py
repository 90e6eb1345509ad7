"""Labels on paper: each is scanned again as it was meant, and stands where its label is."""

import string
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from inventorysync.labels.codes import CannotEncode, Wanted, check_digit, draw
from inventorysync.labels.formats import FORMATS, Format
from inventorysync.labels.sheet import Label, refusals, write_pdf

DOTS_PER_MM = 12  # about 300 dots an inch


def pages_of(pdf: bytes) -> list[Any]:
    """The pages as pictures."""
    scale = DOTS_PER_MM * 25.4 / 72
    return [page.render(scale=scale, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def scanned(picture: Any, format_: Format, position: int = 0) -> list[tuple[str, str]]:
    """What a scanner reads on the label at this position of a page: symbology and text."""
    left, top = format_.place(position)
    right, bottom = left + format_.label[0], top + format_.label[1]
    area = tuple(round(side * DOTS_PER_MM) for side in (left, top, right, bottom))
    return [(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture.crop(area))]


def label(code: str, copies: int = 1) -> Label:
    return Label(code, "Tasse, blå · 青い · Чай", ("B-17", "12.50 EUR"), copies)


@pytest.mark.parametrize(
    ("code", "wanted", "format_name", "symbology", "meant"),
    [
        ("4006381333931", "auto", "a4_21", "EAN13", "4006381333931"),
        ("96385074", "auto", "roll_40x20", "EAN8", "96385074"),
        ("036000291452", "ean", "letter_30", "EAN13", "0036000291452"),  # how scanners say a UPC-A
        ("4006381333932", "auto", "a4_14", "Code128", "4006381333932"),
        ("SKU-00042/b", "auto", "roll_57x32", "Code128", "SKU-00042/b"),
        ("4006381333931", "code128", "letter_10", "Code128", "4006381333931"),
        ("Größe 青い", "auto", "a4_24", "QRCode", "Größe 青い"),
        ("https://example.com/a?b=c", "qr", "a4_65", "QRCode", "https://example.com/a?b=c"),
    ],
)
def test_a_label_is_read_as_it_was_meant(
    code: str, wanted: Wanted, format_name: str, symbology: str, meant: str
) -> None:
    format_ = FORMATS[format_name]
    assert refusals([label(code)], format_, wanted) == []
    (page,) = pages_of(write_pdf([label(code)], format_, wanted))
    assert scanned(page, format_) == [(symbology, meant)]


@settings(max_examples=25, deadline=None)
@given(
    st.text(string.ascii_letters + string.digits + "-_./+ $%", min_size=1, max_size=14)
    .map(str.strip)
    .filter(bool)
)
def test_any_sku_is_read_back(sku: str) -> None:
    format_ = FORMATS["roll_100x50"]
    (page,) = pages_of(write_pdf([label(sku)], format_, "code128"))
    assert scanned(page, format_) == [("Code128", sku)]


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].per_page > 1])
def test_every_label_of_a_sheet_stands_in_its_place(name: str) -> None:
    format_: Format = FORMATS[name]
    pdf = write_pdf([label("A1", format_.per_page)], format_, "code128")
    size = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert size == pytest.approx([side * 72 / 25.4 for side in format_.page], abs=0.5)
    (page,) = pages_of(pdf)
    for position in range(format_.per_page):
        assert scanned(page, format_, position) == [("Code128", "A1")], position
    right, bottom = format_.place(format_.per_page - 1)
    assert right + format_.label[0] <= format_.page[0] + 0.1
    assert bottom + format_.label[1] <= format_.page[1] + 0.1


def test_a_sheet_that_was_begun_is_gone_on_with() -> None:
    format_ = FORMATS["a4_21"]
    pdf = write_pdf([label("A1", 3)], format_, "code128", first=19)
    first, second = pages_of(pdf)
    assert [len(scanned(first, format_, position)) for position in (17, 18, 19, 20)] == [0, 0, 1, 1]
    assert [len(scanned(second, format_, position)) for position in (0, 1)] == [1, 0]


@pytest.mark.parametrize(
    ("code", "wanted", "format_name", "says"),
    [
        ("", "auto", "a4_21", "neither a barcode nor a SKU"),
        ("123", "ean", "a4_21", "no EAN or UPC"),
        ("4006381333932", "ean", "a4_21", "right check digit"),
        ("Größe", "code128", "a4_21", "as QR"),
        ("A" * 81, "auto", "a4_21", "longer than 80"),
        ("a long code of many letters", "code128", "roll_40x20", "too fine to be scanned"),
    ],
)
def test_what_could_not_be_scanned_is_refused(code: str, wanted: Wanted, format_name: str, says: str) -> None:
    found = refusals([label("96385074"), label(code)], FORMATS[format_name], wanted)
    assert [each.index for each in found] == [1]
    assert says in found[0].message


@pytest.mark.parametrize("number", ["4006381333931", "036000291452", "96385074", "9780306406157"])
def test_check_digits_are_those_of_real_numbers(number: str) -> None:
    assert check_digit(number[:-1]) == int(number[-1])


def test_a_wrong_check_digit_is_no_retail_code() -> None:
    with pytest.raises(CannotEncode):
        draw("96385075", "ean")
