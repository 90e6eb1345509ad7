"""What a file is by its first bytes, and whether its name says the same. Only kinds that no browser runs."""

import zipfile
from io import BytesIO
from typing import NamedTuple

WORD, SHEET = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


class FileKind(NamedTuple):
    """A kind of file: its media type, and how names of it end."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", ("pdf",))
PNG = FileKind("image/png", ("png",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
WEBP = FileKind("image/webp", ("webp",))
XLSX = FileKind(SHEET, ("xlsx",))
DOCX = FileKind(WORD, ("docx",))
TEXT = FileKind("text/plain", ("txt", "csv"))
KINDS = (PDF, PNG, JPEG, WEBP, XLSX, DOCX, TEXT)
_MARKUP = ("<", "\ufeff<")


def kind_of(content: bytes) -> FileKind | None:
    """What the bytes are; None for everything that is none of KINDS."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return TEXT if _is_text(content) else None


def ending_of(name: str) -> str:
    """How a file's name ends, without the point."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _office_kind(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None  # holds a program
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    is_plain = all(sign >= " " or sign in "\t\r\n\f" for sign in text)
    return bool(text) and is_plain and not text.lstrip().startswith(_MARKUP)
