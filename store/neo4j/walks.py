"""Statements that walk edges from many keys at once: a subquery per key that stops at its best rows.

Rows come back as lists within one record; a record per row costs the driver three times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...schema.kind import EdgeKind, Field, NodeKind
from ..check import Term, check_condition, check_fields, neighbor_terms, other_kind
from ..query import Ahead, Condition, Direction, Page, Side, Step
from ..readers import Row
from .expressions import Columns, Parameters, arrow, beyond, condition, order_by
from .indexes import quoted
from .rows import places, record, sendable, values

Statement = tuple[str, dict[str, Any]]
"""A statement's text, and its parameters beside `keys`."""


@dataclass(frozen=True, slots=True)
class NeighborPlan:
    """A statement that gives one list of [asked key, rows]; and how its rows are read.

    Columns of a row: the other key, the edge's source where it cannot be told from the keys, edge fields, node fields,
    order values that are none of these; then, from place `width`, the rows that each of `then` has of the node.
    """

    text: str
    fixed: dict[str, Any]
    other: str
    has_source: bool
    edge: Callable[[Row], dict[str, Any]]
    node: Callable[[Row], dict[str, Any]]
    cursor: Callable[[Row], tuple[Any, ...]]
    width: int

    def parameters(self, keys: Sequence[str]) -> dict[str, Any]:
        """The statement's parameters for these keys."""
        return {**self.fixed, "keys": sendable(keys)}


@lru_cache(maxsize=512)
def neighbors(asked: Ahead) -> NeighborPlan:
    """The plan of one page of neighbors per key."""
    edge, direction = asked.edge, asked.direction
    node = other_kind(edge, direction)
    form = _Form(asked)
    parameters = Parameters(keys=[])
    text = (
        f"UNWIND $keys AS k MATCH (a:{_near(edge, direction)} {{key: k}}) "
        f"CALL (a) {{ {_rows(asked, 'a', '_0', parameters)} }} "
        "WITH k, rows_0 AS rows WHERE rows <> [] RETURN collect([k, rows])"
    )
    return NeighborPlan(
        text,
        parameters.values,
        node.name,
        form.has_source,
        record(form.ours, form.at),
        record(form.theirs, form.at + len(form.ours)),
        places([form.chosen.index(expression) for expression in form.ordered]),
        len(form.chosen),
    )


@lru_cache(maxsize=512)
def nodes(kind: NodeKind, columns: tuple[Field, ...], then: tuple[Ahead, ...]) -> Statement:
    """A statement that gives one list of [key, columns, the rows that each of `then` has of the node]."""
    parameters = Parameters(keys=[])
    chosen = ["n.key", *(f"n.{quoted(column.name)}" for column in columns)]
    found = f"UNWIND $keys AS k MATCH (n:{quoted(kind.name)} {{key: k}})"
    return f"{found} {_collected(chosen, then, '', parameters)}", parameters.values


class _Form:
    """What the rows of a page are made of."""

    def __init__(self, asked: Ahead) -> None:
        edge, direction = asked.edge, asked.direction
        self.terms, node = neighbor_terms(edge, direction, asked.order), other_kind(edge, direction)
        self.ours, self.theirs = check_fields(edge, asked.edge_fields), check_fields(node, asked.node_fields)
        self.columns = Columns(node, edge)
        self.has_source = direction is Direction.BOTH and edge.directed
        chosen = [self.columns(Side.NODE, "key"), *(["startNode(r).key"] if self.has_source else [])]
        self.at = len(chosen)
        chosen += [self.columns(Side.EDGE, field.name) for field in self.ours]
        chosen += [self.columns(Side.NODE, field.name) for field in self.theirs]
        self.ordered = [self.columns(term.side, term.field) for term in self.terms]
        self.chosen = chosen + [one for one in dict.fromkeys(self.ordered) if one not in chosen]


def _rows(asked: Ahead, near: str, place: str, parameters: Parameters) -> str:
    """Within a subquery of the node `near`: its page as one list, named by the place."""
    form = _Form(asked)
    size = parameters.bind(asked.page.size)
    best = _best(
        asked.edge, asked.direction, form.terms, asked.page, asked.where, form.columns, parameters, near=near, size=size
    )
    return f"{best} {_collected(form.chosen, asked.then, place, parameters)} AS rows{place}"


