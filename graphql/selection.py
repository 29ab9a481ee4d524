"""What a request selects, compiled: for each type that can occur, which fields, with which arguments and children.

Compiled once for a document and its @skip and @include values, then used by every request that asks the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values

from .fields import HOW, Batched, How, Value

INTROSPECTION = ("__schema", "__type")
"""Fields of Query that graphql-core answers; their places are left empty here."""


@dataclass(slots=True, eq=False)
class Asked:
    """One field of a selection. `is_list` and the nulls follow the field's type: T, T!, [T], [T!]!, …

    `constant` are its arguments where no variable is among them, `given` the variables by the Python names of the
    arguments where no argument is anything else; `defaults` keeps what those left out then are. Of a field that
    `is_fixed`, with no variable there nor below, `form` keeps what follows from its arguments and selection (see
    request.py).
    """

    response_name: str
    name: str
    how: How
    nodes: tuple[FieldNode, ...]
    definition: Any
    child: Selection | None
    is_list: bool
    is_required: bool
    items_required: bool
    constant: dict[str, Any] | None
    given: Mapping[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] | None = None
    form: Any = None
    is_fixed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_fixed = self.constant is not None and (self.child is None or self.child.is_fixed)

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments, coerced, by their Python names."""
        if self.constant is not None:
            return self.constant
        found = {name: variables.coerced.get(variable) for name, variable in self.given.items()}
        if self.defaults is not None and None not in found.values():
            return {**self.defaults, **found}
        whole = get_argument_values(self.definition, self.nodes[0], variables)
        if self.given:
            self.defaults = {name: value for name, value in whole.items() if name not in found}
        return whole


@dataclass(slots=True, eq=False)
class Selection:
    """Fields by the name of each object type that can stand here; compiled code is kept by the executor."""

    types: dict[str, tuple[Asked, ...]]
    compiled: dict[str, Any] = field(default_factory=dict)
    is_fixed: bool = field(init=False)
    """Whether no variable is here nor below; then `costs` keeps what that many objects of it cost."""
    costs: dict[int, int] = field(default_factory=dict)
    introspection: tuple[Asked, ...] = field(init=False)
    """Those of the fields that graphql-core answers."""
    _columns: dict[tuple[tuple[str, ...], str | None], tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_fixed = all(asked.is_fixed for asked in self.fields())
        self.introspection = tuple(asked for asked in self.fields() if asked.name in INTROSPECTION)

    def fields(self) -> Iterator[Asked]:
        """Every field of every type."""
        for asked in self.types.values():
            yield from asked

    def under(self, *path: str) -> list[Selection]:
        """The selections below fields of these names."""
        here = [self]
        for name in path:
            here = [each.child for one in here for each in one.fields() if each.name == name and each.child is not None]
        return here

    def asks(self, *path: str) -> bool:
        """Whether a field of that name is selected there."""
        *above, name = path
        return any(asked.name == name for one in self.under(*above) for asked in one.fields())

    def columns(self, *path: str, type_name: str | None = None) -> tuple[str, ...]:
        """Columns of the rows there (of that type) that the selected fields read."""
        known = self._columns.get((path, type_name))
        if known is None:
            known = self._columns[path, type_name] = self._needed(path, type_name)
        return known

    def _needed(self, path: tuple[str, ...], type_name: str | None) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for one in self.under(*path):
            for name, asked in one.types.items():
                if type_name in (None, name):
                    found.update(dict.fromkeys(need for each in asked for need in each.how.needs))
        return tuple(found)


class Compiler:
    """Compiles the selections of one document under one set of variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def selection(self, type_: Any, sets: Sequence[SelectionSetNode]) -> Selection:
        """The selection on an object, interface or union type."""
        possible = [type_] if isinstance(type_, GraphQLObjectType) else self._schema.get_possible_types(type_)
        return Selection({one.name: self._fields(one, sets) for one in possible})

    def _fields(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> tuple[Asked, ...]:
        grouped: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for one in sets:
            self._collect(type_, one, grouped, seen)
        return tuple(self._asked(type_, name, nodes) for name, nodes in grouped.items())

    def _collect(
        self, type_: GraphQLObjectType, selected: SelectionSetNode, found: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for node in selected.selections:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    self._collect(type_, node.selection_set, found, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set, found, seen)

    def _asked(self, type_: GraphQLObjectType, response_name: str, nodes: Sequence[FieldNode]) -> Asked:
        name = nodes[0].name.value
        if name == "__typename":
            return Asked(response_name, name, Value(repr(type_.name)), tuple(nodes), None, None, False, True, True, {})
        if name in INTROSPECTION:
            return Asked(response_name, name, Value("None"), tuple(nodes), None, None, False, False, False, {})
        definition = type_.fields[name]
        how = definition.extensions[HOW]
        inner = get_named_type(definition.type)
        composite = isinstance(inner, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        constant = get_argument_values(definition, nodes[0], self._variables) if _is_constant(nodes[0]) else None
        child = self.selection(inner, sets) if composite else None
        form, given = _form(definition.type), _given(definition, nodes[0])
        return Asked(response_name, name, how, tuple(nodes), definition, child, *form, constant, given)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        found = self._schema.get_type(condition)
        if found is type_:
            return True
        return isinstance(found, GraphQLInterfaceType | GraphQLUnionType) and self._schema.is_sub_type(found, type_)

    def _is_included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not include or bool(include["if"])


def is_batched(asked: Asked) -> bool:
    """Whether the field asks the store."""
    return isinstance(asked.how, Batched)


def _form(type_: GraphQLOutputType) -> tuple[bool, bool, bool]:
    """Whether the field is a list, whether it is required, whether its items are."""
    required = isinstance(type_, GraphQLNonNull)
    bare: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if not isinstance(bare, GraphQLList):
        return False, required, required
    return True, required, isinstance(bare.of_type, GraphQLNonNull)


def _given(definition: Any, node: FieldNode) -> dict[str, str]:
    """The variables that are the field's arguments; none where one is something else."""
    asked = node.arguments or ()
    given = {one.name.value: one.value.name.value for one in asked if isinstance(one.value, VariableNode)}
    if len(given) < len(asked):
        return {}
    return {definition.args[name].out_name or name: variable for name, variable in given.items()}


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _: VariableNode, *__: Any) -> None:
        self.found = True


def _is_constant(node: FieldNode) -> bool:
    visitor = _Variables()
    for argument in node.arguments or ():
        visit(argument, visitor)
    return not visitor.found
