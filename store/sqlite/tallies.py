"""Statements that count edges or nodes by a value: by a field, or by the key that a second kind of edge leads to."""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...schema.kind import EdgeKind, FieldType, NodeKind
from ..check import Term, group_term, leads_twice, other_kind
from ..query import Condition, Direction, Group, Side
from ..readers import reader
from .expressions import ENDS, Columns, Parameters, condition
from .rows import Row, cell
from .tables import quoted
from .walks import Plan, Walk, ways_of

_BEST = "ORDER BY number DESC, value NULLS LAST"


def of_edges(edge: EdgeKind, direction: Direction, where: Condition | None, by: Group | None, *, one_key: bool) -> Plan:
    """How many edges each key has by the value of `by`. The caller gives the keys as a JSON list, then the size.

    Columns of a row: asked key, value, number; best first within a key.
    """
    parameters = Parameters(None, None)
    node = other_kind(edge, direction)
    term = group_term(by, node=node, edge=edge) if by is not None else None
    walk = Walk(edge, direction, (term,) if term else (), where)
    rows = []
    for way in ways_of(walk, "e", "n", parameters, backwards=False):
        met = f"FROM json_each(?1) k CROSS JOIN {quoted(edge.name)} e{way.join}"
        which = f"WHERE {way.anchor}{way.where}"
        if by is not None and by.through is not None:
            rows += [
                f"SELECT k.value AS asked, {far} AS value, e._row AS place {met} {led} {which}"
                for led, far in _led(by, way.key)
            ]
        else:
            rows.append(f"SELECT k.value AS asked, {way.terms[0] if term else 'NULL'} AS value {met} {which}")
    counted = f"SELECT asked, value, {_number(by)} FROM ({' UNION ALL '.join(rows)}) GROUP BY asked, value"
    if one_key:
        sql = f"{counted} {_BEST} LIMIT ?2"
    else:
        ranked = f"SELECT *, row_number() OVER (PARTITION BY asked {_BEST}) AS rank FROM ({counted})"
        sql = f"SELECT asked, value, number FROM ({ranked}) WHERE rank <= ?2 ORDER BY asked, rank"
    return Plan(sql, tuple(parameters.values[2:]), _value(term))


def of_nodes(kind: NodeKind, where: Condition | None, by: Group | None) -> Plan:
    """How many nodes there are by the value of `by`. The caller gives the size. Columns as in `of_edges`."""
    parameters = Parameters(None)
    term = group_term(by, node=kind) if by is not None else None
    columns = Columns("n.key", kind, "n")
    which = f" WHERE {condition(where, columns, parameters)}" if where is not None else ""
    source, value, grouped = f"{quoted(kind.name)} n{which}", "NULL", "HAVING count(*) > 0"
    if by is not None:
        grouped = "GROUP BY 2"
        value = columns(Side.NODE, term.field) if term else "value"
    if by is not None and by.through is not None:
        source = f"({' UNION ALL '.join(_led_nodes(by, kind, which))})"
    sql = f"SELECT NULL AS asked, {value} AS value, {_number(by)} FROM {source} {grouped} {_BEST} LIMIT ?1"
    return Plan(sql, tuple(parameters.values[1:]), _value(term))


def _led_nodes(by: Group, kind: NodeKind, which: str) -> Iterator[str]:
    """Rows of nodes and the keys that each leads to; without a condition the nodes need not be looked up."""
    assert by.through is not None  # noqa: S101 - asked for by the caller
    if which:
        for led, far in _led(by, "n.key"):
            yield f"SELECT {far} AS value, n._row AS place FROM {quoted(kind.name)} n {led}{which}"
        return
    for number, (here, there) in enumerate(ENDS[by.direction]):
        loops = " WHERE t.source <> t.target" if number else ""
        yield f"SELECT t.{there} AS value, t.{here} AS place FROM {quoted(by.through.name)} t{loops}"


def _led(by: Group, near: str) -> Iterator[tuple[str, str]]:
    """Joins from the node with the key `near` over the second kind of edge, and the key that each leads to."""
    assert by.through is not None  # noqa: S101 - asked for by the caller
    for number, (here, there) in enumerate(ENDS[by.direction]):
        loops = " AND t.source <> t.target" if number else ""
        yield f"CROSS JOIN {quoted(by.through.name)} t ON t.{here} = {near}{loops}", f"t.{there}"


def _number(by: Group | None) -> str:
    """Counts rows; each place once where an edge or node may be led to a key twice."""
    twice = by is not None and by.through is not None and leads_twice(by.through, by.direction)
    return f"count({'DISTINCT place' if twice else '*'}) AS number"


def _value(term: Term | None) -> Callable[[Row], Any]:
    return reader(cell(term.type if term else FieldType.STRING, 1))
