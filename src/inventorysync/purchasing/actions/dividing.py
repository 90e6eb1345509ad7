"""Orders out of orders: the same once more, a part into a second one, two into one."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.problems import FieldProblem, Invalid
from inventorysync.purchasing.actions.drafting import WantedOrderLine, copy_head, told_of_lines, write_lines
from inventorysync.purchasing.actions.steps import Who, move_on, note, open_order, set_state
from inventorysync.purchasing.looking_up import read_items, read_terms
from inventorysync.purchasing.queries import LineRecord, OrderRecord, get_order, list_lines

UNSENT = ("draft", "awaiting_approval", "approved")
_TAKE = text("""
    UPDATE purchase_order_line SET quantity = quantity - :quantity
    WHERE shop_id = :shop AND line_id = :line AND quantity > :quantity
""")
_DROP = text("DELETE FROM purchase_order_line WHERE shop_id = :shop AND line_id = :line")
_ADD = text("""
    UPDATE purchase_order_line SET quantity = quantity + :quantity WHERE shop_id = :shop AND line_id = :line
""")
_BRING = text("""
    UPDATE purchase_order_line SET order_id = :id, place = place + :behind
    WHERE shop_id = :shop AND line_id = :line
""")


async def duplicate_order(connection: AsyncConnection, shop_id: int, order_id: UUID, who: Who) -> UUID:
    """A draft of the same items and quantities, at what the supplier asks for them today.

    Items that the shop has no more are left out.
    """
    record = await get_order(connection, shop_id, order_id)
    lines = await list_lines(connection, shop_id, order_id)
    known = await read_items(connection, shop_id, {line.item_id for line in lines})
    terms = await read_terms(connection, shop_id, record.supplier_id, record.currency, known)
    made, number = await copy_head(connection, shop_id, record, who)
    wanted = []
    for line in lines:
        if line.item_id not in known:
            continue
        theirs = terms.get(line.item_id)
        today = theirs.cost_of(line.quantity) if theirs else None
        cost = line.unit_cost if today is None else today
        wanted.append(WantedOrderLine(line.item_id, line.quantity, cost, line.tax_rate))
    await write_lines(connection, shop_id, made, wanted, terms)
    after = {"number": number, "copied_from": record.number, "lines": told_of_lines(wanted)}
    told = {"copied_from": record.name, "left_out": len(lines) - len(wanted)}
    await note(connection, shop_id, made, who, "made", after=after, told=told)
    return made


async def split_order(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    version: int,
    parts: Mapping[UUID, int],
    who: Who,
) -> UUID:
    """Move lines, or units of them, into a second draft; both are drafts then. The second one's id.

    Raises Invalid where a line is none of the order's, holds less, or nothing would be left.
    """
    record = await open_order(connection, shop_id, order_id, UNSENT, version)
    lines = {line.line_id: line for line in await list_lines(connection, shop_id, order_id)}
    _require_parts(lines, parts)
    made, number = await copy_head(connection, shop_id, record, who)
    moved = [lines[line_id] for line_id in parts]
    wanted = [
        WantedOrderLine(line.item_id, parts[line.line_id], line.unit_cost, line.tax_rate, line.expected_on)
        for line in moved
    ]
    items = [line.item_id for line in wanted]
    terms = await read_terms(connection, shop_id, record.supplier_id, record.currency, items)
    await write_lines(connection, shop_id, made, wanted, terms)
    for line_id, quantity in parts.items():
        arguments = {"shop": shop_id, "line": line_id, "quantity": quantity}
        taken = await connection.execute(_TAKE, arguments)
        if taken.rowcount == 0:
            await connection.execute(_DROP, {"shop": shop_id, "line": line_id})
    await _be_a_draft(
        connection, shop_id, record, who, "split", {"into": f"PO-{number}", "lines": len(parts)}
    )
    after = {"number": number, "split_from": record.number, "lines": told_of_lines(wanted)}
    told = {"split_from": record.name, "lines": len(parts)}
    await note(connection, shop_id, made, who, "made", after=after, told=told)
    return made


async def merge_orders(
    connection: AsyncConnection,
    shop_id: int,
    order_id: UUID,
    version: int,
    other_id: UUID,
    other_version: int,
    who: Who,
) -> None:
    """Bring another order's lines into this one, which is a draft then; the other is canceled.

    An item of both is one line, at this order's cost. Raises Invalid for orders that cannot be one.
    """
    if order_id == other_id:
        raise Invalid.field("order_id", "is this order itself", "same")
    first, second = sorted(
        (order_id, other_id)
    )  # always in one order, so that two merges never wait in a ring
    versions = {order_id: version, other_id: other_version}
    found = {
        each: await open_order(connection, shop_id, each, UNSENT, versions[each]) for each in (first, second)
    }
    record, other = found[order_id], found[other_id]
    _require_alike(record, other)
    kept = {line.item_id: line for line in await list_lines(connection, shop_id, order_id)}
    coming = await list_lines(connection, shop_id, other_id)
    for line in coming:
        scope = {"shop": shop_id}
        if (same := kept.get(line.item_id)) is not None:
            await connection.execute(_ADD, {**scope, "line": same.line_id, "quantity": line.quantity})
        else:
            arguments = {"line": line.line_id, "id": order_id, "behind": len(kept)}
            await connection.execute(_BRING, {**scope, **arguments})
    details = {"from": other.name, "lines": len(coming)}
    await _be_a_draft(connection, shop_id, record, who, "merged", details)
    await set_state(connection, shop_id, other, "canceled", who, "canceled", {"merged_into": record.name})


async def _be_a_draft(
    connection: AsyncConnection,
    shop_id: int,
    record: OrderRecord,
    who: Who,
    what: str,
    details: Mapping[str, object],
) -> None:
    if record.state != "draft":
        await set_state(connection, shop_id, record, "draft", who, what, details)
        return
    await move_on(connection, shop_id, record.order_id)
    await note(connection, shop_id, record.order_id, who, what, after=details)


def _require_parts(lines: Mapping[UUID, LineRecord], parts: Mapping[UUID, int]) -> None:
    problems = []
    for place, (line_id, quantity) in enumerate(parts.items()):
        line = lines.get(line_id)
        if line is None:
            problems.append(FieldProblem(field=f"lines.{place}.line_id", message="is no line of this order"))
        elif quantity > line.quantity:
            message = f"is more than the {line.quantity} of this line"
            problems.append(FieldProblem(field=f"lines.{place}.quantity", message=message, code="too_many"))
    left = sum(line.quantity for line in lines.values()) - sum(parts.values())
    if not problems and left == 0:
        problems.append(
            FieldProblem(field="lines", message="nothing would be left in this order", code="empty")
        )
    if problems:
        raise Invalid(f"{len(problems)} of the lines cannot be moved", errors=problems)


def _require_alike(record: OrderRecord, other: OrderRecord) -> None:
    differing = [
        word
        for word, ours, theirs in (
            ("supplier", record.supplier_id, other.supplier_id),
            ("location", record.location_id, other.location_id),
            ("currency", record.currency, other.currency),
        )
        if ours != theirs
    ]
    if differing:
        raise Invalid.field("order_id", f"has another {' and '.join(differing)}", "different")
