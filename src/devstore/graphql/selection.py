"""What a request wants of each type: made once, then walked over records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Resolver = Callable[[Any, dict[str, Any], Any], Any]
Read = Callable[[Any], Any]


class Prepared:
    """A resolver that is quicker once it knows what of its answer is wanted."""

    def __init__(self, resolve: Resolver, prepare: "Callable[[FieldPlan], tuple[Read | None, bool]]") -> None:
        self._resolve = resolve
        self.prepare = prepare  # how to read a record, and whether that answers the children too; or None

    def __call__(self, source: Any, args: dict[str, Any], context: Any) -> Any:
        """Answer as any resolver does."""
        return self._resolve(source, args, context)


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
    has_connection: bool = False  # it is one, or one is inside: what it takes depends on the rows


@dataclass(slots=True)
class Selection:
    """The fields wanted of an object type."""

    type_name: str
    fields: list[FieldPlan] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """The points of all fields (PLATFORM.md C.1)."""
        return sum(one.cost for one in self.fields)

    @property
    def has_connection(self) -> bool:
        """Whether it is a connection, or one is inside."""
        return self.type_name.endswith("Connection") or any(one.has_connection for one in self.fields)


class Choice:
    """The fields wanted of an interface or union: a selection by the type that turns up."""

    def __init__(self, options: dict[str, Selection]) -> None:
        self.options = options
        self.cost = max((option.cost for option in options.values()), default=0)
        self.has_connection = any(option.has_connection for option in options.values())
