"""Figures of a person: what this graph counts and what a source claims, apart, each with what it speaks for."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction
from ...store.query import Node as NodeRow
from ..counters import counted
from ..fields import batched, column, from_row
from ..request import Ask
from .values import AS_OF, Figure

NEEDED = (
    "paper_count",
    "collaborator_count",
    "close_collaborator_count",
    "first_year",
    "last_year",
    "citation_count_claimed",
    "h_index_claimed",
    "metrics_claimed_by",
    "citation_count_in_graph",
    "h_index_in_graph",
    "citation_coverage",
)
"""Columns of a person's figures."""


def _figure(claimed: str, in_graph: str) -> str:
    by = f"row.fields['metrics_claimed_by'] if row.fields[{claimed!r}] is not None else None"
    return f"(row.fields[{claimed!r}], {by}, row.fields[{in_graph!r}], row.fields['citation_coverage'])"


@strawberry.type(description="Figures of a person. Counts equal the lengths of their lists; null: nothing speaks.")
class AuthorMetrics:
    paper_count: int = column("Author", "paper_count")
    collaborator_count: int = column("Author", "collaborator_count")
    close_collaborator_count: int = column("Author", "close_collaborator_count")
    first_year: int | None = column("Author", "first_year")
    last_year: int | None = column("Author", "last_year")
    citation_count: Figure = from_row(
        _figure("citation_count_claimed", "citation_count_in_graph"), description="Citations."
    )
    h_index: Figure = from_row(_figure("h_index_claimed", "h_index_in_graph"), description="h-index.")

    @batched(int, description="Topics of the papers.")
    def topic_count(ask: Ask, rows: Sequence[NodeRow]) -> list[int]:
        counts = counted(ask, edge_kind("WORKS_ON"), [row.key for row in rows], direction=Direction.OUT)
        return [counts.get(row.key, 0) for row in rows]

    @batched(list[str], description="What is counted: the papers of these sources, as far as they are in this graph.")
    def scope(ask: Ask, rows: Sequence[NodeRow]) -> list[list[str]]:
        names = [source.name for source in ask.request.publication.sources]
        return [names] * len(rows)

    @batched(str | None, description=AS_OF)
    def as_of(ask: Ask, rows: Sequence[NodeRow]) -> list[str | None]:
        return [ask.request.publication.as_of] * len(rows)
