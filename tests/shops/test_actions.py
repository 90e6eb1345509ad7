import asyncio
from datetime import timedelta

import pytest
from shops.conftest import CLIENT_ID, CLIENT_SECRET, AdvancingClock, IdTokens, TokenEndpoint
from sqlalchemy import text

from inventorysync.kit.problems import Invalid, NotFound
from inventorysync.kit.vault import CannotDecrypt, Vault
from inventorysync.shopify.errors import InvalidSubjectToken, ShopifyUnavailable
from inventorysync.shopify.signatures import App, IdToken, verify_id_token
from inventorysync.shops import actions, erasure, jobs, queries
from inventorysync.shops.actions import ShopifyLink, ShopNotConnected


def verified(link: ShopifyLink, token: str) -> IdToken:
    return verify_id_token(App(CLIENT_ID, CLIENT_SECRET), token, link.clock.now())


@pytest.fixture
async def shop_id(link: ShopifyLink, id_token: IdTokens) -> int:
    return (await actions.install(link, verified(link, id_token()))).shop_id


async def test_installing_stores_the_shop_and_an_encrypted_pair(
    link: ShopifyLink,
    id_token: IdTokens,
    domain: str,
) -> None:
    shop = await actions.install(link, verified(link, id_token()))
    assert (shop.domain, shop.name, shop.currency, shop.time_zone, shop.plan, shop.state) == (
        domain,
        "The Demo Shop",
        "GBP",
        "Europe/London",
        "Advanced",
        "active",
    )
    assert shop.scopes == ("read_products", "write_inventory")
    async with link.database.shop(shop.shop_id) as connection:
        stored = await queries.find_token(connection, shop.shop_id)
    assert stored is not None
    assert b"shpat_1" not in stored.access_token
    assert (await actions.access_to(link, shop.shop_id)).token == "shpat_1"


async def test_a_sealed_token_opens_only_for_its_own_shop_and_with_its_key(
    link: ShopifyLink, shop_id: int
) -> None:
    async with link.database.shop(shop_id) as connection:
        stored = await queries.find_token(connection, shop_id)
    assert stored is not None
    with pytest.raises(CannotDecrypt):
        link.vault.decrypt(stored.access_token, bound_to=f"shop_token:{shop_id + 1}")
    with pytest.raises(CannotDecrypt):
        Vault("another key").decrypt(stored.access_token, bound_to=f"shop_token:{shop_id}")
    rotated = Vault("a newer key", "a vault key for the tests, long enough")
    assert rotated.decrypt(stored.access_token, bound_to=f"shop_token:{shop_id}") == "shpat_1"


async def test_first_requests_that_arrive_at_once_exchange_once(
    link: ShopifyLink,
    id_token: IdTokens,
    shopify: TokenEndpoint,
) -> None:
    shops = await asyncio.gather(*(actions.install(link, verified(link, id_token())) for _ in range(5)))
    assert len({shop.shop_id for shop in shops}) == 1
    assert shopify.exchanges == 1


async def test_a_refused_exchange_leaves_the_shop_unconnected(
    link: ShopifyLink,
    id_token: IdTokens,
    domain: str,
    shopify: TokenEndpoint,
) -> None:
    shopify.refusal = "invalid_subject_token"
    with pytest.raises(InvalidSubjectToken):
        await actions.install(link, verified(link, id_token()))
    async with link.database.system() as connection:
        shop = await queries.find_shop_by_domain(connection, domain)
    assert shop is not None
    assert shop.state == "needs_reauth"
    with pytest.raises(ShopNotConnected):
        await actions.access_to(link, shop.shop_id)


async def test_a_token_is_used_until_five_minutes_before_its_end(
    link: ShopifyLink,
    shop_id: int,
    clock: AdvancingClock,
    shopify: TokenEndpoint,
) -> None:
    clock.ahead = timedelta(minutes=54)
    assert (await actions.access_to(link, shop_id)).token == "shpat_1"
    clock.ahead = timedelta(minutes=56)
    assert (await actions.access_to(link, shop_id)).token == "shpat_2"
    assert (await actions.access_to(link, shop_id)).token == "shpat_2"
    assert (shopify.exchanges, shopify.refreshes) == (1, 1)


async def test_callers_that_find_an_old_token_at_once_refresh_it_once(
    link: ShopifyLink,
    shop_id: int,
    clock: AdvancingClock,
    shopify: TokenEndpoint,
) -> None:
    clock.ahead = timedelta(hours=2)
    found = await asyncio.gather(*(actions.access_to(link, shop_id) for _ in range(6)))
    assert {access.token for access in found} == {"shpat_2"}
    assert shopify.refreshes == 1


async def test_a_rejected_token_is_refreshed_at_once_and_only_once(
    link: ShopifyLink,
    shop_id: int,
    shopify: TokenEndpoint,
) -> None:
    assert (await actions.access_to(link, shop_id, rejected="shpat_1")).token == "shpat_2"
    assert (await actions.access_to(link, shop_id, rejected="shpat_1")).token == "shpat_2"
    assert shopify.refreshes == 1


async def test_a_refresh_token_that_is_not_accepted_stops_the_shop_until_it_is_opened_again(
    link: ShopifyLink,
    shop_id: int,
    clock: AdvancingClock,
    shopify: TokenEndpoint,
    id_token: IdTokens,
) -> None:
    clock.ahead = timedelta(hours=2)
    shopify.refusal = "invalid_grant"
    with pytest.raises(ShopNotConnected):
        await actions.access_to(link, shop_id)
    async with link.database.shop(shop_id) as connection:
        assert (await queries.get_shop(connection, shop_id)).state == "needs_reauth"

    shopify.refusal, clock.ahead = "", timedelta()
    shop = await actions.install(link, verified(link, id_token()))
    assert (shop.shop_id, shop.state) == (shop_id, "active")


