"""Shopify's own page of an app's plans, which the app only links to (PLATFORM.md C.7)."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from devstore import pricing
from devstore.admin.html import Html, badge, page, tag
from devstore.inventory import Refused
from devstore.state import Store

PATH = "/store/charges/{app}/pricing_plans"


def plan_routes(store: Store, shop: str) -> list[Route]:
    """The page of plans, and what a merchant presses on it; then the app is opened again."""

    async def show(_request: Request) -> Response:
        return _page(store, shop)

    async def decide(request: Request) -> Response:
        async with request.form() as form:
            wanted = str(form.get("plan", ""))
        try:
            if wanted == "end":
                pricing.cancel(store)
            else:
                pricing.choose(store, wanted)
        except Refused as refusal:
            return PlainTextResponse(str(refusal), 409)
        return RedirectResponse(f"/store/apps/{request.path_params['app']}/settings/plan", 303)

    return [Route(PATH, show), Route(PATH, decide, methods=["POST"])]


def _page(store: Store, shop: str) -> Response:
    held = pricing.held_plan(store)
    cards = [_card(plan, held) for plan in pricing.PLANS]
    if held is not None and held.status != "CANCELLED":
        end = tag(
            "form", tag("button", "End the plan", type="submit", name="plan", value="end"), method="post"
        )
        cards.append(tag("section", end, class_="card"))
    return page("Plans of InventorySync", "", shop, *cards)


def _card(plan: pricing.Plan, held: pricing.Held | None) -> Html:
    is_held = held is not None and held.handle == plan.handle and held.status != "CANCELLED"
    words = f"{plan.price:.2f} USD every {plan.days} days; the first {plan.trial_days} days are a trial."
    state = badge(held.status.lower()) if held is not None and is_held else None
    button = tag("button", f"Choose {plan.name}", type="submit", name="plan", value=plan.handle)
    form = None if is_held else tag("form", button, method="post")
    return tag("section", tag("h2", plan.name), tag("p", words), state, form, class_="card")
