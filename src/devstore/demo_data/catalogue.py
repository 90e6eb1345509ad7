"""Products from the codes: titles, variants, prices, costs, barcodes, vendors, types."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from zlib import crc32

from devstore.demo_data.records import DemoProduct, DemoVariant

STOCK_CODE = re.compile(r"^\d{5}[A-Za-z]*$")
PENNY = Decimal("0.01")
SMALL_WORDS = frozenset({"a", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
VENDORS = ("Fairmile Trading", "Harbour & Finch", "Oakley Gifts", "Pennine Giftware", "Saltmarsh & Co")

# The first type with a word in the title wins, so the order matters.
TYPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("Christmas", frozenset({"christmas", "xmas", "advent", "santa", "snowflake", "reindeer", "bauble"})),
    ("Bags", frozenset({"bag", "bags", "shopper", "purse", "lunchbag", "handbag", "rucksack"})),
    (
        "Kitchen",
        frozenset({"cake", "baking", "kitchen", "mug", "cup", "plate", "bowl", "teapot", "jar", "apron"}),
    ),
    (
        "Candles and lights",
        frozenset({"candle", "candles", "t-light", "light", "lights", "lantern", "incense"}),
    ),
    (
        "Stationery",
        frozenset({"card", "wrap", "notebook", "pencil", "pencils", "paper", "sticker", "ribbon"}),
    ),
    ("Jewellery", frozenset({"necklace", "bracelet", "earrings", "ring", "brooch", "bead", "hairclip"})),
    (
        "Toys and games",
        frozenset({"toy", "game", "doll", "dolls", "puzzle", "skittles", "playhouse", "jigsaw"}),
    ),
    ("Garden", frozenset({"garden", "plant", "watering", "bird", "flower", "seed", "parasol"})),
    (
        "Home",
        frozenset({"cushion", "frame", "clock", "hook", "sign", "mirror", "drawer", "cabinet", "doormat"}),
    ),
)
OTHER_TYPE = "Gifts"


def make_products(rows: Iterable[Mapping[str, str]]) -> tuple[DemoProduct, ...]:
    """Products from rows of (sku, description, median_price); codes that are not stock are left out."""
    by_digits: dict[str, list[tuple[str, str, Decimal]]] = defaultdict(list)
    for row in rows:
        if STOCK_CODE.match(row["sku"]):
            price = Decimal(row["median_price"] or 0).quantize(PENNY, ROUND_HALF_UP)
            by_digits[row["sku"][:5]].append((row["sku"], tidy_title(row["description"]), price))
    return tuple(_make_product(digits, sorted(codes)) for digits, codes in sorted(by_digits.items()))


def tidy_title(text: str) -> str:
    """The data's capitals as a title: single spaces, small words small, trailing punctuation gone."""
    words = text.replace(" ,", ",").strip(" .,*").lower().split()
    return " ".join(w if i and w in SMALL_WORDS else _capital(w) for i, w in enumerate(words))


def _capital(word: str) -> str:
    for i, letter in enumerate(word):
        if letter.isalpha():
            return word if i and word[i - 1].isdigit() else word[:i] + letter.upper() + word[i + 1 :]
    return word


def _make_product(digits: str, codes: list[tuple[str, str, Decimal]]) -> DemoProduct:
    title, options = name_variants([(sku, name) for sku, name, _ in codes])
    variants = tuple(
        DemoVariant(sku, option, price, cost_of(digits, price), barcode_of(sku))
        for (sku, _, price), option in zip(codes, options, strict=True)
    )
    vendor = VENDORS[crc32(type_of(title).encode() + digits[:3].encode()) % len(VENDORS)]
    return DemoProduct(digits, title, vendor, type_of(title), variants)


def name_variants(codes: list[tuple[str, str]]) -> tuple[str, list[str]]:
    """The product's title is the words all variants share (two or more), an option what is left of its own.

    Options that would be empty or equal are told apart by the code's letters.
    """
    if len(codes) == 1:
        return codes[0][1] or codes[0][0], ["Default Title"]
    first = codes[0][1].split()
    shared = [w for w in first if all(w in name.split() for _, name in codes)]
    while shared and not shared[0][0].isalnum():
        shared = shared[1:]
    if len(shared) < 2:
        return codes[0][1], [f"{name} ({_letters(sku)})" for sku, name in codes]
    options = [
        " ".join(w for w in name.split() if w not in shared) or (sku[5:] or sku) for sku, name in codes
    ]
    lowered = [option.lower() for option in options]
    told_apart = [
        f"{option} ({_letters(sku)})" if lowered.count(option.lower()) > 1 else option
        for (sku, _), option in zip(codes, options, strict=True)
    ]
    return " ".join(shared), told_apart


def _letters(sku: str) -> str:
    """A code's letters; the data has some codes twice, once in small letters."""
    letters = sku[5:] or sku
    return f"{letters}, small" if letters.islower() else letters


def cost_of(digits: str, price: Decimal) -> Decimal | None:
    """45 to 60 % of the price, by the product's code, at least a penny; unknown where the price is."""
    if not price:
        return None
    percent = 45 + crc32(digits.encode()) % 16
    return max((price * percent / 100).quantize(PENNY, ROUND_HALF_UP), PENNY)


def barcode_of(sku: str) -> str:
    """An EAN-13 of the range shops may use for themselves (29), from the code's digits and its letters."""
    rest = sku[5:]
    twelve = "29" + sku[:5] + (f"{1 + crc32(rest.encode()) % 99999:05d}" if rest else "00000")
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve))
    return twelve + str(-total % 10)


def type_of(title: str) -> str:
    """The product type, by the words of the title."""
    words = set(title.lower().replace(",", " ").split())
    return next((name for name, marks in TYPES if words & marks), OTHER_TYPE)
