import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from devstore_support.listener import Listener, listening

from devstore.clock import Clock
from devstore.config import Config
from devstore.faults import Faults, FaultSettings, WebhookFaults
from devstore.state import Store
from devstore.webhooks import Deliveries, Subscription, read_subscriptions
from devstore.webhooks.sending import retry_delay
from devstore.webhooks.subscriptions import AppConfigInvalid, is_wanted, keep_fields

TOML = """
[webhooks]
api_version = "2026-10"
[[webhooks.subscriptions]]
topics = ["inventory_levels/update", "app/uninstalled"]
uri = "/webhooks/shopify"
[[webhooks.subscriptions]]
topics = ["orders/create"]
uri = "/webhooks/shopify"
name = "orders"
include_fields = ["id", "line_items.id"]
[[webhooks.subscriptions]]
topics = ["products/update"]
uri = "/webhooks/shopify"
filter = "status:active AND variants.price:>10"
"""
QUICK = WebhookFaults(retry_scale=0.0)


@dataclass
class World:
    store: Store
    deliveries: Deliveries
    listener: Listener
    faults: Faults

    def emit(self, topic: str = "inventory_levels/update", **payload: Any) -> str:
        with self.store.transaction() as event_id:
            self.store.emit(topic, payload or {"available": 3})
        return event_id


@asynccontextmanager
async def world(directory: Path, switches: WebhookFaults = QUICK, **choices: Any) -> AsyncIterator[World]:
    app_config = directory / "shopify.app.toml"
    app_config.write_text(TOML)
    async with AsyncExitStack() as stack:
        listener = await stack.enter_async_context(listening())
        urls = choices.pop("app_urls", (listener.url,))
        is_installed = choices.pop("is_installed", lambda: True)
        config = Config(0, directory, urls, "id", "secret", app_config, **choices)
        store = Store.open(directory / "store.sqlite", Clock())
        stack.callback(store.close)
        faults = Faults()
        faults.put(FaultSettings(webhooks=switches, seed=7))
        deliveries = Deliveries(store, config, faults, is_installed)
        await deliveries.start()
        stack.push_async_callback(deliveries.stop)
        yield World(store, deliveries, listener, faults)


async def test_a_delivery_carries_the_signed_bytes_and_all_headers(tmp_path: Path) -> None:
    async with world(tmp_path) as shop:
        event_id = shop.emit("orders/create", id=5, email="a@b.c", line_items=[{"id": 6, "title": "Cup"}])
        heard = (await shop.listener.wait_for(1))[0]
    assert json.loads(heard.body) == {"id": 5, "line_items": [{"id": 6}]}
    digest = base64.b64encode(hmac.digest(b"secret", heard.body, hashlib.sha256)).decode()
    sent = {name: value for name, value in heard.headers.items() if name.startswith("x-shopify-")}
    assert sent.pop("x-shopify-webhook-id") != event_id
    assert sent.pop("x-shopify-triggered-at").endswith("Z")
    assert sent == {
        "x-shopify-topic": "orders/create",
        "x-shopify-hmac-sha256": digest,
        "x-shopify-shop-domain": "inventorysync-demo.myshopify.com",
        "x-shopify-api-version": "2026-10",
        "x-shopify-event-id": event_id,
        "x-shopify-name": "orders",
    }


async def test_while_a_secret_is_replaced_the_old_one_signs(tmp_path: Path) -> None:
    async with world(tmp_path, old_client_secret="older") as shop:
        shop.emit()
        heard = (await shop.listener.wait_for(1))[0]
    digest = base64.b64encode(hmac.digest(b"older", heard.body, hashlib.sha256)).decode()
    assert heard.headers["x-shopify-hmac-sha256"] == digest


async def test_retries_carry_the_same_bytes_and_the_same_id(tmp_path: Path) -> None:
    async with world(tmp_path) as shop:
        answers = iter([500, 302, 404])
        shop.listener.answer = lambda _: next(answers, 200)
        shop.emit()
        heard = await shop.listener.wait_for(4)
        assert await shop.deliveries.flush()
        assert len(heard) == 4
        assert len({(one.body, one.headers["x-shopify-webhook-id"]) for one in heard}) == 1
        assert shop.deliveries.states()["deliveries"][0]["attempts"] == 4
        assert shop.deliveries.states()["counts"]["delivered"] == 1


