"""All papers, people, topics, institutions and venues, in pages."""

from __future__ import annotations

from typing import Any

import strawberry

from ..connections import Connected, connection
from ..request import Ask
from ..types.all_nodes import ALL_INSTITUTIONS, ALL_TOPICS, ALL_VENUES, NamedOrder
from ..types.author_list import ALL_AUTHORS, AuthorConnection, AuthorFilter, AuthorOrder
from ..types.institution import InstitutionConnection
from ..types.paper_list import paper_listing, papers_field
from ..types.topic import TopicConnection
from ..types.venue import VenueConnection

ALL_PAPERS = paper_listing("all papers")


@strawberry.type
class Query:
    @papers_field(ALL_PAPERS, description="All papers.")
    def papers(ask: Ask, _: Any) -> list[Connected]:
        return ALL_PAPERS.pages(ask, [None])

    @connection(AuthorConnection, ALL_AUTHORS, where=AuthorFilter, orders=AuthorOrder, description="All people.")
    def authors(ask: Ask, _: Any) -> list[Connected]:
        return ALL_AUTHORS.pages(ask, [None])

    @connection(TopicConnection, ALL_TOPICS, orders=NamedOrder, description="All topics, of every scheme and level.")
    def topics(ask: Ask, _: Any) -> list[Connected]:
        return ALL_TOPICS.pages(ask, [None])

    @connection(InstitutionConnection, ALL_INSTITUTIONS, orders=NamedOrder, description="All institutions.")
    def institutions(ask: Ask, _: Any) -> list[Connected]:
        return ALL_INSTITUTIONS.pages(ask, [None])

    @connection(VenueConnection, ALL_VENUES, orders=NamedOrder, description="All venues.")
    def venues(ask: Ask, _: Any) -> list[Connected]:
        return ALL_VENUES.pages(ask, [None])
