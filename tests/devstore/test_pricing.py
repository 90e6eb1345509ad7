"""Shopify App Pricing as recorded (PLATFORM.md C.7): the page of plans, the Partner API, the webhook."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support.running_store import RunningStore, running_store

from devstore.config import SHOP_NUMBER
from devstore.partner_api import APP, ORGANIZATION, TOKEN

DAY = 86_400
PAGE = "/store/charges/inventorysync/pricing_plans"
RECORDED = """query ActiveSubscription($appId: ID!, $shopId: ID!) {
  activeSubscription(appId: $appId, shopId: $shopId) {
    shop { id myshopifyDomain }
    billingPeriod
    cancelAtEndOfCycle
    trialEndsAt
    currentBillingCycle { startTime endTime }
    items { handle description price { __typename active currency ... on FlatRatePrice { amount } } }
  }
}"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunningStore]:
    with running_store(tmp_path) as started:
        started.dev("install")
        yield started


def asked(store: RunningStore, *, app: str = APP, shop: int = SHOP_NUMBER, **more: str) -> httpx2.Response:
    variables = {"appId": f"gid://partners/App/{app}", "shopId": f"gid://partners/Shop/{shop}"}
    return store.http.post(
        f"/{more.get('organization', ORGANIZATION)}/api/2026-07/graphql.json",
        headers={"X-Shopify-Access-Token": more.get("token", TOKEN)},
        json={"query": RECORDED, "variables": variables},
    )


def active(store: RunningStore) -> dict[str, Any] | None:
    answer: dict[str, Any] = asked(store).json()
    assert "errors" not in answer, answer
    found: dict[str, Any] | None = answer["data"]["activeSubscription"]
    return found


def told(store: RunningStore) -> list[tuple[str, str]]:
    store.dev("webhooks/flush", {"timeout_seconds": 0.2})
    found = store.dev("webhooks?limit=50", method="GET")["deliveries"]
    bodies = [
        json.loads(one["body"])["app_subscription"]
        for one in reversed(found)  # the newest stands first
        if one["topic"] == "app_subscriptions/update"
    ]
    return [(body["plan_handle"], body["status"]) for body in bodies]


def test_the_partner_api_answers_the_recorded_query(store: RunningStore) -> None:
    assert active(store) is None
    store.dev("plan", {"do": "choose", "plan": "monthly"})
    found = active(store)
    assert found is not None
    assert found["shop"] == {
        "id": f"gid://partners/Shop/{SHOP_NUMBER}",
        "myshopifyDomain": "inventorysync-demo.myshopify.com",
    }
    assert (found["billingPeriod"], found["cancelAtEndOfCycle"]) == ("EVERY_30_DAYS", False)
    (item,) = found["items"]
    assert item["price"] == {
        "__typename": "FlatRatePrice",
        "active": True,
        "currency": "USD",
        "amount": "29.00",
    }
    unknown = store.http.post(
        f"/{ORGANIZATION}/api/2026-07/graphql.json",
        headers={"X-Shopify-Access-Token": TOKEN},
        json={"query": "{ transactions { id } }"},
    )
    assert "Cannot query field" in unknown.json()["errors"][0]["message"]


def test_the_partner_api_answers_its_own_client_about_its_own_shop(store: RunningStore) -> None:
    store.dev("plan", {"do": "choose"})
    assert asked(store, token="another").status_code == 401
    assert asked(store, organization="2").status_code == 404
    assert asked(store, app="2").json()["data"] == {"activeSubscription": None}
    assert asked(store, shop=7).json()["data"] == {"activeSubscription": None}
    store.dev("faults", {"partner": {"down": 1.0}}, method="PUT")
    assert asked(store).status_code == 503


def test_a_merchant_chooses_changes_and_ends_a_plan_on_the_stores_own_page(store: RunningStore) -> None:
    assert "Choose InventorySync, by the year" in store.http.get(PAGE).text
    chosen = store.http.post(PAGE, data={"plan": "monthly"})
    assert (chosen.status_code, chosen.headers["location"]) == (
        303,
        "/store/apps/inventorysync/settings/plan",
    )
    store.http.post(PAGE, data={"plan": "yearly"})
    assert "End the plan" in store.http.get(PAGE).text
    store.http.post(PAGE, data={"plan": "end"})
    assert store.http.post(PAGE, data={"plan": "end"}).status_code == 409
    assert store.http.post(PAGE, data={"plan": "none such"}).status_code == 409
    assert told(store) == [
        ("monthly", "ACTIVE"),
        ("monthly", "CANCELLED"),
        ("yearly", "ACTIVE"),
        ("yearly", "CANCELLED"),
    ]


def test_a_plan_goes_through_its_states(store: RunningStore) -> None:
    store.dev("plan", {"do": "choose"})
    trial = active(store)
    assert trial is not None
    store.dev("clock", {"advance_seconds": 50 * DAY})
    paid = active(store)
    assert paid is not None
    assert paid["trialEndsAt"] == trial["trialEndsAt"]
    assert paid["currentBillingCycle"]["startTime"] > trial["trialEndsAt"], "its second month"
    store.dev("plan", {"do": "freeze"})
    assert active(store) is None
    store.dev("plan", {"do": "thaw"})
    assert active(store) is not None
    store.dev("plan", {"do": "cancel_with_cycle"})
    ending = active(store)
    assert ending is not None
    assert ending["cancelAtEndOfCycle"] is True
    store.dev("clock", {"advance_seconds": 31 * DAY})
    assert active(store) is None, "the time that was paid for is over"
    store.dev("plan", {"do": "choose"})
    again = active(store)
    assert again is not None
    assert again["trialEndsAt"] == trial["trialEndsAt"], "a trial is given once"
    store.dev("uninstall")
    assert active(store) is None
    assert store.http.post("/_dev/plan", json={"do": "choose"}).status_code == 422
