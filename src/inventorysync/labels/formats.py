"""Sheets and rolls of labels in millimetres, as their makers state them. Pure."""

from dataclasses import dataclass
from typing import Final

Pair = tuple[float, float]
A4, LETTER = (210.0, 297.0), (215.9, 279.4)
SIZE_MIN_MM, SIZE_MAX_MM = 15.0, 220.0


@dataclass(frozen=True, slots=True)
class Format:
    """A page of labels: its size, that of a label, where the first one is and how far apart they are."""

    name: str
    title: str
    page: Pair
    label: Pair
    count: tuple[int, int] = (1, 1)
    first: Pair = (0.0, 0.0)
    pitch: Pair = (0.0, 0.0)

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        columns, rows = self.count
        return columns * rows

    def place(self, position: int) -> Pair:
        """Where the label at a position of the page begins: left and top, in millimetres."""
        row, column = divmod(position, self.count[0])
        return self.first[0] + column * self.pitch[0], self.first[1] + row * self.pitch[1]


def roll(name: str, title: str, width: float, height: float) -> Format:
    """A label printer's roll: each label is a page."""
    return Format(name, title, (width, height), (width, height))


_SHEETS: tuple[tuple[str, str, Pair, Pair, tuple[int, int], Pair, Pair], ...] = (  # as Format names them
    ("a4_21", "A4, 21 of 63.5 by 38.1 mm (L7160)", A4, (63.5, 38.1), (3, 7), (7.25, 15.15), (66.0, 38.1)),
    ("a4_24", "A4, 24 of 63.5 by 33.9 mm (L7159)", A4, (63.5, 33.9), (3, 8), (7.25, 12.9), (66.0, 33.9)),
    ("a4_65", "A4, 65 of 38.1 by 21.2 mm (L7651)", A4, (38.1, 21.2), (5, 13), (4.75, 10.7), (40.6, 21.2)),
    ("a4_14", "A4, 14 of 99.1 by 38.1 mm (L7163)", A4, (99.1, 38.1), (2, 7), (4.65, 15.15), (101.6, 38.1)),
    ("letter_30", "Letter, 30 of 2⅝ by 1 in (5160)", LETTER, (66.675, 25.4), (3, 10), (4.7625, 12.7),
     (69.85, 25.4)),
    ("letter_10", "Letter, 10 of 4 by 2 in (5163)", LETTER, (101.6, 50.8), (2, 5), (3.96875, 12.7),
     (106.3625, 50.8)),
    ("letter_80", "Letter, 80 of 1¾ by ½ in (5167)", LETTER, (44.45, 12.7), (4, 20), (7.14375, 12.7),
     (52.3875, 12.7)),
)  # fmt: skip
_ROLLS = ((57, 32), (62, 29), (89, 36), (100, 50), (40, 20))

FORMATS: Final[dict[str, Format]] = {
    **{sheet[0]: Format(*sheet) for sheet in _SHEETS},
    **{
        f"roll_{width}x{height}": roll(
            f"roll_{width}x{height}", f"Roll, {width} by {height} mm", width, height
        )
        for width, height in _ROLLS
    },
}
