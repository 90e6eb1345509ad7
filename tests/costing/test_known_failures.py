"""Where other programs are known to go wrong: each a story with its numbers worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from inventorysync.costing.events import Entry, Event, Kind, Method
from inventorysync.costing.replay import Books, UnitCost, replay
from inventorysync.costing.spread import spread

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Story:
    """Events by the day of March on which they took effect, recorded in the order they are told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, day: int, kind: Kind, units: int, document: str = "", **more: object) -> None:
        number = len(self.events) + 1
        location = more.pop("location", 1)
        self.events.append(
            Event(
                MARCH + timedelta(days=day - 1),
                MARCH + timedelta(days=40 + number),
                (number, 0),
                kind,
                location,  # type: ignore[arg-type]
                units,
                document,
                **more,  # type: ignore[arg-type]
            )
        )

    def costed(self, method: Method) -> Books:
        return replay(self.events, method)


def values(books: Books, document: str) -> list[tuple[str, int, int]]:
    return [(e.account, e.units, e.value) for e in books.entries if e.document == document]


def cogs(entries: list[Entry]) -> int:
    return -sum(entry.value for entry in entries if entry.account == "cogs")


@pytest.mark.parametrize(("method", "found"), [("fifo", 900), ("average", 833)])
def test_a_back_dated_receipt_before_a_count_costs_what_the_count_found(method: Method, found: int) -> None:
    story = Story()
    story.tell(1, "receipt", 10, "R1", value=5000)
    story.tell(5, "sale", -8, "S1")
    story.tell(10, "adjustment", 1, "count")
    before = story.costed(method)
    assert values(before, "count") == [("adjustments", 1, 500)]
    story.tell(8, "receipt", 10, "R2", value=9000)  # told last, took effect before the count
    after = story.costed(method)
    # FIFO: what is found costs as the newest layer; average: (2 x 5.00 + 10 x 9.00) / 12 = 8.33.
    assert values(after, "count") == [("adjustments", 1, found)]
    assert after.value_at(1) == (13, 1000 + 9000 + found)


def test_a_late_bill_goes_through_all_that_left_its_layer() -> None:
    story = Story()
    story.tell(1, "receipt", 10, "R1", value=10_000)
    story.tell(2, "sale", -4, "S1")
    story.tell(3, "transfer", -3, "T1")
    story.tell(4, "transfer", 3, "T1", location=2)
    story.tell(5, "sale", -2, "S2", location=2)
    story.tell(6, "return", 1, "back", of="S1")
    before = story.costed("fifo")
    assert cogs(before.entries) == 4000 + 2000 - 1000
    bill = Event(**{name: getattr(story.events[0], name) for name in Event.__slots__} | {"landed": 1000})
    after = replay([bill, *story.events[1:]], "fifo")
    assert values(after, "S1") == [("cogs", -4, -4400)]
    assert values(after, "S2") == [("cogs", -2, -2200)]
    assert values(after, "back") == [("cogs", 1, 1100)]
    assert after.value_at(1) == (4, 4400)
    assert after.value_at(2) == (1, 1100)


@pytest.mark.parametrize("method", ["fifo", "average"])
def test_stock_below_nothing_is_settled_by_what_comes_next(method: Method) -> None:
    story = Story()
    story.tell(1, "receipt", 2, "R1", value=1000)
    story.tell(2, "sale", -5, "S1")
    books = story.costed(method)
    assert books.value_at(1) == (-3, -1500)
    assert values(books, "S1") == [("cogs", -5, -2500)]
    story.tell(3, "receipt", 10, "R2", value=7000)
    books = story.costed(method)
    # Three units cost 7.00 and not 5.00: 6.00 more of what was sold; seven are left at 7.00.
    assert values(books, "R2") == [("receipts", 10, 7000), ("cogs", 0, -600)]
    assert books.value_at(1) == (7, 4900)
    assert cogs(books.entries) == 3100
    story.tell(4, "return", 1, "back", of="S1", location=1)
    assert values(story.costed(method), "back") == [("cogs", 1, 500)]


