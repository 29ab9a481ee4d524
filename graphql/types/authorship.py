"""Authorships: a place in a paper's author list and the person in it, with the evidence for that."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.query import Direction, Order, Side
from ...store.query import Node as NodeRow
from ..connections import (
    Listing,
    PageInfo,
    Row,
    cursor_field,
    edges_field,
    nodes_field,
    page_info,
    total_count_field,
)
from ..entities import by_keys
from ..fields import batched, edge_column, from_row
from ..request import Ask
from .forward import AuthorType, InstitutionType
from .values import Evidence

AUTHORS = Listing(
    "authors of a paper",
    node_kind("Author"),
    {"POSITION_ASC": (Order("position", side=Side.EDGE),)},
    edge_kind("AUTHORED"),
    Direction.IN,
)
COLUMNS = tuple(field.name for field in edge_kind("AUTHORED").fields)
"""What an edge says about an authorship."""


@strawberry.type(description="A place in a paper's author list, and how it was attributed.")
class Authorship:
    position: int = edge_column("AUTHORED", "position")
    name: str = edge_column("AUTHORED", "name")
    is_corresponding: bool | None = edge_column("AUTHORED", "is_corresponding")
    affiliations: list[str] = edge_column("AUTHORED", "affiliations")
    evidence: Evidence = from_row(
        "row.edge['evidence'].upper()", needs=("evidence",), description="How this was attributed."
    )
    confidence: float = edge_column("AUTHORED", "confidence")

    @batched(list[InstitutionType], description="Institutions that the affiliations name.", needs=("institutions",))
    def institutions(ask: Ask, rows: Sequence[Row]) -> list[list[NodeRow]]:
        keys = (key for row in rows for key in row.edge["institutions"] or ())
        known = by_keys(ask.snapshot, keys, lambda _: ask.selection.columns())
        return [[known[key] for key in row.edge["institutions"] or () if key in known] for row in rows]


@strawberry.type(description="An author of a paper.")
class AuthorshipEdge(Authorship):
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The person.")


@strawberry.type(description="The authors of a paper in their order.")
class AuthorshipConnection:
    edges: list[AuthorshipEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()
