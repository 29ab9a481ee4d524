"""The neighborhood as anyone would serve it with Strawberry: its types, its view, graphql-core's execution.

python -m bench.graphql_strawberry STORE PORT
"""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path

import strawberry
import uvicorn
from research_graph.schema.catalog import edge_kind
from research_graph.store.sqlite.store import SqliteStore
from research_graph.store.traverse import neighborhood
from strawberry.asgi import GraphQL


@strawberry.enum
class RelationKind(Enum):
    CO_AUTHORED_WITH = "CO_AUTHORED_WITH"


@strawberry.enum
class NodeKind(Enum):
    AUTHOR = "Author"


@strawberry.type
class GraphNode:
    id: strawberry.ID
    kind: NodeKind
    name: str
    hop: int
    degree: int
    year: int | None


@strawberry.type
class GraphEdge:
    source: strawberry.ID
    target: strawberry.ID
    kind: RelationKind
    strength: float | None
    paper_count: int | None


@strawberry.type
class Neighborhood:
    nodes: list[GraphNode]
    edges: list[GraphEdge]


STORE = SqliteStore(Path(sys.argv[1] if len(sys.argv) > 1 else "store.sqlite"))


@strawberry.type
class Query:
    @strawberry.field
    def neighborhood(
        self, roots: list[strawberry.ID], depth: int, relations: list[RelationKind], per_node: int, limit: int
    ) -> Neighborhood:
        with STORE.snapshot() as snapshot:
            found = neighborhood(
                snapshot,
                roots,
                depth=depth,
                relations=[edge_kind(one.value) for one in relations],
                per_node=per_node,
                limit=limit,
                fields=("year", "last_year"),
                edge_fields=("strength", "paper_count"),
            )
        return Neighborhood(
            nodes=[
                GraphNode(
                    id=strawberry.ID(node.key),
                    kind=NodeKind(node.kind),
                    name=node.name,
                    hop=node.hop,
                    degree=node.degree,
                    year=node.fields["last_year"],
                )
                for node in found.nodes
            ],
            edges=[
                GraphEdge(
                    source=strawberry.ID(edge.source),
                    target=strawberry.ID(edge.target),
                    kind=RelationKind(edge.kind),
                    strength=edge.fields["strength"],
                    paper_count=edge.fields["paper_count"],
                )
                for edge in found.edges
            ],
        )


def main() -> None:
    """Serves until it is ended."""
    uvicorn.run(GraphQL(strawberry.Schema(Query)), port=int(sys.argv[2]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
