"""The store's own switches and eyes under /_dev, for its command line, its admin page and tests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from devstore import installation, inventory, orders, pricing
from devstore.admin_api import json_response
from devstore.auth import STAFF_USER, Gatekeeper
from devstore.config import Config
from devstore.customers import Customers
from devstore.faults import Faults, FaultSettings
from devstore.state import LevelKey, Order, Store, gid, number_of
from devstore.state.payloads import time_text
from devstore.storm import run_storm
from devstore.truth import truth_document
from devstore.webhooks import Deliveries

Handler = Callable[[Request], Awaitable[Response]]
T = TypeVar("T")


class ControlRefused(Exception):
    """What was asked for does not exist or makes no sense; nothing was changed."""


class OrderCall(msgspec.Struct, forbid_unknown_fields=True):
    """POST /_dev/order."""

    sku: str
    quantity: int = 1
    location: str | None = None
    fulfil: bool = False


class RefundCall(msgspec.Struct, forbid_unknown_fields=True):
    """POST /_dev/orders/{id}/fulfil, cancel and refund; pieces by line id, all when left out."""

    pieces: dict[int, int] | None = None
    restock: bool = True
    location: str | None = None


class StormCall(msgspec.Struct, forbid_unknown_fields=True):
    """POST /_dev/storm."""

    events: int = 1000
    seed: int = 1
    seconds: float = 10.0


class PlanCall(msgspec.Struct, forbid_unknown_fields=True):
    """POST /_dev/plan: what the merchant, or Shopify, does with the app's plan."""

    do: Literal["choose", "freeze", "thaw", "cancel", "cancel_with_cycle"]
    plan: str = "monthly"


class CustomersCall(msgspec.Struct, forbid_unknown_fields=True):
    """POST /_dev/customers."""

    running: bool
    speed: float | None = None


