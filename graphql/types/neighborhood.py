"""Flat parts of the graph: nodes and edges as rows, read from the store's own tuples by compiled expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import strawberry

from ...schema.catalog import edge_kind
from ...schema.publication import Publication
from ...store.query import Compare, Direction, Edge, Operator, Side, Step
from ...store.traverse import KindCount as Counted
from ...store.traverse import NeighborhoodNode, RankBy
from ..fields import batched, from_row
from ..request import Ask
from .graph_info import NodeKind, RelationKind
from .values import AS_OF


@strawberry.enum(description="Which neighbors of a node come first.")
class NeighborRank(Enum):
    STRENGTH = strawberry.enum_value(RankBy.STRENGTH, description="Those with the strongest ties.")
    RECENT = strawberry.enum_value(RankBy.RECENT, description="Those with the latest.")
    PAPERS = strawberry.enum_value(RankBy.PAPERS, description="Those with the most papers.")


@strawberry.input(description="A range of years; either end may be left open.")
class YearRange:
    from_: int | None = strawberry.field(default=strawberry.UNSET, name="from", description="The first year.")
    to: int | None = strawberry.field(default=strawberry.UNSET, description="The last year.")


@strawberry.type(description="A node of a part of the graph.")
class GraphNode:
    id: strawberry.ID = from_row("row.key", description="Its id.")
    kind: NodeKind = from_row("row.kind.upper()", description="Its kind.")
    name: str = from_row("row.name", description="Its name, title or label.")
    hop: int = from_row("row.hop", description="Steps from the nearest root; on a path from its start; else 0.")
    degree: int = from_row(
        "row.degree", description="Edges of the relations asked for that it has in the whole graph, shown or not."
    )
    year: int | None = from_row(
        "row.fields.get('year', row.fields.get('last_year'))",
        needs=("year", "last_year"),
        description="Year of a paper, of the last paper of a person or cluster; null for other kinds.",
    )
    weight: float | None = from_row(
        "row.fields.get('search_rank')",
        needs=("search_rank",),
        description="How large to draw it: citations of a paper, members of a cluster, papers of anything else.",
    )

    @batched(strawberry.ID | None, description="The group of a person, at the level GROUP; null for other kinds.")
    def cluster(ask: Ask, rows: Sequence[NeighborhoodNode]) -> list[str | None]:
        people = tuple(dict.fromkeys(row.key for row in rows if row.kind == "Author"))
        group = Compare("level", Operator.EQ, "group", side=Side.EDGE)
        step = Step(edge_kind("MEMBER_OF"), Direction.OUT, people, group)
        homes = {link.key: link.other for link in (ask.snapshot.expand([step], size=1) if people else ())}
        return [homes.get(row.key) for row in rows]


@strawberry.type(description="An edge between two of the nodes.")
class GraphEdge:
    source: strawberry.ID = from_row("row.source", description="Id of the node it leaves from.")
    target: strawberry.ID = from_row("row.target", description="Id of the node it comes to.")
    kind: RelationKind = from_row("row.kind", description="Its kind; of an undirected one the smaller id is source.")
    strength: float | None = from_row(
        "row.fields.get('strength')", needs=("strength",), description="Strength, of kinds that have one."
    )
    paper_count: int | None = from_row(
        "row.fields.get('paper_count')", needs=("paper_count",), description="Papers that it is made of."
    )
    first_year: int | None = from_row(
        "row.fields.get('first_year')", needs=("first_year",), description="Year of the first of them."
    )
    last_year: int | None = from_row(
        "row.fields.get('last_year')", needs=("last_year",), description="Year of the last of them."
    )


@strawberry.type(description="Edges of one kind at the roots; of a sub-graph, at any of its nodes.")
class KindCount:
    kind: RelationKind = from_row("row.kind", description="The kind.")
    shown: int = from_row("row.shown", description="Those in this answer.")
    total: int = from_row("row.total", description="Those in the graph, before all filters and limits.")


class Redirected(NamedTuple):
    """An id that was asked for, and the one that answers for it now."""

    asked: str
    id: str


@strawberry.type(description="An id that was merged or split away, and the one that answers for it.")
class Redirection:
    asked: strawberry.ID = from_row("row.asked", description="The id asked for.")
    id: strawberry.ID = from_row("row.id", description="The id that answers.")


@dataclass(frozen=True, slots=True)
class Around:
    """A part of the graph as the store gives it, and where it is from."""

    nodes: Sequence[NeighborhoodNode]
    edges: Sequence[Edge]
    counts: Sequence[Counted]
    truncated: bool
    unknown: Sequence[str]
    redirected: Sequence[Redirected]
    held: Publication


@strawberry.type(description="A part of the graph: nodes, and the edges among them.")
class Neighborhood:
    nodes: list[GraphNode] = from_row("row.nodes", description="The nodes, nearest and best first.")
    edges: list[GraphEdge] = from_row("row.edges", description="All edges among them that the filters let through.")
    counts: list[KindCount] = from_row("row.counts", description="How many edges of each kind there are, and shown.")
    truncated: bool = from_row(description="A limit left something out.")
    unknown: list[strawberry.ID] = from_row("list(row.unknown)", description="Ids asked for that are not in the graph.")
    redirected: list[Redirection] = from_row(description="Ids asked for for which others answer.")
    as_of: str | None = from_row("row.held.as_of", description=AS_OF)
    build: str = from_row("row.held.build", description="Id of the build that answered.")
