"""What an app hears of its own installation (PLATFORM.md B, D)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.running_store import RunningStore, running_store

HOUR = 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunningStore]:
    with running_store(tmp_path) as started:
        yield started


def topics(store: RunningStore) -> list[str]:
    store.dev("webhooks/flush", {"timeout_seconds": 5})
    deliveries = store.dev("webhooks?limit=50", method="GET")["deliveries"]
    return sorted(one["topic"] for one in deliveries)


def test_uninstalling_is_told_at_once_and_the_shop_is_redacted_after_48_hours(store: RunningStore) -> None:
    store.dev("install")
    store.dev("uninstall")
    store.dev("clock", {"advance_seconds": 47 * HOUR})
    assert topics(store) == ["app/uninstalled"]
    store.dev("clock", {"advance_seconds": HOUR})
    assert topics(store) == ["app/uninstalled", "shop/redact"]


def test_coming_back_within_48_hours_calls_the_redaction_off(store: RunningStore) -> None:
    store.dev("install")
    store.dev("uninstall")
    store.dev("clock", {"advance_seconds": 40 * HOUR})
    store.dev("install")
    store.dev("clock", {"advance_seconds": 40 * HOUR})
    assert topics(store) == ["app/uninstalled"]


def test_an_app_that_is_not_installed_hears_nothing_of_the_shop(store: RunningStore) -> None:
    store.dev("order", {"sku": "MUG-1"})
    assert topics(store) == []
    store.dev("install")
    store.dev("order", {"sku": "MUG-1"})
    assert topics(store) == ["inventory_levels/update", "orders/create"]


def test_a_change_of_scopes_is_told_with_before_and_after(store: RunningStore) -> None:
    store.dev("install")
    store.dev("scopes", {"scopes": ["read_products"]})
    (told,) = [
        one
        for one in store.dev("webhooks", method="GET")["deliveries"]
        if one["topic"] == "app/scopes_update"
    ]
    assert '"current":["read_products"]' in told["body"]
    assert "write_inventory" in told["body"]


def test_compliance_requests_reach_the_app(store: RunningStore) -> None:
    store.dev("install")
    store.dev("compliance", {"topic": "customers/data_request"})
    store.dev("compliance", {"topic": "customers/redact"})
    assert topics(store) == ["customers/data_request", "customers/redact"]


def test_uninstalling_twice_is_refused(store: RunningStore) -> None:
    assert store.http.post("/_dev/uninstall").status_code == 422
