"""Labels as a PDF: a code, what it says, and the item's name, on sheets or rolls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventorysync.kit.typefaces import BOLD, REGULAR
from inventorysync.labels.codes import QR_QUIET_MODULES, QUIET_MODULES, CannotEncode, Drawn, Wanted, draw
from inventorysync.labels.formats import Format

if TYPE_CHECKING:
    from fpdf import FPDF

MODULE_MIN_MM = 0.17  # a printer of 203 dots an inch and a common scanner still part the bars
MODULE_MAX_MM = 0.5
QR_MODULE_MIN_MM = 0.3
PADDING_MM = 1.5
POINT_MM = 0.3528
LINE = 1.2
BARS_MIN_MM = 5.0


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label: a code, a title, and more lines under it; printed `copies` times."""

    code: str
    title: str
    lines: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A label that could not be scanned, by its place in the request, and why."""

    index: int
    message: str


def refusals(labels: Sequence[Label], format_: Format, wanted: Wanted) -> list[Refused]:
    """Labels whose code cannot be drawn, or not large enough to be scanned."""
    found = []
    for index, label in enumerate(labels):
        try:
            _module_of(draw(label.code, wanted), format_)
        except CannotEncode as error:
            found.append(Refused(index, str(error)))
    return found


def write_pdf(labels: Sequence[Label], format_: Format, wanted: Wanted, first: int = 0) -> bytes:
    """The labels as a PDF; the first sheet begins at position `first`. Raises CannotEncode."""
    from fpdf import FPDF  # a second of start-up and 40 MB that most processes never need

    pdf = FPDF(unit="mm", format=format_.page)
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.set_title("Labels")
    pdf.add_font("label", "", REGULAR)
    pdf.add_font("label", "B", BOLD)
    position = first
    pdf.add_page()
    for label, drawn in _all(labels, wanted):
        if position == format_.per_page:
            pdf.add_page()
            position = 0
        _put(pdf, format_, format_.place(position), label, drawn)
        position += 1
    return bytes(pdf.output())


def _all(labels: Sequence[Label], wanted: Wanted) -> Iterator[tuple[Label, Drawn]]:
    for label in labels:
        drawn = draw(label.code, wanted)
        for _ in range(label.copies):
            yield label, drawn


def _module_of(drawn: Drawn, format_: Format) -> float:
    """How wide a module is on this label; raises CannotEncode where it is too narrow to be scanned."""
    width, height = (side - 2 * PADDING_MM for side in format_.label)
    if drawn.symbology == "qr":
        module, least = min(width, height) / drawn.width, QR_MODULE_MIN_MM
    else:
        module, least = width / drawn.width, MODULE_MIN_MM
    if module < least:
        raise CannotEncode(f"{module:.2f} mm a bar is too fine to be scanned: choose a larger label or QR")
    return min(module, MODULE_MAX_MM if drawn.symbology != "qr" else module)


def _put(pdf: "FPDF", format_: Format, place: tuple[float, float], label: Label, drawn: Drawn) -> None:
    if drawn.symbology == "qr":
        _put_square(pdf, format_, place, label, drawn)
    else:
        _put_bars(pdf, format_, place, label, drawn)


def _put_bars(pdf: "FPDF", format_: Format, place: tuple[float, float], label: Label, drawn: Drawn) -> None:
    """Title on top, bars over the width, the code and the other lines beneath."""
    left, top, (width, height) = place[0] + PADDING_MM, place[1] + PADDING_MM, format_.label
    inner, size = width - 2 * PADDING_MM, _points(height)
    line = size * POINT_MM * LINE
    under = [label.code, *label.lines]
    room = height - 2 * PADDING_MM
    while under[1:] and room - line * (1 + len(under)) < BARS_MIN_MM:
        under.pop()
    has_title = room - line * (1 + len(under)) >= BARS_MIN_MM
    bars = room - line * (int(has_title) + len(under))
    if has_title:
        _text(pdf, (left, top), inner, label.title, size, bold=True)
    module = _module_of(drawn, format_)
    start = left + (inner - module * drawn.width) / 2 + module * QUIET_MODULES
    _rows(pdf, drawn, (start, top + line * int(has_title)), module, bars)
    for number, text in enumerate(under):
        at = top + line * int(has_title) + bars + line * number
        _text(pdf, (left, at), inner, text, size, centred=True)


def _put_square(pdf: "FPDF", format_: Format, place: tuple[float, float], label: Label, drawn: Drawn) -> None:
    """The square on the left, the words beside it."""
    width, height = format_.label
    module = _module_of(drawn, format_)
    side = module * drawn.width
    quiet = module * QR_QUIET_MODULES
    left, top = place[0] + PADDING_MM, place[1] + (height - side) / 2
    for number, row in enumerate(drawn.modules):
        one = Drawn(drawn.symbology, (row,))
        _rows(pdf, one, (left + quiet, top + quiet + module * number), module, module)
    inner = width - 2 * PADDING_MM - side
    size = _points(height)
    line = size * POINT_MM * LINE
    for number, text in enumerate([label.title, label.code, *label.lines]):
        at = place[1] + PADDING_MM + line * number
        if at + line > place[1] + height:
            break
        _text(pdf, (left + side, at), inner, text, size, bold=number == 0)


def _rows(pdf: "FPDF", drawn: Drawn, place: tuple[float, float], module: float, height: float) -> None:
    """Runs of dark modules as one rectangle each: no hairline between two of a bar."""
    start = None
    for at, dark in enumerate((*drawn.modules[0], False)):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            pdf.rect(place[0] + start * module, place[1], (at - start) * module, height, style="F")
            start = None


def _points(height: float) -> float:
    return max(4.5, min(9.0, height / 4.2))


def _text(
    pdf: "FPDF",
    place: tuple[float, float],
    width: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    centred: bool = False,
) -> None:
    """One line of text, cut where it does not fit."""
    pdf.set_font("label", "B" if bold else "", size)
    shown = " ".join(text.split())
    if pdf.get_string_width(shown) > width:
        while shown and pdf.get_string_width(f"{shown}…") > width:
            shown = shown[:-1]
        shown = f"{shown.rstrip()}…"
    pdf.set_xy(*place)
    pdf.cell(width, size * POINT_MM * LINE, shown, align="C" if centred else "L")
