"""Whoever changes demand or what is planned."""

from dataclasses import dataclass
from datetime import datetime

from inventorysync.kit.problems import Refusal


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever changes something, when, and at which locations they may: None for all."""

    actor: str
    now: datetime
    locations: frozenset[int] | None = None


class NotYourLocation(Refusal):
    """The change concerns locations that this person does not work with."""

    status = 403
    type = "not-your-location"
    title = "This concerns other locations too"


def require_location(who: Who, location_id: int | None) -> None:
    """Raise NotYourLocation unless this person may plan for a location, or for all where None is given."""
    if who.locations is not None and location_id not in who.locations:
        raise NotYourLocation("choose one of your own locations: the others are planned by somebody else")
