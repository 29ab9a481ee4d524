"""Statements that count edges or nodes by a value: by a field, or by the key that a second kind of edge leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...schema.kind import EdgeKind, NodeKind
from ..check import group_term, leads_twice, other_kind
from ..query import Condition, Direction, Group
from .expressions import Columns, Parameters, arrow, condition
from .indexes import quoted
from .rows import sendable
from .walks import pattern

Statement = tuple[str, dict[str, Any]]
"""A text that gives one list, and its parameters."""
_BEST = "WITH value, number ORDER BY number DESC, value LIMIT $size RETURN collect([value, number])"
"""Cypher takes null as the largest value, so it comes last."""


def of_edges(
    edge: EdgeKind,
    keys: Sequence[str],
    direction: Direction,
    where: Condition | None,
    by: Group | None,
    *,
    size: int,
) -> Statement:
    """How many edges each key has by the value of `by`; the list has [asked key, [[value, number], …]]."""
    node = other_kind(edge, direction)
    columns, parameters = Columns(node, edge), Parameters(keys=sendable(keys), size=size)
    near = quoted(edge.target if direction is Direction.IN else edge.source)
    met = f"MATCH {pattern(edge, direction)}{_where(where, columns, parameters)}"
    text = (
        f"UNWIND $keys AS k MATCH (a:{near} {{key: k}}) "
        f"CALL (a) {{ {met} {_counted(by, node, edge, columns, 'r')} {_BEST} AS rows }} "
        "WITH k, rows WHERE size(rows) > 0 RETURN collect([k, rows])"
    )
    return text, parameters.values


def of_nodes(kind: NodeKind, where: Condition | None, by: Group | None, *, size: int) -> Statement:
    """How many nodes there are by the value of `by`; the list has [value, number]."""
    columns, parameters = Columns(kind), Parameters(size=size)
    met = f"MATCH (n:{quoted(kind.name)}){_where(where, columns, parameters)}"
    return f"{met} {_counted(by, kind, None, columns, 'n')} {_BEST}", parameters.values


def _counted(by: Group | None, node: NodeKind, edge: EdgeKind | None, columns: Columns, one: str) -> str:
    """From rows of `n` (and `r`) to `value` and `number`; `one` names what is counted."""
    if by is None:
        return "WITH count(*) AS number WHERE number > 0 WITH null AS value, number"
    term = group_term(by, node=node, edge=edge)
    if term is not None:
        return f"WITH {columns(term.side, term.field)} AS value, count(*) AS number"
    assert by.through is not None  # noqa: S101 - a group without a field has it
    once = f" WITH DISTINCT {one}, g" if leads_twice(by.through, by.direction) else ""
    led = f"MATCH (n){arrow(by.through, by.direction, 't')}(g){once}"
    return f"{led} WITH g, count(*) AS number WITH g.key AS value, number"


def _where(where: Condition | None, columns: Columns, parameters: Parameters) -> str:
    return f" WHERE {condition(where, columns, parameters)}" if where is not None else ""
