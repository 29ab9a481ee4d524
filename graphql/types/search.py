"""What a search finds: a name, how it matched, and what tells it from others of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction, Hit, Order, Page, Side
from ...store.query import Node as NodeRow
from .. import cursors
from ..connections import PageInfo, page_info
from ..entities import by_ids
from ..fields import batched, from_row
from ..request import Ask
from .graph_info import NodeKind
from .node import Node

NAMED_AUTHORS = 3
"""Authors by whom a paper is told from others."""
PRINTED_ON = 5
"""Newest papers on which an affiliation is looked for where no institution is known."""

_NEWEST = (Order("year", descending=True), Order("sort_key"))


@strawberry.enum(description="How a hit matches, best first.")
class MatchClass(Enum):
    NAME = strawberry.enum_value(0, description="One of its names is the text.")
    WORDS = strawberry.enum_value(1, description="It has all words; an initial stands for a given name.")
    BEGINNING = strawberry.enum_value(2, description="It has all words, the last one as the beginning of a word.")


MATCHES = tuple(one.name for one in MatchClass)


@strawberry.type(description="A node that was found, and what tells it from others of the same name.")
class SearchHit:
    id: strawberry.ID = from_row("row.key", description="Its id.")
    kind: NodeKind = from_row("row.kind.upper()", description="Its kind.")
    name: str = from_row("row.name", description="Its name, title or label.")
    match: MatchClass = from_row(lambda hit: MATCHES[hit.match], description="How it matches.")
    rank: int = from_row(
        "row.rank", description="What orders hits of a class: citations of a paper, members of a cluster, else papers."
    )
    paper_count: int | None = from_row(
        "row.fields.get('paper_count')", needs=("paper_count",), description="Its papers; null for a paper."
    )
    first_year: int | None = from_row(
        "row.fields.get('year', row.fields.get('first_year'))",
        needs=("year", "first_year"),
        description="Year of a paper, of the first paper of a person or cluster.",
    )
    last_year: int | None = from_row(
        "row.fields.get('year', row.fields.get('last_year'))",
        needs=("year", "last_year"),
        description="Year of a paper, of the last paper of a person or cluster.",
    )

    @batched(
        str | None,
        description="Of a person the latest institution, else the affiliation as printed on one of the newest papers.",
    )
    def affiliation(ask: Ask, rows: Sequence[Hit]) -> list[str | None]:
        people = list(dict.fromkeys(row.key for row in rows if row.kind == "Author"))
        found = _institutions(ask, people)
        found.update(_printed(ask, [key for key in people if key not in found]))
        return [found.get(row.key) for row in rows]

    @batched(list[str], description="Of a paper the first authors, as printed.")
    def authors(ask: Ask, rows: Sequence[Hit]) -> list[list[str]]:
        papers = list(dict.fromkeys(row.key for row in rows if row.kind == "Paper"))
        found = (
            ask.snapshot.neighbors(
                edge_kind("AUTHORED"),
                papers,
                direction=Direction.IN,
                page=Page(NAMED_AUTHORS),
                order=(Order("position", side=Side.EDGE),),
                edge_fields=("name",),
            )
            if papers
            else {}
        )
        return [[one.edge["name"] for one in found.get(row.key, ())] for row in rows]

    @batched(Node, description="The node itself.")
    def node(ask: Ask, rows: Sequence[Hit]) -> list[NodeRow | None]:
        found = by_ids(ask.snapshot, [row.key for row in rows], lambda kind: ask.selection.columns(type_name=kind))
        return [found.get(row.key) for row in rows]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits; `order` names the question that its cursors are of."""

    rows: Sequence[Hit]
    order: str
    has_next_page: bool
    has_previous_page: bool


@strawberry.type(description="A hit in its list.")
class SearchEdge:
    cursor: str = from_row(
        lambda row: cursors.encode(row[1], row[0].cursor), description="Where it stands: for `after` and `before`."
    )
    node: SearchHit = from_row("row[0]", description="The hit.")


@strawberry.type(description="Hits, the best class first, then by rank.")
class SearchConnection:
    edges: list[SearchEdge] = from_row("[(one, row.order) for one in row.rows]", description="The hits of this page.")
    nodes: list[SearchHit] = from_row("row.rows", description="The same without their cursors.")
    page_info: PageInfo = page_info()


def _institutions(ask: Ask, people: Sequence[str]) -> dict[str, str | None]:
    if not people:
        return {}
    latest = (
        Order("is_latest", descending=True, side=Side.EDGE),
        Order("last_year", descending=True, side=Side.EDGE),
        Order("paper_count", descending=True, side=Side.EDGE),
    )
    found = ask.snapshot.neighbors(
        edge_kind("AFFILIATED_WITH"),
        people,
        direction=Direction.OUT,
        page=Page(1),
        order=latest,
        node_fields=("name",),
    )
    return {key: rows[0].node.fields["name"] for key, rows in found.items()}


def _printed(ask: Ask, people: Sequence[str]) -> dict[str, str | None]:
    """What is printed on one of the newest papers, for people of whom no institution is known: a second call."""
    if not people:
        return {}
    found = ask.snapshot.neighbors(
        edge_kind("AUTHORED"),
        people,
        direction=Direction.OUT,
        page=Page(PRINTED_ON),
        order=_NEWEST,
        edge_fields=("affiliations",),
    )
    return {
        key: next((text for one in rows for text in one.edge["affiliations"] or ()), None)
        for key, rows in found.items()
    }
