"""The app's life in the shop: installed, uninstalled, and forgotten 48 hours later (PLATFORM.md D)."""

from datetime import datetime, timedelta
from typing import Any

from devstore.auth import Gatekeeper
from devstore.config import SHOP_NUMBER, Config
from devstore.pricing import end_with_installation
from devstore.state import Store, gid
from devstore.state.payloads import time_text

REDACT_AFTER = timedelta(hours=48)
_REDACT_SETTING = "redact_due_at"


def install(store: Store, gatekeeper: Gatekeeper) -> None:
    """The merchant installs the app; a coming shop/redact is called off."""
    with store.transaction():
        gatekeeper.install()
        store.set_setting(_REDACT_SETTING, None)


def uninstall(store: Store, gatekeeper: Gatekeeper, config: Config) -> None:
    """The merchant removes the app: tokens die at once, app/uninstalled is sent, shop/redact will be."""
    with store.transaction():
        gatekeeper.uninstall()
        end_with_installation(store)
        due = store.clock.now() + REDACT_AFTER
        store.set_setting(_REDACT_SETTING, due.isoformat())
        store.emit("app/uninstalled", shop_payload(config))


def change_scopes(store: Store, gatekeeper: Gatekeeper, scopes: list[str]) -> None:
    """The merchant's consent changes; the app hears of it by app/scopes_update."""
    with store.transaction():
        before = list(gatekeeper.granted_scopes)
        store.set_setting("installation", gatekeeper.installation | {"scopes": scopes})
        payload = {
            "id": SHOP_NUMBER,
            "shop_id": gid("Shop", SHOP_NUMBER),
            "previous": before,
            "current": scopes,
            "updated_at": time_text(store.clock.now()),
        }
        store.emit("app/scopes_update", payload)


def send_due_redaction(store: Store, config: Config) -> bool:
    """Emit shop/redact when its time has come; whether it had."""
    due = store.database.setting(_REDACT_SETTING)
    if due is None or datetime.fromisoformat(due) > store.clock.now():
        return False
    with store.transaction():
        store.set_setting(_REDACT_SETTING, None)
        store.emit("shop/redact", {"shop_id": SHOP_NUMBER, "shop_domain": config.shop_domain})
    return True


def request_privacy(store: Store, config: Config, topic: str) -> None:
    """Send one of the customers/* compliance topics. KeyError for any other topic."""
    customer = {"id": 1, "email": "customer@example.com", "phone": None}
    bodies: dict[str, dict[str, Any]] = {
        "customers/data_request": {"orders_requested": [], "data_request": {"id": 1}},
        "customers/redact": {"orders_to_redact": []},
    }
    facts = {"shop_id": SHOP_NUMBER, "shop_domain": config.shop_domain, "customer": customer}
    with store.transaction():
        store.emit(topic, facts | bodies[topic])


def shop_payload(config: Config) -> dict[str, Any]:
    """The shop as app/uninstalled and shop/update tell it."""
    return {
        "id": SHOP_NUMBER,
        "name": "InventorySync Demo",
        "domain": config.shop_domain,
        "myshopify_domain": config.shop_domain,
        "currency": "GBP",
        "iana_timezone": "Europe/London",
        "plan_name": "partner_test",
        "created_at": None,
        "updated_at": None,
    }
