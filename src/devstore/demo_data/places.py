"""Where the shop keeps and sells what: the rules that put the data's one stock into several places."""

from zlib import crc32

from devstore.demo_data.records import DemoLocation

LONDON, LEEDS, BRISTOL, DUBLIN = range(4)
NAMED_LOCATIONS = (
    DemoLocation("London warehouse", "London", "GB"),
    DemoLocation("Leeds store", "Leeds", "GB"),
    DemoLocation("Bristol store", "Bristol", "GB"),
    DemoLocation("Dublin store", "Dublin", "IE"),
)
MORE_CITIES = ("Manchester", "Glasgow", "Cardiff", "Belfast", "Norwich", "York", "Exeter", "Bath")
STOCKED_PERCENT = (100, 80, 70, 60)
"""Of all products, how many each of the first four places stocks; the warehouse has everything."""


def make_locations(count: int) -> tuple[DemoLocation, ...]:
    """The first `count` places; past the named ones they are stores in further cities."""
    made = list(NAMED_LOCATIONS[:count])
    for i in range(len(made), count):
        city, turn = MORE_CITIES[(i - 4) % len(MORE_CITIES)], (i - 4) // len(MORE_CITIES)
        made.append(DemoLocation(f"{city} store" + (f" {turn + 1}" if turn else ""), city, "GB"))
    return tuple(made)


def is_stocked(sku: str, location: int) -> bool:
    """Whether a place stocks a code: all variants of a product together, by the product's digits."""
    if location >= len(STOCKED_PERCENT):
        return True
    return crc32(f"{sku[:5]}@{location}".encode()) % 100 < STOCKED_PERCENT[location]


def selling_location(invoice: str, country: str, locations: int) -> int:
    """The place that serves an invoice: Dublin for Ireland, else 70 % London, 15 % Leeds, 15 % Bristol."""
    if country == "EIRE":
        wanted = DUBLIN
    else:
        share = crc32(invoice.encode()) % 100
        wanted = LONDON if share < 70 else LEEDS if share < 85 else BRISTOL
    return wanted if wanted < locations else LONDON


def place_of_line(sku: str, serving: int) -> int:
    """The place a line is taken from: the serving one where it stocks the code, else the warehouse."""
    return serving if is_stocked(sku, serving) else LONDON
