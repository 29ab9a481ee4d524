"""Neighborhoods and paths above the port: one implementation, so that both engines give the same answer.

A neighborhood costs one `expand` a hop (two within a cluster) and one `subgraph`; an induced graph only the latter.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from ..schema.catalog import edge_kind, edge_kinds, kind_of_letter, node_kind, node_kinds
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, NodeKind
from .check import keys_by_label, ways
from .paths import Path, PathResult, paths
from .port import Snapshot
from .query import Compare, Condition, Direction, Edge, Every, Link, Operator, Order, Side, Step, Subgraph

__all__ = [
    "KindCount",
    "Neighborhood",
    "NeighborhoodNode",
    "Path",
    "PathResult",
    "RankBy",
    "induced",
    "neighborhood",
    "paths",
]

MOST_HOPS = 2
LOOKED_THROUGH = 1_000
"""Neighbors of a node, over each kind of edge, among which members of a cluster are looked for, best first."""
_LAST = (sys.maxsize,)
"""Behind every place that a candidate can have."""
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
_LATEST = Order("year", descending=True)
"""Of papers, whose rank is the same where no source tells citations."""
_PREFERRED: dict[RankBy, tuple[Order, ...]] = {
    RankBy.STRENGTH: _STRONGEST,
    RankBy.RECENT: (
        Order("recent_strength", descending=True, side=Side.EDGE),
        Order("last_year", descending=True, side=Side.EDGE),
        _LATEST,
        *_STRONGEST,
    ),
    RankBy.PAPERS: (
        Order("paper_count", descending=True, side=Side.EDGE),
        Order("paper_count", descending=True),
        *_STRONGEST,
    ),
}


class NeighborhoodNode(NamedTuple):
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
    first_year: int | None = None
    last_year: int | None = None
    min_strength: float | None = None
    cluster: str | None = None

    @classmethod
    def of(cls, relations: Sequence[EdgeKind] | None, kinds: Sequence[NodeKind] | None = None, *rest: Any) -> _Filter:
        """Relations in their order by name; None: all."""
        chosen = edge_kinds().values() if relations is None else relations
        labels = kind_of_letter().values() if kinds is None else kinds
        return cls(tuple(sorted(chosen, key=lambda kind: kind.name)), frozenset(kind.name for kind in labels), *rest)

    @property
    def is_narrow(self) -> bool:
        """Whether there are edges of these relations that do not pass."""
        return not (self.first_year is None and self.last_year is None and self.min_strength is None)


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
    cluster: str | None = None,
    fields: Sequence[str] = (),
    edge_fields: Sequence[str] | None = None,
) -> Neighborhood:
    """What surrounds the roots, at most `depth` (1 or 2) hops away and `limit` nodes, roots included.

    From each node at most `per_node` neighbors come in over each kind of edge, best first; where the limit cuts, the
    best of every node come before the second best of any. `kinds` and `relations` None: all. `years` (from, to)
    keeps edges whose years meet that range and, over edges without years, papers of those years; `min_strength`
    applies to edges that have a strength. Of people only members of `cluster` come in, beside the roots. `fields` are
    further node fields, for kinds that have them, `edge_fields` those of edges (None: strength, number of papers and
    years); edges may have more. Raises UsageError for a depth, limit or number per node out of range.
    """
    if not 1 <= depth <= MOST_HOPS or per_node < 1 or limit < 1:
        raise UsageError(f"a neighborhood of depth {depth}, {per_node} a node, {limit} in all", hint="depth is 1 or 2")
    asked = _Filter.of(relations, kinds, *years, min_strength, cluster)
    hops, truncated = _walk(snapshot, asked, roots, depth=depth, per_node=per_node, limit=limit, rank_by=rank_by)
    found = snapshot.subgraph(
        asked.relations, list(hops), node_fields=_node_fields(fields), edge_fields=_edge_fields(asked, edge_fields)
    )
    return Neighborhood(
        tuple(_nodes(found, hops, fields)),
        tuple(edge for edge in found.edges if _passes(edge, asked)) if asked.is_narrow else tuple(found.edges),
        _counts(asked, found, {root for root in roots if root in found.nodes}),
        truncated or len(dict.fromkeys(roots)) > limit,
        tuple(root for root in dict.fromkeys(roots) if root not in found.nodes),
    )


def induced(
    snapshot: Snapshot,
    keys: Sequence[str],
    *,
    relations: Sequence[EdgeKind] | None = None,
    fields: Sequence[str] = (),
    edge_fields: Sequence[str] | None = None,
) -> Neighborhood:
    """The nodes of these keys in their order, at hop 0, and all edges of these kinds (None: all) among them.

    `fields` and `edge_fields` are those of a neighborhood.
    `counts` are of edges at any of the nodes: those among them, and all that the graph has.
    """
    asked = _Filter.of(relations)
    hops = dict.fromkeys(keys, 0)
    found = snapshot.subgraph(
        asked.relations, list(hops), node_fields=_node_fields(fields), edge_fields=_edge_fields(asked, edge_fields)
    )
    return Neighborhood(
        tuple(_nodes(found, hops, fields)),
        tuple(found.edges),
        _counts(asked, found, set(found.nodes)),
        truncated=False,
        unknown=tuple(key for key in hops if key not in found.nodes),
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
        if asked.cluster is None:
            steps = _steps(asked, frontier, rank_by)
            if hop < depth and len(steps) == 1:
                steps = [replace(step, again=_leads_back(step)) for step in steps]
            links = snapshot.expand(steps, size=per_node + 1)
        else:
            most = max(per_node, LOOKED_THROUGH)
            links = snapshot.expand(_steps(asked, frontier, rank_by), size=most + 1)
            truncated = truncated or any(count > most for count in Counter(link[:2] for link in links).values())
            links = _within(snapshot, asked.cluster, links)
        candidates: dict[str, tuple[int, int, str]] = {}
        asked_last, position = None, 0
        for step, key, other, _ in links:
            asked_last, position = (step, key), position + 1 if (step, key) == asked_last else 0
            if position == per_node:
                truncated = True
            elif other not in hops:
                place = (position, step, other)
                if place < candidates.get(other, _LAST):
                    candidates[other] = place
        frontier = sorted(candidates, key=candidates.__getitem__)
        room = limit - len(hops)
        truncated = truncated or len(frontier) > room
        frontier = frontier[:room]
        hops.update(dict.fromkeys(frontier, hop))
    return hops, truncated


def _leads_back(step: Step) -> bool:
    """Whether the same step can be taken from where it leads to."""
    return step.edge.source == step.edge.target


def _within(snapshot: Snapshot, cluster: str, links: list[Link]) -> list[Link]:
    """The links, but those to people who are no members of the cluster."""
    letter = node_kind("Author").letter
    people = {link.other for link in links if link.other.startswith(letter)}
    here = Compare("key", Operator.EQ, cluster)
    step = Step(edge_kind("MEMBER_OF"), Direction.OUT, tuple(sorted(people)), where=here)
    others = people.difference(link.key for link in snapshot.expand([step], size=1))
    return [link for link in links if link.other not in others]


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
            return (order, _LATEST) if order.field == "search_rank" and _LATEST.field in theirs else (order,)
    return ()


def _node_fields(fields: Sequence[str]) -> list[str]:
    names, known = _known_node_fields()
    return list(dict.fromkeys([*names, *(name for name in fields if name in known)]))


@cache
def _known_node_fields() -> tuple[list[str], frozenset[str]]:
    """Fields that name nodes to people, and all fields."""
    kinds = node_kinds().values()
    return [kind.called_by for kind in kinds], frozenset(column.name for kind in kinds for column in kind.columns)


def _edge_fields(asked: _Filter, wanted: Sequence[str] | None) -> list[str]:
    """Those wanted that there are, and those by which edges are filtered."""
    known = {field.name for edge in asked.relations for field in edge.fields}
    ours = _EDGE_FIELDS if wanted is None or asked.is_narrow else ()
    return [name for name in dict.fromkeys((*ours, *(wanted or ()))) if name in known]


def _nodes(found: Subgraph, hops: dict[str, int], fields: Sequence[str]) -> Iterator[NeighborhoodNode]:
    """The nodes that are there, in the order in which they came in."""
    names = {label: kind.called_by for label, kind in node_kinds().items()}
    for key, node in found.nodes.items():
        known = node.fields
        values = {name: known[name] for name in fields if name in known}
        degree = sum(found.degrees.get(key, {}).values())
        yield NeighborhoodNode(node.kind, key, known[names[node.kind]], hops[key], degree, values)


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


def _counts(asked: _Filter, found: Subgraph, roots: set[str]) -> tuple[KindCount, ...]:
    shown: Counter[str] = Counter()
    twice: Counter[str] = Counter()
    for edge in found.edges:
        if edge.source in roots or edge.target in roots:
            shown[edge.kind] += _passes(edge, asked)
            twice[edge.kind] += edge.source in roots and edge.target in roots and edge.source != edge.target
    totals = {
        kind.name: sum(found.degrees.get(root, {}).get(kind.name, 0) for root in roots) for kind in asked.relations
    }
    return tuple(KindCount(name, shown[name], total - twice[name]) for name, total in totals.items() if total)
