"""An item's layers at a moment of the past: costed anew up to then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.costing import reading
from inventorysync.costing.actions.recosting import amount_of, pieces_of, read_facts
from inventorysync.costing.events import ON_THE_WAY
from inventorysync.costing.queries import LayerRow, place_names
from inventorysync.kit.db import seeing_all_locations


async def layers_as_of(
    connection: AsyncConnection, shop_id: int, item_id: int, before: datetime
) -> Sequence[LayerRow]:
    """What an item's stock consisted of just before a moment, in the locations in sight.

    What a location holds may have come from one that is out of sight: all are computed, some are told.
    """
    rules = await reading.get_rules(connection, shop_id)
    names = await place_names(connection, shop_id)
    async with seeing_all_locations(connection) as in_sight:
        facts = await read_facts(connection, shop_id, [item_id], rules)
    books = facts.books_of(item_id, rules, before)
    rows = []
    for location, place in books.places.items():
        if in_sight is None or location in in_sight:
            rows += [(location, piece) for piece in pieces_of(place)]
    if in_sight is None:
        rows += [(ON_THE_WAY, piece) for way in books.on_the_way.values() for piece in pieces_of(way)]
    return [
        LayerRow(
            location,
            names.get(location, ""),
            number,
            piece.layer.source,
            piece.layer.at,
            sign * piece.units,
            amount_of(sign * piece.value, rules),
        )
        for number, (location, (sign, piece)) in enumerate(rows)
    ]
