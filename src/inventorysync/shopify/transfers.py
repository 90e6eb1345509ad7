"""Transfers between locations: reading them, and the mutations that make, send and receive them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import OutcomeUnknown
from inventorysync.shopify.generated import (
    inventory_shipment_create,
    inventory_shipment_create_in_transit,
    inventory_shipment_delete,
    inventory_shipment_mark_in_transit,
    inventory_shipment_receive,
    inventory_shipment_set_tracking,
    inventory_transfer_cancel,
    inventory_transfer_create,
    inventory_transfer_create_ready,
    inventory_transfer_delete,
    inventory_transfer_edit,
    inventory_transfer_mark_ready,
    inventory_transfer_remove_items,
    inventory_transfer_set_items,
    transfers_by_ids,
    transfers_newest,
    transfers_page,
)
from inventorysync.shopify.inventory import CONCURRENT, UserError
from inventorysync.shopify.operation import Operation

TRANSFERS_MAX = 25  # a transfer carries up to 250 lines and 20 shipments in one answer
NEWEST = 250
PAGE = 250

Transfer = transfers_by_ids.InventoryTransfer
MUTATIONS: dict[str, Operation[Any, Any]] = {
    "create": inventory_transfer_create.OPERATION,
    "create_ready": inventory_transfer_create_ready.OPERATION,
    "set_items": inventory_transfer_set_items.OPERATION,
    "remove_items": inventory_transfer_remove_items.OPERATION,
    "edit": inventory_transfer_edit.OPERATION,
    "mark_ready": inventory_transfer_mark_ready.OPERATION,
    "cancel": inventory_transfer_cancel.OPERATION,
    "delete": inventory_transfer_delete.OPERATION,
    "ship": inventory_shipment_create_in_transit.OPERATION,
    "ship_draft": inventory_shipment_create.OPERATION,
    "mark_in_transit": inventory_shipment_mark_in_transit.OPERATION,
    "set_tracking": inventory_shipment_set_tracking.OPERATION,
    "receive": inventory_shipment_receive.OPERATION,
    "recall": inventory_shipment_delete.OPERATION,
}


@dataclass(frozen=True)
class Answered:
    """The definitive answer to a mutation: the id of what was made or changed, or why nothing was."""

    gid: str | None
    errors: tuple[UserError, ...]


async def send(
    client: AdminClient, access: ShopAccess, mutation: str, variables: Mapping[str, Any], key: str
) -> Answered:
    """Carry out one of MUTATIONS with variables as Shopify spells them; the key goes where it is taken.

    Raises OutcomeUnknown.
    """
    operation = MUTATIONS[mutation]
    given = {**variables, "idempotencyKey": key} if operation.idempotent else dict(variables)
    wanted = msgspec.convert(given, operation.variables_type)
    data = await client.execute(access, operation, wanted, priority=Priority.INTERACTIVE)
    payload = getattr(data, data.__struct_fields__[0])
    if payload is None:
        raise OutcomeUnknown(operation.name, key, "an answer without its payload")
    errors = tuple(UserError(e.code or "", tuple(e.field or ()), e.message) for e in payload.user_errors)
    if any(error.code == CONCURRENT for error in errors):
        raise OutcomeUnknown(operation.name, key, "the same key is still being carried out")
    made = getattr(payload, payload.__struct_fields__[0])
    return Answered(getattr(made, "id", made), errors)


async def read_transfers(
    client: AdminClient,
    access: ShopAccess,
    transfer_gids: Sequence[str],
    *,
    priority: Priority = Priority.BULK,
) -> list[Transfer | None]:
    """Transfers with their shipments in the order asked for, None where there is no such transfer."""
    found: list[Transfer | None] = []
    for start in range(0, len(transfer_gids), TRANSFERS_MAX):
        variables = transfers_by_ids.Variables(ids=list(transfer_gids[start : start + TRANSFERS_MAX]))
        data = await client.execute(access, transfers_by_ids.OPERATION, variables, priority=priority)
        found.extend(data.nodes)
    return found


async def newest_transfers(client: AdminClient, access: ShopAccess) -> list[tuple[str, str]]:
    """Ids and states of the NEWEST transfers, newest first."""
    variables = transfers_newest.Variables(first=NEWEST)
    data = await client.execute(access, transfers_newest.OPERATION, variables, priority=Priority.BULK)
    return [(transfer.id, transfer.status) for transfer in data.inventory_transfers.nodes]


async def all_transfers(
    client: AdminClient, access: ShopAccess, pages_max: int
) -> AsyncIterator[list[tuple[str, str]]]:
    """Ids and states page by page, newest first, at most `pages_max` pages of PAGE."""
    after: str | None = None
    for _ in range(pages_max):
        variables = transfers_page.Variables(first=PAGE, after=after)
        data = await client.execute(access, transfers_page.OPERATION, variables, priority=Priority.BULK)
        page = data.inventory_transfers
        yield [(transfer.id, transfer.status) for transfer in page.nodes]
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor
