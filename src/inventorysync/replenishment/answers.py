"""From rows to the API's answers about suggestions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventorysync.kit.gid import gid
from inventorysync.kit.money import Money
from inventorysync.ordering.moving import recompute_move
from inventorysync.ordering.spread import LEVELS, cover_days
from inventorysync.ordering.suggestion import Inputs, recompute, suggest
from inventorysync.purchasing.terms import pack_problem
from inventorysync.replenishment.nearest import Resolved, Rule
from inventorysync.replenishment.planning import Spot, cost_of, inputs_of, lead_time_of
from inventorysync.replenishment.queries import Group
from inventorysync.replenishment.schemas import (
    ArithmeticOut,
    DismissalOut,
    GroupOut,
    LengthOut,
    LineOut,
    OpenLine,
    PlaceOut,
    QuantileOut,
    SaidOut,
    StepOut,
    WhenToBuyAt,
)

NOTHING = Decimal()
__all__ = ["cost_of"]


def place_of(location_id: int, name: str) -> PlaceOut:
    """A location."""
    return PlaceOut(location_id=gid("Location", location_id), name=name)


def group_of(group: Group, currency: str) -> GroupOut:
    """A group as lists show it."""
    cost = group.cost or NOTHING
    minimum = group.minimum_order if group.minimum_order and group.minimum_order > 0 else None
    is_ours = group.supplier_currency == currency
    return GroupOut(
        kind=group.kind,
        supplier_id=group.supplier_id,
        supplier_name=group.supplier_name,
        location=place_of(group.location_id, group.location_name),
        origin=place_of(group.origin_id, group.origin_name) if group.origin_id else None,
        lines=group.lines,
        units=group.units,
        cost=Money(amount=cost, currency=currency),
        without_cost=group.without_cost,
        at_risk=Money(amount=group.at_risk, currency=currency),
        minimum_order=Money(amount=minimum, currency=group.supplier_currency) if minimum else None,
        is_below_minimum=cost < minimum if minimum and is_ours else None,
    )


def line_of(row: Any, currency: str) -> LineOut:
    """A line; what it covers is worked out for the quantity that was chosen."""
    inputs = Inputs.of_json(row.inputs)
    policy, stock = inputs.policy, inputs.stock
    after = row.cover_after
    if row.chosen is not None:
        brought = stock.position + inputs.from_elsewhere
        after = cover_days(inputs.basis.weeks, brought + row.chosen)
    problem = None
    if row.kind == "buy" and row.chosen is not None:
        problem = pack_problem(row.chosen, policy.pack, policy.minimum)
    return LineOut(
        id=row.suggestion_id,
        kind=row.kind,
        inventory_item_id=gid("InventoryItem", row.item_id),
        sku=row.sku,
        title=row.title,
        variant_title=row.variant_title,
        location=place_of(row.location_id, row.location_name),
        origin=place_of(row.origin_id, row.origin_name) if row.origin_id else None,
        supplier_id=row.supplier_id,
        supplier_name=row.supplier_name,
        quantity=row.quantity,
        chosen=row.chosen,
        minimum=policy.minimum if row.kind == "buy" else 1,
        pack=policy.pack if row.kind == "buy" else 1,
        problem=problem.message if problem else None,
        available=stock.available,
        on_its_way=row.position - stock.available,
        position=row.position,
        cover_now=row.cover_now,
        cover_after=after,
        at_risk=Money(amount=row.at_risk, currency=currency),
        unit_cost=_money(row.unit_cost, currency),
        cost=_money(row.cost, currency),
        is_within_budget=row.is_within_budget,
        made_at=row.made_at,
        version=row.version,
    )


def arithmetic_of(row: Any, rules: Mapping[str, Any]) -> ArithmeticOut:
    """A line made again from what is stored, with every step; `rules` are by their ids."""
    inputs = Inputs.of_json(row.inputs)
    if row.kind == "move":
        moving = recompute_move(row.inputs)
        quantity, steps = moving.quantity, moving.steps
    else:
        made = recompute(row.inputs)
        quantity, steps = made.quantity, made.steps
    named = row.inputs.get("rules", {})
    return ArithmeticOut(
        id=row.suggestion_id,
        quantity=row.quantity,
        recomputed=quantity,
        is_same=quantity == row.quantity,
        steps=[StepOut(key=step.key, value=step.value) for step in steps],
        lengths=_lengths(inputs),
        lead_from=row.inputs.get("lead_from", "nobody"),
        said=[
            SaidOut(
                field=field,
                applies_to=rules[number].kind,
                name=_rule_name(rules[number]),
                location_name=rules[number].location_name,
            )
            for field, number in named.items()
            if number in rules
        ],
    )


def _lengths(inputs: Inputs) -> list[LengthOut]:
    pairs = zip(inputs.policy.lead.days, inputs.basis.ahead.parts, strict=True)
    return [
        LengthOut(
            days=days,
            chance=chance,
            mean=spread.mean,
            quantiles=[
                QuantileOut(level=level, units=units)
                for level, units in zip(LEVELS, spread.quantiles, strict=True)
                if level > 0
            ],
        )
        for days, (chance, spread) in pairs
    ]


def _rule_name(row: Any) -> str:
    return row.name or (f"{row.title} {row.variant_title}".strip() if row.kind == "item" else "")


def dismissal_of(row: Any) -> DismissalOut:
    """What is not suggested."""
    return DismissalOut(
        id=row.dismissal_id,
        inventory_item_id=gid("InventoryItem", row.item_id),
        sku=row.sku,
        title=row.title,
        variant_title=row.variant_title,
        location=place_of(row.location_id, row.location_name),
        quantity=row.quantity,
        reason=row.reason,
        until=row.until,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def when_of(
    spot: Spot,
    names: Mapping[int, str],
    supplier_name: str,
    dismissal: DismissalOut | None,
    suggested: Sequence[Any],
) -> WhenToBuyAt:
    """When to buy an item for a location, worked out now."""
    inputs = inputs_of(spot)
    made = suggest(inputs)
    lead, source = lead_time_of(spot.rules, spot.source)
    return WhenToBuyAt(
        location=place_of(spot.location_id, names.get(spot.location_id, "")),
        has_forecast=spot.demand is not None,
        goal=inputs.policy.goal,
        service=made.levels.service,
        reorder_point=made.levels.reorder_point,
        order_up_to=made.levels.order_up_to,
        position=made.position,
        available=spot.stock.available,
        on_its_way=made.position - spot.stock.available,
        cover_now=made.cover_now,
        expected_demand=inputs.basis.ahead.mean,
        lead_days=lead.mean,
        lead_deviation_days=lead.deviation,
        lead_from=source,
        review_days=inputs.policy.review_days,
        minimum=inputs.policy.minimum,
        pack=inputs.policy.pack,
        supplier_id=spot.source.supplier_id if spot.source else None,
        supplier_name=supplier_name,
        is_ordered=bool(spot.rules.values.get("is_ordered", True)),
        dismissal=dismissal,
        said=said_of(spot.rules, names),
        suggested=[
            OpenLine(id=number, kind=kind, units=units)
            for place, number, kind, units in suggested
            if place == spot.location_id
        ],
    )


def said_of(rules: Resolved, names: Mapping[int, str]) -> list[SaidOut]:
    """Which rule said which field; an item's own rule needs no name."""
    return [_said(field, rule, names) for field, rule in rules.sources.items()]


def _said(field: str, rule: Rule, names: Mapping[int, str]) -> SaidOut:
    scope = rule.scope
    location = names.get(scope.location_id, "") if scope.location_id else ""
    return SaidOut(field=field, applies_to=scope.kind, name=scope.name, location_name=location)


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)