def test_a_return_of_what_was_owed_is_worth_what_it_came_to_cost() -> None:
    story = Story()
    story.tell(1, "sale", -2, "S1")
    story.tell(2, "receipt", 5, "R1", value=3500)
    story.tell(3, "return", 1, "back", of="S1", location=2)
    books = replay(story.events, "fifo", UnitCost(400, 1))
    assert values(books, "S1") == [("cogs", -2, -800)]
    assert values(books, "R1") == [("receipts", 5, 3500), ("cogs", 0, -600)]
    assert values(books, "back") == [("cogs", 1, 700)]
    assert books.value_at(1) == (3, 2100)


@pytest.mark.parametrize("method", ["fifo", "average"])
def test_a_return_to_a_consumed_layer_takes_the_cost_that_the_sale_took(method: Method) -> None:
    story = Story()
    story.tell(1, "receipt", 3, "R1", value=1000)
    story.tell(2, "sale", -3, "S1")
    story.tell(3, "receipt", 4, "R2", value=8000)
    story.tell(4, "return", 2, "back", of="S1")
    books = story.costed(method)
    assert values(books, "back") == [("cogs", 2, 667)]
    assert books.value_at(1) == (6, 8667)


def test_goods_go_back_from_the_receipt_they_came_with() -> None:
    story = Story()
    story.tell(1, "receipt", 5, "R1", value=2500)
    story.tell(2, "receipt", 5, "R2", value=4000)
    story.tell(3, "supplier_return", -3, "B1", of="R2", value=2400)
    books = story.costed("fifo")
    assert values(books, "B1") == [("receipts", -3, -2400)]
    assert [(p.layer.source, p.units) for p in books.places[1].stock.pieces()] == [("R1", 5), ("R2", 2)]
    story.tell(4, "supplier_return", -4, "B2", of="R2", value=3200)
    books = story.costed("fifo")
    # Two are left of R2, at 8.00; the other two cost 5.00 and are credited at 8.00.
    assert values(books, "B2") == [("receipts", -4, -3200), ("cogs", 0, 600)]
    assert books.value_at(1) == (3, 1500)


def test_two_receipts_of_one_order_at_two_locations_share_their_freight() -> None:
    freight = spread(1001, [2000, 1000])  # by value
    assert freight == [667, 334]
    story = Story()
    story.tell(1, "receipt", 6, "R1", value=2000, landed=freight[0], location=1)
    story.tell(2, "receipt", 3, "R2", value=1000, landed=freight[1], location=2)
    story.tell(3, "sale", -1, "S1", location=2)
    books = story.costed("fifo")
    assert values(books, "R1") == [("receipts", 6, 2000), ("landed", 0, 667)]
    assert values(books, "R2") == [("receipts", 3, 1000), ("landed", 0, 334)]
    assert values(books, "S1") == [("cogs", -1, -445)]
    assert books.value_at(1)[1] + books.value_at(2)[1] + 445 == 2000 + 1000 + 1001


def test_units_lost_on_the_way_are_written_off_at_what_they_cost() -> None:
    story = Story()
    story.tell(1, "receipt", 10, "R1", value=1000)
    story.tell(2, "transfer", -10, "T1")
    story.tell(3, "transfer", 8, "T1", location=2)
    story.tell(3, "lost", -2, "T1", location=0)
    books = story.costed("fifo")
    assert books.value_at(2) == (8, 800)
    assert books.value_at(0) == (0, 0)
    assert [(e.account, e.value) for e in books.entries if e.kind == "lost"] == [("write_offs", -200)]


def test_at_one_moment_what_comes_in_is_there_before_what_goes_out_whoever_was_first_to_say_so() -> None:
    story = Story()
    story.tell(1, "sale", -1, "S1")
    story.tell(1, "transfer", 1, "T1", location=2)
    story.tell(1, "transfer", -1, "T1")
    story.tell(1, "return", 1, "back", of="S1")
    story.tell(1, "receipt", 3, "R1", value=900)
    books = story.costed("fifo")
    assert [(e.document, e.location, e.units, e.value) for e in books.entries] == [
        ("R1", 1, 3, 900),
        ("T1", 1, -1, -300),
        ("T1", 0, 1, 300),
        ("T1", 2, 1, 300),
        ("T1", 0, -1, -300),
        ("S1", 1, -1, -300),
        ("back", 1, 1, 300),
    ]
