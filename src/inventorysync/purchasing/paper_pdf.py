"""A purchase order as a PDF of as many A4 pages as it takes.

Loaded by the first order that is drawn: the library costs a second that most processes never need.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fpdf import FPDF

from inventorysync.kit.money import coined
from inventorysync.kit.typefaces import BOLD, REGULAR
from inventorysync.purchasing.paper import Paper, PaperLine, priced
from inventorysync.purchasing.terms import line_total

MARGIN, WIDTH, HEIGHT = 15.0, 210.0, 297.0
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - 20.0
ROW, SMALL_ROW = 4.6, 3.8
PADDING = 1.2
INDENT = 1.0  # as the cells of the library have it
GREY, LINE_GREY = 96, 200
LOGO_WIDTH, LOGO_HEIGHT = 60.0, 20.0


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    width: float
    told: Callable[[PaperLine], str]
    is_number: bool = False


def write_order(paper: Paper) -> bytes:
    """The order as a PDF."""
    pdf = _Sheet(paper)
    pdf.add_page()
    _heads(pdf, paper)
    columns = _columns(paper)
    _table(pdf, paper, columns)
    _sums(pdf, paper)
    for title, words in (("Payment terms", paper.terms), ("Note", paper.note)):
        if words:
            _paragraph(pdf, title, words)
    return bytes(pdf.output())


class _Sheet(FPDF):
    """Pages with the order's number and their own number at the foot."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(unit="mm", format="A4")
        self.paper = paper
        self.set_auto_page_break(auto=False)
        self.set_margin(MARGIN)
        self.set_title(f"Purchase order {paper.number}")
        self.set_author(paper.buyer_name)
        self.add_font("order", "", REGULAR)
        self.add_font("order", "B", BOLD)
        self.set_font("order", "", 9)
        self.set_draw_color(LINE_GREY)
        self.set_line_width(0.2)
        self.alias_nb_pages()

    def footer(self) -> None:
        """Which order and which page this is."""
        self.set_xy(MARGIN, HEIGHT - 13)
        self.set_font("order", "", 8)
        self.set_text_color(GREY)
        self.cell(INNER / 2, SMALL_ROW, f"{self.paper.number} · {self.paper.buyer_name}")
        self.cell(INNER / 2, SMALL_ROW, f"Page {self.page_no()} of {{nb}}", align="R")
        self.set_text_color(0)


def _heads(pdf: _Sheet, paper: Paper) -> None:
    """Who buys what of whom, and where it goes."""
    pdf.set_xy(MARGIN, MARGIN + _logo(pdf, paper))
    pdf.set_font("order", "B", 14)
    pdf.multi_cell(INNER / 2, 6, paper.buyer_name, align="L")
    pdf.set_x(MARGIN)
    _small(pdf, INNER / 2, paper.buyer_address)
    left = pdf.get_y()
    pdf.set_xy(MARGIN + INNER / 2, MARGIN)
    pdf.set_font("order", "B", 14)
    pdf.cell(INNER / 2, 6, "Purchase order", align="R", new_x="LEFT", new_y="NEXT")
    facts = [
        ("Number", paper.number),
        ("Date", f"{paper.made_on:%d %B %Y}"),
        ("Expected", f"{paper.expected_on:%d %B %Y}" if paper.expected_on else ""),
        ("Your number", paper.reference),
        ("Our account", paper.account_number),
        ("Currency", paper.currency),
        ("State", "Draft, not an order yet" if paper.is_draft else ""),
    ]
    for name, value in facts:
        if value:
            pdf.set_font("order", "", 9)
            pdf.set_text_color(GREY)
            pdf.cell(INNER / 4, ROW, name, align="R")
            pdf.set_text_color(0)
            pdf.cell(INNER / 4, ROW, _cut(pdf, value, INNER / 4), align="R")
            pdf.set_xy(MARGIN + INNER / 2, pdf.get_y() + ROW)
    top = max(left, pdf.get_y()) + 6
    supplier = "\n".join(
        part for part in (paper.supplier_name, paper.supplier_contact, paper.supplier_address) if part
    )
    ends = [_block(pdf, MARGIN, top, "Supplier", supplier)]
    ends.append(_block(pdf, MARGIN + INNER / 2, top, "Deliver to", paper.deliver_to))
    pdf.set_xy(MARGIN, max(ends) + 6)


