"""The Shopify port on the Admin API: readings, writes under their own key, tokens renewed when refused."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from structlog.contextvars import bound_contextvars

from inventorysync.kit.gid import gid, level_gid, number_of
from inventorysync.kit.quantity import QUANTITY_NAMES, Quantities
from inventorysync.shopify import inventory
from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import ShopAccess
from inventorysync.shopify.errors import (
    AccessDenied,
    OperationRefused,
    OutcomeUnknown,
    ShopifyError,
    Throttled,
    TokenRejected,
)
from inventorysync.shopify.generated import bulk_inventory_levels, inputs
from inventorysync.shops.actions import ShopifyLink, ShopNotConnected, access_to
from inventorysync.sync.ports import CannotRead
from inventorysync.sync.words import Call, Intent, LevelKey, Reading, Reply, RowError, Shadow

Answer = TypeVar("Answer")
NAMES = frozenset(QUANTITY_NAMES)
DOCUMENTS = "gid://inventorysync/"


class ShopifyGateway:
    """One shop's stock as Shopify has it."""

    def __init__(self, link: ShopifyLink, shop_id: int) -> None:
        self._link = link
        self._shop_id = shop_id

    async def with_access(self, ask: Callable[[ShopAccess], Awaitable[Answer]]) -> Answer:
        """Ask with the shop's token; once more with a new one when Shopify refuses it."""
        access = await access_to(self._link, self._shop_id)
        try:
            return await ask(access)
        except TokenRejected:
            renewed = await access_to(self._link, self._shop_id, rejected=access.token)
            return await ask(renewed)

    async def read_levels(self, shadows: Sequence[Shadow]) -> dict[LevelKey, Reading]:
        """See ports.Shopify. Levels whose id is not known yet are read through their item."""
        known = [s for s in shadows if s.level_id is not None]
        unknown = [s for s in shadows if s.level_id is None]
        try:
            readings = await self._read_known(known) if known else {}
            if unknown:
                readings |= await self._read_by_item({s.key for s in unknown})
        except ShopifyError as error:
            wait = error.wait_seconds if isinstance(error, Throttled) else 2.0
            raise CannotRead(str(error), wait) from error
        except ShopNotConnected as error:
            raise CannotRead(error.detail, 60.0) from error
        return readings

    async def _read_known(self, shadows: Sequence[Shadow]) -> dict[LevelKey, Reading]:
        gids = [level_gid(s.level_id or 0, s.key.item_id) for s in shadows]
        levels = await self.with_access(
            lambda access: inventory.read_levels(
                self._link.admin, access, gids, priority=Priority.INTERACTIVE
            )
        )
        return {
            shadow.key: reading_of(shadow.key, level)
            for shadow, level in zip(shadows, levels, strict=True)
            if level is not None
        }

    async def _read_by_item(self, keys: set[LevelKey]) -> dict[LevelKey, Reading]:
        gids = [gid("InventoryItem", number) for number in sorted({key.item_id for key in keys})]
        items = await self.with_access(
            lambda access: inventory.read_items(self._link.admin, access, gids, priority=Priority.INTERACTIVE)
        )
        readings = {}
        for item in items:
            if item is None or item.inventory_levels is None:
                continue
            for level in item.inventory_levels.nodes:
                item_id = number_of("InventoryItem", item.id)
                key = LevelKey(item_id, number_of("Location", level.location.id))
                if key in keys:
                    readings[key] = reading_of(key, level)
        return readings

    async def write(self, call: Call) -> Reply:
        """See ports.Shopify. Whatever is logged meanwhile carries the id of the request that wanted it."""
        about = {"call_id": str(call.call_id), "change_set_id": str(call.change_set_id)}
        if call.request_id:
            about["request_id"] = call.request_id
        with bound_contextvars(**about):
            return await self._write(call)

    async def _write(self, call: Call) -> Reply:
        send = self._move if call.mutation == "move" else self._adjust
        try:
            changed = await send(call)
        except OutcomeUnknown as error:
            return Reply("unknown", detail=str(error))
        except (OperationRefused, AccessDenied) as error:
            return Reply("refused", errors=(RowError(None, "REFUSED", str(error)),))
        except ShopifyError as error:
            return Reply("not_sent", detail=str(error))
        except ShopNotConnected as error:
            return Reply("not_sent", detail=error.detail)
        if changed.is_applied:
            return Reply("applied", applied_at=changed.applied_at)
        errors = tuple(RowError(e.row, e.code, e.message) for e in changed.errors)
        return Reply("refused", errors=errors)

    async def _adjust(self, call: Call) -> inventory.Changed:
        wanted = inputs.InventoryAdjustQuantitiesInput(
            name=call.name,
            reason=call.reason,
            reference_document_uri=_document_of(call),
            changes=[
                inputs.InventoryChangeInput(
                    inventory_item_id=gid("InventoryItem", intent.key.item_id),
                    location_id=gid("Location", intent.key.location_id),
                    delta=intent.delta,
                    change_from_quantity=intent.expected,
                    **_ledger_document(call, intent.name),
                )
                for intent in call.intents
            ],
        )
        priority = _priority_of(call)
        return await self.with_access(
            lambda access: inventory.adjust(
                self._link.admin, access, wanted, str(call.call_id), priority=priority
            )
        )

    async def _move(self, call: Call) -> inventory.Changed:
        wanted = inputs.InventoryMoveQuantitiesInput(
            reason=call.reason,
            reference_document_uri=_document_of(call),
            changes=[
                inputs.InventoryMoveQuantityChange(
                    inventory_item_id=gid("InventoryItem", intent.key.item_id),
                    quantity=intent.delta,
                    from_=_terminal(call, intent, intent.from_name or "", intent.expected_from),
                    to=_terminal(call, intent, intent.name, intent.expected),
                )
                for intent in call.intents
            ],
        )
        priority = _priority_of(call)
        return await self.with_access(
            lambda access: inventory.move(
                self._link.admin, access, wanted, str(call.call_id), priority=priority
            )
        )


def reading_of(
    key: LevelKey,
    level: inventory.Level | inventory.ItemLevel | bulk_inventory_levels.InventoryLevel,
) -> Reading:
    """A level as Shopify answers it; `on_hand` carries no time of its own (PLATFORM.md C.4)."""
    quantities: Quantities = {}
    version: datetime | None = None
    for quantity in level.quantities:
        at = quantity.updated_at
        if at is not None and (version is None or at > version):
            version = at
        if quantity.quantity and quantity.name in NAMES:
            quantities[quantity.name] = quantity.quantity
    level_id = number_of("InventoryLevel", level.id)
    return Reading(key, level_id, quantities, version or level.updated_at, is_active=level.is_active)


def _terminal(
    call: Call,
    intent: Intent,
    name: str,
    expected: int | None,
) -> inputs.InventoryMoveQuantityTerminalInput:
    return inputs.InventoryMoveQuantityTerminalInput(
        location_id=gid("Location", intent.key.location_id),
        name=name,
        change_from_quantity=expected,
        **_ledger_document(call, name),
    )


def _ledger_document(call: Call, name: str) -> dict[str, str]:
    """Required for every name but `available`, forbidden for that one (PLATFORM.md C.4)."""
    return {} if name == "available" else {"ledger_document_uri": _document_of(call)}


def _document_of(call: Call) -> str:
    return f"{DOCUMENTS}{call.document or f'ChangeSet/{call.change_set_id}'}"


def _priority_of(call: Call) -> Priority:
    return Priority.INTERACTIVE if call.priority == 0 else Priority.BULK
