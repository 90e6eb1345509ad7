"""From what is known of a shop this morning to what it should buy and move. Pure.

Items are planned one by one: what one place can spare goes to where it is lacking, the rest is bought. Then
orders that are below their supplier's least are filled by what will be needed soonest, and budgets choose.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from inventorysync.ordering.budget import Buyable, best_set
from inventorysync.ordering.lead_times import LeadTime, stated
from inventorysync.ordering.minimums import Fillable, fill
from inventorysync.ordering.moving import Giver, MoveInputs, Moving, move
from inventorysync.ordering.need import Levels, levels_of, look
from inventorysync.ordering.policy import Policy
from inventorysync.ordering.sharing import Lack, Spare, share, spare_of
from inventorysync.ordering.spread import LEVEL_MAX, Demand
from inventorysync.ordering.suggestion import Inputs, Stock, Suggestion, caps_of, suggest
from inventorysync.replenishment.defaults import LEAD_DAYS
from inventorysync.replenishment.nearest import Resolved

ROOM = 10_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """The supplier an item is bought of: on which terms, and how long they take, as far as it is known.

    `charged` and `minimum_order` are in the supplier's currency, `unit_cost` is the same in the shop's, if it
    is known; `measured` is what receipts show.
    """

    supplier_id: UUID
    minimum_order: Decimal | None = None
    charged: Decimal | None = None
    unit_cost: Decimal | None = None
    minimum: int = 1
    pack: int = 1
    item_lead_days: int | None = None
    lead_days: int | None = None
    measured: LeadTime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """An item at a location: its stock, what is wanted of it, and its forecast, where anybody asks for it.

    Without a forecast all it has can be spared, unless the shop has none yet and no rule says what it needs
    (`may_give`). `short_price` is of the share of the shop that it is part of (see sharing_of).
    """

    item_id: int
    location_id: int
    stock: Stock
    demand: Demand | None
    rules: Resolved
    source: Source | None
    price: Decimal | None = None
    unit_cost: Decimal | None = None
    is_dismissed: bool = False
    may_give: bool = True
    short_price: float | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether anything may be suggested for it."""
        return bool(self.rules.values.get("is_ordered", True)) and not self.is_dismissed


@dataclass(frozen=True, slots=True)
class Buy:
    """What to buy for a location."""

    spot: Spot
    inputs: Inputs
    made: Suggestion
    is_within_budget: bool = True

    @property
    def cost(self) -> Decimal | None:
        """What it costs; None where that is not known."""
        cost = cost_of(self.spot)
        return None if cost is None else cost * self.made.quantity


@dataclass(frozen=True, slots=True)
class Move:
    """What to move to a location from another one."""

    spot: Spot
    origin_id: int
    inputs: MoveInputs
    made: Moving


@dataclass(slots=True)
class Plan:
    """All of a morning; `fillers` are lines that may fill an order up to its supplier's least."""

    buys: list[Buy] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    fillers: list[tuple[Spot, Inputs]] = field(default_factory=list)


class _Nothing(Demand):
    """The demand for what nobody asks for."""

    def mean_over(self, days: float) -> float:  # noqa: ARG002  there is none over any days
        return 0.0

    def quantile_over(self, days: float, level: float) -> float:  # noqa: ARG002
        return 0.0


def policy_of(
    rules: Resolved,
    source: Source | None,
    unit_cost: Decimal | None,
    price: Decimal | None,
    short_price: float | None = None,
) -> Policy:
    """What holds for an item at a location, as the arithmetic wants it."""
    said = rules.values
    cost = float(unit_cost or 0)
    return Policy(
        goal=said.get("goal", "cycle"),
        target=float(said.get("service_percent", 95)) / 100,
        lead=lead_time_of(rules, source)[0],
        review_days=said.get("review_days", 7),
        minimum=said.get("minimum") or (source.minimum if source else 1),
        pack=said.get("pack") or (source.pack if source else 1),
        least=said.get("min_stock"),
        most=said.get("max_stock"),
        shelf_life_days=said.get("shelf_life_days"),
        unit_cost=cost,
        holding_rate=float(said.get("holding_percent", 25)) / 100,
        order_cost=float(said.get("order_cost", 0)),
        short_cost=max(float(price or 0) - cost, 0.0) if unit_cost is not None else 0.0,
        short_price=short_price if said.get("goal") == "shop" else None,
    )