@dataclass(frozen=True)
class Control:
    """Everything the control addresses reach into."""

    store: Store
    config: Config
    gatekeeper: Gatekeeper
    faults: Faults
    deliveries: Deliveries
    customers: Customers

    def routes(self) -> list[Route]:
        """All addresses; refusals answer 422 with a sentence."""
        post, get = ["POST"], ["GET"]
        return [
            Route("/_dev/info", _edge(self._info), methods=get),
            Route("/_dev/truth", _edge(self._truth), methods=get),
            Route("/_dev/order", _edge(self._order), methods=post),
            Route("/_dev/edit", _edge(self._edit), methods=post),
            Route("/_dev/orders/{number:int}/{action}", _edge(self._order_action), methods=post),
            Route("/_dev/storm", _edge(self._storm), methods=post),
            Route("/_dev/faults", _edge(self._show_faults), methods=get),
            Route("/_dev/faults", _edge(self._put_faults), methods=["PUT"]),
            Route("/_dev/clock", _edge(self._clock), methods=post),
            Route("/_dev/customers", _edge(self._customers), methods=post),
            Route("/_dev/install", _edge(self._install), methods=post),
            Route("/_dev/uninstall", _edge(self._uninstall), methods=post),
            Route("/_dev/scopes", _edge(self._scopes), methods=post),
            Route("/_dev/plan", _edge(self._plan), methods=post),
            Route("/_dev/compliance", _edge(self._compliance), methods=post),
            Route("/_dev/id-token", _edge(self._id_token), methods=post),
            Route("/_dev/webhooks", _edge(self._webhooks), methods=get),
            Route("/_dev/webhooks/flush", _edge(self._flush), methods=post),
        ]

    async def _info(self, _request: Request) -> Response:
        store = self.store
        return json_response(
            {
                "shop": self.config.shop_domain,
                "api_version": self.config.api_version,
                "now": time_text(store.clock.now()),
                "installed": self.gatekeeper.is_installed,
                "scopes": list(self.gatekeeper.granted_scopes),
                "products": len(store.products),
                "variants": len(store.variants),
                "items": len(store.items),
                "locations": [
                    {"id": gid("Location", place.id), "name": place.name}
                    for place in store.locations.values()
                ],
                "levels": len(store.levels),
                "orders": len(store.orders),
                "webhooks_pending": self.deliveries.pending(),
                "customers": self.customers.state(),
            }
        )

    async def _truth(self, request: Request) -> Response:
        with_history = request.query_params.get("history", "") not in ("", "0")
        document = truth_document(self.store, with_history=with_history)
        return StreamingResponse(document, media_type="application/json")

    async def _order(self, request: Request) -> Response:
        call = await _read(request, OrderCall)
        item = self.store.item_of_sku(call.sku)
        variants = self.store.variants_of_item(item.id) if item else ()
        if not variants:
            raise ControlRefused(f"There is no variant with the SKU {call.sku!r}.")
        location_id = self._location(call.location) if call.location else None
        wanted = [orders.Wanted(variants[0].id, call.quantity)]
        order = orders.place_order(self.store, wanted, location_id)
        if call.fulfil:
            order = orders.fulfil(self.store, order.id)
        return json_response(self._describe(order), 201)

    async def _order_action(self, request: Request) -> Response:
        call = await _read(request, RefundCall)
        number, action = request.path_params["number"], request.path_params["action"]
        match action:
            case "fulfil":
                order = orders.fulfil(self.store, number, call.pieces)
            case "cancel":
                order = orders.cancel(self.store, number, restock=call.restock)
            case "refund":
                place = self._location(call.location) if call.location else None
                order = orders.refund(
                    self.store, number, call.pieces, restock=call.restock, location_id=place
                )
            case _:
                raise ControlRefused(f"An order cannot be {action!r}: fulfil, cancel or refund.")
        return json_response(self._describe(order))

    async def _edit(self, request: Request) -> Response:
        call = await _read(request, dict[str, Any])
        key = self._level_key(str(call.pop("sku", "")), str(call.pop("location", "")))
        actor = str(call.pop("actor", "staff"))
        if not call or any(type(quantity) is not int for quantity in call.values()):
            raise ControlRefused('Say which quantities, as whole numbers: {"available": 5}.')
        with self.store.transaction():
            changes = [
                change
                for name, quantity in call.items()
                for change in inventory.edit(self.store, key, name, quantity, actor)
            ]
        return json_response(
            {
                "inventory_item_id": gid("InventoryItem", key.item_id),
                "location_id": gid("Location", key.location_id),
                "changes": [{"name": one.name, "delta": one.delta} for one in changes],
                "quantities": self._quantities(key),
            }
        )

    async def _storm(self, request: Request) -> Response:
        call = await _read(request, StormCall)
        return json_response(
            await run_storm(self.store, events=call.events, seed=call.seed, seconds=call.seconds)
        )

    async def _show_faults(self, _request: Request) -> Response:
        return json_response(self.faults.settings)

    async def _put_faults(self, request: Request) -> Response:
        self.faults.put(await _read(request, FaultSettings))
        return json_response(self.faults.settings)

    async def _clock(self, request: Request) -> Response:
        call = await _read(request, dict[str, float])
        self.store.advance_clock(call.get("advance_seconds", 0))
        installation.send_due_redaction(self.store, self.config)
        return json_response({"now": time_text(self.store.clock.now())})

    async def _customers(self, request: Request) -> Response:
        call = await _read(request, CustomersCall)
        if call.running:
            self.customers.start(self.config.speed if call.speed is None else call.speed)
        else:
            await self.customers.stop()
        return json_response(self.customers.state())

    async def _install(self, _request: Request) -> Response:
        installation.install(self.store, self.gatekeeper)
        return json_response({"shop": self.config.shop_domain, "id_token": self.gatekeeper.mint_id_token()})

    async def _uninstall(self, _request: Request) -> Response:
        if not self.gatekeeper.is_installed:
            raise ControlRefused("The app is not installed.")
        installation.uninstall(self.store, self.gatekeeper, self.config)
        return json_response({"shop": self.config.shop_domain, "installed": False})

    async def _scopes(self, request: Request) -> Response:
        call = await _read(request, dict[str, list[str]])
        if "scopes" not in call or not self.gatekeeper.is_installed:
            raise ControlRefused("Say which scopes an installed app is to have.")
        installation.change_scopes(self.store, self.gatekeeper, call["scopes"])
        return json_response({"scopes": list(self.gatekeeper.granted_scopes)})

    async def _plan(self, request: Request) -> Response:
        call = await _read(request, PlanCall)
        if not self.gatekeeper.is_installed:
            raise ControlRefused("The app is not installed.")
        acts = {
            "freeze": pricing.freeze,
            "thaw": pricing.thaw,
            "cancel": pricing.cancel,
            "cancel_with_cycle": pricing.cancel_with_cycle,
        }
        act = acts.get(call.do)
        return json_response(act(self.store) if act else pricing.choose(self.store, call.plan))

    async def _compliance(self, request: Request) -> Response:
        topic = (await _read(request, dict[str, str])).get("topic", "")
        if topic not in ("customers/data_request", "customers/redact"):
            raise ControlRefused("The topic is customers/data_request or customers/redact.")
        installation.request_privacy(self.store, self.config, topic)
        return json_response({"topic": topic}, 202)

    async def _id_token(self, request: Request) -> Response:
        call = await _read(request, dict[str, int])
        return json_response({"id_token": self.gatekeeper.mint_id_token(call.get("user", STAFF_USER))})

    async def _webhooks(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "100")
        return json_response(self.deliveries.states(int(limit) if limit.isdigit() else 100))

    async def _flush(self, request: Request) -> Response:
        call = await _read(request, dict[str, float])
        is_quiet = await self.deliveries.flush(call.get("timeout_seconds", 60.0))
        return json_response({"pending": self.deliveries.pending(), "is_quiet": is_quiet})

    def _location(self, text: str) -> int:
        number = number_of(text, "Location") or (int(text) if text.isdigit() else None)
        for location in self.store.locations.values():
            if location.id == number or location.name.lower() == text.lower():
                return location.id
        raise ControlRefused(f"There is no location {text!r}.")

    def _level_key(self, sku: str, location: str) -> LevelKey:
        item = self.store.item_of_sku(sku)
        if item is None:
            raise ControlRefused(f"There is no item with the SKU {sku!r}.")
        return LevelKey(item.id, self._location(location))

    def _quantities(self, key: LevelKey) -> dict[str, int]:
        level = self.store.levels.get(key)
        return dict(level.quantities) if level else {}

    def _describe(self, order: Order) -> dict[str, Any]:
        return {
            "id": order.id,
            "order_id": gid("Order", order.id),
            "name": order.name,
            "created_at": time_text(order.created_at),
            "cancelled_at": time_text(order.cancelled_at) if order.cancelled_at else None,
            "lines": [
                {
                    "id": line.id,
                    "sku": line.sku,
                    "inventory_item_id": gid("InventoryItem", line.item_id) if line.item_id else None,
                    "location_id": gid("Location", line.location_id),
                    "quantity": line.quantity,
                    "fulfilled": line.fulfilled,
                    "cancelled": line.cancelled,
                    "refunded": line.refunded,
                    "quantities": self._quantities(LevelKey(line.item_id or 0, line.location_id)),
                }
                for line in order.lines
            ],
        }


async def _read(request: Request, shape: type[T]) -> T:
    return msgspec.json.decode(await request.body() or b"{}", type=shape)


def _edge(handler: Handler) -> Handler:
    """Refuse pages of other sites, and say in one sentence what is wrong with a call."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin and origin != f"{request.url.scheme}://{request.url.netloc}":
            return json_response({"error": "Calls from other sites are refused."}, 403)
        try:
            return await handler(request)
        except (ControlRefused, orders.OrderRefused, inventory.Refused, ValueError) as refusal:
            return json_response({"error": str(refusal)}, 422)

    return guarded
