"""Custom fields and charges (PLATFORM.md C.4, C.7)."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.testclient import TestClient
from support.development_shop import Shop

from devstore import billing
from devstore.admin.charges import charge_routes
from devstore.graphql.fields.metafields import INSTALLATION
from devstore.metafields import metafields_of
from devstore.state import gid

VARIANT = gid("ProductVariant", 1)
SET = """mutation M($given: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $given) {
    metafields { namespace key value compareDigest owner { ... on ProductVariant { id } } }
    userErrors { code field elementIndex }
  }
}"""
CHARGE = """mutation C($lines: [AppSubscriptionLineItemInput!]!) {
  appSubscriptionCreate(name: "Growth", lineItems: $lines, returnUrl: "https://app.example", trialDays: 14) {
    appSubscription { id status } confirmationUrl userErrors { message }
  }
}"""
USE = """mutation U($line: ID!, $price: MoneyInput!, $key: String) {
  appUsageRecordCreate(subscriptionLineItemId: $line, price: $price, description: "x", idempotencyKey: $key) {
    appUsageRecord { id } userErrors { message }
  }
}"""


def payload(answer: dict[str, Any]) -> Any:
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def field(value: str, **more: Any) -> dict[str, Any]:
    kind = "single_line_text_field"
    return {"ownerId": VARIANT, "namespace": "$app:stock", "key": "bin", "type": kind, "value": value} | more


def write(shop: Shop, *given: dict[str, Any]) -> Any:
    return payload(shop.ask(SET, {"given": list(given)}))


def test_a_custom_field_is_written_and_read_in_the_apps_namespace(shop: Shop) -> None:
    (written,) = write(shop, field("A-7"))["metafields"]
    assert (written["namespace"], written["value"]) == ("app--1--stock", "A-7")
    assert written["owner"] == {"id": VARIANT}
    query = "query Q($id: ID!) { productVariant(id: $id) { metafields(first: 5) { nodes { value } } } }"
    assert payload(shop.ask(query, {"id": VARIANT}))["metafields"]["nodes"] == [{"value": "A-7"}]


def test_a_definition_is_found_by_its_owners_and_goes_with_what_is_kept_under_it(shop: Shop) -> None:
    define = """mutation D($given: MetafieldDefinitionInput!) {
      metafieldDefinitionCreate(definition: $given) { createdDefinition { id } userErrors { code } } }"""
    find = """query Q($owner: MetafieldOwnerType!, $in: String) {
      metafieldDefinitions(ownerType: $owner, namespace: $in, first: 5) { nodes { id namespace key } } }"""
    delete = """mutation D($id: ID!) {
      metafieldDefinitionDelete(id: $id, deleteAllAssociatedMetafields: true) {
        deletedDefinitionId userErrors { code } } }"""
    given = {"name": "Bin", "namespace": "$app:stock", "key": "bin", "type": "single_line_text_field"}
    made = payload(shop.ask(define, {"given": {**given, "ownerType": "PRODUCTVARIANT"}}))
    number = made["createdDefinition"]["id"]
    write(shop, field("A-7"), field("kept", key="other"))
    wanted = {"owner": "PRODUCTVARIANT", "in": "$app:stock"}
    found = payload(shop.ask(find, wanted))["nodes"]
    assert found == [{"id": number, "namespace": "app--1--stock", "key": "bin"}]
    assert payload(shop.ask(find, {**wanted, "in": "$app"}))["nodes"] == []
    assert payload(shop.ask(find, {**wanted, "owner": "PRODUCT"}))["nodes"] == []
    assert payload(shop.ask(delete, {"id": number})) == {"deletedDefinitionId": number, "userErrors": []}
    assert payload(shop.ask(find, wanted))["nodes"] == []
    kept = metafields_of(shop.store, VARIANT)
    assert [one.key for one in kept] == ["other"]
    (error,) = payload(shop.ask(delete, {"id": number}))["userErrors"]
    assert error["code"] == "NOT_FOUND"


def test_what_the_app_keeps_at_its_installation_is_listed(shop: Shop) -> None:
    write(shop, field("on", ownerId=INSTALLATION, namespace="own"))
    query = "query Q { currentAppInstallation { id metafields(first: 5) { nodes { namespace key value } } } }"
    found = payload(shop.ask(query))
    assert found["id"] == INSTALLATION
    assert found["metafields"]["nodes"] == [{"namespace": "own", "key": "bin", "value": "on"}]


def test_a_digest_guards_against_overwriting_another_change(shop: Shop) -> None:
    (first,) = write(shop, field("A-7", compareDigest=None))["metafields"]
    (error,) = write(shop, field("B-1", compareDigest=None))["userErrors"]
    assert (error["code"], error["elementIndex"]) == ("STALE_OBJECT", 0)
    assert write(shop, field("B-1", compareDigest=first["compareDigest"]))["userErrors"] == []


def test_one_wrong_field_writes_none(shop: Shop) -> None:
    answer = write(shop, field("A-7"), field("", key="shelf"))
    assert answer["metafields"] is None
    assert [error["code"] for error in answer["userErrors"]] == ["BLANK"]
    assert write(shop, field("A-7", compareDigest=None))["userErrors"] == []


def test_a_charge_waits_for_the_merchant_and_use_is_billed_once_up_to_the_cap(shop: Shop) -> None:
    plan = {"appUsagePricingDetails": {"cappedAmount": {"amount": "5", "currencyCode": "GBP"}, "terms": "x"}}
    asked = payload(shop.ask(CHARGE, {"lines": [{"plan": plan}]}))
    assert asked["appSubscription"]["status"] == "PENDING"
    merchant = TestClient(Starlette(routes=charge_routes(shop.store, "shop.example")), follow_redirects=False)
    place = urlsplit(asked["confirmationUrl"]).path
    assert "Growth" in merchant.get(place).text
    agreed = merchant.post(place, data={"decision": "approve"})
    (subscription,) = billing.subscriptions(shop.store)
    assert agreed.headers["location"] == f"https://app.example?charge_id={subscription.id}"
    assert merchant.post(place, data={"decision": "decline"}).status_code == 409
    assert shop.topics() == ["app_subscriptions/update"]
    line = gid("AppSubscriptionLineItem", subscription.usage[0].id)
    price = {"amount": "3", "currencyCode": "GBP"}
    first = payload(shop.ask(USE, {"line": line, "price": price, "key": "k"}))
    assert payload(shop.ask(USE, {"line": line, "price": price, "key": "k"})) == first
    refused = payload(shop.ask(USE, {"line": line, "price": price, "key": "l"}))
    assert refused["userErrors"] != []
    assert billing.subscriptions(shop.store)[0].usage[0].used == Decimal(3)
    listed = shop.ask("{ currentAppInstallation { activeSubscriptions { name status } } }")
    active = payload(listed)["activeSubscriptions"]
    assert active == [{"name": "Growth", "status": "ACTIVE"}]
