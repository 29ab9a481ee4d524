"""What a test finds by walking the schema of the API, so that nothing new escapes it: lists with pages, all fields."""

from __future__ import annotations

from collections.abc import Mapping
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


def everything(type_name: str, *, arguments: Mapping[str, str], depth: int) -> str:
    """A selection of all fields of a type down to `depth`, with the arguments that a field is given by `Type.field`."""
    return _selection(schema().type_map[type_name], arguments, depth)


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


def _selection(type_: Any, arguments: Mapping[str, str], depth: int) -> str:
    if isinstance(type_, GraphQLInterfaceType):
        parts = (f"... on {one.name} {_selection(one, arguments, depth)}" for one in schema().get_possible_types(type_))
        return "{ __typename " + " ".join(parts) + " }"
    parts = ["__typename"]
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        is_composite = isinstance(inner, GraphQLObjectType | GraphQLInterfaceType)
        given = arguments.get(f"{type_.name}.{name}", "")
        if not is_composite:
            parts.append(name + given)
        elif depth > 0:
            # What stands round the rows of a page is no level of its own.
            is_frame = inner.name.endswith(("Connection", "Edge", "PageInfo"))
            parts.append(name + given + " " + _selection(inner, arguments, depth - (0 if is_frame else 1)))
    return "{ " + " ".join(parts) + " }"

