"""Parts of the graph around some nodes, or among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, cast

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...schema.kind import EdgeKind
from ...schema.kind import NodeKind as NodeForm
from ...store.traverse import Neighborhood as Found
from ...store.traverse import RankBy, induced, neighborhood
from ..arguments import at_most, check_id, check_number
from ..entities import by_ids
from ..errors import BadInput
from ..fields import Arguments, batched
from ..request import Ask
from ..types.graph_info import NodeKind, RelationKind
from ..types.neighborhood import Around, Neighborhood, NeighborRank, Redirected, YearRange

MOST_ROOTS = 20
MOST_HOPS = 2
MOST_PER_NODE = 100
MOST_NODES = 2_000
MOST_IDS = 500

Relations = Annotated[
    list[RelationKind] | None, strawberry.argument(description="Only edges of these kinds; left out: of all.")
]


def _check_neighborhood(arguments: Arguments) -> None:
    roots = arguments["roots"]
    if not roots:
        raise BadInput("a neighborhood needs a root")
    at_most("roots", roots, MOST_ROOTS)
    for root in roots:
        check_id(root)
    for name, most in (("depth", MOST_HOPS), ("per_node", MOST_PER_NODE), ("limit", MOST_NODES)):
        check_number(name, arguments[name], most)
    if arguments.get("cluster") is not None:
        check_id(arguments["cluster"], "Cluster")
    years = arguments.get("years") or {}
    first, last = years.get("from_"), years.get("to")
    if first is not None and last is not None and first > last:
        raise BadInput(f"the years from {first} to {last} are none")


def _check_subgraph(arguments: Arguments) -> None:
    at_most("ids", arguments["ids"], MOST_IDS)
    for id_ in arguments["ids"]:
        check_id(id_)


@strawberry.type
class Query:
    @batched(
        Neighborhood,
        description="What surrounds some nodes. From each node the best neighbors over each kind of edge come in; "
        "where the limit cuts, the best of every node come before the second best of any.",
        rows_at_most=lambda arguments: int(arguments["limit"]),
        check=_check_neighborhood,
    )
    def neighborhood(
        ask: Ask,
        _: Any,
        roots: Annotated[list[strawberry.ID], strawberry.argument(description="Ids of 1 to 20 nodes.")],
        depth: Annotated[int, strawberry.argument(description="Steps from a root: 1 or 2.")] = 1,
        kinds: Annotated[
            list[NodeKind] | None, strawberry.argument(description="Only nodes of these kinds, beside the roots.")
        ] = None,
        relations: Relations = None,
        years: Annotated[
            YearRange | None,
            strawberry.argument(description="Only edges that meet these years; over edges without, papers of them."),
        ] = None,
        min_strength: Annotated[
            float | None, strawberry.argument(description="Only edges at least as strong, of kinds with a strength.")
        ] = None,
        per_node: Annotated[
            int, strawberry.argument(description="Neighbors of a node over a kind of edge: 1 to 100.")
        ] = 25,
        limit: Annotated[int, strawberry.argument(description="Nodes in all, roots included: 1 to 2,000.")] = 300,
        rank_by: Annotated[
            NeighborRank, strawberry.argument(description="Which neighbors come first.")
        ] = NeighborRank.STRENGTH,
        cluster: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of people only members of this cluster.")
        ] = None,
    ) -> list[Around]:
        span = cast("Mapping[str, Any]", years or {})
        within = None if cluster is None else _cluster(ask, cluster)

        def find(keys: Sequence[str], fields: Sequence[str]) -> Found:
            return neighborhood(
                ask.snapshot,
                keys,
                depth=depth,
                kinds=_node_kinds(kinds),
                relations=edge_kinds_of(relations),
                years=(span.get("from_"), span.get("to")),
                min_strength=min_strength,
                per_node=per_node,
                limit=limit,
                rank_by=RankBy[rank_by.name],
                cluster=cluster if within is None else within,
                fields=fields,
                edge_fields=ask.selection.columns("edges"),
            )

        around = _around(ask, roots, find)
        if cluster is None or within == cluster:
            return [around]
        if within is None:
            return [replace(around, unknown=(*around.unknown, cluster))]
        return [replace(around, redirected=(*around.redirected, Redirected(cluster, within)))]

    @batched(
        Neighborhood,
        description="Some nodes and only the edges among them.",
        rows_at_most=lambda arguments: len(arguments["ids"]),
        check=_check_subgraph,
    )
    def subgraph(
        ask: Ask,
        _: Any,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Ids of at most 500 nodes.")],
        relations: Relations = None,
    ) -> list[Around]:
        def find(keys: Sequence[str], fields: Sequence[str]) -> Found:
            return induced(
                ask.snapshot,
                keys,
                relations=edge_kinds_of(relations),
                fields=fields,
                edge_fields=ask.selection.columns("edges"),
            )

        return [_around(ask, ids, find)]


def edge_kinds_of(relations: Sequence[RelationKind] | None) -> list[EdgeKind] | None:
    """The kinds of edges asked for; None: all."""
    return None if relations is None else [edge_kind(one.value) for one in relations]


def _cluster(ask: Ask, id_: str) -> str | None:
    """The id of the cluster that answers for this one; None where there is none."""
    found = by_ids(ask.snapshot, [id_], lambda _: ()).get(id_)
    return None if found is None else found.key


def _node_kinds(kinds: Sequence[NodeKind] | None) -> list[NodeForm] | None:
    return None if kinds is None else [node_kind(one.value) for one in kinds]


def _around(ask: Ask, ids: Sequence[str], find: Callable[[Sequence[str], Sequence[str]], Found]) -> Around:
    """What is found; asked again where ids are no longer in force and others answer for them."""
    fields = ask.selection.columns("nodes")
    found = find(ids, fields)
    answers: Mapping[str, str | None] = ask.snapshot.redirects(found.unknown) if found.unknown else {}
    redirected = [Redirected(old, new) for old in found.unknown if (new := answers.get(old)) is not None]
    if redirected:
        now = dict(redirected)
        found = find([now.get(id_, id_) for id_ in ids], fields)
    unknown = found.unknown
    return Around(found.nodes, found.edges, found.counts, found.truncated, unknown, redirected, ask.request.publication)