def _logo(pdf: _Sheet, paper: Paper) -> float:
    """Draw the shop's logo at the top left; how much room it took, nothing without one."""
    if paper.logo is None:
        return 0.0
    drawn = pdf.image(
        io.BytesIO(paper.logo), MARGIN, MARGIN, LOGO_WIDTH, LOGO_HEIGHT, keep_aspect_ratio=True,
        alt_text=paper.buyer_name,
    )  # fmt: skip
    return float(drawn.rendered_height) + 3


def _block(pdf: _Sheet, left: float, top: float, title: str, words: str) -> float:
    pdf.set_xy(left, top)
    pdf.set_font("order", "B", 9)
    pdf.cell(INNER / 2 - 4, ROW, title, new_x="LEFT", new_y="NEXT")
    _small(pdf, INNER / 2 - 4, words)
    return float(pdf.get_y())


def _small(pdf: _Sheet, width: float, words: str) -> None:
    pdf.set_font("order", "", 9)
    if words:
        pdf.multi_cell(width, ROW, words, align="L", new_x="LEFT", new_y="NEXT")


def _columns(paper: Paper) -> list[_Column]:
    """The columns that have something to say; the item's name has what the others leave."""
    currency = paper.currency

    def cost(line: PaperLine) -> str:
        return "" if line.unit_cost is None else coined(line.unit_cost, currency)

    def tax(line: PaperLine) -> str:
        return "" if line.tax_rate is None else _percent(line.tax_rate)

    def day(line: PaperLine) -> str:
        return f"{line.expected_on:%d %b %Y}" if line.expected_on else ""

    ends = [
        _Column("Quantity", 16, lambda line: f"{line.quantity:,}", is_number=True),
        _Column("Unit cost", 19, cost, is_number=True),
    ]
    if any(line.tax_rate is not None for line in paper.lines):
        ends.append(_Column("Tax %", 11, tax, is_number=True))
    ends.append(
        _Column(
            "Total", 24, lambda line: coined(line_total(priced(line), currency), currency), is_number=True
        )
    )
    if any(line.expected_on for line in paper.lines):
        ends.append(_Column("Expected", 20, day))
    starts = [_Column("SKU", 22, lambda line: line.sku)]
    if any(line.code for line in paper.lines):
        starts.insert(0, _Column("Your code", 24, lambda line: line.code))
    taken = sum(column.width for column in (*starts, *ends))
    return [*starts, _Column("Item", INNER - taken, lambda line: line.title), *ends]


def _table(pdf: _Sheet, paper: Paper, columns: Sequence[_Column]) -> None:
    _table_head(pdf, columns)
    for line in paper.lines:
        cells = [_wrapped(pdf, column.told(line), column.width - 2 * PADDING) for column in columns]
        height = max(len(cell) for cell in cells) * ROW + 1
        if pdf.get_y() + height > BOTTOM:
            pdf.add_page()
            _table_head(pdf, columns)
        top, left = pdf.get_y(), MARGIN
        for column, cell in zip(columns, cells, strict=True):
            for number, words in enumerate(cell):
                at = top + 0.5 + number * ROW
                if column.is_number:
                    pdf.text(left + column.width - PADDING - pdf.get_string_width(words), at + 3.3, words)
                else:
                    pdf.text(left + PADDING, at + 3.3, words)
            left += column.width
        pdf.line(MARGIN, top + height, MARGIN + INNER, top + height)
        pdf.set_xy(MARGIN, top + height)


