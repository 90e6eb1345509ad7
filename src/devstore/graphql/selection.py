"""What a request wants of each type: made once, then walked over records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Resolver = Callable[[Any, dict[str, Any], Any], Any]


@dataclass(slots=True)
class FieldPlan:
    """One field of a selection."""

    key: str
    name: str
    args: dict[str, Any]
    resolve: Resolver
    is_list: bool
    is_nullable: bool
    children: "Selection | Choice | None"
    idempotency_key: str | None = None
    cost: int = 0


@dataclass(slots=True)
class Selection:
    """The fields wanted of an object type."""

    type_name: str
    fields: list[FieldPlan] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """The points of all fields (PLATFORM.md C.1)."""
        return sum(one.cost for one in self.fields)


class Choice:
    """The fields wanted of an interface or union: a selection by the type that turns up."""

    def __init__(self, options: dict[str, Selection]) -> None:
        self.options = options
        self.cost = max((option.cost for option in options.values()), default=0)
