"""The locations of a person, as numbers inside and as Shopify's ids outside."""

from collections.abc import Iterable

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.problems import Invalid
from inventorysync.people.schemas import Locations


def numbers_of(locations: Locations) -> frozenset[int] | None:
    """The numbers of the locations in a scope; raises Invalid."""
    if locations is None:
        return None
    try:
        return frozenset(number_of("Location", text) for text in locations)
    except NotAGid as error:
        raise Invalid.field("locations", str(error)) from error


def gids_of(locations: Iterable[int] | None) -> Locations:
    """A scope as the API names it."""
    return None if locations is None else [gid("Location", number) for number in sorted(locations)]
