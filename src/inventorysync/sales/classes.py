"""ABC, stated once for all who ask: units that customers kept, and the walk from the largest value.

Items are walked through from the largest value; those that begin below the first share of the sum are class
A, those below the second B, all others C, what sold for nothing or at a loss among them. A value that is not
known has no class.
"""


def sold(within: str = "true") -> str:
    """SQL of `units` by item and location since the day :since: ordered, less cancelled, less returned."""
    return f"""
        SELECT d.item_id, d.location_id,
               greatest(0, sum(d.ordered - d.cancelled - d.returned))::bigint AS units
        FROM sales_day d
        WHERE d.shop_id = :shop AND d.day >= CAST(:since AS date) AND {within}
        GROUP BY d.item_id, d.location_id
    """


def classed(worth: str, *, by: str = "") -> str:
    """SQL of the rows of `worth`, which have item_id and value, each with its `class`.

    The shares are :share_a and :share_b, in percent. With `by`, a column, each of its values is walked apart.
    """
    part = f"PARTITION BY {by}" if by else ""
    return f"""
        SELECT r.*, CASE WHEN r.value IS NULL THEN NULL
                         WHEN r.value > 0 AND r.before * 100 < r.total * CAST(:share_a AS numeric) THEN 'A'
                         WHEN r.value > 0 AND r.before * 100 < r.total * CAST(:share_b AS numeric) THEN 'B'
                         ELSE 'C' END AS class
        FROM (
          SELECT w.*, sum(greatest(w.value, 0)) OVER ({part}) AS total,
                 coalesce(sum(greatest(w.value, 0)) OVER (
                   {part} ORDER BY w.value DESC NULLS LAST, w.item_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
          FROM {worth} w
        ) r
    """
