"""Which rule holds for an item at a location: the nearest that says something, field by field. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

Kind = Literal["shop", "vendor", "type", "item"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIELDS = (
    "is_ordered", "goal", "service_percent", "lead_days", "lead_deviation_days", "review_days", "minimum",
    "pack", "min_stock", "max_stock", "shelf_life_days", "order_cost", "holding_percent", "budget",
)  # fmt: skip
EVERYWHERE = 0


class Scope(NamedTuple):
    """Whom a rule is for: `name` is a vendor's or a type's; everywhere, or at one location."""

    kind: Kind
    name: str = ""
    item_id: int = 0
    location_id: int = EVERYWHERE

    @property
    def nearness(self) -> int:
        """The nearer of two rules has the greater number."""
        return 2 * KINDS.index(self.kind) + (self.location_id != EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says; a field that is None is left to others."""

    policy_id: UUID
    scope: Scope
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What holds for an item at a location, and which rule said it; what nobody says is in neither."""

    values: Mapping[str, Any]
    sources: Mapping[str, Rule]


class RuleBook:
    """The rules of a shop, found by whom they are for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.scope: rule for rule in rules}

    def states(self, field: str, value: Any) -> bool:
        """Whether any rule says this."""
        return any(rule.fields.get(field) == value for rule in self._rules.values())

    def holds_for(self, item_id: int, vendor: str, product_type: str, location_id: int) -> Resolved:
        """What holds for an item at a location."""
        values: dict[str, Any] = {}
        sources: dict[str, Rule] = {}
        for rule in self.of(item_id, vendor, product_type, location_id):
            for field, value in rule.fields.items():
                if value is not None:
                    values[field], sources[field] = value, rule
        return Resolved(values, sources)

    def of(self, item_id: int, vendor: str, product_type: str, location_id: int) -> list[Rule]:
        """The rules that speak of an item at a location, the nearest last."""
        scopes = [
            scope
            for place in (EVERYWHERE, location_id)
            for scope in (
                Scope("shop", location_id=place),
                Scope("vendor", vendor, location_id=place),
                Scope("type", product_type, location_id=place),
                Scope("item", item_id=item_id, location_id=place),
            )
        ]
        found = [self._rules[scope] for scope in scopes if scope in self._rules]
        return sorted(found, key=lambda rule: rule.scope.nearness)
