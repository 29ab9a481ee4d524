"""All papers and all people, in pages."""

from __future__ import annotations

from typing import Any

import strawberry

from ..connections import Connected, connection
from ..request import Ask
from ..types.author_list import ALL_AUTHORS, AuthorConnection, AuthorFilter, AuthorOrder
from ..types.paper_list import paper_listing, papers_field

ALL_PAPERS = paper_listing("all papers")


@strawberry.type
class Query:
    @papers_field(ALL_PAPERS, description="All papers.")
    def papers(ask: Ask, _: Any) -> list[Connected]:
        return ALL_PAPERS.pages(ask, [None])

    @connection(AuthorConnection, ALL_AUTHORS, where=AuthorFilter, orders=AuthorOrder, description="All people.")
    def authors(ask: Ask, _: Any) -> list[Connected]:
        return ALL_AUTHORS.pages(ask, [None])
