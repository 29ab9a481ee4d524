"""Conditions, orders and cursors of the port as Cypher. Names come from the schema alone, values become parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...schema.kind import EdgeKind, FieldType, NodeKind
from ..check import Term
from ..conditions import composed
from ..query import Compare, Condition, Direction, Linked, Operator, Side
from .indexes import quoted

_ENDS = {"source": "startNode(r).key", "target": "endNode(r).key"}
_SIGNS = {
    Operator.EQ: "=",
    Operator.GTE: ">=",
    Operator.LTE: "<=",
    Operator.IN: "IN",
    Operator.STARTS_WITH: "STARTS WITH",
    Operator.CONTAINS: "CONTAINS",
}


class Parameters:
    """Values of one statement by name."""

    def __init__(self, **first: Any) -> None:
        self.values: dict[str, Any] = first

    def bind(self, value: Any) -> str:
        """The parameter that stands for the value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"


class Columns:
    """What fields are called in one statement: `n` is the node (at the other end), `r` the edge."""

    def __init__(self, node: NodeKind, edge: EdgeKind | None = None) -> None:
        self._node = node
        self._edge = edge

    def __call__(self, side: Side, field: str) -> str:
        """The expression of a field."""
        if side is Side.NODE:
            return f"n.{quoted(field)}"
        return _ENDS.get(field) or f"r.{quoted(field)}"

    def is_list(self, side: Side, field: str) -> bool:
        """Whether the field holds a list."""
        kind = self._edge if side is Side.EDGE and self._edge else self._node
        return kind.field(field).type is FieldType.STRINGS


def arrow(edge: EdgeKind, direction: Direction, name: str) -> str:
    """The edge in a pattern, read in the direction."""
    left, right = {Direction.OUT: ("-", "->"), Direction.IN: ("<-", "-")}.get(direction, ("-", "-"))
    return f"{left}[{name}:{quoted(edge.name)}]{right}"


def condition(asked: Condition, columns: Columns, parameters: Parameters) -> str:
    """The condition as an expression that may be null, which holds as little as false does."""
    return composed(
        asked,
        lambda leaf: _linked(leaf, parameters) if isinstance(leaf, Linked) else _comparison(leaf, columns, parameters),
        negated="(NOT coalesce({}, false))",
        true="true",
        false="false",
    )


def order_by(terms: Sequence[Term], expressions: Sequence[str], *, backwards: bool) -> str:
    """The order as Cypher; nulls last forwards, so first backwards. Cypher itself takes null as the largest value."""
    return ", ".join(
        _ordered(term, expression, backwards=backwards) for term, expression in zip(terms, expressions, strict=True)
    )


def beyond(
    terms: Sequence[Term], expressions: Sequence[str], start: Sequence[Any], parameters: Parameters, *, backwards: bool
) -> str:
    """True for rows that come after (backwards: before) the row with these order values."""
    found = "false"
    for term, expression, value in reversed(list(zip(terms, expressions, start, strict=True))):
        name = "" if value is None else parameters.bind(value)
        further = _further(term, expression, name, backwards=backwards)
        equal = f"{expression} = {name}" if name else f"{expression} IS NULL"
        found = f"({further} OR ({equal} AND {found}))"
    if start[0] is not None and not terms[0].nullable:  # a bound that an index can seek, which OR hides
        sign = ">=" if terms[0].descending is backwards else "<="
        found = f"({expressions[0]} {sign} {parameters.bind(start[0])} AND {found})"
    return found


def _further(term: Term, expression: str, name: str, *, backwards: bool) -> str:
    if not name:
        return f"{expression} IS NOT NULL" if backwards else "false"
    sign = ">" if term.descending is backwards else "<"
    if term.nullable and not backwards:
        return f"({expression} {sign} {name} OR {expression} IS NULL)"
    return f"{expression} {sign} {name}"


def _ordered(term: Term, expression: str, *, backwards: bool) -> str:
    if not term.descending:
        return f"{expression}{' DESC' if backwards else ''}"
    nulls = f"{expression} IS NULL{' DESC' if backwards else ''}, " if term.nullable else ""
    return f"{nulls}{expression}{'' if backwards else ' DESC'}"


def _linked(asked: Linked, parameters: Parameters) -> str:
    met, keys = f"(n){arrow(asked.edge, asked.direction, '')}", parameters.bind(list(asked.keys))
    if asked.below is None:
        return f"EXISTS {{ {met}(l) WHERE l.key IN {keys} }}"
    # Distinct ends let the server visit each node once; without that it would follow every trail.
    above = f"MATCH {met}(b) MATCH (b)-[:{quoted(asked.below.name)}*0..]->(l) WITH DISTINCT l"
    return f"EXISTS {{ {above} WHERE l.key IN {keys} RETURN l }}"


def _comparison(asked: Compare, columns: Columns, parameters: Parameters) -> str:
    expression = columns(asked.side, asked.field)
    if asked.operator is Operator.IS_NULL:
        return f"{expression} IS {'' if asked.value else 'NOT '}NULL"
    if asked.operator is Operator.CONTAINS and columns.is_list(asked.side, asked.field):
        return f"{parameters.bind(asked.value)} IN {expression}"
    return f"{expression} {_SIGNS[asked.operator]} {parameters.bind(asked.value)}"
