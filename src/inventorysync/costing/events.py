"""What happens to an item's stock, as far as its cost is concerned. Pure values.

Events are costed in the order of `order_of`, whenever they were recorded: by the moment they took effect; at
one moment what comes in before what goes out; then by the number of the ledger's entry. A transfer leaves
before it arrives, and a return follows the sale.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

Method = Literal["fifo", "average"]
Kind = Literal[
    "opening", "receipt", "transfer", "adjustment", "sale", "write_off", "supplier_return", "return", "lost"
]
Account = Literal["opening", "receipts", "landed", "adjustments", "cogs", "write_offs", "transfers"]
Basis = Literal["known", "last_known", "unknown"]
Key = tuple[int, int]
Order = tuple[datetime, int, Key]

ON_THE_WAY: Final = 0
"""Where stock is between two locations."""

ACCOUNTS: Final[dict[Kind, Account]] = {
    "opening": "opening",
    "receipt": "receipts",
    "transfer": "transfers",
    "adjustment": "adjustments",
    "sale": "cogs",
    "return": "cogs",
    "write_off": "write_offs",
    "supplier_return": "receipts",
    "lost": "write_offs",
}
_RANKS: Final[dict[tuple[Kind, bool], int]] = {
    ("opening", True): 0,
    ("opening", False): 0,
    ("receipt", True): 1,
    ("transfer", False): 2,
    ("transfer", True): 3,
    ("adjustment", True): 4,
    ("write_off", True): 4,
    ("sale", False): 5,
    ("adjustment", False): 6,
    ("write_off", False): 6,
    ("receipt", False): 7,
    ("supplier_return", False): 7,
    ("return", True): 8,
    ("sale", True): 8,
    ("supplier_return", True): 8,
    ("return", False): 9,
    ("lost", False): 9,
    ("lost", True): 9,
}


@dataclass(frozen=True, slots=True)
class Event:
    """Units that came to a location or left it.

    `units` are negative where they left. `document` names what moved them, `of` the document whose units come
    or go back: the order of a return, the receipt of goods sent back, the change that is taken back.
    `value` is what came is worth by its document, without `landed`, what bills have added to it; None where
    no document says. Both are in the smallest unit of the shop's currency.
    """

    at: datetime
    recorded_at: datetime
    key: Key
    kind: Kind
    location: int
    units: int
    document: str = ""
    of: str = ""
    value: int | None = None
    landed: int = 0


def order_of(event: Event) -> Order:
    """In which order events are costed."""
    return event.at, _RANKS[event.kind, event.units > 0], event.key


class Entry(NamedTuple):
    """What an event did to the value of one place, on one account.

    Values are changes of the stock's value: those of the cost of goods sold are negative where goods left.
    An event has one entry for its units; others of it have none, and correct what left before it came.
    """

    key: Key
    number: int
    at: datetime
    location: int
    kind: Kind
    account: Account
    units: int
    value: int
    document: str
    basis: Basis
