"""Reading and changing inventory: levels, items, adjustments, moves, sets, activation."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.errors import OutcomeUnknown
from inventorysync.shopify.generated import (
    inputs,
    inventory_activate,
    inventory_adjust_quantities,
    inventory_items_by_ids,
    inventory_levels_by_ids,
    inventory_levels_by_item,
    inventory_move_quantities,
    inventory_set_quantities,
)

IDS_MAX = 250  # of any array in an input (PLATFORM.md C.1)
ITEMS_MAX = 50  # so that an answer of items with 50 levels each stays well inside 10 s
LEVELS_PAGE = 250
CONCURRENT = "IDEMPOTENCY_CONCURRENT_REQUEST"
STALE = "CHANGE_FROM_QUANTITY_STALE"

Level = inventory_levels_by_ids.InventoryLevel
Item = inventory_items_by_ids.InventoryItem
ItemLevel = inventory_items_by_ids.InventoryLevel
Found = TypeVar("Found")


@dataclass(frozen=True)
class UserError:
    """Why Shopify changed nothing: its code (empty where it has none), the input's field and a sentence."""

    code: str
    field: tuple[str, ...]
    message: str

    @property
    def row(self) -> int | None:
        """Which row of the batch it speaks of, counted from 0, if it names one."""
        return next((int(part) for part in self.field if part.isdigit()), None)


@dataclass(frozen=True)
class Changed:
    """The definitive answer to a mutation: applied as a whole, or not at all because of `errors`.

    `group_gid` is Shopify's adjustment group, made at `applied_at`; both are None also when every delta was
    zero (PLATFORM.md C.4).
    """

    group_gid: str | None
    errors: tuple[UserError, ...]
    applied_at: datetime | None = None

    @property
    def is_applied(self) -> bool:
        """Whether the whole batch was applied."""
        return not self.errors

    @property
    def is_stale(self) -> bool:
        """Whether it was refused because a quantity was not the one we expected; the key is burnt."""
        return any(error.code == STALE for error in self.errors)


async def read_levels(
    client: AdminClient,
    access: ShopAccess,
    level_gids: Sequence[str],
    *,
    priority: Priority = Priority.BULK,
) -> list[Level | None]:
    """The levels in the order asked for, None where there is no such level; 250 a request."""

    async def read(ids: list[str]) -> list[Level | None]:
        variables = inventory_levels_by_ids.Variables(ids=ids)
        data = await client.execute(access, inventory_levels_by_ids.OPERATION, variables, priority=priority)
        return data.nodes

    return await _in_batches(read, level_gids, IDS_MAX)


async def read_items(
    client: AdminClient,
    access: ShopAccess,
    item_gids: Sequence[str],
    *,
    priority: Priority = Priority.BULK,
) -> list[Item | None]:
    """The items with their variants and every level, in the order asked for, None where there is none.

    For levels whose id is not known yet. `inventory_levels.nodes` is complete, however many levels there are.
    """

    async def read(ids: list[str]) -> list[Item | None]:
        variables = inventory_items_by_ids.Variables(ids=ids)
        data = await client.execute(access, inventory_items_by_ids.OPERATION, variables, priority=priority)
        return data.nodes

    items = await _in_batches(read, item_gids, ITEMS_MAX)
    for item in items:
        if item is not None and item.inventory_levels and item.inventory_levels.page_info.has_next_page:
            await _read_further_levels(client, access, item, priority)
    return items


async def _read_further_levels(
    client: AdminClient,
    access: ShopAccess,
    item: Item,
    priority: Priority,
) -> None:
    """Append the levels behind the first page to the item's own list."""
    known = item.inventory_levels
    page = known.page_info if known else None
    after = page.end_cursor if page else None
    while known and after:
        variables = inventory_levels_by_item.Variables(
            inventory_item_id=item.id,
            first=LEVELS_PAGE,
            after=after,
        )
        data = await client.execute(access, inventory_levels_by_item.OPERATION, variables, priority=priority)
        levels = data.inventory_item.inventory_levels if data.inventory_item else None
        if levels is None:
            return
        known.nodes.extend(
            inventory_items_by_ids.InventoryLevel(
                id=level.id,
                is_active=level.is_active,
                updated_at=level.updated_at,
                location=inventory_items_by_ids.Location(id=level.location.id),
                quantities=[
                    inventory_items_by_ids.InventoryQuantity(
                        name=quantity.name,
                        quantity=quantity.quantity,
                        updated_at=quantity.updated_at,
                    )
                    for quantity in level.quantities
                ],
            )
            for level in levels.nodes
        )
        after = levels.page_info.end_cursor if levels.page_info.has_next_page else None


