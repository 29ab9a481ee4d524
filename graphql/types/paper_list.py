"""Lists of papers: of a person, a venue, a topic, citing, cited, or all; one order, one filter, one type for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.query import Direction, Group, Order, Side
from ..connections import (
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
from ..fields import Arguments, Declare, batched, from_row
from ..filters import Across, BooleanFilter, Columns, IdFilter, IntFilter, StringFilter
from ..request import Ask
from . import authorship
from .authorship import Authorship
from .facets import Facet, facets_field, tally
from .forward import PaperConnectionType, PaperType
from .values import Year, YearCount, by_year


@strawberry.enum(description="Orders of papers.")
class PaperOrder(Enum):
    YEAR_DESC = strawberry.enum_value("year_desc", description="The newest first, then by title.")
    YEAR_ASC = strawberry.enum_value("year_asc", description="The oldest first, then by title.")
    CITATIONS_DESC = strawberry.enum_value(
        "citations", description="The most cited first: as a source claims, then as counted here, then by title."
    )
    TITLE_ASC = strawberry.enum_value("title", description="By title.")


@strawberry.input(description="Tests of papers; all of them must hold.")
class PaperFilter:
    title: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The title.")
    year: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Year of publication.")
    type: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The type: article, …")
    language: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="ISO 639 code.")
    doi: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The DOI, without prefix.")
    is_retracted: BooleanFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Whether a source marks it as retracted or removed."
    )
    author_count: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Length of the author list."
    )
    citation_count_claimed: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Citations as a source claims them."
    )
    citation_count_in_graph: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Citing papers here."
    )
    code_url: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="Code of the paper.")
    sources: StringFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Sources that have it; only `contains`, for a whole name."
    )
    author: IdFilter | None = strawberry.field(default=strawberry.UNSET, description="One of its authors.")
    venue: IdFilter | None = strawberry.field(default=strawberry.UNSET, description="Where it appeared.")
    topic: IdFilter | None = strawberry.field(
        default=strawberry.UNSET, description="What it is about; topics below that one are others."
    )
    and_: list[PaperFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="and", description="All of these hold."
    )
    or_: list[PaperFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="or", description="One of these holds."
    )
    not_: PaperFilter | None = strawberry.field(default=strawberry.UNSET, name="not", description="This does not hold.")


MOST_YEARS = 100
"""Years that a list of papers may have, as far as its cost goes."""
_SORT_KEY = Order("sort_key")
NEWEST = (Order("year", descending=True), _SORT_KEY)
ORDERS = {
    "YEAR_DESC": NEWEST,
    "YEAR_ASC": (Order("year"), _SORT_KEY),
    "CITATIONS_DESC": (
        Order("citation_count_claimed", descending=True),
        Order("citation_count_in_graph", descending=True),
        _SORT_KEY,
    ),
    "TITLE_ASC": (_SORT_KEY,),
}
_COLUMNS = (
    "title",
    "year",
    "type",
    "language",
    "doi",
    "is_retracted",
    "author_count",
    "citation_count_claimed",
    "citation_count_in_graph",
    "code_url",
    "sources",
)
_FILTERS: Columns = {
    **{name: (name, Side.NODE) for name in _COLUMNS},
    "author": Across("AUTHORED", Direction.IN),
    "venue": Across("PUBLISHED_IN", Direction.OUT),
    "topic": Across("ABOUT", Direction.OUT),
}


def paper_listing(name: str, edge: str | None = None, direction: Direction = Direction.OUT) -> Listing:
    """The list of the papers at the other end of such edges; of all papers without an edge."""
    return Listing(
        name, node_kind("Paper"), ORDERS, None if edge is None else edge_kind(edge), direction, filters=_FILTERS
    )


def papers_field(listing: Listing, *, description: str, work: Callable[[Arguments], int] | None = None) -> Declare:
    """Declares a field that is a list of papers, with `where` and `orderBy`; `work` as for any connection."""
    return connection(
        PaperConnectionType, listing, description=description, where=PaperFilter, orders=PaperOrder, work=work
    )


@strawberry.type(description="A paper in a list.")
class PaperEdge:
    cursor: str = cursor_field()
    node: PaperType = from_row(description="The paper.")
    authorship: Authorship | None = from_row(
        "row if 'position' in row.edge else None",
        needs=authorship.COLUMNS,
        description="The person's place in its author list; null in lists that are not a person's.",
    )


@strawberry.type(description="Papers, by default the newest first, then by title.")
class PaperConnection:
    edges: list[PaperEdge] = edges_field()
    nodes: list[PaperType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()
    facets: list[Facet] = facets_field()

    @batched(
        list[YearCount],
        description="The whole list counted by year, under the same `where`.",
        rows_at_most=lambda _: MOST_YEARS,
        work=50,
    )
    def year_histogram(ask: Ask, pages: Sequence[Connected]) -> list[list[Year]]:
        return [by_year(found) for found in tally(ask, pages, Group("year"))]


def papers_per_year(ask: Ask, edge: str, rows: Sequence[Any], *, direction: Direction) -> list[list[Year]]:
    """The papers at the other end of each row's edges, counted by year, in one store call."""
    keys = list(dict.fromkeys(row.key for row in rows))
    found = ask.snapshot.tally(edge_kind(edge), keys, direction=direction, by=Group("year"))
    return [by_year(found.get(row.key, {})) for row in rows]
