"""The demonstration shop could have been: its sums agree and no level was ever below zero."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devstore.clock import Clock
from devstore.demo_data.catalogue import barcode_of, cost_of, make_products, name_variants, tidy_title
from devstore.demo_data.history import stock_delta
from devstore.demo_data.loading import StoreNotEmpty, load_demo
from devstore.demo_data.places import is_stocked, selling_location
from devstore.demo_data.reading import RawLine, kind_of, place_in_time_and_space, read_products
from devstore.demo_data.records import DemoShop, Kind
from devstore.demo_data.shop import make_shop
from devstore.state import ON_HAND_PARTS, Store

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
CODES = 60


@pytest.fixture(scope="module")
def shop() -> DemoShop:
    return make_shop(NOW, products=CODES)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(tmp_path_factory.mktemp("store") / "devstore.db", Clock())
    load_demo(made, products=CODES)
    yield made
    made.close()


def test_no_level_was_ever_below_zero(shop: DemoShop) -> None:
    events = [(shop.began_at, o.sku, o.location, o.quantity) for o in shop.openings]
    events += [(d.at, d.sku, d.location, d.quantity) for d in shop.deliveries]
    events += [(line.at, line.sku, line.location, stock_delta(line)) for line in shop.lines]
    balances: dict[tuple[str, int], int] = defaultdict(int)
    for _, sku, location, delta in sorted(events, key=lambda event: event[0]):
        balances[sku, location] += delta
        assert balances[sku, location] >= 0
    assert len(shop.lines) > 50_000


def test_a_line_moves_only_stock_that_its_place_holds(shop: DemoShop) -> None:
    held = {(opening.sku, opening.location) for opening in shop.openings}
    assert {(line.sku, line.location) for line in shop.lines} <= held
    assert all(is_stocked(sku, location) for sku, location in held)


def test_the_last_day_of_the_data_is_today_and_nothing_is_of_the_future(shop: DemoShop) -> None:
    assert shop.lines[-1].at.date() == NOW.date()
    assert all(line.at <= NOW for line in shop.lines)


def test_invoices_of_today_that_are_still_to_come_are_left_out() -> None:
    raw = [
        RawLine("1", f"2011-12-09 {hour}:00:00", "France", "85123A", 1, "2.55", "") for hour in ("08", "12")
    ]
    morning = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    assert [line.at.hour for line in place_in_time_and_space(raw, morning, 4)] == [8]


def test_two_loads_of_one_moment_agree(shop: DemoShop) -> None:
    assert make_shop(NOW, products=CODES) == shop


def test_the_history_of_a_loaded_store_sums_to_its_levels(store: Store) -> None:
    sums: dict[tuple[int, int, str], int] = defaultdict(int)
    last = None
    for row in store.history():
        sums[row.item_id, row.location_id, row.name] += row.delta
        assert row.balance == sums[row.item_id, row.location_id, row.name]
        assert row.balance >= 0
        last = row.at
    assert last is not None
    assert last <= store.clock.now()
    for level in store.levels.values():
        held = {name: sums[(*level.key, name)] for name in level.quantities}
        assert level.quantities == held
        assert level.quantities["on_hand"] == sum(level.quantities[name] for name in ON_HAND_PARTS)


def test_committed_is_what_open_orders_wait_for(store: Store) -> None:
    waiting: dict[tuple[int | None, int], int] = defaultdict(int)
    for order in store.orders.values():
        for line in order.lines:
            waiting[line.item_id, line.location_id] += line.open
    assert sum(waiting.values()) > 0
    for level in store.levels.values():
        assert level.quantities["committed"] == waiting[level.key]


def test_orders_reach_back_sixty_days_and_some_were_given_back(store: Store) -> None:
    oldest = min(order.created_at for order in store.orders.values())
    assert store.clock.now() - oldest > timedelta(days=60)
    returned = [order for order in store.orders.values() if order.refunds]
    assert returned
    for order in returned:
        pieces = sum(line.quantity for refund in order.refunds for line in refund.lines)
        assert pieces == sum(line.refunded for line in order.lines)
        assert all(line.refunded <= line.fulfilled for line in order.lines)


def test_a_store_is_loaded_once(store: Store) -> None:
    with pytest.raises(StoreNotEmpty):
        load_demo(store)


def test_what_was_loaded_is_there_after_opening_the_file_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "devstore.db", Clock())
    load_demo(store, products=3)
    before = (store.levels, store.orders, store.products)
    store.close()
    again = Store.open(tmp_path / "devstore.db", Clock())
    assert (again.levels, again.orders, again.products) == before
    again.close()


def test_clones_have_codes_and_barcodes_of_their_own_and_stock_everywhere() -> None:
    grown = make_shop(NOW, products=4500, locations=6)
    variants = [variant for product in grown.products for variant in product.variants]
    assert len(variants) == 4500
    assert len({variant.sku for variant in variants}) == 4500
    assert len({variant.barcode for variant in variants}) == 4500
    assert [place.name for place in grown.locations[4:]] == ["Manchester store", "Glasgow store"]
    cloned = {(o.sku, o.location) for o in grown.openings if "-" in o.sku}
    assert len(cloned) == 6 * sum("-" in variant.sku for variant in variants)


def test_services_and_fees_are_not_products() -> None:
    products = make_products(read_products())
    skus = {variant.sku for product in products for variant in product.variants}
    assert len(skus) == 3931
    assert not {"POST", "DOT", "M", "BANK CHARGES", "AMAZONFEE", "gift_0001_20"} & skus


def test_codes_with_the_same_digits_are_variants_of_one_product() -> None:
    products = {product.code: product for product in make_products(read_products())}
    parasols = products["15056"]
    assert len(parasols.variants) > 1
    assert len({variant.option.lower() for variant in parasols.variants}) == len(parasols.variants)


def test_the_words_that_variants_share_name_the_product() -> None:
    named = name_variants([("10001A", "Pink Paper Parasol"), ("10001B", "Blue Paper Parasol")])
    assert named == ("Paper Parasol", ["Pink", "Blue"])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (("C1", -3, "2.55", ""), Kind.RETURN),
        (("1", 3, "2.55", ""), Kind.SALE),
        (("1", -3, "0", ""), Kind.CORRECTION),
        (("1", 3, "0", "found"), Kind.CORRECTION),
        (("1", 3, "0", ""), Kind.SALE),
    ],
)
def test_a_line_is_a_sale_a_return_or_a_correction(line: tuple[str, int, str, str], kind: Kind) -> None:
    invoice, quantity, price, remark = line
    assert kind_of(RawLine(invoice, "", "France", "85123A", quantity, price, remark)) is kind


def test_a_cost_is_45_to_60_percent_of_the_price() -> None:
    for number in range(100):
        cost = cost_of(str(10_000 + number), Decimal("100.00"))
        assert cost is not None
        assert Decimal(45) <= cost <= Decimal(60)
    assert cost_of("10000", Decimal(0)) is None


def test_a_barcode_is_a_valid_ean_13_that_stays() -> None:
    code = barcode_of("85123A")
    digits = [int(digit) for digit in code]
    assert len(digits) == 13
    assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
    assert code == barcode_of("85123A") != barcode_of("85123B")


def test_titles_are_tidy() -> None:
    assert tidy_title("SET OF 4 KNICK KNACK TINS DOILEY ") == "Set of 4 Knick Knack Tins Doiley"


def test_ireland_buys_in_dublin() -> None:
    assert selling_location("536365", "EIRE", 4) == 3
    assert selling_location("536365", "EIRE", 2) == 0