async def test_after_eight_retries_a_delivery_fails_and_only_an_api_subscription_goes(tmp_path: Path) -> None:
    async with world(tmp_path) as shop:
        shop.listener.answer = lambda _: 500
        made = Subscription("api/1", "inventory_levels/update", "/other", "2026-10", is_app_specific=False)
        shop.deliveries.subscribe(made)
        shop.emit()
        await shop.listener.wait_for(18)
        assert await shop.deliveries.flush()
        assert shop.deliveries.states()["counts"]["failed"] == 2
        assert made not in shop.deliveries.subscriptions()
        assert len(shop.deliveries.subscriptions()) == 4
        shop.emit()
        assert await shop.deliveries.flush()
        assert [one.path for one in shop.listener.heard[18:]] == ["/webhooks/shopify"] * 9


async def test_a_duplicate_is_the_same_delivery_sent_twice(tmp_path: Path) -> None:
    async with world(tmp_path, WebhookFaults(duplicate=1.0)) as shop:
        shop.emit()
        heard = await shop.listener.wait_for(2)
        assert await shop.deliveries.flush()
    assert heard[0] == heard[1]
    assert len(heard) == 2


async def test_a_dropped_delivery_is_never_sent_and_says_so(tmp_path: Path) -> None:
    async with world(tmp_path, WebhookFaults(drop=1.0)) as shop:
        shop.emit()
        assert await shop.deliveries.flush()
        assert shop.deliveries.states()["counts"]["dropped"] == 1
        assert shop.listener.heard == []


async def test_reordered_deliveries_all_arrive_in_another_order(tmp_path: Path) -> None:
    async with world(tmp_path, WebhookFaults(reorder=1.0)) as shop:
        for number in range(30):
            shop.emit(number=number)
        heard = await shop.listener.wait_for(30)
    numbers = [json.loads(one.body)["number"] for one in heard]
    assert sorted(numbers) == list(range(30))
    assert numbers != sorted(numbers)


async def test_what_waited_when_the_process_died_is_delivered_by_the_next(tmp_path: Path) -> None:
    async with world(tmp_path, WebhookFaults(retry_scale=1.0)) as shop:
        shop.listener.answer = lambda _: 503
        shop.emit(number=1)
        await shop.listener.wait_for(1)
        assert await shop.deliveries.flush()
        assert shop.deliveries.pending() == 1
        first = shop.listener.heard[0]
    async with world(tmp_path) as shop:
        shop.store.advance_clock(60)
        again = (await shop.listener.wait_for(1))[0]
        assert await shop.deliveries.flush()
        assert shop.deliveries.pending() == 0
    name = "x-shopify-webhook-id"
    assert (again.body, again.headers[name]) == (first.body, first.headers[name])


async def test_an_app_that_is_down_is_asked_again_later(tmp_path: Path) -> None:
    down = "http://127.0.0.1:1"
    async with world(tmp_path, WebhookFaults(retry_scale=1.0), app_urls=(down,)) as shop:
        shop.emit()
        assert await shop.deliveries.flush()
        state = shop.deliveries.states()["deliveries"][0]
    assert (state["state"], state["attempts"]) == ("waiting", 1)
    assert state["answer"].startswith("no connection")


async def test_replicas_take_turns(tmp_path: Path) -> None:
    async with listening() as one, listening() as two, world(tmp_path, app_urls=(one.url, two.url)) as shop:
        for number in range(10):
            shop.emit(number=number)
        assert await shop.deliveries.flush()
        assert (len(one.heard), len(two.heard)) == (5, 5)


async def test_an_app_that_is_gone_hears_only_of_its_end(tmp_path: Path) -> None:
    async with world(tmp_path, is_installed=lambda: False) as shop:
        shop.emit()
        shop.emit("app/uninstalled", id=1)
        assert await shop.deliveries.flush()
        assert [one.headers["x-shopify-topic"] for one in shop.listener.heard] == ["app/uninstalled"]


