"""Manual Pricing in the API."""

from decimal import Decimal
from typing import Any

from devstore import billing
from devstore.billing import AppSubscription, UsageLine
from devstore.graphql.context import Context
from devstore.graphql.fields.paging import attribute
from devstore.graphql.selection import Resolver
from devstore.inventory import Refused, UserError
from devstore.state import gid, number_of


def _create(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    number = billing.next_number(context.store)
    price, usage = Decimal(0), []
    for index, line in enumerate(args["lineItems"], start=1):
        plan = line["plan"]
        if recurring := plan.get("appRecurringPricingDetails"):
            price += Decimal(str(recurring["price"]["amount"]))
        if used := plan.get("appUsagePricingDetails"):
            usage.append(UsageLine(number + index, Decimal(str(used["cappedAmount"]["amount"]))))
    if price <= 0 and not usage:
        error = UserError(["lineItems"], "A subscription needs a price or a capped amount.")
        return {"appSubscription": None, "confirmationUrl": None, "userErrors": [error]}
    asked = AppSubscription(
        id=number,
        name=args["name"],
        created_at=context.store.clock.now(),
        test=bool(args.get("test")),
        trial_days=args.get("trialDays") or 0,
        price=price,
        return_url=args["returnUrl"],
        usage=usage,
    )
    billing.ask(context.store, asked)
    url = f"{context.files.base_url}/store/charges/{number}"
    return {"appSubscription": asked, "confirmationUrl": url, "userErrors": []}


def _cancel(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    try:
        ended = billing.cancel(context.store, number_of(args["id"], "AppSubscription") or 0)
    except Refused as refusal:
        return {"appSubscription": None, "userErrors": refusal.errors}
    return {"appSubscription": ended, "userErrors": []}


def _record_use(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    line_id = number_of(args["subscriptionLineItemId"], "AppSubscriptionLineItem") or 0
    amount = Decimal(str(args["price"]["amount"]))
    try:
        number = billing.record_use(context.store, line_id, amount, args.get("idempotencyKey"))
    except Refused as refusal:
        return {"appUsageRecord": None, "userErrors": refusal.errors}
    return {"appUsageRecord": number, "userErrors": []}


MUTATIONS: dict[str, Resolver] = {
    "appSubscriptionCreate": _create,
    "appSubscriptionCancel": _cancel,
    "appUsageRecordCreate": _record_use,
}

FIELDS: dict[str, dict[str, Resolver]] = {
    "AppSubscription": {
        "id": lambda source, _a, _c: gid("AppSubscription", source.id),
        "name": attribute("name"),
        "status": attribute("status"),
        "test": attribute("test"),
        "trialDays": attribute("trial_days"),
        "currentPeriodEnd": attribute("current_period_end"),
        "createdAt": attribute("created_at"),
        "lineItems": attribute("usage"),
    },
    "AppSubscriptionLineItem": {
        "id": lambda source, _a, _c: gid("AppSubscriptionLineItem", source.id),
    },
    "AppUsageRecord": {"id": lambda source, _a, _c: gid("AppUsageRecord", source)},
}
