"""Paths between two nodes, each tie with the papers that make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

import strawberry

from ...schema.catalog import edge_kind
from ...schema.publication import Publication
from ...store.query import Direction, Edge, Order, Step
from ...store.query import Node as NodeRow
from ...store.traverse import NeighborhoodNode
from ..arguments import check_number
from ..entities import by_keys
from ..fields import batched, from_row
from ..request import Ask
from .collaborators import makes_ties
from .forward import PaperType
from .graph_info import RelationKind
from .neighborhood import GraphNode, Redirected, Redirection
from .values import AS_OF

PAPERS_READ = 1_000
"""Newest papers of a person among which shared ones are looked for."""
MOST_PAPERS = 10

_NEWEST = (Order("year", descending=True), Order("sort_key"))


@strawberry.enum(description="Why there is no path.")
class NoPath(Enum):
    NO_PATH_WITHIN_LENGTH = strawberry.enum_value("no_path_within_length", description="None is that short.")
    NODE_BUDGET = strawberry.enum_value(
        "node_budget", description="Too much would have to be searched; there may be one."
    )
    DEADLINE = strawberry.enum_value("deadline", description="Time ran out; there may be one.")
    UNKNOWN_NODE = strawberry.enum_value("unknown_node", description="One of the two is not in the graph.")


@dataclass(frozen=True, slots=True)
class Way:
    """A path: its nodes in order, the edges between them, the sum of 1/strength."""

    nodes: Sequence[NeighborhoodNode]
    edges: Sequence[Edge]
    cost: float


@dataclass(frozen=True, slots=True)
class Ways:
    """The paths that were found, or why there is none."""

    paths: Sequence[Way]
    total: int
    reason: str | None
    redirected: Sequence[Redirected]
    held: Publication


@strawberry.type(description="An edge of a path.")
class PathEdge:
    source: strawberry.ID = from_row("row.source", description="Id of the node it leaves from.")
    target: strawberry.ID = from_row("row.target", description="Id of the node it comes to.")
    kind: RelationKind = from_row("row.kind", description="Its kind; of an undirected one the smaller id is source.")
    strength: float | None = from_row("row.fields.get('strength')", description="Strength, of kinds that have one.")
    paper_count: int | None = from_row("row.fields.get('paper_count')", description="Papers that it is made of.")
    first_year: int | None = from_row("row.fields.get('first_year')", description="Year of the first of them.")
    last_year: int | None = from_row("row.fields.get('last_year')", description="Year of the last of them.")

    @batched(
        list[PaperType],
        description="Of a co-authorship the newest papers that make it (`paperCount`: how many), none for other "
        "kinds; looked for among the newest 1,000 papers of the two.",
        rows_at_most=lambda arguments: int(arguments["first"]),
        check=lambda arguments: check_number("first", arguments["first"], MOST_PAPERS),
    )
    def papers(
        ask: Ask, rows: Sequence[Edge], first: Annotated[int, strawberry.argument(description="1 to 10.")] = 3
    ) -> list[list[NodeRow]]:
        ties = [row for row in rows if row.kind == "CO_AUTHORED_WITH"]
        shared = _shared(ask, ties, first)
        keys = (key for some in shared.values() for key in some)
        known = by_keys(ask.snapshot, keys, lambda _: ask.selection.columns())
        return [[known[key] for key in shared.get((row.source, row.target), ()) if key in known] for row in rows]


@strawberry.type(description="A path.")
class Path:
    length: int = from_row("len(row.edges)", description="How many edges.")
    cost: float = from_row(description="Sum of 1/strength over its edges, 1 for one without strength: less is closer.")
    nodes: list[GraphNode] = from_row("row.nodes", description="Its nodes from one end to the other.")
    edges: list[PathEdge] = from_row("row.edges", description="The edges between them, in the same order.")


@strawberry.type(description="The shortest paths between two nodes, or why there is none.")
class PathResult:
    paths: list[Path] = from_row(
        description="Paths of the fewest edges; among them the strongest ties first, then by ids."
    )
    total: int = from_row(description="How many paths have that few edges.")
    reason: NoPath | None = from_row(
        "row.reason and row.reason.upper()", description="Why there is none; null where there is one."
    )
    redirected: list[Redirection] = from_row(description="Ids asked for for which others answer.")
    as_of: str | None = from_row("row.held.as_of", description=AS_OF)
    build: str = from_row("row.held.build", description="Id of the build that answered.")


def _shared(ask: Ask, ties: Sequence[Edge], first: int) -> dict[tuple[str, str], list[str]]:
    """The newest shared papers of each tie, of those with few enough authors to make one."""
    people = tuple(dict.fromkeys(key for tie in ties for key in (tie.source, tie.target)))
    if not people:
        return {}
    step = Step(edge_kind("AUTHORED"), Direction.OUT, people, makes_ties(ask), _NEWEST)
    written: dict[str, dict[str, None]] = {key: {} for key in people}
    for link in ask.snapshot.expand([step], size=PAPERS_READ):
        written[link.key][link.other] = None
    return {
        (tie.source, tie.target): [key for key in written[tie.source] if key in written[tie.target]][:first]
        for tie in ties
    }
