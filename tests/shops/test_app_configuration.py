import tomllib
from pathlib import Path
from typing import Any

import pytest

from inventorysync.shops.scopes import REQUIRED

CONFIGURATION: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "shopify.app.toml").read_text())
SUBSCRIPTIONS: list[dict[str, Any]] = CONFIGURATION["webhooks"]["subscriptions"]


def test_the_app_asks_shopify_for_the_scopes_it_requires() -> None:
    assert set(CONFIGURATION["access_scopes"]["scopes"].split(",")) == set(REQUIRED)


def test_every_webhook_comes_to_one_address_and_no_topic_twice() -> None:
    assert {subscription["uri"] for subscription in SUBSCRIPTIONS} == {"/webhooks/shopify"}
    topics = [topic for subscription in SUBSCRIPTIONS for topic in subscription.get("topics", [])]
    assert len(topics) == len(set(topics)) == 56
    compliance = [
        topic for subscription in SUBSCRIPTIONS for topic in subscription.get("compliance_topics", [])
    ]
    assert sorted(compliance) == ["customers/data_request", "customers/redact", "shop/redact"]


@pytest.mark.parametrize("room", ["orders", "fulfillments", "refunds", "returns", "locations", "shop", "app"])
def test_topics_that_could_carry_personal_data_are_cut_to_ids_and_times(room: str) -> None:
    bare = ("delete", "scopes_update")  # carry nothing but ids
    found = [
        subscription
        for subscription in SUBSCRIPTIONS
        for topic in subscription.get("topics", [])
        if topic.startswith(f"{room}/") and topic.split("/")[1] not in bare
    ]
    assert found
    personal = {"customer", "email", "phone", "address", "note", "billing_address", "shipping_address"}
    for subscription in found:
        assert personal.isdisjoint(subscription["include_fields"])
