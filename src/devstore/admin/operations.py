"""What a shop's people never see: webhooks and their deliveries, faults, customers, the clock."""

import json
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from devstore.admin.html import Html, badge, call_form, field, join, local_time, page, table, tag, void
from devstore.webhooks import Deliveries

SHOWN_DELIVERIES = 100
TONES = {"delivered": "good", "waiting": "busy", "failed": "bad", "dropped": "bad"}
WORDS = {"undrained": "events still to be addressed"}  # shown only where there are any


def webhooks_page(deliveries: Deliveries, shop: str, request: Request) -> Response:
    """Counts by state, the newest deliveries with their bodies, the subscriptions."""
    states = deliveries.states(SHOWN_DELIVERIES)
    counts = tag(
        "p",
        join(
            join([badge(f"{count:,} {WORDS.get(name, name)}", TONES.get(name, "") if count else ""), " "])
            for name, count in states["counts"].items()
            if count or name not in WORDS
        ),
    )
    rows = [_delivery(one) for one in states["deliveries"]]
    heads = ["Topic", "State", "#Attempts", "Answer", "Triggered", "Body"]
    listing = table(heads, rows, empty="Nothing has happened that the app is subscribed to.")
    subscriptions = table(
        ["Topic", "Address", "Fields", "Filter"],
        [
            [one.topic, one.uri, ", ".join(one.include_fields), one.filter]
            for one in deliveries.subscriptions()
        ],
        empty="The app subscribes to nothing.",
    )
    made = tag("details", tag("summary", f"{len(deliveries.subscriptions())} subscriptions"), subscriptions)
    return page("Webhooks", request.url.path, shop, counts, listing, made)


def _delivery(one: dict[str, Any]) -> list[object]:
    ids = f"webhook {one['webhook_id']}\nevent   {one['event_id']}\n\n{_pretty(one['body'])}"
    body = tag("details", tag("summary", "Show"), tag("pre", ids))
    state = badge(one["state"], TONES.get(one["state"], ""))
    at = local_time(datetime.fromisoformat(one["triggered_at"]), "%d %b, %H:%M:%S")
    return [one["topic"], state, one["attempts"], one["answer"], at, body]


def _pretty(body: str) -> str:
    return json.dumps(json.loads(body), indent=2)


def switches_page(shop: str, request: Request) -> Response:
    """Faults, customers, a storm, the clock and the installation; their values are read from /_dev."""
    clock = call_form(
        "/_dev/clock",
        field("Seconds", "advance_seconds", type="number", min=0, value=3600, required=True),
        button="Move the clock forward",
        data_done="Moved",
    )
    customers = call_form(
        "/_dev/customers",
        tag("label", void("input", type="checkbox", name="running"), "They come", class_="check"),
        field("Times life", "speed", type="number", min=0.1, step="any", value=1, required=True),
        button="Save",
        data_done="Saved",
        id="customers",
    )
    storm = call_form(
        "/_dev/storm",
        field("Events", "events", type="number", min=1, value=1000, required=True),
        field("Seconds", "seconds", type="number", min=0, value=10, required=True),
        field("Seed", "seed", type="number", value=1, required=True),
        button="Start",
        data_done="It is over",
    )
    faults = tag("form", tag("p", "…", class_="quiet"), id="faults", class_="faults")
    install = join(
        [
            call_form("/_dev/install", button="Install", data_done="Installed"),
            call_form("/_dev/uninstall", button="Uninstall", data_done="Uninstalled"),
        ]
    )
    cards = [
        _card("Faults", "What goes wrong between the store and the app. Shares are from 0 to 1.", faults),
        _card(
            "Customers",
            "The data's invoices come again at the pace of its open hours, day and night.",
            customers,
        ),
        _card("Storm", "Orders, edits and fulfilments in a burst.", storm),
        _card("Clock", Html('The store says it is <b id="now">…</b>.'), clock),
        _card("App", Html('InventorySync is <b id="installed">…</b>.'), tag("div", install, class_="row")),
    ]
    return page("Switches", request.url.path, shop, *cards)


def _card(title: str, words: object, content: Html) -> Html:
    return tag("section", tag("h2", title), tag("p", words, class_="quiet"), content, class_="card")
