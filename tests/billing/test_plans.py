"""Plans under Shopify App Pricing: each state, what brings it about, and what follows from it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from billing.conftest import DAY, Desk, body_of
from pydantic import SecretStr
from sqlalchemy import text

from inventorysync.billing import actions, jobs
from inventorysync.billing.providers import SelfHosted
from inventorysync.settings import Settings, WeakSettings
from inventorysync.shopify.errors import ShopifyError
from inventorysync.shopify.partner import Partner, PartnerApi, PartnerApiRefused
from inventorysync.shops.writing import PlanNeeded, require_writing, stopped_since


async def may_write(desk: Desk) -> bool:
    """Whether a change would be sent to Shopify; both doors say the same."""
    async with desk.parts.database.shop(desk.shop_id) as connection:
        is_open = await stopped_since(connection, desk.shop_id) is None
        try:
            await require_writing(connection, desk.shop_id)
        except PlanNeeded:
            assert not is_open
            return False
    assert is_open
    return True


async def test_a_new_shop_is_asked_for_a_plan_and_has_a_week_for_it(desk: Desk) -> None:
    first = await desk.plan()
    assert (first["state"], first["due_at"], first["page"]) == (
        "none",
        None,
        "charges/inventorysync/pricing_plans",
    )
    plan = await desk.read()
    assert (plan["provider"], plan["state"], plan["stopped_since"]) == ("shopify", "none", None)
    shop = await desk.shop()
    assert (shop["plan_notice"], shop["plan_due_at"]) == ("choose", plan["due_at"])
    assert await may_write(desk)
    desk.time.pass_by(6 * DAY)
    await desk.read()
    assert await may_write(desk)
    desk.time.pass_by(2 * DAY)
    assert (await desk.read())["stopped_since"] is not None
    assert not await may_write(desk)
    levels = await desk.api.get("/api/v1/levels", headers=desk.headers)
    assert levels.status_code == 200, "what is stored is read as before"


async def test_a_plan_goes_from_trial_to_paid_to_frozen_and_back_to_its_end(desk: Desk) -> None:
    await desk.read()
    desk.store.dev("plan", {"do": "choose", "plan": "monthly"})
    await desk.hear()
    plan = await desk.read()
    assert (plan["state"], plan["name"], plan["price"], plan["currency"]) == (
        "trial",
        "InventorySync",
        "29.00",
        "USD",
    )
    assert plan["trial_days_left"] == 14
    assert (await desk.shop())["plan_notice"] is None, "nothing is due for eleven days"
    desk.time.pass_by(12 * DAY)
    await desk.read()
    assert (await desk.shop())["plan_notice"] == "trial_ends"
    desk.time.pass_by(3 * DAY)
    plan = await desk.read()
    assert (plan["state"], plan["trial_days_left"]) == ("active", None)
    assert (await desk.shop())["plan_notice"] is None

    desk.store.dev("plan", {"do": "freeze"})
    await desk.hear()
    assert (await desk.plan())["state"] == "frozen"
    assert (await desk.shop())["plan_notice"] == "frozen"
    assert not await may_write(desk), "Shopify would refuse each call"
    desk.store.dev("plan", {"do": "thaw"})
    await desk.hear()
    assert (await desk.plan())["state"] == "active"
    assert await may_write(desk)

    desk.store.dev("plan", {"do": "cancel"})
    await desk.hear()
    plan = await desk.plan()
    assert (plan["state"], plan["name"]) == ("ended", "InventorySync")
    assert (await desk.shop())["plan_notice"] == "ended"
    assert await may_write(desk), "there is a week to choose another"
    desk.time.pass_by(8 * DAY)
    await desk.read()
    assert not await may_write(desk)
    desk.store.dev("plan", {"do": "choose", "plan": "yearly"})
    await desk.hear()
    plan = await desk.plan()
    assert (plan["state"], plan["billing_period"]) == ("active", "ANNUAL"), "a trial is given once"
    assert await may_write(desk)
    assert await desk.log() == [
        ("none", "trial"),
        ("trial", "active"),
        ("active", "frozen"),
        ("frozen", "active"),
        ("active", "ended"),
        ("ended", "active"),
    ]


async def test_another_plan_changes_nothing_but_its_price(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose", "plan": "yearly"})
    await desk.hear()
    tables = ("inventory_level", "stock_entry", "inventory_item", "location", "change_set")

    async def rows() -> list[Any]:
        async with desk.parts.database.shop(desk.shop_id) as connection:
            return [await connection.scalar(text(f"SELECT count(*) FROM {t}")) for t in tables]

    before = await rows()
    desk.store.dev("plan", {"do": "choose", "plan": "monthly"})
    await desk.hear()
    plan = await desk.plan()
    assert (plan["state"], plan["price"]) == ("trial", "29.00")
    assert await may_write(desk)
    assert await rows() == before


async def test_what_ends_with_the_paid_time_is_told_until_then(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    desk.store.dev("plan", {"do": "cancel_with_cycle"})
    await desk.hear()
    plan, shop = await desk.plan(), await desk.shop()
    assert plan["ends_with_cycle"] is True
    assert (shop["plan_notice"], shop["plan_due_at"]) == ("ends", plan["cycle_ends_at"])
    assert await may_write(desk)


async def test_webhooks_twice_late_and_in_any_order_have_one_right_effect(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    desk.store.dev("plan", {"do": "freeze"})
    desk.store.dev("plan", {"do": "thaw"})
    told = desk.told()
    assert [body_of(one)["status"] for one in told] == ["ACTIVE", "FROZEN", "ACTIVE"]
    for delivery in (told[2], told[0], told[1], told[1]):
        assert (await desk.post(delivery)).status_code == 200
        await desk.work()
        assert (await desk.plan())["state"] == "trial", "the Partner API's answer wins"
    desk.store.dev("plan", {"do": "freeze"})
    (frozen,) = desk.told()
    await desk.post(frozen)
    await desk.work()
    assert (await desk.plan())["state"] == "frozen"
    desk.store.dev("plan", {"do": "cancel"})
    (ended,) = desk.told()
    await desk.post(ended)
    await desk.post({**frozen, "webhook_id": uuid4().hex})
    await desk.work()
    assert (await desk.plan())["state"] == "ended", "a late one is not the newest"
    assert await desk.log() == [("none", "trial"), ("trial", "frozen"), ("frozen", "ended")]


async def test_a_lost_webhook_is_made_good_within_the_hour(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    assert await jobs.schedule_plan_readings(desk.parts.database, desk.parts.billing, desk.time.now()) >= 1
    desk.told()
    assert (await desk.read())["state"] == "trial"


async def test_a_forged_webhook_and_one_of_another_shop_do_nothing(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    await desk.hear()
    desk.store.dev("plan", {"do": "freeze"})
    (frozen,) = desk.told()
    forged = await desk.post(frozen, **{"X-Shopify-Hmac-Sha256": "Zm9yZ2Vk"})
    assert forged.status_code == 401
    assert await desk.work() == 0
    # Signed, but about another shop's plan and in its name: the answer about ours is what counts.
    desk.store.dev("plan", {"do": "thaw"})
    desk.told()
    body = json.loads(frozen["body"])
    body["app_subscription"] |= {"status": "CANCELLED", "admin_graphql_api_shop_id": "gid://shopify/Shop/7"}
    other = {**frozen, "body": json.dumps(body), "webhook_id": uuid4().hex}
    assert (await desk.post(other)).status_code == 200
    assert await desk.work() == 1
    assert (await desk.plan())["state"] == "trial"
    elsewhere = await desk.post(other, **{"X-Shopify-Shop-Domain": "nobody-here.myshopify.com"})
    assert elsewhere.status_code == 404


async def test_while_the_partner_api_is_away_nothing_is_taken_from_anybody(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    await desk.hear()
    desk.store.dev("faults", {"partner": {"down": 1.0}}, method="PUT")
    desk.time.pass_by(90 * DAY)
    plan = await desk.read()
    assert (plan["state"], plan["failing_since"] is not None) == ("trial", True)
    desk.time.pass_by(2 * DAY)
    await desk.read()
    assert (await desk.shop())["plan_notice"] == "unverified"
    assert await may_write(desk)
    desk.store.dev("faults", {}, method="PUT")
    plan = await desk.read()
    assert (plan["state"], plan["failing_since"]) == ("active", None)
    assert (await desk.shop())["plan_notice"] is None


async def test_who_pays_while_the_partner_api_is_away_is_let_through_at_once(desk: Desk) -> None:
    await desk.read()
    desk.time.pass_by(8 * DAY)
    await desk.read()
    assert not await may_write(desk)
    desk.store.dev("faults", {"partner": {"down": 1.0}}, method="PUT")
    desk.store.dev("plan", {"do": "choose"})
    await desk.hear()
    assert await may_write(desk), "Shopify has signed that the plan is active"
    assert (await desk.shop())["plan_notice"] == "unverified"


async def test_a_grace_that_nobody_was_told_of_does_not_run(desk: Desk) -> None:
    desk.store.dev("faults", {"partner": {"down": 1.0}}, method="PUT")
    await desk.read()
    desk.time.pass_by(30 * DAY)
    desk.store.dev("faults", {}, method="PUT")
    plan = await desk.read()
    assert plan["state"] == "none"
    assert await may_write(desk)


async def test_after_coming_back_the_shop_is_asked_again(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    await desk.hear()
    desk.store.dev("uninstall")
    async with desk.parts.database.shop(desk.shop_id) as connection:
        await connection.execute(text("UPDATE shop SET state = 'uninstalled'"))
    await desk.install(user=2)  # whom no process remembers
    plan = await desk.read()
    assert (plan["state"], plan["stopped_since"]) == ("none", None)
    assert plan["due_at"] is not None
    assert (await desk.shop())["plan_notice"] == "choose"
    assert await may_write(desk)


async def test_the_plan_is_checked_when_a_person_asks_and_only_by_whoever_may(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    answer = await desk.api.post("/api/v1/plan/check", headers=desk.headers)
    assert (answer.status_code, answer.json()["state"]) == (200, "trial")
    key = await desk.api.post("/api/v1/api-keys", json={"name": "r"}, headers=desk.headers)
    reader = {"Authorization": f"Bearer {key.json()['key']}"}
    assert (await desk.api.get("/api/v1/plan", headers=reader)).json()["state"] == "trial"
    assert (await desk.api.post("/api/v1/plan/check", headers=reader)).status_code == 403


async def test_an_answer_that_was_asked_for_earlier_does_not_undo_a_later_one(desk: Desk) -> None:
    database, billing, clock = desk.parts.database, desk.parts.billing, desk.time
    desk.store.dev("plan", {"do": "choose"})
    clock.ahead += timedelta(minutes=5)
    await actions.read_plan(database, billing, clock, desk.shop_id)
    desk.store.dev("plan", {"do": "cancel"})
    clock.ahead -= timedelta(minutes=5)
    await actions.read_plan(database, billing, clock, desk.shop_id)
    assert (await desk.plan())["state"] == "trial"


async def test_nobody_is_asked_where_a_shop_hosts_this_itself(desk: Desk) -> None:
    await desk.read()
    desk.time.pass_by(8 * DAY)
    await desk.read()
    assert not await may_write(desk)
    assert await jobs.schedule_plan_readings(desk.parts.database, SelfHosted(), desk.time.now()) >= 1
    assert await may_write(desk), "what a plan has stopped is open again"
    assert (await desk.shop())["plan_notice"] is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"token": "another"}, "answered 401"),
        ({"organization_id": "2"}, "answered 404"),
    ],
)
async def test_what_the_partner_api_refuses_is_said(desk: Desk, change: dict[str, str], says: str) -> None:
    api: Any = desk.parts.billing
    ours: Partner = api._partner._partner  # noqa: SLF001 - the one this installation was configured with
    wrong = PartnerApi(Partner(**{**vars(ours), **change}), api._partner._http)  # noqa: SLF001
    with pytest.raises(PartnerApiRefused, match=says):
        await wrong.active_subscription(60_000_001, desk.domain)


async def test_a_plan_of_another_shop_is_never_taken_for_ours(desk: Desk) -> None:
    desk.store.dev("plan", {"do": "choose"})
    api: Any = desk.parts.billing
    partner: PartnerApi = api._partner  # noqa: SLF001 - the one this installation was configured with
    with pytest.raises(ShopifyError, match="another shop"):
        await partner.active_subscription(60_000_001, "somebody-else.myshopify.com")
    assert await partner.active_subscription(7, desk.domain) is None


def test_production_names_what_a_priced_app_lacks() -> None:
    complete = {
        "billing_provider": "shopify",
        "shopify_app_handle": "inventorysync",
        "shopify_app_id": "123",
        "partner_organization_id": "456",
        "partner_api_token": SecretStr("prtapi_0123456789abcdef0123456789abcdef"),
    }
    plain = Settings(_env_file=None)
    assert plain.faults_of_billing() == [], "whoever hosts this alone needs none of it"
    assert plain.model_copy(update=complete).faults_of_billing() == []
    lacking = plain.model_copy(update={"billing_provider": "shopify", "environment": "production"})
    named = ["SHOPIFY_APP_ID", "PARTNER_ORGANIZATION_ID", "SHOPIFY_APP_HANDLE", "PARTNER_API_TOKEN"]
    assert [fault.partition(" ")[0] for fault in lacking.faults_of_billing()] == named
    with pytest.raises(WeakSettings, match="PARTNER_API_TOKEN is missing"):
        lacking.require_production_secrets()
    weak = {**complete, "partner_api_token": SecretStr("short"), "shopify_app_handle": "../evil"}
    assert len(plain.model_copy(update=weak).faults_of_billing()) == 2
