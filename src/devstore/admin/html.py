"""The frame of every page, and the few pieces pages are made of. Text is escaped here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

SHOP_ZONE = ZoneInfo("Europe/London")
NAVIGATION = (
    ("/store/products", "Products"),
    ("/store/orders", "Orders"),
    ("/store/webhooks", "Webhooks"),
    ("/store/switches", "Switches"),
    ("/store/apps/inventorysync", "InventorySync"),
)


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Html:
    """Any value as HTML: what is HTML stays, the rest is escaped."""
    return value if isinstance(value, Html) else Html(escape("" if value is None else str(value)))


def join(parts: Iterable[object]) -> Html:
    """Values one after another."""
    return Html("".join(text(part) for part in parts))


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. `class_` is class, `data_x` is data-x; False and None leave an attribute out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not False and value is not None
    )
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def void(name: str, /, **attributes: object) -> Html:
    """An element that has no end, such as input."""
    return Html(tag(name, **attributes).removesuffix(f"</{name}>"))


def link(href: str, label: object, **attributes: object) -> Html:
    """A link."""
    return tag("a", label, href=href, **attributes)


def table(heads: Sequence[object], rows: Sequence[Sequence[object]], *, empty: str) -> Html:
    """A table that scrolls by itself where it is too wide; a head that starts with # is of numbers."""
    if not rows:
        return tag("p", empty, class_="empty")
    is_number = [isinstance(head, str) and head.startswith("#") for head in heads]
    head = join(
        tag("th", str(name).removeprefix("#"), scope="col", class_="number" if number else None)
        for name, number in zip(heads, is_number, strict=True)
    )
    body = join(
        tag(
            "tr",
            join(
                tag("td", cell, class_="number" if number else None)
                for cell, number in zip(row, is_number, strict=True)
            ),
        )
        for row in rows
    )
    return tag("div", tag("table", tag("thead", tag("tr", head)), tag("tbody", body)), class_="scroll")


def field(label: str, name: str, **attributes: object) -> Html:
    """A labelled input."""
    return tag("label", tag("span", label), void("input", name=name, **attributes), class_="field")


def call_form(
    address: str, *children: object, button: str, class_: str = "row", **attributes: object
) -> Html:
    """A form that is sent to an address as JSON; the answer's refusal is shown beside it."""
    return tag(
        "form",
        *children,
        tag("button", button, type="submit"),
        tag("output", role="alert"),
        data_call=address,
        class_=class_,
        **attributes,
    )


def badge(label: str, tone: str = "") -> Html:
    """A short state."""
    return tag("span", label, class_=f"badge {tone}".strip())


def local_time(at: datetime, form: str = "%d %b %Y, %H:%M") -> Html:
    """A moment in the shop's zone."""
    return tag("time", at.astimezone(SHOP_ZONE).strftime(form), datetime=at.isoformat())


def pages(path: str, query: Mapping[str, str], number: int, last: int) -> Html:
    """Links to the page before and the page after."""
    if last <= 1:
        return Html("")

    def step(to: int, label: str) -> Html:
        if not 1 <= to <= last:
            return tag("span", label, class_="disabled")
        return link(f"{path}?{urlencode({**query, 'page': str(to)})}", label)

    where = tag("span", f"Page {number} of {last}")
    return tag("nav", step(number - 1, "Previous"), where, step(number + 1, "Next"), class_="pages")


def _place(href: str, label: str, path: str) -> Html:
    here = link(href, label, aria_current="page" if path.startswith(href) else None)
    # The framed app's own links are shown below it.
    return join([here, tag("div", id="app-nav")]) if href.startswith("/store/apps") else here


def page(title: str, path: str, shop: str, *content: object, bare: bool = False) -> HTMLResponse:
    """A whole page of the admin; a bare one leaves its content all the room."""
    links = [_place(href, label, path) for href, label in NAVIGATION]
    name, _, domain = shop.partition(".")
    whose = tag("p", tag("b", name), tag("small", f".{domain}"), tag("small", "Development store"))
    side = tag("header", whose, tag("nav", *links))
    head = join(
        [
            Html(
                '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            ),
            Html('<link rel="icon" href="data:,"><link rel="stylesheet" href="/store/assets/admin.css">'),
            Html('<script src="/store/assets/admin.js" defer></script>'),
            tag("title", f"{title} · {shop}"),
        ]
    )
    heading = Html("") if bare else tag("h1", title)
    main = tag("main", heading, *content, class_="bare" if bare else None)
    toast = tag("div", id="toast", role="status")
    body = tag("body", side, main, toast)
    whole = tag("html", tag("head", head), body, lang="en", class_="framing" if bare else None)
    return HTMLResponse("<!doctype html>" + whole)
