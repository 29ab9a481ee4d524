"""Conditions, orders and cursors of the port as SQL. Names come from the schema alone, values become parameters."""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...schema.kind import EdgeKind, FieldType, NodeKind
from ..check import Term
from ..conditions import composed
from ..query import Compare, Condition, Direction, Linked, Operator, Side
from .tables import quoted

ENDS = {
    Direction.OUT: (("source", "target"),),
    Direction.IN: (("target", "source"),),
    Direction.BOTH: (("source", "target"), ("target", "source")),
}
"""The near and the far end of edges, by the direction in which they are read."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What fields are called in one statement: aliases of the edge and of the node at its other end.

    `key` is the node's key, read from the edge where there is one, which saves the node's row.
    """

    key: str
    node: NodeKind
    node_alias: str
    edge: EdgeKind | None = None
    edge_alias: str = ""

    def __call__(self, side: Side, field: str) -> str:
        """The expression of a field."""
        if side is Side.EDGE:
            return f"{self.edge_alias}.{quoted(field)}"
        return self.key if field == "key" else f"{self.node_alias}.{quoted(field)}"

    def is_list(self, side: Side, field: str) -> bool:
        """Whether the field holds a list."""
        kind = self.edge if side is Side.EDGE and self.edge else self.node
        return kind.field(field).type is FieldType.STRINGS


class Parameters:
    """Values of one statement; each is named by its number, so that text may use it several times."""

    def __init__(self, *first: Any) -> None:
        self.values: list[Any] = list(first)

    def bind(self, value: Any) -> str:
        """The parameter that stands for the value."""
        self.values.append(value)
        return f"?{len(self.values)}"


def condition(asked: Condition, columns: Columns, parameters: Parameters) -> str:
    """The condition as an expression that may be null, which holds as little as false does."""
    return composed(
        asked,
        lambda leaf: (
            _linked(leaf, columns, parameters) if isinstance(leaf, Linked) else _comparison(leaf, columns, parameters)
        ),
        negated="({}) IS NOT TRUE",
        true="TRUE",
        false="FALSE",
    )


def order_by(terms: Sequence[Term], expressions: Sequence[str], *, backwards: bool) -> str:
    """The order as SQL; nulls last forwards, so first backwards. SQLite itself takes null as the smallest value."""
    return ", ".join(
        _ordered(term, expression, backwards=backwards) for term, expression in zip(terms, expressions, strict=True)
    )


def beyond(
    terms: Sequence[Term], expressions: Sequence[str], start: Sequence[Any], parameters: Parameters, *, backwards: bool
) -> str:
    """True for rows that come after (backwards: before) the row with these order values."""
    found = "FALSE"
    for term, expression, value in reversed(list(zip(terms, expressions, start, strict=True))):
        name = parameters.bind(value)
        further = _further(term, expression, name, value, backwards=backwards)
        found = f"({further} OR ({expression} IS {name} AND {found}))"
    first, value = terms[0], start[0]
    if not first.nullable and value is not None:  # a bound that an index can seek, which OR hides
        sign = ">=" if first.descending is backwards else "<="
        found = f"({expressions[0]} {sign} {parameters.bind(value)} AND {found})"
    return found


def _further(term: Term, expression: str, name: str, value: Any, *, backwards: bool) -> str:
    if value is None:
        return f"{expression} IS NOT NULL" if backwards else "FALSE"
    sign = ">" if term.descending is backwards else "<"
    if term.nullable and not backwards:
        return f"({expression} {sign} {name} OR {expression} IS NULL)"
    return f"{expression} {sign} {name}"


def _ordered(term: Term, expression: str, *, backwards: bool) -> str:
    if term.descending:
        return f"{expression}{'' if backwards else ' DESC'}"
    if not term.nullable:
        return f"{expression}{' DESC' if backwards else ''}"
    return f"{expression} {'DESC NULLS FIRST' if backwards else 'NULLS LAST'}"


def _linked(asked: Linked, columns: Columns, parameters: Parameters) -> str:
    """Few edges of a walk are looked up one by one; in all nodes of a kind it is better to begin at the far ends.

    The plus keeps SQLite from a search for each of several keys, or for each of the many nodes that they lead to.
    """
    found = []
    plus = "" if len(asked.keys) == 1 and asked.below is None else "+"
    for near, far in ENDS[asked.direction]:
        table, keys = f"{quoted(asked.edge.name)} l", _keys(asked, parameters)
        if columns.edge is None:
            found.append(f"{plus}{columns.key} IN (SELECT l.{near} FROM {table} WHERE l.{far} IN ({keys}))")
        else:
            found.append(f"EXISTS (SELECT 1 FROM {table} WHERE l.{near} = {columns.key} AND {plus}l.{far} IN ({keys}))")
    return f"({' OR '.join(found)})"


def _keys(asked: Linked, parameters: Parameters) -> str:
    names = [parameters.bind(key) for key in asked.keys]
    if asked.below is None or not names:
        return ", ".join(names)
    return (
        f"WITH RECURSIVE below(key) AS (VALUES ({'), ('.join(names)}) UNION SELECT b.source FROM below "
        f"CROSS JOIN {quoted(asked.below.name)} b ON b.target = below.key) SELECT key FROM below"
    )


def _comparison(asked: Compare, columns: Columns, parameters: Parameters) -> str:
    expression = columns(asked.side, asked.field)
    match asked.operator:
        case Operator.IS_NULL:
            return f"{expression} IS {'' if asked.value else 'NOT '}NULL"
        case Operator.IN:
            return f"{expression} IN ({', '.join(parameters.bind(value) for value in asked.value)})"
        case Operator.STARTS_WITH:
            return f"instr({expression}, {parameters.bind(asked.value)}) = 1"
        case Operator.CONTAINS if columns.is_list(asked.side, asked.field):
            return f"EXISTS (SELECT 1 FROM json_each({expression}) WHERE value = {parameters.bind(asked.value)})"
        case Operator.CONTAINS:
            return f"instr({expression}, {parameters.bind(asked.value)}) > 0"
    sign = {Operator.EQ: "=", Operator.GTE: ">=", Operator.LTE: "<="}[asked.operator]
    return f"{expression} {sign} {parameters.bind(asked.value)}"
