"""Where the merchant agrees to a charge that the app asked for, or does not (PLATFORM.md C.7)."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from devstore.admin.html import page, tag
from devstore.billing import AppSubscription, decide, subscriptions
from devstore.inventory import Refused
from devstore.state import Store

PATH = "/store/charges/{number:int}"


def charge_routes(store: Store, shop: str) -> list[Route]:
    """The page that `confirmationUrl` leads to, and its answer."""

    async def show(request: Request) -> Response:
        asked = _find(store, request.path_params["number"])
        return _page(asked, shop) if asked else PlainTextResponse("There is no such charge.", 404)

    async def answer(request: Request) -> Response:
        async with request.form() as form:
            approved = form.get("decision") == "approve"
        try:
            decided = decide(store, request.path_params["number"], approved=approved)
        except Refused as refusal:
            return PlainTextResponse(str(refusal), 409)
        separator = "&" if "?" in decided.return_url else "?"
        return RedirectResponse(f"{decided.return_url}{separator}charge_id={decided.id}", 303)

    return [Route(PATH, show), Route(PATH, answer, methods=["POST"])]


def _find(store: Store, number: int) -> AppSubscription | None:
    return next((one for one in subscriptions(store) if one.id == number), None)


def _page(asked: AppSubscription, shop: str) -> Response:
    trial = f" after {asked.trial_days} days on trial" if asked.trial_days else ""
    lines = [tag("p", f"{asked.name}: {asked.price:.2f} GBP every 30 days{trial}.")]
    lines += [tag("p", f"And what is used, up to {line.capped_amount:.2f} GBP.") for line in asked.usage]
    if asked.status != "PENDING":
        return page("Charge", "", shop, *lines, tag("p", f"This charge is {asked.status.lower()}."))
    buttons = [
        tag("button", label, type="submit", name="decision", value=value)
        for value, label in (("approve", "Approve"), ("decline", "Decline"))
    ]
    return page("Approve charge", "", shop, *lines, tag("form", *buttons, method="post"))
