"""From records to the API's answers about imports."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventorysync.imports.columns import ROLES, units_of
from inventorysync.imports.queries import ImportRecord
from inventorysync.imports.record_cells import told_breaks
from inventorysync.imports.record_shapes import is_record, shape_of
from inventorysync.imports.schemas import (
    Import,
    ImportCounts,
    ImportOptions,
    ImportRow,
    KeptDocument,
    RecordField,
    RowProblem,
)
from inventorysync.kit.gid import gid


def import_of(record: ImportRecord) -> Import:
    """An import as it is now."""
    fields = record._asdict()
    fields["id"] = fields.pop("import_id")
    del fields["locations"]
    location = record.options.get("location_id")
    options = {**record.options, "location_id": location and gid("Location", location)}
    fields["options"] = ImportOptions.model_validate(options)
    fields["role_choices"] = ROLES[record.kind]
    counts = dict(record.counts)
    fields["kept"] = [KeptDocument(**each) for each in counts.pop("kept", ())]
    fields["counts"] = ImportCounts.model_validate(counts)
    return Import(**fields)


def row_of(row: Any, record: ImportRecord) -> ImportRow:
    """A row of an import, with what it would do."""
    line, _column, label, item, sku, title, place, name, units, before, delta, at, state, problems, words = (
        row
    )
    headings = record.headings
    holds_records = is_record(record.kind)
    is_setting = name in units_of("settings") and words is not None
    told: Mapping[str, Any] = words if holds_records and words else {}
    return ImportRow(
        line=line,
        label=label,
        inventory_item_id=item and gid("InventoryItem", item),
        sku=sku,
        title=title,
        location_name=place,
        quantity=None if holds_records or name in units_of("settings") else name,
        setting=words.get(name) if is_setting else None,
        setting_before=words.get("before") if is_setting else None,
        units=units,
        before=before,
        after=None if before is None or delta is None else before + delta,
        delta=delta,
        at=at,
        state="problem" if state == "read" else state,
        problems=[RowProblem(heading=headings[problem["column"]], **problem) for problem in problems or ()],
        document=told.get("document"),
        note=told.get("note"),
        fields=_fields(record, told),
    )


def _fields(record: ImportRecord, told: Mapping[str, Any]) -> Sequence[RecordField]:
    wanted, before = told.get("wanted", {}), told.get("before", {})
    if not wanted:
        return []
    roles = [field.role for field in shape_of(record.kind).fields if field.role in wanted]
    is_known = bool(told.get("target")) or record.kind in ("supplier_items", "reorder")
    return [
        RecordField(
            role=role,
            value=_text(role, wanted[role]),
            before=_text(role, before[role]) if role in before and is_known else None,
        )
        for role in roles
    ]


def _text(role: str, value: Any) -> str:
    """A value as a file holds it; nothing for one that is empty."""
    if role == "price_breaks":
        return told_breaks(value or [])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
