"""What a test finds by walking the schema of the API, so that nothing new escapes it: lists with pages, all fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_required_argument,
    parse,
    visit,
)
from research_graph.graphql.schema import schema


@dataclass(frozen=True)
class Connection:
    """A field whose type ends in Connection; `orders` has None where there is no choice."""

    type: str
    field: str
    orders: tuple[str | None, ...]
    filter: str | None
    required: tuple[str, ...]
    arguments: frozenset[str]
    gives: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.type}.{self.field}"


def connections() -> list[Connection]:
    """Every list with pages, by the order of the schema."""
    found = []
    for type_ in objects():
        for name, field in type_.fields.items():
            inner: Any = get_named_type(field.type)
            if inner.name.endswith("Connection"):
                found.append(_connection(type_.name, name, field, inner))
    return found


def objects() -> list[GraphQLObjectType]:
    """The object types of the API."""
    kinds = schema().type_map.values()
    return [one for one in kinds if isinstance(one, GraphQLObjectType) and not one.name.startswith("__")]


def enum_values(name: str) -> tuple[str, ...]:
    """The values of an enum of the API."""
    found = schema().type_map[name]
    assert isinstance(found, GraphQLEnumType)
    return tuple(found.values)


def everything(type_name: str, *, arguments: Mapping[str, str], depth: int, once: Collection[str]) -> str:
    """A selection of all fields of a type, down to `depth` nodes within another; `arguments` by `Type.field`.

    Those of `once` stand only at the top. Of an interface only what its types have in common.
    """
    return _Selecting(arguments, frozenset(once)).selection(schema().type_map[type_name], depth, is_top=True)


def selected(text: str) -> set[tuple[str, str]]:
    """The fields that a document selects, as (type, field)."""
    types = TypeInfo(schema())
    found: set[tuple[str, str]] = set()

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = types.get_parent_type()
            if parent is not None:
                found.add((parent.name, node.name.value))

    visit(parse(text), TypeInfoVisitor(types, Fields()))
    return found


def _connection(type_name: str, name: str, field: Any, inner: GraphQLObjectType) -> Connection:
    order = field.args.get("orderBy")
    enum: Any = get_named_type(order.type) if order else None
    where = field.args.get("where")
    return Connection(
        type_name,
        name,
        tuple(enum.values) if isinstance(enum, GraphQLEnumType) else (None,),
        get_named_type(where.type).name if where else None,
        tuple(one for one, argument in field.args.items() if is_required_argument(argument)),
        frozenset(field.args),
        frozenset(inner.fields),
    )


@dataclass(frozen=True)
class _Selecting:
    arguments: Mapping[str, str]
    once: frozenset[str]

    def selection(self, type_: Any, depth: int, *, is_top: bool) -> str:
        fields = (self._field(type_.name, name, field, depth, is_top=is_top) for name, field in type_.fields.items())
        return "{ __typename " + " ".join(filter(None, fields)) + " }"

    def _field(self, type_name: str, name: str, field: Any, depth: int, *, is_top: bool) -> str:
        known = f"{type_name}.{name}"
        inner: Any = get_named_type(field.type)
        if not is_top and known in self.once:
            return ""
        written = name + self.arguments.get(known, "")
        if not isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            return written
        is_node = inner.name == "Node" or any(one.name == "Node" for one in inner.interfaces)
        below = depth - 1 if is_node else depth
        return f"{written} {self.selection(inner, below, is_top=False)}" if below >= 0 else ""
