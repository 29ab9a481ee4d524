"""Ties of people: how strong, since when, and the shared papers that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from enum import Enum

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.query import Compare, Direction, Operator, Order, Page, Side
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
from ..few import FewFirst, few
from ..fields import edge_column, from_row
from ..filters import FloatFilter, IntFilter, StringFilter
from ..request import Ask
from .forward import AuthorType, PaperType

MOST_PAPERS_READ = 2_000
"""Papers of all people of one place among which shared ones are looked for; of one person at most PAPERS_OF_ONE."""

PAPERS_OF_ONE = 500


@strawberry.enum(description="Orders of collaborators.")
class CollaboratorOrder(Enum):
    STRENGTH_DESC = strawberry.enum_value("strength", description="The strongest tie first.")
    RECENT_STRENGTH_DESC = strawberry.enum_value("recent", description="The strongest recent tie first.")
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most shared papers first.")
    LAST_YEAR_DESC = strawberry.enum_value("last_year", description="The latest shared paper first.")
    NAME_ASC = strawberry.enum_value("name", description="By name, family name first.")


@strawberry.input(description="Tests of collaborators; all of them must hold.")
class CollaboratorFilter:
    name: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The name.")
    strength: FloatFilter | None = strawberry.field(default=strawberry.UNSET, description="Strength of the tie.")
    recent_strength: FloatFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Recent strength of the tie."
    )
    paper_count: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Shared papers.")
    first_year: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Year of the first shared paper."
    )
    last_year: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Year of the last shared paper."
    )
    and_: list[CollaboratorFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="and", description="All of these hold."
    )
    or_: list[CollaboratorFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="or", description="One of these holds."
    )
    not_: CollaboratorFilter | None = strawberry.field(
        default=strawberry.UNSET, name="not", description="This does not hold."
    )


def _most(field: str) -> tuple[Order, ...]:
    return (Order(field, descending=True, side=Side.EDGE),)


COLLABORATORS = Listing(
    "collaborators",
    node_kind("Author"),
    {
        "STRENGTH_DESC": _most("strength"),
        "RECENT_STRENGTH_DESC": _most("recent_strength"),
        "PAPER_COUNT_DESC": _most("paper_count"),
        "LAST_YEAR_DESC": _most("last_year"),
        "NAME_ASC": (Order("sort_key"),),
    },
    edge_kind("CO_AUTHORED_WITH"),
    Direction.BOTH,
    {
        "name": ("name", Side.NODE),
        **{
            name: (name, Side.EDGE)
            for name in ("strength", "recent_strength", "paper_count", "first_year", "last_year")
        },
    },
)


@strawberry.type(description="A collaborator and the tie.")
class CollaboratorEdge:
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The collaborator.")
    strength: float = edge_column("CO_AUTHORED_WITH", "strength")
    recent_strength: float = edge_column("CO_AUTHORED_WITH", "recent_strength")
    paper_count: int = edge_column("CO_AUTHORED_WITH", "paper_count")
    first_year: int | None = edge_column("CO_AUTHORED_WITH", "first_year")
    last_year: int | None = edge_column("CO_AUTHORED_WITH", "last_year")
    is_close: bool = edge_column("CO_AUTHORED_WITH", "is_close")

    @few(
        PaperType,
        description="The newest shared papers: the evidence of the tie. They are looked for among the 500 newest "
        "papers of the person, fewer where this is asked of many people at once; `paperCount` counts them all.",
        needs=("source", "target"),
    )
    def shared_papers(ask: Ask, rows: Sequence[Row], first: FewFirst = 3) -> list[list[NodeRow]]:
        pairs = [(_other_end(row), row.node.key) for row in rows]
        newest = _newest(ask, list(dict.fromkeys(person for person, _ in pairs)))
        written = _written(ask, {other for _, other in pairs}, newest)
        return [
            [paper for paper in newest.get(person, ()) if paper.key in written[other]][:first]
            for person, other in pairs
        ]


@strawberry.type(description="People with a shared paper.")
class CollaboratorConnection:
    edges: list[CollaboratorEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


def makes_ties(ask: Ask) -> Compare | None:
    """Of papers: few enough authors to tie them, by the build's parameters."""
    most = ask.request.publication.parameters.get("max_pair_authors")
    return Compare("author_count", Operator.LTE, most) if isinstance(most, int) else None


def _other_end(row: Row) -> str:
    """Whose collaborator it is."""
    source, target = row.edge["source"], row.edge["target"]
    return str(target if source == row.node.key else source)


def _newest(ask: Ask, people: Sequence[str]) -> dict[str, list[NodeRow]]:
    found = ask.snapshot.neighbors(
        edge_kind("AUTHORED"),
        people,
        direction=Direction.OUT,
        page=Page(max(1, min(PAPERS_OF_ONE, MOST_PAPERS_READ // len(people)))),
        where=makes_ties(ask),
        order=(Order("year", descending=True), Order("sort_key")),
        node_fields=ask.selection.columns(),
    )
    return {person: [row.node for row in rows] for person, rows in found.items()}


def _written(ask: Ask, people: set[str], newest: dict[str, list[NodeRow]]) -> dict[str, set[str]]:
    """Which of these papers each of the people wrote."""
    papers = {paper.key for found in newest.values() for paper in found}
    written: dict[str, set[str]] = defaultdict(set)
    for edge in ask.snapshot.edges_among([edge_kind("AUTHORED")], [*people, *papers]):
        written[edge.source].add(edge.target)
    return written
