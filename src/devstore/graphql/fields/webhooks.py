"""Shop-specific webhook subscriptions, and giving scopes back."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from devstore.graphql.context import Context
from devstore.graphql.fields.paging import Connection, keys, page
from devstore.graphql.selection import Resolver
from devstore.inventory import UserError
from devstore.state import gid
from devstore.webhooks.subscriptions import Subscription, check_subscription

_TIMES = "webhook_subscription_times"  # when each was last written, by id
_RESOURCES = (
    "inventory_levels", "inventory_items", "inventory_transfers", "inventory_shipments", "products",
    "variants",
    "orders", "refunds", "returns", "fulfillments", "fulfillment_orders", "locations", "bulk_operations",
    "app_subscriptions", "app", "shop", "customers", "collections", "draft_orders", "checkouts",
)  # fmt: skip


def topic_of(name: str) -> str | None:
    """The wire name of a topic of the API: INVENTORY_LEVELS_UPDATE is inventory_levels/update."""
    lowered = name.lower()
    fits = [one for one in _RESOURCES if lowered.startswith(f"{one}_")]
    if not fits:
        return None
    resource = max(fits, key=len)
    return f"{resource}/{lowered.removeprefix(resource + '_')}"


def name_of(topic: str) -> str:
    """The name in the API of a topic."""
    return topic.replace("/", "_").upper()


def list_subscriptions(args: dict[str, Any], context: Context) -> Connection:
    """Those made by the API; the ones of shopify.app.toml are not listed, as at Shopify."""
    mine = [one for one in context.subscriptions.subscriptions() if not one.is_app_specific]
    return page(mine, args, lambda one: (one.id,))


def _create(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    given = args["webhookSubscription"]
    topic = topic_of(args["topic"])
    uri = given.get("uri") or given.get("callbackUrl")
    if topic is None or not uri:
        place = ["topic"] if topic is None else ["webhookSubscription", "uri"]
        message = "The development store has no such topic" if topic is None else "Address can't be blank"
        return {"webhookSubscription": None, "userErrors": [UserError(place, message)]}
    known = [one for one in context.subscriptions.subscriptions() if not one.is_app_specific]
    if any((one.topic, one.uri) == (topic, uri) for one in known):
        error = UserError(
            ["webhookSubscription", "callbackUrl"], "Address for this topic has already been taken"
        )
        return {"webhookSubscription": None, "userErrors": [error]}
    made = Subscription(
        id=gid("WebhookSubscription", uuid4().int >> 80),
        topic=topic,
        uri=uri,
        api_version=context.version.name,
        include_fields=tuple(given.get("includeFields") or ()),
        filter=given.get("filter") or "",
        name=given.get("name") or "",
        is_app_specific=False,
    )
    return _keep(context, made)


def _keep(context: Context, subscription: Subscription) -> dict[str, Any]:
    try:
        check_subscription(subscription)
    except ValueError as error:
        return {"webhookSubscription": None, "userErrors": [UserError(["webhookSubscription"], str(error))]}
    times = context.store.database.setting(_TIMES) or {}
    times[subscription.id] = context.store.clock.now()
    context.store.set_setting(_TIMES, times)
    context.subscriptions.subscribe(subscription)
    return {"webhookSubscription": subscription, "userErrors": []}


def _update(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    known = {one.id: one for one in context.subscriptions.subscriptions() if not one.is_app_specific}
    found = known.get(args["id"])
    if found is None:
        error = UserError(["id"], "Webhook subscription does not exist")
        return {"webhookSubscription": None, "userErrors": [error]}
    given = args["webhookSubscription"]
    changed = replace(
        found,
        uri=given.get("uri") or given.get("callbackUrl") or found.uri,
        include_fields=tuple(given.get("includeFields", found.include_fields) or ()),
        filter=given.get("filter", found.filter) or "",
        name=given.get("name", found.name) or "",
    )
    return _keep(context, changed)


def _delete(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    known = {one.id for one in context.subscriptions.subscriptions() if not one.is_app_specific}
    if args["id"] not in known:
        error = UserError(["id"], "Webhook subscription does not exist")
        return {"deletedWebhookSubscriptionId": None, "userErrors": [error]}
    context.subscriptions.unsubscribe(args["id"])
    return {"deletedWebhookSubscriptionId": args["id"], "userErrors": []}


def _revoke(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    before = context.gatekeeper.granted_scopes
    unknown = [scope for scope in args["scopes"] if scope not in before]
    if unknown:
        message = f"The requested list of scopes to revoke includes invalid handles: {', '.join(unknown)}."
        error = UserError(["scopes"], message, "UNKNOWN_SCOPES")
        return {"revoked": None, "userErrors": [error]}
    revoked = context.gatekeeper.revoke_scopes(args["scopes"])
    return {"revoked": [{"handle": handle} for handle in revoked], "userErrors": []}


MUTATIONS: dict[str, Resolver] = {
    "webhookSubscriptionCreate": _create,
    "webhookSubscriptionUpdate": _update,
    "webhookSubscriptionDelete": _delete,
    "appRevokeAccessScopes": _revoke,
}

FIELDS: dict[str, dict[str, Resolver]] = {
    "WebhookSubscription": {
        "id": lambda source, _a, _c: source.id,
        "name": lambda source, _a, _c: source.name or None,
        "topic": lambda source, _a, _c: name_of(source.topic),
        "uri": lambda source, _a, _c: source.uri,
        "format": lambda _s, _a, _c: "JSON",
        "filter": lambda source, _a, _c: source.filter or None,
        "includeFields": lambda source, _a, _c: list(source.include_fields),
        "metafieldNamespaces": lambda _s, _a, _c: [],
        "updatedAt": lambda source, _a, c: (c.store.database.setting(_TIMES) or {})[source.id],
        "apiVersion": lambda source, _a, _c: {"handle": source.api_version},
    },
    "ApiVersion": keys("handle"),
}
