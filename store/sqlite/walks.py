"""Statements that walk edges, composed once per form of question. An undirected kind is two walks, merged.

Neighbors with all that is wanted of them are asked for key by key: a statement costs a few microseconds here, and that
of one key reads its rows from an index in their order, stops at the size and sorts nothing. Traversals, which want
little of many edges, ask for all keys at once: a subquery per key yields the row ids of its best edges and stops there.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...schema.catalog import edge_kind
from ...schema.kind import EdgeKind, Field
from ..check import Term, check_condition, check_fields, neighbor_terms, other_kind, uses_node
from ..query import Condition, Direction, Order, Page, Side, Step
from ..readers import reader
from .expressions import Columns, Parameters, beyond, condition, order_by
from .rows import cell, values
from .tables import quoted


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement, its parameters after those that the caller gives first, and what makes answers of its rows.

    `read` takes a row, for neighbors all rows and their key. `reverse`: the rows come last first.
    """

    sql: str
    parameters: tuple[Any, ...]
    read: Callable[..., Any]
    reverse: bool = False


@lru_cache(maxsize=512)
def usual_neighbors(
    name: str,
    direction: Direction,
    order: tuple[Order, ...],
    edge_fields: tuple[str, ...],
    node_fields: tuple[str, ...],
    *,
    backwards: bool,
) -> Plan:
    """The plan of a question without condition and start: its text is the same each time."""
    page = Page(1, backwards=backwards)
    return neighbors(edge_kind(name), direction, page, None, order, edge_fields, node_fields)


def neighbors(
    edge: EdgeKind,
    direction: Direction,
    page: Page,
    where: Condition | None,
    order: Sequence[Order],
    edge_fields: Sequence[str],
    node_fields: Sequence[str],
) -> Plan:
    """One page of the neighbors of one key, asked for once a key. The caller gives the key and the size.

    Columns of a row: the other key, order values, edge fields, node fields, each once; with BOTH at last whether the
    asked key is the edge's target.
    """
    terms = neighbor_terms(edge, direction, order)
    node = other_kind(edge, direction)
    ours, theirs = check_fields(edge, edge_fields), check_fields(node, node_fields)
    chosen = [(Side.NODE, "key"), *((term.side, term.field) for term in terms)]
    chosen += [(Side.EDGE, field.name) for field in ours] + [(Side.NODE, field.name) for field in theirs]
    at = {column: place for place, column in enumerate(dict.fromkeys(chosen))}
    parameters = Parameters(None, None)
    walk = Walk(edge, direction, terms, where, page.start, "?1")
    ways = ways_of(walk, "e", "n", parameters, backwards=page.backwards, node_fields=theirs)
    branches = []
    for number, way in enumerate(ways):
        cells = [f"{way.columns(*column)} AS c{place}" for column, place in at.items()]
        cells += [str(number)] if len(ways) > 1 else []
        branches.append(f"SELECT {', '.join(cells)} FROM {quoted(edge.name)} e{way.join} WHERE {way.anchor}{way.where}")
    ordered = order_by(terms, [f"c{at[term.side, term.field]}" for term in terms], backwards=page.backwards)
    sql = f"{' UNION ALL '.join(branches)} ORDER BY {ordered} LIMIT ?2"
    far = f"_new(Node, ({node.name!r}, row[0], {_record(Side.NODE, theirs, at)}, (cursor := {_cursor(terms, at)})))"
    near = f"_new(Neighbor, ({edge.name!r}, {_ENDS[direction]}, {_record(Side.EDGE, ours, at)}, {far}, cursor))"
    read = reader(f"[{near} for row in rows]", of="rows, key")
    return Plan(sql, tuple(parameters.values[2:]), read, reverse=page.backwards)


_ENDS = {
    Direction.OUT: "key, row[0]",
    Direction.IN: "row[0], key",
    Direction.BOTH: "*((row[0], key) if row[-1] else (key, row[0]))",
}
"""Source and target of an edge, by the direction in which it is read."""


def _record(side: Side, fields: Sequence[Field], at: Mapping[tuple[Side, str], int]) -> str:
    """The expression for a dictionary of fields, by name."""
    return f"{{{', '.join(f'{field.name!r}: {cell(field.type, at[side, field.name])}' for field in fields)}}}"


def _cursor(terms: Sequence[Term], at: Mapping[tuple[Side, str], int]) -> str:
    """The expression for a tuple of order values."""
    return f"({''.join(f'{cell(term.type, at[term.side, term.field])}, ' for term in terms)})"


