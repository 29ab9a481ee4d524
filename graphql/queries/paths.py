"""The shortest paths between two nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Annotated, Any

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Edge
from ...store.traverse import NeighborhoodNode, induced, paths
from ...store.traverse import PathResult as Found
from ..arguments import check_id, check_number
from ..errors import BadInput
from ..fields import Arguments, batched
from ..request import Ask
from ..types.graph_info import RelationKind
from ..types.neighborhood import Redirected
from ..types.path import PathResult, Way, Ways

MOST_EDGES = 6
MOST_PATHS = 10
SECONDS = 5.0
"""How long is searched at most."""
_TIES: Any = (RelationKind("CO_AUTHORED_WITH"),)


def _check(arguments: Arguments) -> None:
    check_id(arguments["from_"])
    check_id(arguments["to"])
    check_number("maxLength", arguments["max_length"], MOST_EDGES)
    check_number("first", arguments["first"], MOST_PATHS)
    if not arguments["relations"]:
        raise BadInput("paths need at least one kind of edge")


@strawberry.type
class Query:
    @batched(
        PathResult,
        description="The shortest paths between two nodes, over edges of these kinds read either way.",
        rows_at_most=lambda arguments: int(arguments["first"]) * (int(arguments["max_length"]) + 1),
        check=_check,
        work=500,
    )
    def paths(
        ask: Ask,
        _: Any,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from", description="Id of one end.")],
        to: Annotated[strawberry.ID, strawberry.argument(description="Id of the other end.")],
        relations: Annotated[list[RelationKind], strawberry.argument(description="Kinds of edges.")] = _TIES,
        max_length: Annotated[int, strawberry.argument(description="Edges of a path at most: 1 to 6.")] = 6,
        first: Annotated[int, strawberry.argument(description="Paths at most: 1 to 10.")] = 3,
    ) -> list[Ways]:
        limit = monotonic() + SECONDS
        deadline = limit if ask.request.deadline is None else min(limit, ask.request.deadline)

        def find(start: str, goal: str) -> Found:
            return paths(
                ask.snapshot,
                start,
                goal,
                relations=[edge_kind(one.value) for one in relations],
                max_length=max_length,
                first=first,
                deadline=deadline,
            )

        found, redirected = find(from_, to), list[Redirected]()
        if found.reason == "unknown_node":
            answers = ask.snapshot.redirects([from_, to])
            redirected = [Redirected(old, new) for old in dict.fromkeys((from_, to)) if (new := answers.get(old))]
            now = dict(redirected)
            if now:
                found = find(now.get(from_, from_), now.get(to, to))
        ways = _ways(ask, found, relations) if found.paths and ask.selection.asks("paths") else []
        return [Ways(ways, found.total, found.reason, redirected, ask.request.publication)]


def _ways(ask: Ask, found: Found, relations: Sequence[RelationKind]) -> list[Way]:
    """The paths with all that is known of their nodes and edges: one call for all of them."""
    keys = list(dict.fromkeys(key for path in found.paths for key in path.nodes))
    kinds = [edge_kind(one.value) for one in relations]
    around = induced(ask.snapshot, keys, relations=kinds, fields=ask.selection.columns("paths", "nodes"))
    nodes = {node.key: node for node in around.nodes}
    edges: dict[tuple[str, str, str], Edge] = {}
    for edge in around.edges:
        edges.setdefault(edge[:3], edge)
    return [
        Way(_placed(path.nodes, nodes), [edges[edge[:3]] for edge in path.edges], path.cost) for path in found.paths
    ]


def _placed(keys: Sequence[str], nodes: Mapping[str, NeighborhoodNode]) -> list[NeighborhoodNode]:
    return [nodes[key]._replace(hop=hop) for hop, key in enumerate(keys)]
