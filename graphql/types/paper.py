"""A paper as a work, with its versions, authors, references and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

import strawberry

from ...schema.external_ids import web_address
from ...store.query import Direction, Neighbor, Order, Side
from ...store.query import Node as NodeRow
from ..connections import Connected, connection
from ..few import FewFirst, few, neighbors_of, with_few
from ..fields import batched, column, edge_column, from_row
from ..request import Ask
from .authorship import AUTHORS
from .forward import AuthorshipConnectionType, TopicType, VenueType
from .node import Node
from .paper_list import paper_listing, papers_field
from .related import Related, RelatedPapers, related
from .topic import TopicEvidence
from .values import ExternalId, Figure

REFERENCES = paper_listing("references", "CITES", Direction.OUT)
CITED_BY = paper_listing("cited by", "CITES", Direction.IN)
_LARGEST = (Order("paper_count", descending=True),)
_BEST_RANKED = (Order("rank", side=Side.EDGE), Order("score", descending=True, side=Side.EDGE), Order("sort_key"))
_CITATIONS = ("citation_count_claimed", "citations_claimed_by", "citation_count_in_graph")


@strawberry.enum(description="What a link leads to.")
class LinkKind(Enum):
    PAGE = strawberry.enum_value("page", description="The landing page.")
    PDF = strawberry.enum_value("pdf", description="The full text.")
    CODE = strawberry.enum_value("code", description="The code.")
    DOI = strawberry.enum_value("doi", description="Where its DOI leads.")


class _Link(NamedTuple):
    kind: str
    url: str


@strawberry.type(description="A link of a paper.")
class PaperLink:
    kind: LinkKind = from_row(description="What is there.")
    url: str = from_row(description="The address.")


@strawberry.type(description="One record of a paper: what one source has as the preprint, the published version, …")
class PaperVersion:
    source: str = from_row("row['source']", description="The source.")
    record: str = from_row("row['record']", description="The record's id in the source.")
    type: str | None = from_row("row.get('type')", description="article, preprint, …")
    date: str | None = from_row("row.get('date')", description="Date as far as known: 2023, 2023-07 or 2023-07-09.")
    url: str | None = from_row("row.get('url')", description="Its page.")
    title: str | None = from_row("row.get('title')", description="Its title.")


@strawberry.type(description="A topic of a paper.")
class PaperTopic:
    topic: TopicType = from_row("row.node", description="The topic.")
    score: float | None = edge_column("ABOUT", "score")
    rank: int | None = edge_column("ABOUT", "rank")
    evidence: TopicEvidence = from_row(
        "row.edge['evidence'].upper()", needs=("evidence",), description="How this is known."
    )


def _links(row: Any) -> list[_Link]:
    fields = row.fields
    found = [
        _Link(kind, fields[name])
        for kind, name in (("PAGE", "url"), ("PDF", "pdf_url"), ("CODE", "code_url"))
        if fields[name]
    ]
    address = web_address(f"doi:{fields['doi']}") if fields["doi"] else None
    return [*found, _Link("DOI", address)] if address else found


@strawberry.type(description="A work; its preprint and its published version are one paper with versions.")
class Paper(Node):
    title: str = column("Paper", "title")
    abstract: str | None = column("Paper", "abstract")
    year: int | None = column("Paper", "year")
    date: str | None = column("Paper", "date")
    type: str | None = column("Paper", "type")
    doi: str | None = column("Paper", "doi")
    external_ids: list[ExternalId] = column("Paper", "external_ids")
    versions: list[PaperVersion] = column("Paper", "versions", description="The records that the sources have of it.")
    url: str | None = column("Paper", "url")
    pdf_url: str | None = column("Paper", "pdf_url")
    code_url: str | None = column("Paper", "code_url")
    links: list[PaperLink] = from_row(
        _links, needs=("url", "pdf_url", "code_url", "doi"), description="Where it can be read."
    )
    language: str | None = column("Paper", "language")
    is_retracted: bool = column("Paper", "is_retracted")
    notices: list[str] = column("Paper", "notices")
    author_count: int = column("Paper", "author_count")
    is_author_list_complete: bool = column("Paper", "is_author_list_complete")
    citation_count: Figure = from_row(
        f"({', '.join(f'row.fields[{name!r}]' for name in _CITATIONS)}, None)",
        needs=_CITATIONS,
        description="Citations.",
    )
    reference_count: int | None = column("Paper", "reference_count")

    @connection(AuthorshipConnectionType, AUTHORS, description="The authors in the order of the paper.")
    def authors(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return AUTHORS.pages(ask, [row.key for row in rows])

    @papers_field(REFERENCES, description="Papers of this graph that it cites.")
    def references(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return REFERENCES.pages(ask, [row.key for row in rows])

    @papers_field(CITED_BY, description="Papers of this graph that cite it.")
    def cited_by(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return CITED_BY.pages(ask, [row.key for row in rows])

    @few(PaperTopic, description="What it is about, the best ranked first.")
    def topics(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[list[Neighbor]]:
        return neighbors_of(ask, "ABOUT", rows, direction=Direction.OUT, node="topic", first=first, order=_BEST_RANKED)

    @few(VenueType, description="Where it appeared, the largest first.")
    def venues(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[list[NodeRow]]:
        return [[venue.node for venue in found] for found in _venues(ask, rows, first)]

    @batched(VenueType | None, description="Where it appeared; of several venues the largest.")
    def venue(ask: Ask, rows: Sequence[NodeRow]) -> list[NodeRow | None]:
        return [found[0].node if found else None for found in _venues(ask, rows, 1)]

    @with_few(
        RelatedPapers,
        description="Papers that share references with it, as far as references are here.",
        work=200,
    )
    def related(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[Related]:
        return related(ask, rows, first=first)


def _venues(ask: Ask, rows: Sequence[NodeRow], first: int) -> list[list[Neighbor]]:
    return neighbors_of(ask, "PUBLISHED_IN", rows, direction=Direction.OUT, node=None, first=first, order=_LARGEST)


TYPES = (Paper,)
