"""Neighborhoods and paths above the port: one implementation, so that both engines give the same answer.

A neighborhood costs one `expand` a hop, one `edges_among`, one `degrees` and one `nodes` for each kind of node in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from ..schema.catalog import edge_kinds, kind_of_letter, node_kind
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, NodeKind
from .check import display_field, keys_by_label, ways
from .paths import Path, PathResult, paths
from .port import Snapshot
from .query import Compare, Condition, Direction, Edge, Every, Operator, Order, Side, Step

__all__ = ["KindCount", "Neighborhood", "NeighborhoodNode", "Path", "PathResult", "RankBy", "neighborhood", "paths"]

MOST_HOPS = 2
_EDGE_FIELDS = ("strength", "paper_count", "first_year", "last_year")


class RankBy(StrEnum):
    """Which neighbors of a node come first: the strongest ties, the latest, or those with the most papers."""

    STRENGTH = "strength"
    RECENT = "recent"
    PAPERS = "papers"


_STRONGEST = (
    Order("strength", descending=True, side=Side.EDGE),
    Order("score", descending=True, side=Side.EDGE),
    Order("probability", descending=True, side=Side.EDGE),
    Order("paper_count", descending=True, side=Side.EDGE),
    Order("search_rank", descending=True),
)
_PREFERRED: dict[RankBy, tuple[Order, ...]] = {
    RankBy.STRENGTH: _STRONGEST,
    RankBy.RECENT: (
        Order("recent_strength", descending=True, side=Side.EDGE),
        Order("last_year", descending=True, side=Side.EDGE),
        Order("year", descending=True),
        *_STRONGEST,
    ),
    RankBy.PAPERS: (
        Order("paper_count", descending=True, side=Side.EDGE),
        Order("paper_count", descending=True),
        *_STRONGEST,
    ),
}


@dataclass(frozen=True, slots=True)
class NeighborhoodNode:
    """A node in a neighborhood: hops from the nearest root, edges it has in the whole graph, fields asked for."""

    kind: str
    key: str
    name: str
    hop: int
    degree: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindCount:
    """Edges of one kind at the roots: in the answer, and in the graph before all filters and limits."""

    kind: str
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """Nodes by hop, then by how they came in; all edges among them that the filters let through.

    `truncated`: a limit left something out. `unknown`: roots that are not in the graph.
    """

    nodes: tuple[NeighborhoodNode, ...]
    edges: tuple[Edge, ...]
    counts: tuple[KindCount, ...]
    truncated: bool
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Filter:
    relations: tuple[EdgeKind, ...]
    kinds: frozenset[str]
    first_year: int | None
    last_year: int | None
    min_strength: float | None


def neighborhood(
    snapshot: Snapshot,
    roots: Sequence[str],
    *,
    depth: int = 1,
    kinds: Sequence[NodeKind] | None = None,
    relations: Sequence[EdgeKind] | None = None,
    years: tuple[int | None, int | None] = (None, None),
    min_strength: float | None = None,
    per_node: int = 25,
    limit: int = 300,
    rank_by: RankBy = RankBy.STRENGTH,
    fields: Sequence[str] = (),
) -> Neighborhood:
    """What surrounds the roots, at most `depth` (1 or 2) hops away and `limit` nodes, roots included.

    From each node at most `per_node` neighbors come in over each kind of edge, best first; where the limit cuts, the
    best of every node come before the second best of any. `kinds` and `relations` None: all. `years` (from, to)
    keeps edges whose years meet that range and, over edges without years, papers of those years; `min_strength`
    applies to edges that have a strength. `fields` are further node fields, for kinds that have them. Raises
    UsageError for a depth, limit or number per node out of range.
    """
    if not 1 <= depth <= MOST_HOPS or per_node < 1 or limit < 1:
        raise UsageError(f"a neighborhood of depth {depth}, {per_node} a node, {limit} in all", hint="depth is 1 or 2")
    asked = _Filter(
        tuple(sorted(edge_kinds().values() if relations is None else relations, key=lambda kind: kind.name)),
        frozenset(kind.name for kind in (kind_of_letter().values() if kinds is None else kinds)),
        *years,
        min_strength,
    )
    hops, truncated = _walk(snapshot, asked, roots, depth=depth, per_node=per_node, limit=limit, rank_by=rank_by)
    nodes = _nodes(snapshot, hops, fields)
    unknown = tuple(root for root in dict.fromkeys(roots) if root not in nodes)
    among = _edges(snapshot, asked.relations, list(nodes))
    degrees = snapshot.degrees(asked.relations, list(nodes))
    return Neighborhood(
        tuple(
            NeighborhoodNode(kind, key, name, hops[key], sum(degrees.get(key, {}).values()), values)
            for key, (kind, name, values) in nodes.items()
        ),
        tuple(edge for edge in among if _passes(edge, asked)),
        _counts(asked, among, degrees, {root for root in roots if root in nodes}),
        truncated or len(dict.fromkeys(roots)) > limit,
        unknown,
    )


def _walk(
    snapshot: Snapshot,
    asked: _Filter,
    roots: Sequence[str],
    *,
    depth: int,
    per_node: int,
    limit: int,
    rank_by: RankBy,
) -> tuple[dict[str, int], bool]:
    """Hop of each node that comes in, in order, and whether something was left out."""
    frontier = list(dict.fromkeys(roots))[:limit]
    hops = dict.fromkeys(frontier, 0)
    truncated = False
    for hop in range(1, depth + 1):
        links = snapshot.expand(_steps(asked, frontier, rank_by), size=per_node + 1)
        candidates: dict[str, tuple[int, int, str]] = {}
        for (step, _), met in groupby(links, key=lambda link: (link.step, link.key)):
            for position, link in enumerate(met):
                if position == per_node:
                    truncated = True
                elif link.other not in hops:
                    place = (position, step, link.other)
                    candidates[link.other] = min(place, candidates.get(link.other, place))
        frontier = sorted(candidates, key=candidates.__getitem__)
        room = limit - len(hops)
        truncated = truncated or len(frontier) > room
        frontier = frontier[:room]
        hops.update(dict.fromkeys(frontier, hop))
    return hops, truncated


def _steps(asked: _Filter, keys: Iterable[str], rank_by: RankBy) -> list[Step]:
    by_label = keys_by_label(keys)
    steps = []
    for edge in asked.relations:
        for direction, near, far in ways(edge):
            if near in by_label and far in asked.kinds:
                where, order = _where(edge, far, asked), _order(edge, node_kind(far), direction, rank_by)
                steps.append(Step(edge, direction, tuple(by_label[near]), where, order))
    return steps


def _where(edge: EdgeKind, far: str, asked: _Filter) -> Condition | None:
    names = {field.name for field in edge.fields}
    side, first, last = (Side.EDGE, "first_year", "last_year") if "last_year" in names else (Side.NODE, "year", "year")
    dated = side is Side.EDGE or any(field.name == "year" for field in node_kind(far).fields)
    conditions: list[Condition] = []
    if dated and asked.first_year is not None:
        conditions.append(Compare(last, Operator.GTE, asked.first_year, side))
    if dated and asked.last_year is not None and (side is Side.NODE or first in names):
        conditions.append(Compare(first, Operator.LTE, asked.last_year, side))
    if asked.min_strength is not None and "strength" in names:
        conditions.append(Compare("strength", Operator.GTE, asked.min_strength, Side.EDGE))
    return Every(tuple(conditions)) if conditions else None


def _order(edge: EdgeKind, far: NodeKind, direction: Direction, rank_by: RankBy) -> tuple[Order, ...]:
    ours = {field.name for field in edge.fields}
    theirs = {field.name for field in far.columns}
    if direction is Direction.IN and "position" in ours:
        return (Order("position", side=Side.EDGE),)
    for order in _PREFERRED[rank_by]:
        if order.field in (ours if order.side is Side.EDGE else theirs):
            return (order,)
    return ()


def _nodes(
    snapshot: Snapshot, hops: dict[str, int], fields: Sequence[str]
) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Kind, name and fields of the nodes that are there, in the order in which they came in."""
    found: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for label, keys in keys_by_label(hops).items():
        kind = node_kind(label)
        name = display_field(kind)
        known = [field for field in fields if any(column.name == field for column in kind.columns)]
        for node in snapshot.nodes(kind, keys, fields=tuple(dict.fromkeys((name, *known)))):
            if node is not None:
                values = {field: node.fields[field] for field in known}
                found[node.key] = (label, node.fields[name], values)
    return {key: found[key] for key in hops if key in found}


