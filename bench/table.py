"""The table that `make bench` prints."""

from typing import NamedTuple


class Row(NamedTuple):
    """A figure beside its goal; a limit or baseline has none."""

    what: str
    figure: str
    goal: str = ""
    is_met: bool = True


def show(rows: list[Row]) -> None:
    """Print the rows in columns."""
    widths = [
        max(map(len, column))
        for column in list(zip(*((r.what, r.figure, r.goal) for r in rows), strict=True))
    ]
    for row in rows:
        verdict = "" if not row.goal else "ok" if row.is_met else "MISSED"
        print(
            f"{row.what:<{widths[0]}}  {row.figure:<{widths[1]}}  {row.goal:<{widths[2]}}  {verdict}",
            flush=True,
        )