async def test_a_filter_decides_by_the_payload(tmp_path: Path) -> None:
    async with world(tmp_path) as shop:
        shop.emit("products/update", id=1, status="active", variants=[{"price": "9.00"}, {"price": "12.00"}])
        shop.emit("products/update", id=2, status="draft", variants=[{"price": "12.00"}])
        assert await shop.deliveries.flush()
        assert [json.loads(one.body)["id"] for one in shop.listener.heard] == [1]


def test_eight_retries_take_four_hours_and_there_is_no_ninth() -> None:
    delays = [retry_delay(failed, 1.0) for failed in range(1, 9)]
    assert sum(delay for delay in delays if delay) == pytest.approx(4 * 3600)
    assert delays == sorted(delays, key=lambda delay: delay or 0)
    assert retry_delay(9, 1.0) is None


def test_include_fields_reach_through_lists_and_leave_out_the_unknown() -> None:
    payload = {"id": 1, "a": [{"b": 1, "c": 2}, {"c": 3}], "d": {"e": {"f": 1, "g": 2}}}
    assert keep_fields(payload, ["id", "a.b", "d.e.f", "nothing"]) == {
        "id": 1,
        "a": [{"b": 1}, {}],
        "d": {"e": {"f": 1}},
    }


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", True),
        ("status:active", True),
        ("-status:active", False),
        ("status:draft OR price:>=10", True),
        ("status:active AND price:<10", False),
        ('title:"Red cup"', True),
        ("vendor:*", False),
        ("tags:blue", True),
    ],
)
def test_filters_understand_a_part_of_the_search_syntax(query: str, wanted: bool) -> None:  # noqa: FBT001
    payload = {
        "status": "active",
        "price": "10.00",
        "title": "Red cup",
        "vendor": None,
        "tags": ["red", "blue"],
    }
    assert is_wanted(payload, query) is wanted


def test_a_filter_beyond_the_subset_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood: nonsense"):
        is_wanted({"a": 1}, "nonsense")


async def test_a_subscription_that_could_not_be_served_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as shop:
        for uri, query in (("arn:aws:events", ""), ("/hook", "id:1 AND nonsense")):
            made = Subscription("api/1", "orders/create", uri, "2026-10", filter=query, is_app_specific=False)
            with pytest.raises(ValueError, match=r"arn:aws:events|not understood: nonsense"):
                shop.deliveries.subscribe(made)
        assert len(shop.deliveries.subscriptions()) == 4


def test_the_product_configuration_covers_the_compliance_topics() -> None:
    subscriptions = read_subscriptions(Path(__file__).parents[2] / "shopify.app.toml")
    topics = {one.topic for one in subscriptions}
    assert {"customers/data_request", "customers/redact", "shop/redact", "inventory_levels/update"} <= topics
    assert len(topics) == len(subscriptions)


def test_a_configuration_without_subscriptions_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shopify.app.toml"
    file.write_text("name = 'x'")
    with pytest.raises(AppConfigInvalid, match="webhooks"):
        read_subscriptions(file)


async def test_an_app_has_five_seconds_and_only_a_2xx_counts(tmp_path: Path) -> None:
    hung_up: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        began = time.monotonic()
        await reader.readuntil(b"\r\n\r\n")
        while await reader.read(4096):
            pass  # the body; then the store hangs up
        hung_up.set_result(time.monotonic() - began)
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    slow = WebhookFaults(retry_scale=1000.0)
    async with server, world(tmp_path, slow, app_urls=(url,)) as shop:
        shop.emit()
        seconds = await asyncio.wait_for(hung_up, 10)
        await asyncio.sleep(0.1)
        (row,) = shop.deliveries.states(1)["deliveries"]
    assert 4.5 < seconds < 6.5
    assert (row["state"], row["attempts"]) == ("waiting", 1)


@pytest.mark.parametrize(("status", "state"), [(204, "delivered"), (302, "waiting"), (404, "waiting")])
async def test_a_redirect_is_no_success(tmp_path: Path, status: int, state: str) -> None:
    async with world(tmp_path, WebhookFaults(retry_scale=1000.0)) as shop:
        shop.listener.answer = lambda _: status
        shop.emit()
        await shop.listener.wait_for(1)
        await asyncio.sleep(0.2)
        (row,) = shop.deliveries.states(1)["deliveries"]
    assert (row["state"], row["attempts"]) == (state, 1)
