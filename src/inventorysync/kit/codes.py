"""Codes as scanners give them."""


def spellings_of(code: str) -> list[str]:
    """The ways a scanned code may be written in the catalogue: a UPC is an EAN with a zero before it."""
    if not (code.isascii() and code.isdecimal() and 12 <= len(code) <= 14):
        return [code]
    bare = code.lstrip("0").rjust(12, "0")
    return list(dict.fromkeys([code, bare, f"0{bare}"]))