async def adjust(
    client: AdminClient,
    access: ShopAccess,
    wanted: inputs.InventoryAdjustQuantitiesInput,
    key: str,
    *,
    priority: Priority = Priority.BULK,
) -> Changed:
    """Add deltas to one quantity name of up to 250 levels, all or nothing, once per key (24 h).

    Every change must state `change_from_quantity`, None to skip the comparison. Raises OutcomeUnknown.
    """
    variables = inventory_adjust_quantities.Variables(input=wanted, idempotency_key=key)
    data = await client.execute(access, inventory_adjust_quantities.OPERATION, variables, priority=priority)
    return _changed("InventoryAdjustQuantities", key, data.inventory_adjust_quantities)


async def move(
    client: AdminClient,
    access: ShopAccess,
    wanted: inputs.InventoryMoveQuantitiesInput,
    key: str,
    *,
    priority: Priority = Priority.BULK,
) -> Changed:
    """Move units between quantity names of the same level, all or nothing, once per key (24 h).

    Raises OutcomeUnknown.
    """
    variables = inventory_move_quantities.Variables(input=wanted, idempotency_key=key)
    data = await client.execute(access, inventory_move_quantities.OPERATION, variables, priority=priority)
    return _changed("InventoryMoveQuantities", key, data.inventory_move_quantities)


async def set_quantities(
    client: AdminClient,
    access: ShopAccess,
    wanted: inputs.InventorySetQuantitiesInput,
    key: str,
    *,
    priority: Priority = Priority.BULK,
) -> Changed:
    """Set `available` or `on_hand` of up to 250 levels, all or nothing; for counts, always compared.

    Raises OutcomeUnknown.
    """
    variables = inventory_set_quantities.Variables(input=wanted, idempotency_key=key)
    data = await client.execute(access, inventory_set_quantities.OPERATION, variables, priority=priority)
    return _changed("InventorySetQuantities", key, data.inventory_set_quantities)


async def activate(
    client: AdminClient,
    access: ShopAccess,
    item_gid: str,
    location_gid: str,
    key: str,
    *,
    priority: Priority = Priority.BULK,
) -> Changed:
    """Stock an item at a location; quantities of an earlier level come back. Raises OutcomeUnknown."""
    variables = inventory_activate.Variables(
        inventory_item_id=item_gid,
        location_id=location_gid,
        idempotency_key=key,
    )
    data = await client.execute(access, inventory_activate.OPERATION, variables, priority=priority)
    payload = data.inventory_activate
    if payload is None:
        raise OutcomeUnknown("InventoryActivate", key, "an answer without its payload")
    return Changed(
        group_gid=None,
        errors=tuple(UserError("", tuple(e.field or ()), e.message) for e in payload.user_errors),
    )


class _Group(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


class _CodedError(Protocol):
    @property
    def code(self) -> str | None: ...
    @property
    def field(self) -> list[str] | None: ...
    @property
    def message(self) -> str: ...


class _Payload(Protocol):
    @property
    def inventory_adjustment_group(self) -> _Group | None: ...
    @property
    def user_errors(self) -> Sequence[_CodedError]: ...


def _changed(operation: str, key: str, payload: _Payload | None) -> Changed:
    if payload is None:
        raise OutcomeUnknown(operation, key, "an answer without its payload")
    errors = tuple(UserError(e.code or "", tuple(e.field or ()), e.message) for e in payload.user_errors)
    if any(error.code == CONCURRENT for error in errors):
        raise OutcomeUnknown(operation, key, "the same key is still being carried out")
    group = payload.inventory_adjustment_group
    return Changed(
        group_gid=group.id if group else None,
        errors=errors,
        applied_at=group.created_at if group else None,
    )


async def _in_batches(
    read: Callable[[list[str]], Awaitable[list[Found | None]]],
    gids: Sequence[str],
    size: int,
) -> list[Found | None]:
    found: list[Found | None] = []
    for start in range(0, len(gids), size):
        found.extend(await read(list(gids[start : start + size])))
    return found
