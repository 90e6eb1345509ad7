"""Saying where items lie."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.problems import FieldProblem, Invalid

SHOWN = 20
_KEYS = "unnest(CAST(:items AS bigint[]), CAST(:locations AS bigint[]), CAST(:bins AS text[]))"
_UNKNOWN = text(f"""
    SELECT k.number, i.item_id IS NULL, p.location_id IS NULL
    FROM {_KEYS} WITH ORDINALITY AS k(item_id, location_id, bin, number)
    LEFT JOIN inventory_item i ON i.shop_id = :shop AND i.item_id = k.item_id AND i.deleted_at IS NULL
    LEFT JOIN location p ON p.shop_id = :shop AND p.location_id = k.location_id AND p.deleted_at IS NULL
      AND (CAST(:mine AS bigint[]) IS NULL OR p.location_id = ANY(:mine))
    WHERE i.item_id IS NULL OR p.location_id IS NULL ORDER BY k.number
""")
_BEFORE = text(f"""
    SELECT k.item_id, k.location_id, coalesce(b.bin, ''), k.bin
    FROM {_KEYS} AS k(item_id, location_id, bin)
    LEFT JOIN level_bin b ON b.shop_id = :shop AND b.item_id = k.item_id AND b.location_id = k.location_id
    WHERE coalesce(b.bin, '') <> k.bin ORDER BY k.item_id, k.location_id
""")
_SET = text(f"""
    INSERT INTO level_bin (shop_id, item_id, location_id, bin, set_by, set_at)
    SELECT CAST(:shop AS int), k.item_id, k.location_id, k.bin, CAST(:actor AS text),
           CAST(:now AS timestamptz)
    FROM {_KEYS} AS k(item_id, location_id, bin) WHERE k.bin <> '' ORDER BY 2, 3
    ON CONFLICT (shop_id, item_id, location_id)
    DO UPDATE SET bin = excluded.bin, set_by = excluded.set_by, set_at = excluded.set_at
""")
_CLEAR = text(f"""
    DELETE FROM level_bin b USING {_KEYS} AS k(item_id, location_id, bin)
    WHERE b.shop_id = :shop AND b.item_id = k.item_id AND b.location_id = k.location_id AND k.bin = ''
""")


async def set_bins(
    connection: AsyncConnection,
    shop_id: int,
    wanted: Sequence[tuple[int, int, str]],
    actor: str,
    mine: frozenset[int] | None,
    now: datetime,
    *,
    subject: str = "bins",
    shown: int = SHOWN,
) -> int:
    """Have items lie in bins, by (item, location, bin); how many lie elsewhere than before.

    The audit log names the first `shown` of them.

    Raises Invalid, naming every row that speaks of an unknown item, of a location that is not among `mine`,
    or of a level twice.
    """
    columns = {
        "items": [item for item, _, _ in wanted],
        "locations": [place for _, place, _ in wanted],
        "bins": [name for _, _, name in wanted],
    }
    sight = {"shop": shop_id, "mine": None if mine is None else sorted(mine)}
    problems = []
    for number, no_item, _no_place in await connection.execute(_UNKNOWN, {**sight, **columns}):
        field = "inventory_item_id" if no_item else "location_id"
        message = "is no item of this shop" if no_item else "is none of your locations"
        problems.append(FieldProblem(field=f"levels.{number - 1}.{field}", message=message, code="unknown"))
    seen: set[tuple[int, int]] = set()
    for number, (item, place, _) in enumerate(wanted):
        if (item, place) in seen:
            message = "appears twice at this location"
            problems.append(FieldProblem(field=f"levels.{number}.inventory_item_id", message=message))
        seen.add((item, place))
    if problems:
        raise Invalid(f"{len(problems)} of the levels cannot lie there", errors=problems)
    moved = (await connection.execute(_BEFORE, {"shop": shop_id, **columns})).all()
    if not moved:
        return 0
    await connection.execute(_SET, {"shop": shop_id, "actor": actor, "now": now, **columns})
    await connection.execute(_CLEAR, {"shop": shop_id, **columns})
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="bins.set",
        subject=subject,
        now=now,
        before={"levels": len(moved), "bins": [_told(item, at, old) for item, at, old, _ in moved[:shown]]},
        after={"levels": len(moved), "bins": [_told(item, at, new) for item, at, _, new in moved[:shown]]},
    )
    return len(moved)


def _told(item: int, place: int, name: str) -> dict[str, object]:
    return {"item": item, "location": place, "bin": name}
