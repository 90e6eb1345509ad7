"""A logo as it is kept: what was uploaded is decoded and drawn anew, so that nothing else of it remains."""

import io
import warnings

from inventorysync.kit.file_kinds import JPEG, PNG, kind_of
from inventorysync.kit.problems import Invalid

BYTES_MAX = 2 * 1024 * 1024
PIXELS_MAX = 16_000_000
SIDE_MIN = 16
WIDTH, HEIGHT = 1_200, 400


def redrawn(content: bytes) -> tuple[bytes, int, int]:
    """A PNG with the picture alone, its width and height; raises Invalid for what is none or too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # most processes never see a logo

    if kind_of(content) not in (PNG, JPEG):
        raise Invalid.field("file", "is neither PNG nor JPEG", "kind")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            width, height = picture.size
            if width * height > PIXELS_MAX:
                message = f"has {width:,} by {height:,} pixels: {PIXELS_MAX:,} in all are the most"
                raise Invalid.field("file", message, "too_large")
            if min(width, height) < SIDE_MIN:
                message = f"has {width:,} by {height:,} pixels: each side needs {SIDE_MIN}"
                raise Invalid.field("file", message, "too_small")
            turned = ImageOps.exif_transpose(picture)
            drawn = turned.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError,
            SyntaxError, ValueError) as error:  # fmt: skip
        raise Invalid.field("file", "is damaged: the picture cannot be drawn", "damaged") from error
    drawn.thumbnail((WIDTH, HEIGHT))
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    made = io.BytesIO()
    clean.save(made, "PNG", optimize=True)
    return made.getvalue(), *clean.size