def sharing_of(rules: Resolved) -> str | None:
    """Which items serve a share together: those under one rule's goal for the shop, at one percentage."""
    if rules.values.get("goal") != "shop":
        return None
    return f"{rules.sources['goal'].policy_id} {float(rules.values.get('service_percent', 95)):g}"


def lead_time_of(rules: Resolved, source: Source | None) -> tuple[LeadTime, str]:
    """How long a delivery takes and who says so: a rule, receipts, the item's terms, the supplier, nobody."""
    said = rules.values
    deviation = said.get("lead_deviation_days") or 0
    if "lead_days" in said:
        return stated(said["lead_days"], deviation), "rule"
    if source and source.measured:
        return source.measured, "measured"
    if source and source.item_lead_days is not None:
        return stated(source.item_lead_days, deviation), "item"
    if source and source.lead_days is not None:
        return stated(source.lead_days, deviation), "supplier"
    return stated(LEAD_DAYS, deviation), "nobody"


def cost_of(spot: Spot) -> Decimal | None:
    """What a unit costs: by the supplier's terms, else by the item's own cost."""
    if spot.source and spot.source.unit_cost is not None:
        return spot.source.unit_cost
    return spot.unit_cost


def inputs_of(spot: Spot) -> Inputs:
    """What a suggestion for this item and location is made of, before others have their say."""
    cost = cost_of(spot)
    policy = policy_of(spot.rules, spot.source, cost, spot.price, spot.short_price)
    worth = spot.price if spot.price is not None else cost
    return Inputs(look(spot.demand or _Nothing(), policy), policy, spot.stock, float(worth or 0))


def plan_item(spots: Sequence[Spot], into: Plan) -> None:
    """Plan one item at all its locations."""
    if all(_has_plenty(spot) for spot in spots):
        return
    known = {spot.location_id: (spot, inputs_of(spot)) for spot in spots}
    made = {place: suggest(inputs) for place, (_, inputs) in known.items()}
    lacks = [
        Lack(place, made[place].needed, made[place].at_risk)
        for place, (spot, _) in known.items()
        if made[place].needed and spot.is_wanted
    ]
    taken = _move(known, made, lacks, into) if lacks and len(known) > 1 else {}
    for place, (spot, inputs) in known.items():
        if not spot.is_wanted:
            continue
        units = taken.get(place, 0)
        final = replace(inputs, from_elsewhere=units) if units else inputs
        suggestion = suggest(final) if units else made[place]
        if suggestion.quantity:
            into.buys.append(Buy(spot, final, suggestion))
        elif spot.source and spot.source.minimum_order and spot.demand:
            into.fillers.append((spot, final))


def _has_plenty(spot: Spot) -> bool:
    """Whether it is plain without any arithmetic that nothing is due, nor can fill an order."""
    said, source = spot.rules.values, spot.source
    if said.get("goal") == "fixed" or (source and source.minimum_order):
        return False
    days = max(lead_time_of(spot.rules, source)[0].days) + said.get("review_days", 7)
    most = spot.demand.quantile_over(days, LEVEL_MAX) if spot.demand else 0.0
    return spot.stock.position >= max(most + 1, said.get("min_stock") or 0)


def _move(
    known: Mapping[int, tuple[Spot, Inputs]],
    made: Mapping[int, Suggestion],
    lacks: Sequence[Lack],
    into: Plan,
) -> Mapping[int, int]:
    """Move what can be spared to where it lacks; what each place gets."""
    spares = [
        Spare(place, spare_of(spot.stock.available, made[place].position, made[place].levels.order_up_to))
        for place, (spot, _) in known.items()
        if spot.may_give
    ]
    given: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for each in share(lacks, spares):
        giving, taking = made[each.origin], known[each.destination]
        available = known[each.origin][0].stock.available
        giver = Giver(available, giving.position, giving.levels.order_up_to, given[each.origin])
        inputs = MoveInputs(replace(taking[1], from_elsewhere=taken[each.destination]), giver)
        moving = move(inputs)
        if moving.quantity:
            into.moves.append(Move(taking[0], each.origin, inputs, moving))
        given[each.origin] += moving.quantity
        taken[each.destination] += moving.quantity
    return taken


