"""What the ledger says of an item, as events of its cost. Pure: rows in, events out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from inventorysync.costing.events import Event, Key, Kind
from inventorysync.costing.replay import UnitCost

WRITE_OFF_REASONS: Final = frozenset({"damaged", "shrinkage", "promotion"})
"""Reasons of adjustments made here that say that units are gone; of others nobody knows."""
SALES: Final = frozenset({"order", "order_edit", "fulfilment", "cancellation", "refund"})


class Part(NamedTuple):
    """A part of an entry of the ledger, with one cause: `fact_id` is 0 for what no fact explains."""

    item_id: int
    entry_id: int
    fact_id: int
    location_id: int
    delta: int
    cause: str
    at: datetime
    recorded_at: datetime
    document_kind: str | None
    document_id: str | None
    document_label: str | None
    reason: str | None
    change_set_id: UUID | None
    undoes: UUID | None

    @property
    def key(self) -> Key:
        """Which part of which entry."""
        return self.entry_id, self.fact_id


class Lost(NamedTuple):
    """Units of a transfer that were refused where they arrived, and came back nowhere."""

    item_id: int
    fact_id: int
    units: int
    at: datetime
    recorded_at: datetime
    document_id: str
    document_label: str | None


class Received(NamedTuple):
    """What a receipt says of a part: how layers name it, when it took effect, what it cost."""

    document: str
    kind: Kind
    at: datetime
    value: int | None
    landed: int
    of: str = ""


def events_of(
    parts: Iterable[Part],
    lost: Iterable[Lost],
    received: Mapping[Key, Received],
    opening: UnitCost | None,
) -> list[Event]:
    """The events of an item, in no order."""
    events = [_of_receipt(p, received[p.key]) if p.key in received else _of(p, opening) for p in parts]
    for gone in lost:
        document = _transfer(gone.document_id)
        events.append(Event(gone.at, gone.recorded_at, (0, gone.fact_id), "lost", 0, -gone.units, document))
    return events


def _of_receipt(part: Part, receipt: Received) -> Event:
    return Event(
        at=receipt.at,
        recorded_at=part.recorded_at,
        key=part.key,
        kind=receipt.kind,
        location=part.location_id,
        units=part.delta,
        document=receipt.document,
        of=receipt.of,
        value=receipt.value,
        landed=receipt.landed,
    )


def _of(part: Part, opening: UnitCost | None) -> Event:
    kind, document, of, value = _kind_of(part), _document_of(part), "", None
    if kind == "opening" and opening is not None and part.delta > 0:
        value = opening.of(part.delta)
    if kind == "return":
        document, of = f"return:{part.document_id}", f"order:{part.document_id}"
    if part.undoes is not None:
        of = f"change_set:{part.undoes}"
    return Event(part.at, part.recorded_at, part.key, kind, part.location_id, part.delta, document, of, value)


def _kind_of(part: Part) -> Kind:
    if part.cause == "opening":
        return "opening"
    if part.cause in SALES:
        return "sale" if part.delta < 0 else "return"
    if part.document_kind == "transfer" and part.cause in ("transfer", "shipment", "receipt"):
        return "transfer"
    if part.cause == "deleted" or (part.cause == "adjustment" and part.reason in WRITE_OFF_REASONS):
        return "write_off"
    return "adjustment"


def _document_of(part: Part) -> str:
    if part.document_kind == "transfer" and part.document_id is not None:
        return _transfer(part.document_id)
    if part.change_set_id is not None:
        return f"change_set:{part.change_set_id}"
    return f"{part.document_kind}:{part.document_id}" if part.document_id else ""


def _transfer(document_id: str) -> str:
    return f"transfer:{document_id}"