def _edges(snapshot: Snapshot, relations: Sequence[EdgeKind], keys: Sequence[str]) -> list[Edge]:
    known = {field.name for edge in relations for field in edge.fields}
    return snapshot.edges_among(relations, keys, fields=[name for name in _EDGE_FIELDS if name in known])


def _passes(edge: Edge, asked: _Filter) -> bool:
    fields = edge.fields
    if asked.min_strength is not None and "strength" in fields and fields["strength"] < asked.min_strength:
        return False
    if "last_year" not in fields:
        return True
    if asked.first_year is not None and (fields["last_year"] is None or fields["last_year"] < asked.first_year):
        return False
    if asked.last_year is None or "first_year" not in fields:
        return True
    return fields["first_year"] is not None and fields["first_year"] <= asked.last_year


def _counts(
    asked: _Filter, among: Sequence[Edge], degrees: dict[str, dict[str, int]], roots: set[str]
) -> tuple[KindCount, ...]:
    found = []
    for kind in asked.relations:
        edges = [edge for edge in among if edge.kind == kind.name and (edge.source in roots or edge.target in roots)]
        twice = sum(edge.source in roots and edge.target in roots and edge.source != edge.target for edge in edges)
        total = sum(degrees.get(root, {}).get(kind.name, 0) for root in roots) - twice
        if total:
            found.append(KindCount(kind.name, sum(_passes(edge, asked) for edge in edges), total))
    return tuple(found)
