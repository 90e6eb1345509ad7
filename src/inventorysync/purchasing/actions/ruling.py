"""Deciding about buying: limits, how much more may arrive, and what orders say of the shop."""

import asyncio
import hashlib
import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.audit import actions as audit
from inventorysync.kit.money import plain_amount
from inventorysync.kit.problems import FieldProblem, Invalid, NotFound
from inventorysync.purchasing.actions.steps import OrderMoved, Who
from inventorysync.purchasing.file_queries import Logo, find_logo
from inventorysync.purchasing.logos import redrawn
from inventorysync.purchasing.rules import LIMITED, Rules, read_rules

_WRITE = text("""
    INSERT INTO purchasing_rules AS r (shop_id, limits, over_percent, buyer_name, buyer_address, terms,
                                       mail_subject, mail_words)
    VALUES (:shop, CAST(:limits AS jsonb), :over_percent, :buyer_name, :buyer_address, :terms, :mail_subject,
            :mail_words)
    ON CONFLICT (shop_id) DO UPDATE
    SET limits = excluded.limits, over_percent = excluded.over_percent, buyer_name = excluded.buyer_name,
        buyer_address = excluded.buyer_address, terms = excluded.terms, mail_subject = excluded.mail_subject,
        mail_words = excluded.mail_words, version = r.version + 1
    WHERE r.version = :version
    RETURNING version
""")
_SET_LOGO = text("""
    INSERT INTO purchasing_logo (shop_id, content, width, height, changed_by, changed_at)
    VALUES (:shop, :content, :width, :height, :actor, :now)
    ON CONFLICT (shop_id) DO UPDATE
    SET content = excluded.content, width = excluded.width, height = excluded.height,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at
""")
_NO_LOGO = text("DELETE FROM purchasing_logo WHERE shop_id = :shop")


async def set_rules(connection: AsyncConnection, shop_id: int, wanted: Rules, who: Who) -> None:
    """Decide anew; raises OrderMoved where somebody else has meanwhile, Invalid for a limit of no buyer."""
    problems = [
        FieldProblem(field=f"limits.{place}.role", message="has no limit: only buyers and managers do")
        for place, role in enumerate(wanted.limits)
        if role not in LIMITED
    ]
    if problems:
        raise Invalid("these limits cannot be", errors=problems)
    kept = await read_rules(connection, shop_id)
    before, after = _told(kept), _told(wanted)
    if kept.version != wanted.version:
        raise OrderMoved("somebody has changed these rules meanwhile: load them again")
    if before == after:
        return
    columns = {**after, "limits": json.dumps(after["limits"]), "over_percent": wanted.over_percent}
    made = await connection.scalar(_WRITE, {"shop": shop_id, "version": wanted.version, **columns})
    if made is None:
        raise OrderMoved("somebody has changed these rules meanwhile: load them again")
    changed = [name for name in after if after[name] != before[name]]
    await audit.record(
        connection,
        shop_id,
        actor=who.actor,
        action="purchasing.rules_changed",
        subject="purchasing",
        now=who.now,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _told(rules: Rules) -> dict[str, Any]:
    return {
        "limits": {role: plain_amount(amount) for role, amount in sorted(rules.limits.items())},
        "over_percent": plain_amount(rules.over_percent),
        "buyer_name": rules.buyer_name,
        "buyer_address": rules.buyer_address,
        "terms": rules.terms,
        "mail_subject": rules.mail_subject,
        "mail_words": rules.mail_words,
    }


async def set_logo(connection: AsyncConnection, shop_id: int, content: bytes, who: Who) -> Logo:
    """Have orders bear this picture, drawn anew; raises Invalid for what is no picture."""
    drawn, width, height = await asyncio.to_thread(redrawn, content)
    kept = await find_logo(connection, shop_id)
    logo = Logo(drawn, width, height, who.now)
    columns = {"content": drawn, "width": width, "height": height, "actor": who.actor, "now": who.now}
    await connection.execute(_SET_LOGO, {"shop": shop_id, **columns})
    await _note_logo(connection, shop_id, who, "logo_set", kept, logo)
    return logo


async def remove_logo(connection: AsyncConnection, shop_id: int, who: Who) -> None:
    """Have orders bear no logo; raises NotFound where they bear none."""
    kept = await find_logo(connection, shop_id)
    if kept is None:
        raise NotFound("this shop has no logo")
    await connection.execute(_NO_LOGO, {"shop": shop_id})
    await _note_logo(connection, shop_id, who, "logo_removed", kept, None)


async def _note_logo(
    connection: AsyncConnection, shop_id: int, who: Who, what: str, before: Logo | None, after: Logo | None
) -> None:
    await audit.record(
        connection,
        shop_id,
        actor=who.actor,
        action=f"purchasing.{what}",
        subject="purchasing",
        now=who.now,
        before=_told_of_logo(before),
        after=_told_of_logo(after),
    )


def _told_of_logo(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    digest = hashlib.sha256(logo.content).hexdigest()
    return {"width": logo.width, "height": logo.height, "sha256": digest}