def finish(plan: Plan) -> Plan:
    """Fill orders up to what their suppliers take, then choose within the budgets of rules."""
    groups: dict[tuple[UUID, int], list[int]] = defaultdict(list)
    for at, buy in enumerate(plan.buys):
        if buy.spot.source:
            groups[buy.spot.source.supplier_id, buy.spot.location_id].append(at)
    fillers: dict[tuple[UUID, int], list[tuple[Spot, Inputs]]] = defaultdict(list)
    for spot, inputs in plan.fillers:
        if spot.source:
            fillers[spot.source.supplier_id, spot.location_id].append((spot, inputs))
    for group, places in groups.items():
        _fill(plan, places, fillers[group])
    _keep_to_budgets(plan)
    return plan


def _fill(plan: Plan, places: Sequence[int], fillers: Sequence[tuple[Spot, Inputs]]) -> None:
    source = plan.buys[places[0]].spot.source
    least = source.minimum_order if source else None
    if not least:
        return
    lines = [(plan.buys[at].spot, plan.buys[at].inputs, plan.buys[at].made.quantity) for at in places]
    lines += [(spot, inputs, 0) for spot, inputs in fillers]
    added = fill([_fillable(*line) for line in lines], least)
    for number, units in enumerate(added or ()):
        if not units:
            continue
        spot, inputs, quantity = lines[number]
        # what rounding has added already is asked for by name, so that the same inputs give the sum again
        asked = _top_up(inputs, quantity + units)
        made = suggest(asked)
        buy = Buy(spot, asked, made)
        if number < len(places):
            plan.buys[places[number]] = buy
        elif made.quantity:
            plan.buys.append(buy)


def _top_up(inputs: Inputs, quantity: int) -> Inputs:
    """The inputs with as much added by hand as makes this quantity."""
    plain = suggest(replace(inputs, top_up=0))
    brought = plain.position + inputs.from_elsewhere
    is_due = brought < plain.levels.reorder_point
    lacking = max(plain.levels.order_up_to - brought, 0) if is_due else 0
    return replace(inputs, top_up=max(quantity - lacking, 0))


def _fillable(spot: Spot, inputs: Inputs, quantity: int) -> Fillable:
    made: Levels = levels_of(inputs.basis, inputs.policy)
    position = inputs.stock.position + inputs.from_elsewhere
    caps = caps_of(inputs.basis, inputs.policy, position)
    return Fillable(
        unit_cost=(spot.source.charged if spot.source else None) or Decimal(),
        quantity=quantity,
        minimum=inputs.policy.minimum,
        pack=inputs.policy.pack,
        room=min(caps.values(), default=ROOM) - quantity,
        spare_units=position + quantity - made.reorder_point,
        daily=inputs.basis.yearly / 365,
    )


def _keep_to_budgets(plan: Plan) -> None:
    """Of the lines under a rule with a budget, those that are worth most together and cost no more."""
    under: dict[UUID, list[int]] = defaultdict(list)
    money: dict[UUID, Decimal] = {}
    for at, buy in enumerate(plan.buys):
        rule = buy.spot.rules.sources.get("budget")
        if rule is not None:
            under[rule.policy_id].append(at)
            money[rule.policy_id] = buy.spot.rules.values["budget"]
    for policy_id, places in under.items():
        chosen = best_set([buyable(plan.buys[at]) for at in places], money[policy_id])
        for number, at in enumerate(places):
            if number not in chosen:
                plan.buys[at] = replace(plan.buys[at], is_within_budget=False)


def buyable(buy: Buy) -> Buyable:
    """A line as a budget weighs it: what is not known to cost anything costs nothing."""
    return Buyable(buy.cost or Decimal(), buy.made.at_risk)


def plan(items: Iterable[Sequence[Spot]]) -> Plan:
    """What to buy and to move of these items."""
    made = Plan()
    for spots in items:
        plan_item(spots, made)
    return finish(made)