def _collected(chosen: Sequence[str], then: Sequence[Ahead], place: str, parameters: Parameters) -> str:
    """What is chosen of each `n`, and what follows from it, as one list."""
    told = f"[{', '.join(chosen)}]"
    if not then:
        return f"RETURN collect({told})"
    at, names = f"at{place}", [f"{place}_{number}" for number in range(len(then))]
    parts = [f"CALL ({at}) {{ {_rows(one, at, name, parameters)} }}" for one, name in zip(then, names, strict=True)]
    rows = ", ".join(f"rows{name}" for name in names)
    return f"WITH n AS {at}, {told} AS told{place} {' '.join(parts)} RETURN collect(told{place} + [{rows}])"


@dataclass(frozen=True, slots=True)
class ExpandPlan:
    """A statement that gives one list of [index, rows] per step. With `size` rows are [asked key, links].

    A link is [the other key, edge fields], without `size` [asked key, the other key, edge fields]; of a step that is
    taken again, the links of the other key follow.
    """

    text: str
    parameters: dict[str, Any]
    fields: dict[int, Callable[[Row], tuple[Any, ...]]]


def expand(steps: Sequence[Step], *, size: int | None, limit: int | None) -> ExpandPlan:
    """The plan of a walk over several kinds."""
    parameters = Parameters(size=size, limit=limit)
    branches, readers = [], {}
    for index, step in enumerate(steps):
        fields = check_fields(step.edge, step.fields)
        branch = _links if size is None else _best_links
        keys = parameters.bind(sendable(step.keys))
        branches.append(branch(step, fields, keys, parameters) + f" RETURN [{index}, rows] AS step")
        readers[index] = values(fields, 2 if size is None else 1)
    text = f"CALL () {{ {' UNION ALL '.join(branches)} }} RETURN collect(step)"
    return ExpandPlan(text, parameters.values, readers)


def pattern(edge: EdgeKind, direction: Direction, near: str = "a") -> str:
    """The pattern from `near` over `r` to `n`; the far end's label follows from the edge."""
    return f"({near}){arrow(edge, direction, 'r')}(n)"


def _near(edge: EdgeKind, direction: Direction) -> str:
    return quoted(edge.target if direction is Direction.IN else edge.source)


def _best(
    edge: EdgeKind,
    direction: Direction,
    terms: Sequence[Term],
    page: Page,
    where: Condition | None,
    columns: Columns,
    parameters: Parameters,
    *,
    near: str = "a",
    size: str = "$size",
) -> str:
    ordered = [columns(term.side, term.field) for term in terms]
    conditions = []
    if where is not None:
        check_condition(where, node=other_kind(edge, direction), edge=edge)
        conditions.append(condition(where, columns, parameters))
    if page.start is not None:
        conditions.append(beyond(terms, ordered, page.start, parameters, backwards=page.backwards))
    return (
        f"MATCH {pattern(edge, direction, near)}{_where(conditions)} "
        f"WITH r, n ORDER BY {order_by(terms, ordered, backwards=page.backwards)} LIMIT {size}"
    )


def _best_links(step: Step, fields: Sequence[Field], keys: str, parameters: Parameters) -> str:
    columns = Columns(other_kind(step.edge, step.direction), step.edge)
    terms = neighbor_terms(step.edge, step.direction, step.order)
    best = _best(step.edge, step.direction, terms, Page(1), step.where, columns, parameters)
    told = f"[{', '.join(['n.key', *(columns(Side.EDGE, field.name) for field in fields)])}]"
    links = f"{best} RETURN collect({told})"
    if step.again:
        more = _best(step.edge, step.direction, terms, Page(1), step.where, columns, parameters, near="b")
        links = f"{best} WITH n AS b, {told} AS one CALL (b) {{ {more} RETURN collect({told}) AS more }} "
        links += "RETURN collect(one + [more])"
    return (
        f"UNWIND {keys} AS k MATCH (a:{_near(step.edge, step.direction)} {{key: k}}) "
        f"CALL (a) {{ {links} AS links }} WITH collect([k, links]) AS rows"
    )


def _links(step: Step, fields: Sequence[Field], keys: str, parameters: Parameters) -> str:
    columns = Columns(other_kind(step.edge, step.direction), step.edge)
    conditions = []
    if step.where is not None:
        check_condition(step.where, node=other_kind(step.edge, step.direction), edge=step.edge)
        conditions.append(condition(step.where, columns, parameters))
    chosen = ["k", "n.key", *(columns(Side.EDGE, field.name) for field in fields)]
    limit = "" if parameters.values["limit"] is None else " LIMIT $limit"
    return (
        f"UNWIND {keys} AS k MATCH (a:{_near(step.edge, step.direction)} {{key: k}}) "
        f"MATCH {pattern(step.edge, step.direction)}{_where(conditions)} "
        f"WITH k, r, n{limit} WITH collect([{', '.join(chosen)}]) AS rows"
    )


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
