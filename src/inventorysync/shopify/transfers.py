"""Reading transfers between locations: they explain differences of stock and never move it."""

from collections.abc import Sequence

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.generated import transfers_by_ids, transfers_newest

TRANSFERS_MAX = 25  # a transfer carries up to 250 lines and 20 shipments in one answer
NEWEST = 250

Transfer = transfers_by_ids.InventoryTransfer


async def read_transfers(
    client: AdminClient,
    access: ShopAccess,
    transfer_gids: Sequence[str],
) -> list[Transfer | None]:
    """Transfers with their shipments in the order asked for, None where there is no such transfer."""
    found: list[Transfer | None] = []
    for start in range(0, len(transfer_gids), TRANSFERS_MAX):
        variables = transfers_by_ids.Variables(ids=list(transfer_gids[start : start + TRANSFERS_MAX]))
        data = await client.execute(access, transfers_by_ids.OPERATION, variables, priority=Priority.BULK)
        found.extend(data.nodes)
    return found


async def newest_transfers(client: AdminClient, access: ShopAccess) -> list[tuple[str, str]]:
    """Ids and states of the NEWEST transfers, newest first."""
    variables = transfers_newest.Variables(first=NEWEST)
    data = await client.execute(access, transfers_newest.OPERATION, variables, priority=Priority.BULK)
    return [(transfer.id, transfer.status) for transfer in data.inventory_transfers.nodes]
