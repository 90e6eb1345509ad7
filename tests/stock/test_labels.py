"""What a change of our own is called beside the movements it made."""

import pytest

from inventorysync.stock.actions.writes import LABEL_MAX, label_of


@pytest.mark.parametrize(
    ("kind", "note", "lines", "label"),
    [
        ("adjust", "", 1, "Adjustment, 1 line"),
        ("adjust", "  ", 3, "Adjustment, 3 lines"),
        ("move", "", 2, "Move, 2 lines"),
        ("adjust", "Broken in\nthe window", 3, "Broken in the window"),
    ],
)
def test_a_change_set_is_called_by_its_note_or_by_what_it_is(
    kind: str, note: str, lines: int, label: str
) -> None:
    assert label_of(kind, note, lines) == label


def test_a_long_note_is_cut_where_it_stops_helping() -> None:
    label = label_of("adjust", "a" * 500, 1)
    assert (len(label), label[-1]) == (LABEL_MAX, "…")
