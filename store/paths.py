"""The shortest paths between two nodes, searched from both ends at once, best tied first.

Breadth first, a whole level at a time, always on the side with fewer edges to follow, so that a hub is opened last;
each level is one `degrees` and one `expand`.
Costs are whole billionths, so that sums do not depend on where the two sides met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import pairwise
from time import monotonic

from ..schema.catalog import node_kind
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind
from .check import keys_by_label, ways
from .port import Snapshot
from .query import Edge, Link, Step

LINKS_PER_NODE = 20
"""A level that meets more links than this for each node of the budget is given up as too large."""
_COST = 1_000_000_000

_Way = tuple[int, tuple[str, ...]]
"""Cost and keys of a part of a path."""


@dataclass(frozen=True, slots=True)
class Path:
    """Keys from one end to the other, the edges between them, and the sum of 1/strength (1 where there is none)."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class PathResult:
    """The best of the `total` shortest paths; `reason` says why there is none.

    Reasons: no_path_within_length, node_budget (too much to search), deadline, unknown_node.
    """

    paths: tuple[Path, ...]
    total: int
    reason: str | None


@dataclass(slots=True)
class _Side:
    frontier: list[str]
    levels: dict[str, int]
    weight: int = 0
    level: int = 0
    parents: dict[str, set[str]] = field(default_factory=dict)


