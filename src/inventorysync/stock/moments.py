"""What levels held at a moment of the past, and whether that can be known: SQL for a row `r` of a query.

`r` has `item_id`, `location_id`, the `name` of a quantity and the moment `at` (NULL: now). What was held is

    HELD + ON_THE_WAY - MOVED_SINCE

A difference that was read in Shopify took effect at the level's version; the parts of it that documents
explain took effect when those say. A change that was asked for here counts from when it was asked for,
whether it is confirmed by now or not: who wrote it down had done it.

EXPLAINED_IN is how long documents usually take at the most to say when a difference took effect; MAY_CLEAR
tells whether such a difference, younger than that at :now, is among what makes `r` unsure.

UNSURE tells whether something moved between `r.first_at` and `r.at`, or so near to them, or at a time so
little known, that what was seen in between cannot be compared with what was booked.
"""

from typing import Final

from inventorysync.kit.quantity import ON_HAND_PARTS, QUANTITY_NAMES

MARGIN: Final = "interval '2 seconds'"
"""Shopify tells times in seconds, by its own clock. What is not known of a device's clock comes on top."""

_PARTS = ", ".join(f"'{name}'" for name in sorted(ON_HAND_PARTS))
_OF_NAME = " ".join(f"WHEN '{name}' THEN l.{name}" for name in QUANTITY_NAMES)
HELD: Final = f"""
    coalesce((SELECT CASE r.name {_OF_NAME} END FROM inventory_level l
              WHERE l.shop_id = :shop AND l.item_id = r.item_id AND l.location_id = r.location_id), 0)
"""
ON_THE_WAY: Final = f"""
    coalesce((SELECT sum(CASE WHEN r.name = 'on_hand'
                THEN CASE WHEN n.name IN ({_PARTS}) THEN n.delta ELSE 0 END
                     - CASE WHEN n.from_name IN ({_PARTS}) THEN n.delta ELSE 0 END
                ELSE CASE WHEN n.name = r.name THEN n.delta ELSE 0 END
                     - CASE WHEN n.from_name = r.name THEN n.delta ELSE 0 END END)
              FROM change_set_line n
              JOIN change_set c ON c.shop_id = n.shop_id AND c.change_set_id = n.change_set_id
              WHERE n.shop_id = :shop AND n.item_id = r.item_id AND n.location_id = r.location_id
                AND n.state IN ('pending', 'pushing') AND (r.at IS NULL OR c.created_at <= r.at)), 0)
"""
_EXPLAINED = """
    SELECT {what} FROM stock_explanation x
    JOIN stock_fact f ON f.shop_id = x.shop_id AND f.fact_id = x.fact_id
    WHERE x.shop_id = :shop AND x.item_id = e.item_id AND x.entry_id = e.entry_id
"""
_ENTRIES = """
    FROM stock_entry e
    JOIN stock_movement m ON m.shop_id = e.shop_id AND m.movement_id = e.movement_id
    LEFT JOIN change_set c ON c.shop_id = m.shop_id AND c.change_set_id = m.change_set_id
    WHERE e.shop_id = :shop AND e.item_id = r.item_id AND e.location_id = r.location_id AND e.name = r.name
"""
MOVED_SINCE: Final = f"""
    CASE WHEN r.at IS NULL THEN 0 ELSE
      coalesce((SELECT sum(e.delta
                  - coalesce(({_EXPLAINED.format(what="sum(x.delta)")} AND f.occurred_at <= r.at), 0))
                {_ENTRIES}
                  AND m.effective_at > r.at AND (c.created_at IS NULL OR c.created_at > r.at)), 0) END
"""
_FROM, _TO = f"r.first_at - {MARGIN}", f"r.at + {MARGIN}"
_TOUCHES = f"""
    m.effective_at > {_FROM}
               AND (m.cause = 'opening' OR coalesce(m.effective_from, c.created_at, m.effective_at) <= {_TO})
"""
_UNEXPLAINED = f"e.delta <> coalesce(({_EXPLAINED.format(what='sum(x.delta)')}), 0)"
EXPLAINED_IN: Final = "interval '3 minutes'"
MAY_CLEAR: Final = f"""
    EXISTS (SELECT {_ENTRIES} AND {_TOUCHES} AND m.change_set_id IS NULL AND {_UNEXPLAINED}
              AND m.recorded_at > :now - {EXPLAINED_IN})
"""
UNSURE: Final = f"""
    (EXISTS (SELECT {_ENTRIES} AND {_TOUCHES}
               AND (c.created_at IS NULL OR c.created_at > {_FROM})
               AND (m.change_set_id IS NOT NULL
                    OR {_UNEXPLAINED}
                    OR EXISTS ({_EXPLAINED.format(what="")} AND f.occurred_at BETWEEN {_FROM} AND {_TO})))
     OR EXISTS (SELECT FROM change_set_line n
                JOIN change_set c ON c.shop_id = n.shop_id AND c.change_set_id = n.change_set_id
                WHERE n.shop_id = :shop AND n.item_id = r.item_id AND n.location_id = r.location_id
                  AND n.state IN ('pending', 'pushing') AND c.created_at BETWEEN {_FROM} AND {_TO})
     OR EXISTS (SELECT FROM inventory_level l
                WHERE l.shop_id = :shop AND l.item_id = r.item_id AND l.location_id = r.location_id
                  AND l.quarantined_at IS NOT NULL))
"""