def expand(steps: Sequence[Step], key_lists: Sequence[str], *, size: int | None, limit: int | None) -> Plan:
    """One statement for several steps; each step's keys are given as a JSON value. Rows are read as links.

    Columns of a row: step, asked key, the other key, edge fields.
    """
    parameters = Parameters()
    width = max(len(step.fields) for step in steps)
    branches, links = [], []
    for index, (step, keys) in enumerate(zip(steps, key_lists, strict=True)):
        fields = check_fields(step.edge, step.fields)
        branches.append(_branch(index, step, keys, fields, width=width, size=size, parameters=parameters))
        links.append(reader(f"_new(Link, (row[0], row[1], row[2], {values([field.type for field in fields], 3)}))"))
    sql = " UNION ALL ".join(branches)
    if limit is not None:
        sql = f"SELECT * FROM ({sql}) LIMIT {parameters.bind(limit)}"
    return Plan(sql, tuple(parameters.values), lambda row: links[row[0]](row))


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk from the key `asked` meets, in which order, under which condition."""

    edge: EdgeKind
    direction: Direction
    terms: tuple[Term, ...] = ()
    where: Condition | None = None
    start: tuple[Any, ...] | None = None
    asked: str = "k.value"


def _branch(
    index: int,
    step: Step,
    keys: str,
    fields: Sequence[Field],
    *,
    width: int,
    size: int | None,
    parameters: Parameters,
) -> str:
    terms = neighbor_terms(step.edge, step.direction, step.order)
    if step.where is not None:
        check_condition(step.where, node=other_kind(step.edge, step.direction), edge=step.edge)
    chosen = "".join(f", e.{quoted(field.name)}" for field in fields) + ", NULL" * (width - len(fields))
    name = parameters.bind(keys)
    if size is None:
        walk = Walk(step.edge, step.direction, (), step.where)
        ways = [
            f"SELECT {index}, k.value, {way.key}{chosen} FROM json_each({name}) k "
            f"CROSS JOIN {quoted(step.edge.name)} e ON {way.anchor}{way.rest}"
            for way in ways_of(walk, "e", "n", parameters, backwards=False)
        ]
        return " UNION ALL ".join(ways)
    walk = Walk(step.edge, step.direction, terms, step.where)
    best = _best(walk, parameters, parameters.bind(size))
    columns = Columns(
        _other(step.direction, "e", "k.value"), other_kind(step.edge, step.direction), "n", step.edge, "e"
    )
    ordered = order_by(terms, [columns(term.side, term.field) for term in terms], backwards=False)
    joined = _join_node(columns) if _sorts_by_node(terms) else ""
    return (
        f"SELECT * FROM (SELECT {index}, k.value, {columns.key}{chosen} FROM json_each({name}) k "
        f"CROSS JOIN {quoted(step.edge.name)} e ON e._row IN ({best}){joined} ORDER BY k.key, {ordered})"
    )


def _best(walk: Walk, parameters: Parameters, size: str) -> str:
    ways = ways_of(walk, "i", "m", parameters, backwards=False)
    table = f"{quoted(walk.edge.name)} i"
    if len(ways) == 1:
        way = ways[0]
        ordered = order_by(walk.terms, way.terms, backwards=False)
        return f"SELECT i._row FROM {table}{way.join} WHERE {way.anchor}{way.where} ORDER BY {ordered} LIMIT {size}"
    names = [f"o{number}" for number in range(len(walk.terms))]
    branches = (
        f"SELECT i._row{''.join(f', {term} AS {name}' for term, name in zip(way.terms, names, strict=True))} "
        f"FROM {table}{way.join} WHERE {way.anchor}{way.where}"
        for way in ways
    )
    ordered = order_by(walk.terms, names, backwards=False)
    return f"SELECT _row FROM ({' UNION ALL '.join(branches)} ORDER BY {ordered} LIMIT {size})"


@dataclass(frozen=True, slots=True)
class Way:
    """A walk from one end: what fields are called, the condition that anchors it at the asked key, further
    conditions, joins, order."""

    columns: Columns
    anchor: str
    join: str
    where: str
    terms: list[str]

    @property
    def key(self) -> str:
        """The key at the far end."""
        return self.columns.key

    @property
    def rest(self) -> str:
        return f"{self.join} WHERE TRUE{self.where}" if self.join or self.where else ""


def ways_of(
    walk: Walk, edge: str, node: str, parameters: Parameters, *, backwards: bool, node_fields: Sequence[Field] = ()
) -> list[Way]:
    """The walk from each end at which the asked key may be, with these aliases of the edge and the other node."""
    reads_node = uses_node(walk.where) or _sorts_by_node(walk.terms) or any(one.name != "key" for one in node_fields)
    ends = {Direction.OUT: [("source", "target")], Direction.IN: [("target", "source")]}
    found: list[Way] = []
    for near, far in ends.get(walk.direction, [("source", "target"), ("target", "source")]):
        columns = Columns(f"{edge}.{far}", other_kind(walk.edge, walk.direction), node, walk.edge, edge)
        terms = [columns(term.side, term.field) for term in walk.terms]
        where = ""
        if walk.where is not None:
            where += f" AND {condition(walk.where, columns, parameters)}"
        if walk.start is not None:
            where += f" AND {beyond(walk.terms, terms, walk.start, parameters, backwards=backwards)}"
        if found:  # an edge from a node to itself was met by the first way
            where += f" AND {edge}.source <> {edge}.target"
        join = _join_node(columns) if reads_node else ""
        found.append(Way(columns, f"{edge}.{near} = {walk.asked}", join, where, terms))
    return found


def _join_node(columns: Columns) -> str:
    alias = columns.node_alias
    return f" CROSS JOIN {quoted(columns.node.name)} {alias} ON {alias}.key = {columns.key}"


def _sorts_by_node(terms: Sequence[Term]) -> bool:
    return any(term.side is Side.NODE and term.field != "key" for term in terms)


def _other(direction: Direction, edge: str, asked: str) -> str:
    if direction is Direction.BOTH:
        return f"iif({edge}.source = {asked}, {edge}.target, {edge}.source)"
    return f"{edge}.target" if direction is Direction.OUT else f"{edge}.source"