def _table_head(pdf: _Sheet, columns: Sequence[_Column]) -> None:
    pdf.set_font("order", "B", 8)
    pdf.set_fill_color(240)
    pdf.set_x(MARGIN)
    for column in columns:
        pdf.cell(column.width, ROW + 1, column.heading, align="R" if column.is_number else "L", fill=True)
    pdf.set_xy(MARGIN, pdf.get_y() + ROW + 1)
    pdf.set_font("order", "", 8)


def _sums(pdf: _Sheet, paper: Paper) -> None:
    totals, currency = paper.totals(), paper.currency
    rows = [("Goods", totals.goods)] if totals.taxes else []
    rows += [(f"Tax {_percent(rate)} %", amount) for rate, amount in totals.taxes]
    rows.append(("Total", totals.total))
    units = sum(line.quantity for line in paper.lines)
    if pdf.get_y() + (len(rows) + 2) * (ROW + 1) > BOTTOM:
        pdf.add_page()
    pdf.set_xy(MARGIN, pdf.get_y() + 3)
    counted = f"{len(paper.lines):,} {'line' if len(paper.lines) == 1 else 'lines'}, {units:,} units"
    pdf.set_font("order", "", 9)
    pdf.cell(INNER / 2, ROW + 1, counted)
    for name, amount in rows:
        pdf.set_font("order", "B" if name == "Total" else "", 10 if name == "Total" else 9)
        pdf.set_x(MARGIN + INNER / 2)
        pdf.cell(INNER / 4, ROW + 1, name, align="R")
        pdf.cell(INNER / 4, ROW + 1, f"{coined(amount, currency)} {currency}", align="R")
        pdf.set_xy(MARGIN, pdf.get_y() + ROW + 1)
    pdf.set_xy(MARGIN, pdf.get_y() + 4)


def _paragraph(pdf: _Sheet, title: str, words: str) -> None:
    pdf.set_font("order", "", 9)
    for number, row in enumerate(_paragraphs(pdf, words)):
        if pdf.get_y() + 2 * ROW > BOTTOM:
            pdf.add_page()
        if number == 0:
            pdf.set_font("order", "B", 9)
            pdf.set_x(MARGIN)
            pdf.cell(INNER, ROW, title)
            pdf.set_xy(MARGIN, pdf.get_y() + ROW)
        pdf.set_font("order", "", 9)
        pdf.text(MARGIN + INDENT, pdf.get_y() + 3.3, row)
        pdf.set_xy(MARGIN, pdf.get_y() + ROW)
    pdf.set_xy(MARGIN, pdf.get_y() + 3)


def _paragraphs(pdf: _Sheet, words: str) -> list[str]:
    return [row for part in words.splitlines() for row in _wrapped(pdf, part, INNER - 2 * INDENT) or [""]]


def _wrapped(pdf: _Sheet, words: str, width: float) -> list[str]:
    """A text in as many rows as it takes: at spaces, and within a word that is too long."""
    rows: list[str] = []
    row = ""
    for word in words.split():
        joined = f"{row} {word}" if row else word
        if pdf.get_string_width(joined) <= width:
            row = joined
            continue
        if row:
            rows.append(row)
        row = word
        while pdf.get_string_width(row) > width:
            fits = _fitting(pdf, row, width)
            rows.append(row[:fits])
            row = row[fits:]
    return [*rows, row]


def _fitting(pdf: _Sheet, word: str, width: float) -> int:
    """How many characters of a word fit; one at least."""
    fits = len(word)
    while fits > 1 and pdf.get_string_width(word[:fits]) > width:
        fits -= 1
    return fits


def _cut(pdf: _Sheet, words: str, width: float) -> str:
    rows = _wrapped(pdf, words, width - 2)
    return rows[0] if len(rows) == 1 else f"{rows[0][:-1]}…"


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
