"""Statements that walk edges from many keys at once: a subquery per key that stops at its best rows.

Rows come back as lists within one record; a record per row costs the driver three times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...schema.kind import EdgeKind, Field
from ..check import Term, check_condition, check_fields, neighbor_terms, other_kind
from ..query import Condition, Direction, Order, Page, Side, Step
from ..readers import Row
from .expressions import Columns, Parameters, beyond, condition, order_by
from .indexes import quoted
from .rows import places, record, sendable, values


@dataclass(frozen=True, slots=True)
class NeighborPlan:
    """A statement that gives one list of [asked key, rows]; and how its rows are read.

    Columns of a row: the other key, the edge's source where it cannot be told from the keys, edge fields, node fields,
    order values that are none of these.
    """

    text: str
    parameters: dict[str, Any]
    other: str
    has_source: bool
    edge: Callable[[Row], dict[str, Any]]
    node: Callable[[Row], dict[str, Any]]
    cursor: Callable[[Row], tuple[Any, ...]]


def neighbors(
    edge: EdgeKind,
    direction: Direction,
    keys: Sequence[str],
    page: Page,
    where: Condition | None,
    order: Sequence[Order],
    edge_fields: Sequence[str],
    node_fields: Sequence[str],
) -> NeighborPlan:
    """The plan of one page of neighbors per key."""
    terms, node = neighbor_terms(edge, direction, order), other_kind(edge, direction)
    ours, theirs = check_fields(edge, edge_fields), check_fields(node, node_fields)
    columns = Columns(node, edge)
    has_source = direction is Direction.BOTH and edge.directed
    chosen = ["n.key", *(["startNode(r).key"] if has_source else [])]
    at = len(chosen)
    chosen += [columns(Side.EDGE, field.name) for field in ours] + [columns(Side.NODE, field.name) for field in theirs]
    ordered = [columns(term.side, term.field) for term in terms]
    chosen += [expression for expression in dict.fromkeys(ordered) if expression not in chosen]
    parameters = Parameters(keys=sendable(keys), size=page.size)
    best = _best(edge, direction, terms, page, where, columns, parameters)
    text = (
        f"UNWIND $keys AS k MATCH (a:{_near(edge, direction)} {{key: k}}) "
        f"CALL (a) {{ {best} RETURN collect([{', '.join(chosen)}]) AS rows }} "
        "WITH k, rows WHERE rows <> [] RETURN collect([k, rows])"
    )
    return NeighborPlan(
        text,
        parameters.values,
        node.name,
        has_source,
        record(ours, at),
        record(theirs, at + len(ours)),
        places([chosen.index(expression) for expression in ordered]),
    )


@dataclass(frozen=True, slots=True)
class ExpandPlan:
    """A statement that gives one record per step: its index and rows. With `size` rows are [asked key, links].

    A link is [the other key, edge fields], without `size` [asked key, the other key, edge fields].
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
        branches.append(branch(step, fields, keys, parameters) + f" RETURN {index} AS step, rows")
        readers[index] = values(fields, 2 if size is None else 1)
    return ExpandPlan(" UNION ALL ".join(branches), parameters.values, readers)


def pattern(edge: EdgeKind, direction: Direction) -> str:
    """The pattern from `a` over `r` to `n`; the far end's label follows from the edge."""
    return f"(a){arrow(edge, direction, 'r')}(n)"


def arrow(edge: EdgeKind, direction: Direction, name: str) -> str:
    """The edge in a pattern, read in the direction."""
    left, right = {Direction.OUT: ("-", "->"), Direction.IN: ("<-", "-")}.get(direction, ("-", "-"))
    return f"{left}[{name}:{quoted(edge.name)}]{right}"


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
) -> str:
    ordered = [columns(term.side, term.field) for term in terms]
    conditions = []
    if where is not None:
        check_condition(where, node=other_kind(edge, direction), edge=edge)
        conditions.append(condition(where, columns, parameters))
    if page.start is not None:
        conditions.append(beyond(terms, ordered, page.start, parameters, backwards=page.backwards))
    return (
        f"MATCH {pattern(edge, direction)}{_where(conditions)} "
        f"WITH r, n ORDER BY {order_by(terms, ordered, backwards=page.backwards)} LIMIT $size"
    )


def _best_links(step: Step, fields: Sequence[Field], keys: str, parameters: Parameters) -> str:
    columns = Columns(other_kind(step.edge, step.direction), step.edge)
    terms = neighbor_terms(step.edge, step.direction, step.order)
    best = _best(step.edge, step.direction, terms, Page(1), step.where, columns, parameters)
    chosen = ["n.key", *(columns(Side.EDGE, field.name) for field in fields)]
    return (
        f"UNWIND {keys} AS k MATCH (a:{_near(step.edge, step.direction)} {{key: k}}) "
        f"CALL (a) {{ {best} RETURN collect([{', '.join(chosen)}]) AS links }} WITH collect([k, links]) AS rows"
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
