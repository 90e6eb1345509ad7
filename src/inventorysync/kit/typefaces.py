"""The typeface of what is printed: it has the letters of most languages that are written left to right."""

from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = FONTS / "DejaVuSansCondensed.ttf"
BOLD: Final = FONTS / "DejaVuSansCondensed-Bold.ttf"
