"""A person as the graph sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Compare, Condition, Direction, Neighbor, Operator, Order, Page, Side
from ...store.query import Node as NodeRow
from ..connections import Connected, connection
from ..few import FewFirst, few, neighbors_of, with_few
from ..fields import batched, column, edge_column, from_row
from ..request import Ask
from . import identity, metrics
from .affiliation import LATEST, Affiliation, AffiliationStatus, AllPrinted, PrintedAffiliations, printed_affiliations
from .cluster import ClusterLevel
from .collaborators import COLLABORATORS, CollaboratorConnection, CollaboratorFilter, CollaboratorOrder
from .forward import ClusterType, TopicType
from .identity import MOST_LIKELY, Identity, PossiblySame
from .metrics import AuthorMetrics
from .node import Node
from .paper_list import paper_listing, papers_field, papers_per_year
from .suggestions import Suggested, Suggestion, suggested
from .values import ExternalId, Year, YearCount

PAPERS = paper_listing("papers of a person", "AUTHORED", Direction.OUT)
_CLOSE = Compare("is_close", Operator.EQ, True, Side.EDGE)
_LEVELS = [level.value for level in ClusterLevel]
_MOST_PAPERS = (Order("paper_count", descending=True, side=Side.EDGE), Order("sort_key"))


@strawberry.type(description="A topic of a person's papers.")
class TopicShare:
    topic: TopicType = from_row("row.node", description="The topic.")
    paper_count: int = edge_column("WORKS_ON", "paper_count")
    share: float = edge_column("WORKS_ON", "share")
    last_year: int | None = edge_column("WORKS_ON", "last_year")


@strawberry.type(description="A person's place in a cluster.")
class Membership:
    cluster: ClusterType = from_row("row.node", description="The cluster.")
    level: ClusterLevel = from_row("row.edge['level'].upper()", needs=("level",), description="How fine it is.")
    strength: float = edge_column("MEMBER_OF", "strength")


@strawberry.type(description="A person as the graph sees them.")
class Author(Node):
    name: str = column("Author", "name")
    sort_name: str | None = column("Author", "sort_name")
    family: str | None = column("Author", "family")
    given: str | None = column("Author", "given")
    name_variants: list[str] = column("Author", "name_variants")
    orcid: str | None = column("Author", "orcid")
    external_ids: list[ExternalId] = column("Author", "external_ids")
    identity: Identity = from_row(
        "row",
        needs=identity.NEEDED,
        description="How sure it is that this is one person, with all of their papers here.",
    )
    metrics: AuthorMetrics = from_row("row", needs=metrics.NEEDED, description="Figures, with what they speak for.")
    affiliation_status: AffiliationStatus = column(
        "Author",
        "affiliation_status",
        text="(row.fields[{!r}] or 'SOURCE_SILENT')",
        description="What is known about affiliations.",
    )

    @few(Affiliation, description="Institutions by papers and profiles, the latest first.")
    def affiliations(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 20) -> list[list[Neighbor]]:
        return neighbors_of(
            ask, "AFFILIATED_WITH", rows, direction=Direction.OUT, node="institution", first=first, order=LATEST
        )

    @with_few(
        PrintedAffiliations,
        description="Affiliations as printed on the newest papers, whether or not they lead to an institution here.",
    )
    def printed_affiliations(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 20) -> list[AllPrinted]:
        return printed_affiliations(ask, rows, first=first)

    @papers_field(PAPERS, description="The person's papers.")
    def papers(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PAPERS.pages(ask, [row.key for row in rows])

    @batched(list[YearCount], description="All papers of the person by year.")
    def papers_per_year(ask: Ask, rows: Sequence[NodeRow]) -> list[list[Year]]:
        return papers_per_year(ask, "AUTHORED", rows, direction=Direction.OUT)

    @few(TopicShare, description="Topics of the papers, those of the most papers first.")
    def topics(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[list[Neighbor]]:
        return neighbors_of(
            ask, "WORKS_ON", rows, direction=Direction.OUT, node="topic", first=first, order=_MOST_PAPERS
        )

    @connection(
        CollaboratorConnection,
        COLLABORATORS,
        where=CollaboratorFilter,
        orders=CollaboratorOrder,
        description="People with a shared paper.",
    )
    def collaborators(
        ask: Ask,
        rows: Sequence[NodeRow],
        close_only: Annotated[bool, strawberry.argument(description="Only close ties.")] = False,
    ) -> list[Connected]:
        return COLLABORATORS.pages(ask, [row.key for row in rows], also=(_CLOSE,) if close_only else ())

    @few(Suggestion, description="Guesses whom the person could write with; for one person a request.", work=500)
    def suggested_collaborators(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[list[Suggested]]:
        return suggested(ask, rows, first=first)

    @few(PossiblySame, description="People who may be the same person, the likeliest first.")
    def possibly_same(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 20) -> list[list[Neighbor]]:
        return neighbors_of(
            ask, "POSSIBLY_SAME_AS", rows, direction=Direction.BOTH, node="author", first=first, order=MOST_LIKELY
        )

    @batched(
        list[Membership],
        description="The clusters that the person is in, the coarsest first: at most one of each level.",
        rows_at_most=lambda _: len(ClusterLevel),
    )
    def clusters(ask: Ask, rows: Sequence[NodeRow]) -> list[list[Neighbor]]:
        found = _memberships(ask, rows)
        return [sorted(found.get(row.key, ()), key=_level_of) for row in rows]

    @batched(Membership | None, description="The cluster of that level that the person is in; null for none.")
    def cluster(
        ask: Ask,
        rows: Sequence[NodeRow],
        level: Annotated[ClusterLevel, strawberry.argument(description="How fine.")] = ClusterLevel.GROUP,
    ) -> list[Neighbor | None]:
        found = _memberships(ask, rows, Compare("level", Operator.EQ, level.value, Side.EDGE))
        return [found[row.key][0] if row.key in found else None for row in rows]


def _memberships(ask: Ask, rows: Sequence[NodeRow], where: Condition | None = None) -> dict[str, list[Neighbor]]:
    return ask.snapshot.neighbors(
        edge_kind("MEMBER_OF"),
        list(dict.fromkeys(row.key for row in rows)),
        direction=Direction.OUT,
        page=Page(len(ClusterLevel)),
        where=where,
        edge_fields=("level", *ask.selection.columns()),
        node_fields=ask.selection.columns("cluster"),
    )


def _level_of(membership: Neighbor) -> int:
    return _LEVELS.index(membership.edge["level"])


TYPES = (Author,)
