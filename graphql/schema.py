"""The schema of the API, put together from every file in types/ and queries/, and what execution needs beside it.

Strawberry makes the types; graphql-core validates documents against them; `execution.py` runs them. The resolvers set
here serve graphql-core itself, which runs introspection and, in tests, everything else for comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from graphql.type import GraphQLResolveInfo
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.tools import merge_types

from .fields import HOW, Batched, Value
from .request import Ask
from .selection import Compiler

_NOTES = "strawberry-definition"
_NAMES = NameConverter()
_HERE = Path(__file__).parent


@cache
def schema() -> GraphQLSchema:
    """The schema, made once a process."""
    return prepared(declared())


@cache
def declared() -> strawberry.Schema:
    """The same as Strawberry knows it (it prints the SDL)."""
    types = [one for module in _modules("types") for one in getattr(module, "TYPES", ())]
    query = merge_types("Query", tuple(module.Query for module in _modules("queries")))
    query.__strawberry_definition__.description = "What can be asked."  # type: ignore[attr-defined]
    return strawberry.Schema(query=query, types=types, config=StrawberryConfig(disable_field_suggestions=True))


def prepared(made: strawberry.Schema) -> GraphQLSchema:
    """The schema underneath, its fields with the notes that execution reads."""
    for type_ in made._schema.type_map.values():
        _prepare(type_)
    return made._schema


def _modules(folder: str) -> list[Any]:
    package = f"{__package__}.{folder}"
    return [import_module(f"{package}.{module.name}") for module in iter_modules([str(_HERE / folder)])]


def _prepare(type_: Any) -> None:
    """Copies the notes of Strawberry's fields to where execution looks for them."""
    if isinstance(type_, GraphQLEnumType):
        type_.serialize = type_.coerce_output_value = _enum_name  # type: ignore[assignment,method-assign]
    elif isinstance(type_, GraphQLInputObjectType):
        for field in type_.fields.values():
            field.out_name = field.extensions[_NOTES].python_name
    elif isinstance(type_, GraphQLInterfaceType):
        type_.resolve_type = lambda row, *_: row.kind
    elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
        type_.is_type_of = None
        for field in type_.fields.values():
            notes = field.extensions[_NOTES]
            how = notes.metadata[HOW]
            if isinstance(how, Value) and not how.expression:
                how = replace(how, expression=f"row.{notes.python_name}")
            field.extensions[HOW] = how
            field.resolve = _resolver(how)
            for argument in notes.arguments:
                field.args[_NAMES.from_argument(argument)].out_name = argument.python_name


def _enum_name(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def _resolver(how: Value | Batched) -> Callable[..., Any]:
    """What graphql-core calls for one row."""
    if isinstance(how, Value):
        read = eval(f"lambda row: {how.expression}", {"call": how.call})  # noqa: S307 - an expression of the schema
        return lambda row, _info, **_: read(row)

    def resolve(row: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        compiler = Compiler(info.schema, info.fragments, info.variable_values)
        sets = [node.selection_set for node in info.field_nodes if node.selection_set is not None]
        inner = info.return_type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        below = compiler.selection(inner, sets) if sets else None
        (found,) = how.answers(Ask(info.context, below, arguments), [row])
        return found

    return resolve
