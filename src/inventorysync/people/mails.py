"""The mails people get: what each asks of them, and for how long."""

from inventorysync.kit.mail import Mail
from inventorysync.people.invitations import Sent
from inventorysync.people.own_links import Moved

_SUBJECT_AND_DEED = {
    "join": ("You are invited to {shop} on InventorySync", "set a password and join"),
    "reset": ("Set a new password for {shop} on InventorySync", "set a new password"),
    "email": ("Confirm your address for {shop} on InventorySync", "sign in with this address from now on"),
}


def link_of(frontend_url: str, sent: Sent) -> str:
    """Where a link leads; its token is in the fragment, which no browser sends and no log holds."""
    return f"{frontend_url.rstrip('/')}/join#token={sent.token}"


def mail_of(purpose: str, shop_name: str, sent: Sent, link: str) -> Mail:
    """The mail that carries a link."""
    subject, deed = _SUBJECT_AND_DEED[purpose]
    text = (
        f"Hello,\n\nopen this link to {deed} for {shop_name}:\n\n{link}\n\n"
        f"It works once, until {sent.expires_at:%d %B %Y, %H:%M} UTC. "
        "If you did not expect this mail, ignore it.\n"
    )
    return Mail(sent.email, subject.format(shop=shop_name), text)


def note_of(moved: Moved) -> Mail:
    """What the old address is told."""
    text = (
        f"Hello,\n\nyour account for {moved.shop_name} on InventorySync now signs in with {moved.after} "
        "instead of this address.\n\nIf that was not you, tell an owner of the shop at once: they can remove "
        "the account, and see in the audit log what it did.\n"
    )
    return Mail(moved.before, f"Your address for {moved.shop_name} on InventorySync was changed", text)
