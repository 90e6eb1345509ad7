"""The baseline of the webhook's answer: the same process and the same route, but nothing is stored."""

from inventorysync.entry.web import serve
from inventorysync.sync.intake import Delivery, Intake


async def _forget(_intake: Intake, _delivery: Delivery) -> None:
    """Return at once."""


Intake.store = _forget  # type: ignore[assignment, method-assign]
app = serve()
