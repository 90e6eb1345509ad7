"""Deciding by what to analyse, and having rules of replenishment follow from a list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.analysis import queries
from inventorysync.analysis.lists import Narrowed, Wanted
from inventorysync.analysis.rules import FIELDS, Rules
from inventorysync.audit import actions as audit
from inventorysync.kit.problems import Invalid, Refusal
from inventorysync.replenishment.actions.ruling import WantedRule, Who, set_rules
from inventorysync.replenishment.nearest import Scope

ITEMS_MAX = 2_000
_WRITE = text(f"""
    INSERT INTO analysis_rules AS r (shop_id, {", ".join(FIELDS)}, changed_by, changed_at)
    VALUES (:shop, {", ".join(f":{name}" for name in FIELDS)}, :actor, :now)
    ON CONFLICT (shop_id) DO UPDATE
    SET ({", ".join(FIELDS)}) = ({", ".join(f"excluded.{name}" for name in FIELDS)}),
        version = r.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('analysis_rules'), :shop)")


class AnalysisMoved(Refusal):
    """The analysis or its rules are not those that were seen."""

    status = 409
    type = "analysis-moved"
    title = "The analysis was made anew meanwhile"


async def change_rules(
    connection: AsyncConnection, shop_id: int, wanted: Rules, version: int, actor: str, now: datetime
) -> None:
    """Have the shop analyse by these; raises AnalysisMoved where they are not those that were seen."""
    await connection.execute(_LOCK, {"shop": shop_id})
    kept = await queries.get_rules(connection, shop_id)
    if kept.version != version:
        raise AnalysisMoved("load the rules again and look at what has changed")
    if kept.rules == wanted:
        return
    columns = {name: getattr(wanted, name) for name in FIELDS}
    await connection.execute(_WRITE, {"shop": shop_id, **columns, "actor": actor, "now": now})
    await audit.record(
        connection,
        shop_id,
        actor=actor,
        action="analysis.rules_set",
        subject="analysis",
        now=now,
        before=kept.rules.as_json(),
        after=wanted.as_json(),
    )


async def rule_list(
    connection: AsyncConnection,
    shop_id: int,
    run_id: UUID,
    wanted: Wanted,
    of: Narrowed,
    fields: Mapping[str, Any],
    who: Who,
) -> int:
    """Have the rule of each item and location of a list say this; how many rules say otherwise than before.

    Raises AnalysisMoved where the list is not of the analysis that was seen, and Invalid where it holds none
    or more than one change can be of.
    """
    run = await queries.find_run(connection, shop_id)
    if run is None or run.run_id != run_id:
        raise AnalysisMoved("load the list again and look at what has changed")
    keys = await queries.list_keys(connection, shop_id, run, wanted, of, who.locations, ITEMS_MAX + 1)
    if not keys:
        raise Invalid.field("list", "holds nothing", "empty")
    if len(keys) > ITEMS_MAX:
        raise Invalid.field("list", f"holds more than {ITEMS_MAX:,}: narrow it", "too_many")
    rules = [WantedRule(Scope("item", item_id=item, location_id=place), fields) for item, place in keys]
    return await set_rules(connection, shop_id, rules, who, "analysis")