class _GivenUp(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason


def paths(
    snapshot: Snapshot,
    start: str,
    goal: str,
    *,
    relations: Sequence[EdgeKind],
    max_length: int = 6,
    first: int = 3,
    node_budget: int = 20_000,
    deadline: float | None = None,
) -> PathResult:
    """The `first` best of the paths with the fewest hops, over edges of these kinds read either way.

    They are ordered by the sum of 1/strength over their edges, then by their keys; parallel edges make one path, of
    the strongest. `node_budget` bounds the nodes that are met, `deadline` is a time of `time.monotonic`, looked at
    before each level. Raises UsageError for a length or number below 1 and for no relations.
    """
    if max_length < 1 or first < 1 or not relations:
        raise UsageError("paths need a length, a number and at least one kind of edge", hint="ask for at least one")
    if not _are_known(snapshot, (start, goal)):
        return PathResult((), 0, "unknown_node")
    search = _Search(snapshot, tuple(relations), node_budget, deadline)
    try:
        meets = search.run(start, goal, max_length)
    except _GivenUp as given_up:
        return PathResult((), 0, given_up.reason)
    return search.result(meets, first)


class _Search:
    def __init__(
        self, snapshot: Snapshot, relations: tuple[EdgeKind, ...], node_budget: int, deadline: float | None
    ) -> None:
        self._snapshot = snapshot
        self._relations = relations
        self._budget = node_budget
        self._deadline = deadline
        self._edges: dict[tuple[str, str], tuple[int, str, Edge]] = {}
        self._sides: tuple[_Side, _Side]

    def run(self, start: str, goal: str, max_length: int) -> list[str]:
        """The nodes in which the two sides meet for the first time."""
        here, there = _Side([start], {start: 0}), _Side([goal], {goal: 0})
        self._sides = (here, there)
        if start == goal:
            return [start]
        changed: tuple[_Side, ...] = self._sides
        while here.level + there.level < max_length:
            self._weigh(changed)
            side, other = (here, there) if here.weight <= there.weight else (there, here)
            self._go_on(side, known=len(here.levels) + len(there.levels))
            meets = [key for key in side.frontier if key in other.levels]
            if meets:
                return meets
            if not side.frontier:
                break
            changed = (side,)
        raise _GivenUp("no_path_within_length")

    def result(self, meets: Iterable[str], first: int) -> PathResult:
        """The best paths through the meeting nodes."""
        here, there = self._sides
        heads = _Best(here, self._cost, first, to_goal=False)
        tails = _Best(there, self._cost, first, to_goal=True)
        total, found = 0, list[_Way]()
        for key in meets:
            total += heads.number(key) * tails.number(key)
            found += (
                (cost + further, (*keys, *rest[1:]))
                for cost, keys in heads.ways(key)
                for further, rest in tails.ways(key)
            )
        best = nsmallest(first, found)
        return PathResult(tuple(self._path(*way) for way in best), total, None)

    def _go_on(self, side: _Side, *, known: int) -> None:
        if self._deadline is not None and monotonic() >= self._deadline:
            raise _GivenUp("deadline")
        limit = self._budget * LINKS_PER_NODE
        if side.weight >= limit:
            raise _GivenUp("node_budget")
        steps = self._steps(side.frontier)
        links = self._snapshot.expand(steps, limit=limit)
        if len(links) >= limit:
            raise _GivenUp("node_budget")
        side.level += 1
        side.frontier = []
        for link in links:
            level = side.levels.get(link.other)
            if level is None:
                side.levels[link.other] = side.level
                side.parents[link.other] = {link.key}
                side.frontier.append(link.other)
            elif level == side.level:
                side.parents[link.other].add(link.key)
            else:
                continue
            self._keep_strongest(steps[link.step], link)
        if known + len(side.frontier) > self._budget:
            raise _GivenUp("node_budget")

    def _weigh(self, sides: Sequence[_Side]) -> None:
        keys = [key for side in sides for key in side.frontier]
        degrees = self._snapshot.degrees(self._relations, keys)
        for side in sides:
            side.weight = sum(sum(degrees.get(key, {}).values()) for key in side.frontier)

    def _steps(self, keys: Iterable[str]) -> list[Step]:
        by_label = keys_by_label(keys)
        return [
            Step(edge, direction, tuple(by_label[near]), fields=("source", "target", *_strength(edge)))
            for edge in self._relations
            for direction, near, _ in ways(edge)
            if near in by_label
        ]

    def _keep_strongest(self, step: Step, link: Link) -> None:
        source, target, *strength = link.fields
        cost = round(_COST / strength[0]) if strength and strength[0] else _COST
        edge = Edge(step.edge.name, source, target, {"strength": strength[0]} if strength else {})
        ends = (link.key, link.other) if link.key < link.other else (link.other, link.key)
        kept = self._edges.get(ends)
        if kept is None or (cost, edge.kind, source) < (kept[0], kept[1], kept[2].source):
            self._edges[ends] = (cost, edge.kind, edge)

    def _edge(self, one: str, other: str) -> tuple[int, str, Edge]:
        return self._edges[(one, other) if one < other else (other, one)]

    def _cost(self, one: str, other: str) -> int:
        return self._edge(one, other)[0]

    def _path(self, cost: int, keys: tuple[str, ...]) -> Path:
        edges = tuple(self._edge(one, other)[2] for one, other in pairwise(keys))
        return Path(keys, edges, cost / _COST)


class _Best:
    """The best ways between a side's end and a node, keys in the order of the path, and how many there are."""

    def __init__(self, side: _Side, cost: Callable[[str, str], int], first: int, *, to_goal: bool) -> None:
        self._side = side
        self._cost = cost
        self._first = first
        self._to_goal = to_goal
        self._ways: dict[str, list[_Way]] = {}
        self._numbers: dict[str, int] = {}

    def ways(self, key: str) -> list[_Way]:
        """At most `first` ways, best first."""
        if key not in self._ways:
            self._ways[key] = nsmallest(self._first, self._longer(key)) if self._side.levels[key] else [(0, (key,))]
        return self._ways[key]

    def number(self, key: str) -> int:
        """How many ways there are in all."""
        if key not in self._numbers:
            parents = self._side.parents.get(key, ())
            self._numbers[key] = sum(map(self.number, parents)) if self._side.levels[key] else 1
        return self._numbers[key]

    def _longer(self, key: str) -> Iterator[_Way]:
        for parent in self._side.parents[key]:
            step = self._cost(parent, key)
            for cost, keys in self.ways(parent):
                yield cost + step, (key, *keys) if self._to_goal else (*keys, key)


def _strength(edge: EdgeKind) -> tuple[str, ...]:
    return ("strength",) if any(field.name == "strength" for field in edge.fields) else ()


def _are_known(snapshot: Snapshot, keys: Sequence[str]) -> bool:
    by_label = keys_by_label(dict.fromkeys(keys))
    found = [
        node for label, asked in by_label.items() for node in snapshot.nodes(node_kind(label), asked, fields=("key",))
    ]
    return None not in found and len(found) == len(set(keys))