async def test_an_endpoint_that_does_not_answer_changes_nothing(
    link: ShopifyLink,
    shop_id: int,
    clock: AdvancingClock,
    shopify: TokenEndpoint,
) -> None:
    clock.ahead = timedelta(hours=2)
    shopify.refusal = "server_busy"
    with pytest.raises(ShopifyUnavailable):
        await actions.access_to(link, shop_id)
    shopify.refusal = ""
    assert (await actions.access_to(link, shop_id)).token == "shpat_2"


async def test_uninstalling_deletes_the_tokens_and_keeps_the_shop_for_a_reinstall(
    link: ShopifyLink,
    shop_id: int,
    id_token: IdTokens,
) -> None:
    async with link.database.shop(shop_id) as connection:
        await actions.uninstall(connection, shop_id, link.clock.now())
    async with link.database.shop(shop_id) as connection:
        assert await queries.find_token(connection, shop_id) is None
        shop = await queries.get_shop(connection, shop_id)
        await actions.mark_needs_reauth(connection, shop_id)
    assert shop.state == "uninstalled"
    assert shop.uninstalled_at is not None
    with pytest.raises(ShopNotConnected):
        await actions.access_to(link, shop_id)
    again = await actions.install(link, verified(link, id_token()))
    assert (again.shop_id, again.state, again.uninstalled_at) == (shop_id, "active", None)


async def test_the_daily_job_renews_only_pairs_that_end_within_two_weeks(
    link: ShopifyLink,
    shop_id: int,
    clock: AdvancingClock,
    shopify: TokenEndpoint,
) -> None:
    clock.ahead = timedelta(days=75)
    assert await jobs.renew_ageing_tokens(link, shop_id) == {"renewed": False}
    clock.ahead = timedelta(days=77)
    assert await jobs.renew_ageing_tokens(link, shop_id) == {"renewed": True}
    assert await jobs.renew_ageing_tokens(link, shop_id) == {"renewed": False}
    assert shopify.refreshes == 1


async def test_replicas_that_look_at_the_schedule_at_once_ask_once_a_day(
    link: ShopifyLink, shop_id: int
) -> None:
    async def of_this_shop() -> list[str]:
        async with link.database.shop(shop_id) as connection:
            return list((await connection.scalars(text("SELECT kind FROM job"))).all())

    now = link.clock.now()
    await asyncio.gather(*(jobs.schedule_token_renewals(link.database, now) for _ in range(6)))
    assert await of_this_shop() == [jobs.RENEW_TOKENS]
    async with link.database.shop(shop_id) as connection:
        await connection.execute(text("UPDATE job SET state = 'done'"))
    await jobs.schedule_token_renewals(link.database, now + timedelta(hours=23))
    assert len(await of_this_shop()) == 1
    await jobs.schedule_token_renewals(link.database, now + timedelta(hours=25))
    assert len(await of_this_shop()) == 2


async def test_a_key_is_stored_as_a_hash_and_stops_when_revoked(link: ShopifyLink, shop_id: int) -> None:
    now = link.clock.now()
    async with link.database.shop(shop_id) as connection:
        record, key = await actions.create_api_key(
            connection, shop_id, "Scripts", ["write", "read"], created_by="test", now=now
        )
    assert key.startswith(f"isk_{shop_id}_")
    assert record.scopes == ("read", "write")
    assert actions.shop_of_key(key) == shop_id
    async with link.database.shop(shop_id) as connection:
        rows = await connection.execute(text("SELECT * FROM api_key WHERE shop_id = :id"), {"id": shop_id})
        assert all(key.split("_", 2)[2] not in str(row) for row in rows)
        assert await queries.find_api_key(connection, shop_id, actions.hash_of_key(key)) == record
        await actions.revoke_api_key(connection, shop_id, record.key_id, revoked_by="test", now=now)
        assert await queries.find_api_key(connection, shop_id, actions.hash_of_key(key)) is None
        with pytest.raises(NotFound):
            await actions.revoke_api_key(connection, shop_id, record.key_id, revoked_by="test", now=now)
        with pytest.raises(Invalid):
            await actions.create_api_key(connection, shop_id, " ", ["read"], created_by="test", now=now)
        with pytest.raises(Invalid):
            await actions.create_api_key(connection, shop_id, "x", [], created_by="test", now=now)


@pytest.mark.parametrize(
    "text", ["", "isk", "isk__x", "isk_x_y", "isk_-1_y", "isk_99999999999_y", "isk_²_y", "other_1_y"]
)
def test_what_is_no_key_names_no_shop(text: str) -> None:
    assert actions.shop_of_key(text) is None


async def test_erasing_leaves_no_row_of_the_shop(link: ShopifyLink, shop_id: int) -> None:
    async with link.database.shop(shop_id) as connection:
        await actions.create_api_key(connection, shop_id, "k", ["read"], created_by="t", now=link.clock.now())
        await erasure.erase(connection, shop_id)
        left = "SELECT count(*) FROM {} WHERE shop_id = :id"
        for table in ("shop", "shop_token", "api_key"):
            assert await connection.scalar(text(left.format(table)), {"id": shop_id}) == 0, table
