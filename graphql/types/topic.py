"""A subject with its scheme, its level and its place in the tree of the scheme."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.query import Direction, Linked, Order, Side
from ...store.query import Node as NodeRow
from ..connections import (
    SCAN,
    Connected,
    Listing,
    PageInfo,
    connection,
    cursor_field,
    edges_field,
    nodes_field,
    page_info,
    total_count_field,
)
from ..few import check_at_once
from ..fields import Arguments, batched, column, edge_column, from_row
from ..request import Ask
from .forward import AuthorType
from .node import Node
from .paper_list import paper_listing, papers_field, papers_per_year
from .values import ExternalId, Year, YearCount

_SORT_KEY = Order("sort_key")
_LARGEST = {"PAPER_COUNT_DESC": (Order("paper_count", descending=True), _SORT_KEY)}


@strawberry.enum(description="Orders of the people of a topic.")
class TopicAuthorOrder(Enum):
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers about it first.")
    SHARE_DESC = strawberry.enum_value("share", description="The largest share of their papers first.")
    LAST_YEAR_DESC = strawberry.enum_value("latest", description="The last paper about it first.")


@strawberry.enum(description="How a paper is known to be about a topic.")
class TopicEvidence(Enum):
    ASSERTED = strawberry.enum_value("asserted", description="Authors or editors say so.")
    INFERRED = strawberry.enum_value("inferred", description="A classifier says so.")


BROADER = Listing("broader", node_kind("Topic"), _LARGEST, edge_kind("SUBTOPIC_OF"), Direction.OUT)
NARROWER = Listing("narrower", node_kind("Topic"), _LARGEST, edge_kind("SUBTOPIC_OF"), Direction.IN)
AUTHORS = Listing(
    "top authors",
    node_kind("Author"),
    {
        "PAPER_COUNT_DESC": (Order("paper_count", descending=True, side=Side.EDGE), _SORT_KEY),
        "SHARE_DESC": (Order("share", descending=True, side=Side.EDGE), _SORT_KEY),
        "LAST_YEAR_DESC": (Order("last_year", descending=True, side=Side.EDGE), _SORT_KEY),
    },
    edge_kind("WORKS_ON"),
    Direction.IN,
)
_PAPERS = "papers of a topic"
PAPERS = paper_listing(_PAPERS, "ABOUT", Direction.IN)
WITH_NARROWER = paper_listing(_PAPERS)
"""All papers, for a condition; in the same order and so with the same cursors as those of the topic itself."""


def _work(arguments: Arguments) -> int:
    return SCAN if arguments["include_narrower"] else PAPERS.work(arguments)


@strawberry.type(description="A subject of papers in a named scheme, at a named level.")
class Topic(Node):
    name: str = column("Topic", "name")
    scheme: str = column("Topic", "scheme")
    level: str | None = column("Topic", "level")
    description: str | None = column("Topic", "description")
    keywords: list[str] = column("Topic", "keywords")
    external_ids: list[ExternalId] = column("Topic", "external_ids")
    paper_count: int = column("Topic", "paper_count")

    @connection("TopicConnection", BROADER, description="Topics above it in its scheme.")
    def broader(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return BROADER.pages(ask, [row.key for row in rows])

    @connection("TopicConnection", NARROWER, description="Topics below it in its scheme.")
    def narrower(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return NARROWER.pages(ask, [row.key for row in rows])

    @connection(
        "TopicAuthorConnection",
        AUTHORS,
        description="People with papers about the topic itself.",
        orders=TopicAuthorOrder,
    )
    def top_authors(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return AUTHORS.pages(ask, [row.key for row in rows])

    @papers_field(
        PAPERS,
        description="Papers about the topic itself; with `includeNarrower` also those about any topic below it, each "
        "once, as `paperCount` counts them.",
        work=_work,
    )
    def papers(
        ask: Ask,
        rows: Sequence[NodeRow],
        include_narrower: Annotated[
            bool, strawberry.argument(description="Also papers about topics below it; for one topic a request.")
        ] = False,
    ) -> list[Connected]:
        keys = [row.key for row in rows]
        if not include_narrower:
            return PAPERS.pages(ask, keys)
        check_at_once(set(keys), 1, "topic")
        about = Linked(edge_kind("ABOUT"), Direction.OUT, (keys[0],), edge_kind("SUBTOPIC_OF"))
        return WITH_NARROWER.pages(ask, keys, also=(about,))

    @batched(list[YearCount], description="The papers about the topic itself by year.")
    def papers_per_year(ask: Ask, rows: Sequence[NodeRow]) -> list[list[Year]]:
        return papers_per_year(ask, "ABOUT", rows, direction=Direction.IN)


@strawberry.type(description="A topic in a list.")
class TopicEdge:
    cursor: str = cursor_field()
    node: Topic = from_row(description="The topic.")


@strawberry.type(description="Topics.")
class TopicConnection:
    edges: list[TopicEdge] = edges_field()
    nodes: list[Topic] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="A person with papers about a topic.")
class TopicAuthorEdge:
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The person.")
    paper_count: int = edge_column("WORKS_ON", "paper_count")
    share: float = edge_column("WORKS_ON", "share")
    last_year: int | None = edge_column("WORKS_ON", "last_year")


@strawberry.type(description="People with papers about a topic.")
class TopicAuthorConnection:
    edges: list[TopicAuthorEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


TYPES = (Topic,)
