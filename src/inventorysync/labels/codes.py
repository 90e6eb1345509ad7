"""From a code to bars or squares. Pure.

Check digits: GS1 General Specifications 7.9. Patterns of Code 128 and EAN come from python-barcode, QR from
segno.
"""

from dataclasses import dataclass
from typing import Literal

import barcode
import segno

Wanted = Literal["auto", "ean", "code128", "qr"]
Symbology = Literal["ean13", "ean8", "upca", "code128", "qr"]
BY_LENGTH: dict[int, Symbology] = {8: "ean8", 12: "upca", 13: "ean13"}
QUIET_MODULES = 10  # beside the bars, on each side (ISO/IEC 15417)
QR_QUIET_MODULES = 4  # ISO/IEC 18004
CODE_MAX = 80


class CannotEncode(Exception):
    """The code cannot be drawn this way; the text says why."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code as dark (True) and light modules: one row of bars, or a square of rows."""

    symbology: Symbology
    modules: tuple[tuple[bool, ...], ...]

    @property
    def width(self) -> int:
        """Modules across, with the quiet zones."""
        return len(self.modules[0]) + 2 * (QR_QUIET_MODULES if self.symbology == "qr" else QUIET_MODULES)


def draw(code: str, wanted: Wanted) -> Drawn:
    """A code as modules; raises CannotEncode."""
    if not code:
        raise CannotEncode("has neither a barcode nor a SKU")
    if len(code) > CODE_MAX:
        raise CannotEncode(f"{code[:20]}… is longer than {CODE_MAX} characters")
    if wanted == "qr":
        return _qr(code)
    retail = _retail_of(code)
    if retail is not None and wanted in ("auto", "ean"):
        return Drawn(retail, _bars(retail, code))
    if wanted == "ean":
        raise CannotEncode(f"{code} is no EAN or UPC: 8, 12 or 13 digits with the right check digit")
    if not (code.isascii() and code.isprintable()):
        if wanted == "auto":
            return _qr(code)
        raise CannotEncode(f"{code} holds characters that Code 128 does not have: print it as QR")
    return Drawn("code128", _bars("code128", code))


def check_digit(digits: str) -> int:
    """The check digit of a GS1 number without its last digit: weights 3 and 1 from the right."""
    weighed = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return -weighed % 10


def _retail_of(code: str) -> Symbology | None:
    if not (code.isascii() and code.isdecimal()) or len(code) not in BY_LENGTH:
        return None
    return BY_LENGTH[len(code)] if int(code[-1]) == check_digit(code[:-1]) else None


def _bars(symbology: Symbology, code: str) -> tuple[tuple[bool, ...], ...]:
    pattern = barcode.get(symbology, code).build()[0]
    return (tuple(module == "1" for module in pattern),)


def _qr(code: str) -> Drawn:
    made = segno.make_qr(code, error="m")
    return Drawn("qr", tuple(tuple(bool(module & 1) for module in row) for row in made.matrix))
