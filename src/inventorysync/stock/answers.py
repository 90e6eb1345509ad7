"""Rows of the database in the API's words."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money, plain_amount
from inventorysync.kit.quantity import QUANTITY_NAMES
from inventorysync.stock.change_set_schemas import (
    ChangeSet,
    ChangeSetCounts,
    ChangeSetLine,
    LineError,
    StuckLine,
)
from inventorysync.stock.schemas import Document, Item, Level, Movement, Quantities


def quantities_of(units: Sequence[int]) -> Quantities:
    """Quantities from units in the order of QUANTITY_NAMES."""
    return Quantities(**dict(zip(QUANTITY_NAMES, map(int, units), strict=True)))


def quantities_of_deltas(deltas: Iterable[Mapping[str, int]]) -> Quantities:
    """What changes of quantities by name come to together."""
    found = list(deltas)
    return Quantities(**{name: sum(int(each.get(name, 0)) for each in found) for name in QUANTITY_NAMES})


def money_of(amount: Decimal | None, currency: str) -> Money | None:
    """Money, or None where there is no amount."""
    return None if amount is None else Money(amount=amount, currency=currency)


def level_of(row: Sequence[Any], currency: str) -> Level:
    """A level of `lists.list_levels`."""
    return Level.model_validate(level_fields(row, currency))


def level_fields(row: Sequence[Any], currency: str) -> dict[str, Any]:
    """The fields of a Level, ready to be written as JSON: a page of them is the hottest answer there is."""
    sku, barcode, title, variant_title, vendor, product_type, tags, tracked, price, cost, *more = row
    item, place, active, at, *units, pending, place_name = more
    return {
        "sku": sku,
        "barcode": barcode,
        "title": title,
        "variant_title": variant_title,
        "vendor": vendor,
        "product_type": product_type,
        "tags": tags,
        "inventory_item_id": gid("InventoryItem", item),
        "location_id": gid("Location", place),
        "location_name": place_name,
        "quantities": dict(zip(QUANTITY_NAMES, units, strict=True)),
        "price": None if price is None else {"amount": plain_amount(price), "currency": currency},
        "unit_cost": None if cost is None else {"amount": plain_amount(cost), "currency": currency},
        "is_active": active,
        "tracked": tracked,
        "state": _state_of(units[0], is_active=active),
        "pending": int(pending),
        "updated_at": at,
    }


def _state_of(available: int, *, is_active: bool) -> Any:
    if not is_active:
        return "inactive"
    if available < 0:
        return "negative"
    return "in_stock" if available else "out_of_stock"


def item_of(row: Sequence[Any], currency: str) -> Item:
    """An item of `lists.list_items`."""
    item_id, product_id, title, variant_title, sku, barcode, vendor, product_type, *more = row
    price, cost, tracked, is_deleted, updated_at, tags, variants, locations, units = more
    return Item(
        inventory_item_id=gid("InventoryItem", item_id),
        product_id=gid("Product", product_id) if product_id else None,
        variant_ids=[gid("ProductVariant", number) for number in variants],
        title=title,
        variant_title=variant_title,
        sku=sku,
        barcode=barcode,
        vendor=vendor,
        product_type=product_type,
        tags=tags,
        price=money_of(price, currency),
        unit_cost=money_of(cost, currency),
        tracked=tracked,
        is_deleted=is_deleted,
        quantities=quantities_of(units),
        locations=locations,
        updated_at=updated_at,
    )


def movements_of(rows: Iterable[Sequence[Any]]) -> list[Movement]:
    """Entries as movements of one cause each, newest first; the parts of an entry sum to it."""
    return [part for row in rows for part in _parts_of(row)]


def document_of(kind: str | None, number: str | None, label: str | None) -> Document | None:
    """A document by what movements and change sets keep of it."""
    return Document.model_validate({"kind": kind, "id": number, "label": label or number}) if kind else None


def _parts_of(row: Sequence[Any]) -> list[Movement]:
    entry_id, place, place_name, name, delta, balance, cause, actor, *more = row
    kind, document_id, label, change_set_id, effective_at, recorded_at, explanations, *_, reason = more
    rest = delta - sum(part[1] for part in explanations)
    own = (cause, rest, actor, kind, document_id, label, effective_at)
    parts = [*explanations, own] if rest or not explanations else explanations
    after, found = balance - delta, []
    for number, (why, units, who, doc_kind, doc_id, doc_label, at) in enumerate(parts):
        after += units
        document = document_of(doc_kind, doc_id, doc_label)
        found.append(
            Movement(
                entry_id=f"{entry_id}.{number}" if len(parts) > 1 else str(entry_id),
                cause=why,
                name=name,
                delta=units,
                balance=after,
                effective_at=at,
                recorded_at=recorded_at,
                actor=who,
                reason=reason if number == len(explanations) else None,
                document=document,
                location_id=gid("Location", place),
                location_name=place_name,
                change_set_id=change_set_id,
            )
        )
    return found[::-1]


def change_set_of(row: Sequence[Any], lines: Iterable[Sequence[Any]] = ()) -> ChangeSet:
    """A change set with those of its lines that were asked for."""
    key, kind, reason, note, actor, created_at, *counted, settled_at, undoes, undone_by = row[:-3]
    pending, pushing, confirmed, failed = counted
    counts = ChangeSetCounts(pending=pending, pushing=pushing, confirmed=confirmed, failed=failed)
    state = state_of_counts(counts)
    return ChangeSet(
        id=key,
        kind=kind,
        reason=reason,
        note=note,
        state=state,
        created_at=created_at,
        actor=actor,
        confirmed_at=settled_at if state == "confirmed" else None,
        undoes=undoes,
        undone_by=undone_by,
        document=document_of(*row[-3:]),
        counts=counts,
        lines=[line_of(line) for line in lines],
    )


def state_of_counts(counts: ChangeSetCounts) -> Any:
    """A change set's state from its lines' states."""
    if counts.pushing or (counts.pending and (counts.confirmed or counts.failed)):
        return "pushing"
    if counts.pending:
        return "pending"
    if counts.failed:
        return "partly_failed" if counts.confirmed else "failed"
    return "confirmed"


def line_of(row: Sequence[Any]) -> ChangeSetLine:
    """A line of a change set."""
    _, line, item, sku, title, place, place_name, name, from_name, delta, *more = row
    state, code, message, at, is_undone = more
    is_move = from_name is not None
    return ChangeSetLine(
        line=line,
        inventory_item_id=gid("InventoryItem", item),
        sku=sku,
        title=title,
        location_id=gid("Location", place),
        location_name=place_name,
        name=None if is_move else name,
        delta=None if is_move else delta,
        from_name=from_name,
        to_name=name if is_move else None,
        quantity=delta if is_move else None,
        state=state,
        error=LineError(code=code, message=message or "") if code else None,
        confirmed_at=at if state == "confirmed" else None,
        is_undone=is_undone,
    )


def stuck_line_of(row: Sequence[Any]) -> StuckLine:
    """A line that waits for a person, with what it belongs to."""
    *line, kind, note, actor, created_at = row
    return StuckLine(
        change_set_id=row[0],
        kind=kind,
        note=note,
        actor=actor,
        created_at=created_at,
        failed_at=row[13],
        line=line_of(line),
    )
