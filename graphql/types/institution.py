"""A university, company, institute or hospital."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.institutions import InstitutionPapers as Written
from ...store.institutions import Partner, Partners, newest_papers
from ...store.institutions import partners as find_partners
from ...store.query import Direction, Order, Side
from ...store.query import Node as NodeRow
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
from ..entities import by_keys
from ..few import FewFirst, check_at_once, with_few
from ..fields import batched, column, edge_column, from_row
from ..request import Ask
from .forward import AuthorType, PaperType
from .node import Node
from .values import ExternalId

MOST_AT_ONCE = 5
"""Institutions of one place whose papers or partners are computed: each reads thousands of rows."""

THROUGH_PEOPLE = 200
"""Cost of looking through the papers of an institution's people."""
_INSTITUTION = node_kind("Institution")
_SORT_KEY = Order("sort_key")
_LARGEST = {"PAPER_COUNT_DESC": (Order("paper_count", descending=True), _SORT_KEY)}


@strawberry.enum(description="Orders of an institution's people.")
class AffiliatedOrder(Enum):
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers that name it first.")
    LAST_YEAR_DESC = strawberry.enum_value("latest", description="Who named it last first.")
    NAME_ASC = strawberry.enum_value("name", description="By name, family name first.")


PEOPLE = Listing(
    "people",
    node_kind("Author"),
    {
        "PAPER_COUNT_DESC": (Order("paper_count", descending=True, side=Side.EDGE), _SORT_KEY),
        "LAST_YEAR_DESC": (Order("last_year", descending=True, side=Side.EDGE), _SORT_KEY),
        "NAME_ASC": (_SORT_KEY,),
    },
    edge_kind("AFFILIATED_WITH"),
    Direction.IN,
)
PART_OF = Listing("part of", _INSTITUTION, _LARGEST, edge_kind("PART_OF"), Direction.OUT)
PARTS = Listing("parts", _INSTITUTION, _LARGEST, edge_kind("PART_OF"), Direction.IN)
SUCCESSORS = Listing("successors", _INSTITUTION, _LARGEST, edge_kind("SUCCEEDED_BY"), Direction.OUT)
PREDECESSORS = Listing("predecessors", _INSTITUTION, _LARGEST, edge_kind("SUCCEEDED_BY"), Direction.IN)


@strawberry.type(description="An organization that people are affiliated with.")
class Institution(Node):
    name: str = column("Institution", "name")
    aliases: list[str] = column("Institution", "aliases")
    ror: str | None = column("Institution", "ror")
    external_ids: list[ExternalId] = column("Institution", "external_ids")
    country_code: str | None = column("Institution", "country_code")
    city: str | None = column("Institution", "city")
    type: str | None = column("Institution", "type")
    status: str | None = column("Institution", "status")
    paper_count: int = column("Institution", "paper_count")
    author_count: int = column("Institution", "author_count")

    @connection(
        "AffiliatedConnection",
        PEOPLE,
        description="People who named it on papers, or whose profile does.",
        orders=AffiliatedOrder,
    )
    def people(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PEOPLE.pages(ask, [row.key for row in rows])

    @connection("InstitutionConnection", PART_OF, description="Institutions that it belongs to.")
    def part_of(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PART_OF.pages(ask, [row.key for row in rows])

    @connection("InstitutionConnection", PARTS, description="Institutions that belong to it.")
    def parts(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PARTS.pages(ask, [row.key for row in rows])

    @connection("InstitutionConnection", SUCCESSORS, description="Institutions that took over from it.")
    def successors(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return SUCCESSORS.pages(ask, [row.key for row in rows])

    @connection("InstitutionConnection", PREDECESSORS, description="Institutions from which it took over.")
    def predecessors(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PREDECESSORS.pages(ask, [row.key for row in rows])

    @with_few(
        "InstitutionPapers",
        description="Its newest papers: those on which one of its people names it.",
        needs=("paper_count",),
        work=THROUGH_PEOPLE,
    )
    def papers(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 20) -> list[tuple[Written, int]]:
        check_at_once(rows, MOST_AT_ONCE, "institutions")
        found = newest_papers(ask.snapshot, [row.key for row in rows], first=first)
        return [(found[row.key], row.fields["paper_count"]) for row in rows]

    @with_few(
        "InstitutionPartners",
        description="Institutions with which it shares papers, by the strength of these ties.",
        needs=("paper_count",),
        work=2 * THROUGH_PEOPLE,
    )
    def partners(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[tuple[Partners, int]]:
        check_at_once(rows, MOST_AT_ONCE, "institutions")
        found = find_partners(ask.snapshot, [row.key for row in rows], first=first)
        return [(found[row.key], row.fields["paper_count"]) for row in rows]


@strawberry.type(description="A person and their affiliation.")
class AffiliatedEdge:
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The person.")
    paper_count: int = edge_column("AFFILIATED_WITH", "paper_count")
    first_year: int | None = edge_column("AFFILIATED_WITH", "first_year")
    last_year: int | None = edge_column("AFFILIATED_WITH", "last_year")
    is_latest: bool = edge_column("AFFILIATED_WITH", "is_latest")


@strawberry.type(description="People of an institution.")
class AffiliatedConnection:
    edges: list[AffiliatedEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="An institution in a list.")
class InstitutionEdge:
    cursor: str = cursor_field()
    node: Institution = from_row(description="The institution.")


@strawberry.type(description="Institutions.")
class InstitutionConnection:
    edges: list[InstitutionEdge] = edges_field()
    nodes: list[Institution] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="The newest papers of an institution.")
class InstitutionPapers:
    total_count: int = from_row("row[1]", description="Papers with an author affiliated there.")
    truncated: bool = from_row(
        "row[0].truncated",
        description="There are people beyond the 500 with most papers there, whose papers were not looked at: newer "
        "ones may be missing.",
    )

    @batched(list[PaperType], description="The papers, newest first, then by title.")
    def nodes(ask: Ask, rows: Sequence[tuple[Written, int]]) -> list[list[NodeRow]]:
        keys = (key for found, _ in rows for key in found.keys)
        known = by_keys(ask.snapshot, keys, lambda _: ask.selection.columns())
        return [[known[key] for key in found.keys if key in known] for found, _ in rows]


@strawberry.type(description="An institution with shared papers.")
class InstitutionPartner:
    paper_count: int = from_row("row.papers", description="Shared papers among those looked at.")
    strength: float = from_row(description="Sum of 1/(n-1) over these papers, n the institutions of a paper.")

    @batched(Institution, description="The institution.")
    def node(ask: Ask, rows: Sequence[Partner]) -> list[NodeRow | None]:
        return ask.snapshot.nodes(_INSTITUTION, [row.key for row in rows], fields=ask.selection.columns())


@strawberry.type(description="Institutions that an institution shares papers with.")
class InstitutionPartners:
    items: list[InstitutionPartner] = from_row("row[0].items", description="The partners, strongest first.")
    total_count: int = from_row("row[0].total", description="Partners, as far as was looked.")
    papers_read: int = from_row("row[0].papers_read", description="Papers that were looked at.")
    papers_total: int = from_row("row[1]", description="Papers that it has.")
    truncated: bool = from_row(
        "row[0].truncated",
        description="Not all was looked at: people beyond the 500 with most papers there, papers of one beyond the 100 "
        "newest, papers beyond 2,000 in all, authors of one beyond 200.",
    )


TYPES = (Institution,)
