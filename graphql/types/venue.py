"""Where papers appear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction, Group
from ...store.query import Node as NodeRow
from ..connections import (
    Connected,
    PageInfo,
    cursor_field,
    edges_field,
    nodes_field,
    page_info,
    total_count_field,
)
from ..entities import by_keys
from ..errors import BadInput
from ..few import FewFirst, few
from ..fields import batched, column, from_row
from ..request import Ask
from .forward import AuthorType
from .node import Node
from .paper_list import paper_listing, papers_field, papers_per_year
from .values import ExternalId, Year, YearCount

PAPERS = paper_listing("papers of a venue", "PUBLISHED_IN", Direction.IN)
MOST_AT_ONCE = 5
"""Venues of one place whose top authors are counted: each may have tens of thousands of authorships."""


class _Top(NamedTuple):
    author: NodeRow
    paper_count: int


@strawberry.type(description="A person with papers at a venue.")
class VenueAuthor:
    author: AuthorType = from_row(description="The person.")
    paper_count: int = from_row(description="Papers there.")


@strawberry.type(description="Where papers appear: a journal, conference, repository or special interest group.")
class Venue(Node):
    name: str = column("Venue", "name")
    acronym: str | None = column("Venue", "acronym")
    type: str | None = column("Venue", "type")
    external_ids: list[ExternalId] = column("Venue", "external_ids")
    paper_count: int = column("Venue", "paper_count")

    @papers_field(PAPERS, description="The papers that appeared there.")
    def papers(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return PAPERS.pages(ask, [row.key for row in rows])

    @batched(list[YearCount], description="All papers of the venue by year.")
    def papers_per_year(ask: Ask, rows: Sequence[NodeRow]) -> list[list[Year]]:
        return papers_per_year(ask, "PUBLISHED_IN", rows, direction=Direction.IN)

    @few(VenueAuthor, description="People with the most papers there; for at most 5 venues a request.", work=300)
    def top_authors(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[list[_Top]]:
        keys = list(dict.fromkeys(row.key for row in rows))
        if len(keys) > MOST_AT_ONCE:
            raise BadInput(f"topAuthors is counted for at most {MOST_AT_ONCE} venues a request, not {len(keys)}")
        by = Group(through=edge_kind("AUTHORED"), direction=Direction.IN)
        found = ask.snapshot.tally(edge_kind("PUBLISHED_IN"), keys, direction=Direction.IN, by=by, size=first)
        people = (key for counts in found.values() for key in counts if key is not None)
        known = by_keys(ask.snapshot, people, lambda _: ask.selection.columns("author"))
        return [
            [_Top(known[key], number) for key, number in found.get(row.key, {}).items() if key in known] for row in rows
        ]


@strawberry.type(description="A venue in a list.")
class VenueEdge:
    cursor: str = cursor_field()
    node: Venue = from_row(description="The venue.")


@strawberry.type(description="Venues.")
class VenueConnection:
    edges: list[VenueEdge] = edges_field()
    nodes: list[Venue] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


TYPES = (Venue,)
