"""A selection turned into steps: what to resolve, with which arguments, and what to select of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues

from devstore.graphql.errors import FieldError, refused
from devstore.graphql.price import requested_cost
from devstore.graphql.schemas import ApiVersion
from devstore.graphql.selection import Choice, FieldPlan, Resolver, Selection

Registry = Mapping[str, Mapping[str, Resolver]]


@dataclass
class Planner:
    """Makes plans for one request."""

    version: ApiVersion
    registry: Registry
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    scopes: frozenset[str]

    @property
    def schema(self) -> GraphQLSchema:
        """The version's schema."""
        return self.version.schema

    def selection(self, kind: GraphQLObjectType, nodes: list[SelectionSetNode]) -> Selection:
        """The plan for an object type: RequestRefused for a field this store does not execute."""
        grouped: dict[str, list[FieldNode]] = {}
        for node in nodes:
            self._collect(kind, node, grouped)
        plan = Selection(kind.name)
        for key, group in grouped.items():
            plan.fields.append(self._field(kind, key, group))
        return plan

    def _collect(
        self, kind: GraphQLObjectType, node: SelectionSetNode, into: dict[str, list[FieldNode]]
    ) -> None:
        for one in node.selections:
            if not self._included(one):
                continue
            if isinstance(one, FieldNode):
                into.setdefault(one.alias.value if one.alias else one.name.value, []).append(one)
            elif isinstance(one, InlineFragmentNode):
                if one.type_condition is None or self._applies(kind, one.type_condition):
                    self._collect(kind, one.selection_set, into)
            elif isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                if self._applies(kind, fragment.type_condition):
                    self._collect(kind, fragment.selection_set, into)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, kind: GraphQLObjectType, condition: Any) -> bool:
        wanted = type_from_ast(self.schema, condition)
        if wanted is kind:
            return True
        return isinstance(wanted, GraphQLAbstractType) and self.schema.is_sub_type(wanted, kind)

    def _field(self, kind: GraphQLObjectType, key: str, group: list[FieldNode]) -> FieldPlan:
        name = group[0].name.value
        if name == "__typename":
            return FieldPlan(key, name, {}, _named(kind.name), False, False, None)
        definition = kind.fields.get(name)
        if definition is None:
            raise refused(f"The development store does not execute {kind.name}.{name}.", "NOT_EXECUTED")
        args = get_argument_values(definition, group[0], self.variables)
        resolve = self._denied(kind.name, name, definition) or self._resolver(kind.name, name)
        named = get_named_type(definition.type)
        children: Selection | Choice | None = None
        if not is_leaf_type(named):
            sets = [one.selection_set for one in group if one.selection_set]
            children = self._children(named, sets)
        plan = FieldPlan(
            key=key,
            name=name,
            args=args,
            resolve=resolve,
            is_list=is_list_type(get_nullable_type(definition.type)),
            is_nullable=not is_non_null_type(definition.type),
            children=children,
            idempotency_key=self._key_of(group[0]) if kind.name == "Mutation" else None,
        )
        plan.cost = requested_cost(kind.name, plan, named.name)
        plan.has_connection = isinstance(children, Selection | Choice) and children.has_connection
        return plan

    def _children(self, named: Any, sets: list[SelectionSetNode]) -> Selection | Choice:
        if not is_abstract_type(named):
            return self.selection(named, sets)
        options = {}
        for option in self.schema.get_possible_types(named):
            if option.name in self.registry:
                options[option.name] = self.selection(option, sets)
        return Choice(options)

    def _resolver(self, type_name: str, name: str) -> Resolver:
        fields = self.registry.get(type_name)
        if fields is None and type_name.endswith(("Connection", "Edge")):
            fields = self.registry["Connection" if type_name.endswith("Connection") else "Edge"]
        if fields is None and type_name.endswith("Error"):
            fields = self.registry["UserError"]
        found = (fields or {}).get(name)
        if found is None and type_name.endswith("Payload"):
            found = _item(name)
        if found is None:
            message = f"The development store does not execute {type_name}.{name}."
            raise refused(message, "NOT_EXECUTED", typeName=type_name, fieldName=name)
        return found

    def _denied(self, type_name: str, name: str, definition: GraphQLField) -> Resolver | None:
        named = get_named_type(definition.type).name.removesuffix("Connection")
        for key, scopes in (
            ((type_name, name), self.version.field_scopes.get((type_name, name))),
            ((named, None), self.version.type_scopes.get(named)),
        ):
            if scopes and not scopes & self.scopes:
                return _denying(name, self.version.required_access.get(key, ""))
        return None

    def _key_of(self, node: FieldNode) -> str | None:
        directive = self.schema.get_directive("idempotent")
        values = get_directive_values(directive, node, self.variables) if directive else None
        return values["key"] if values else None


def _named(type_name: str) -> Resolver:
    return lambda _source, _args, _context: type_name


def _item(name: str) -> Resolver:
    return lambda source, _args, _context: source.get(name)


def _denying(name: str, required: str) -> Resolver:
    def deny(_source: Any, _args: dict[str, Any], _context: Any) -> Any:
        raise FieldError(
            f"Access denied for {name} field. Required access: {required}",
            "ACCESS_DENIED",
            documentation="https://shopify.dev/api/usage/access-scopes",
            requiredAccess=required,
        )

    return deny
