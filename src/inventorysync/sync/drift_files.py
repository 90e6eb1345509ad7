"""Files of differences with their evidence: CSV with a row for each quantity, JSON with everything."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from inventorysync.kit.spreadsheets import plain_text
from inventorysync.sync.drift_schemas import Difference

HEADINGS = (
    "Found at", "Found by", "Cause", "SKU", "Product", "Inventory item", "Location", "Location id",
    "Quantity", "Ours", "Shopify", "Units", "Accounted for", "Counted orders and others", "Policy", "State",
    "Decided at", "Decided by", "Change", "Shopify's version", "Read before at", "Webhooks received",
    "Writes of ours", "Difference",
)  # fmt: skip
Batches = AsyncIterator[list[Difference]]


async def csv_file(batches: Batches) -> AsyncIterator[bytes]:
    """The pieces of a CSV file: times are UTC, texts are no formulas."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow(HEADINGS)
    async for batch in batches:
        for found in batch:
            writer.writerows(_rows(found))
        yield piece.getvalue().encode()
        piece.seek(0)
        piece.truncate()
    yield piece.getvalue().encode()


async def json_file(batches: Batches) -> AsyncIterator[bytes]:
    """The pieces of a JSON list."""
    yield b"["
    is_first = True
    async for batch in batches:
        for found in batch:
            yield (b"\n" if is_first else b",\n") + found.model_dump_json().encode()
            is_first = False
    yield b"\n]\n"


def _rows(found: Difference) -> list[list[str | int]]:
    evidence = found.evidence
    return [
        [
            _moment(found.found_at),
            found.found_by,
            found.cause,
            plain_text(found.sku),
            plain_text(found.title),
            found.inventory_item_id,
            plain_text(found.location_name),
            found.location_id,
            each.name,
            each.ours,
            each.shopify,
            each.units,
            each.explained,
            plain_text(
                "; ".join(
                    f"{fact.document_label or fact.cause} {fact.units:+}"
                    for fact in found.facts
                    if fact.name == each.name
                )
            ),
            found.policy,
            found.state,
            _moment(found.decided_at),
            plain_text(found.decided_by or ""),
            str(found.change_set_id or ""),
            evidence["reading"]["version"] or "",
            evidence["booked_before"]["read_at"] or "",
            len(evidence["webhooks_received"]),
            plain_text(msgspec.json.encode(evidence["writes"]).decode()),
            str(found.id),
        ]
        for each in found.quantities
    ]


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(" ", "seconds")
