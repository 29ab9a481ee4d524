"""What a list of papers is made of: numbers by year, type, venue, topic, of the whole list and not of one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, NamedTuple

import strawberry

from ...schema.catalog import edge_kind, kind_of_letter
from ...schema.keys import is_key
from ...store.query import Direction, Group
from ..arguments import MOST_ROWS, at_most, check_number
from ..connections import Connected
from ..errors import BadInput
from ..fields import Arguments, batched, from_row
from ..request import Ask

MOST_VALUES = 1_000
"""Values of a facet that are told apart."""


@strawberry.enum(description="By what papers can be counted.")
class PaperFacet(Enum):
    YEAR = strawberry.enum_value("year", description="Year of publication.")
    TYPE = strawberry.enum_value("type", description="Type: article, preprint, …")
    LANGUAGE = strawberry.enum_value("language", description="Language.")
    VENUE = strawberry.enum_value("PUBLISHED_IN", description="Venue; a paper counts at each of its venues.")
    TOPIC = strawberry.enum_value("ABOUT", description="Topic; a paper counts at each of its topics.")
    AUTHOR = strawberry.enum_value(
        "AUTHORED", description="Person; a paper counts at each of its authors, but at the one whose list it is."
    )


_LED: Mapping[PaperFacet, Direction] = {
    PaperFacet.VENUE: Direction.OUT,
    PaperFacet.TOPIC: Direction.OUT,
    PaperFacet.AUTHOR: Direction.IN,
}


class Value(NamedTuple):
    """A row of FacetValue."""

    value: Any
    name: str | None
    number: int


class Found(NamedTuple):
    """A row of Facet."""

    by: str
    values: list[Value]
    value_count: int


@strawberry.type(description="How many papers have a value.")
class FacetValue:
    value: str | None = from_row(
        "None if row.value is None else str(row.value)",
        description="The value, of venues, topics and people the id; null counts papers without one.",
    )
    name: str | None = from_row(description="The value as people call it: of venues, topics and people the name.")
    count: int = from_row("row.number", description="Papers of the whole list that have it.")


@strawberry.type(description="The papers of a list counted by one thing.")
class Facet:
    by: PaperFacet = from_row(description="By what.")
    values: list[FacetValue] = from_row(description="The values, the most papers first.")
    value_count: int = from_row(description="How many values there are in all; more than 1,000 are not told apart.")


ByArgument = Annotated[list[PaperFacet], strawberry.argument(description="By what: 1 to 6 of these.")]
FirstArgument = Annotated[int, strawberry.argument(description="Values of each at most: 1 to 100.")]


def _check(arguments: Arguments) -> None:
    if not arguments["by"]:
        raise BadInput("by is empty; name at least one facet")
    at_most("by", arguments["by"], len(PaperFacet))
    check_number("first", arguments["first"], MOST_ROWS)


def _work(arguments: Arguments) -> int:
    """Papers have several times as many authors as anything else."""
    return 200 if PaperFacet.AUTHOR in arguments["by"] else 100


def facets_field() -> Any:
    """The field `facets` of a connection of papers: a store call a facet, one more for names."""

    def facets(ask: Ask, pages: Sequence[Connected], by: ByArgument, first: FirstArgument = 10) -> list[list[Found]]:
        facets = list(dict.fromkeys(by))
        tallies = [_others(facet, pages, tally(ask, pages, _group(facet))) for facet in facets]
        keys = {value for found in tallies for each in found for value in list(each)[:first] if _is_key(value)}
        names = _names(ask, sorted(keys))
        return [
            [_found(facet, found[place], names, first) for facet, found in zip(facets, tallies, strict=True)]
            for place in range(len(pages))
        ]

    return batched(
        list[Facet],
        description="The whole list counted by year, type, venue, …, under the same `where`.",
        rows_at_most=lambda arguments: len(arguments["by"]) * int(arguments["first"]),
        check=_check,
        work=_work,
    )(facets)


def tally(ask: Ask, pages: Sequence[Connected], by: Group) -> list[Mapping[Any, int]]:
    """The lists of these pages counted by something, in one store call."""
    listing, where = pages[0].listing, pages[0].where
    if listing.edge is None:
        return [ask.snapshot.tally_nodes(listing.kind, where=where, by=by, size=MOST_VALUES)] * len(pages)
    keys = list(dict.fromkeys(page.key for page in pages if page.key is not None))
    found = ask.snapshot.tally(listing.edge, keys, direction=listing.direction, where=where, by=by, size=MOST_VALUES)
    return [found.get(page.key or "", {}) for page in pages]


def _group(facet: PaperFacet) -> Group:
    name: Any = facet.value
    return Group(through=edge_kind(name), direction=_LED[facet]) if facet in _LED else Group(name)


def _others(
    facet: PaperFacet, pages: Sequence[Connected], tallies: Sequence[Mapping[Any, int]]
) -> Sequence[Mapping[Any, int]]:
    """Of people the others: whoever's list it is wrote all of it."""
    if facet is not PaperFacet.AUTHOR:
        return tallies
    return [
        {value: number for value, number in found.items() if value != page.key}
        for page, found in zip(pages, tallies, strict=True)
    ]


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and is_key(value)


def _names(ask: Ask, keys: Sequence[str]) -> dict[str, str]:
    """Names of nodes; of several kinds at once through the store's question for nodes of any kind."""
    kinds = {key[0] for key in keys}
    if len(kinds) == 1:
        nodes = ask.snapshot.nodes(kind_of_letter()[keys[0][0]], keys, fields=("name",))
        return {node.key: node.fields["name"] for node in nodes if node is not None}
    found = ask.snapshot.subgraph([], keys, node_fields=("name",)).nodes if keys else {}
    return {key: node.fields["name"] for key, node in found.items()}


def _found(facet: PaperFacet, tally: Mapping[Any, int], names: Mapping[str, str], first: int) -> Found:
    values = [
        Value(value, names.get(value, None if value is None else str(value)), number)
        for value, number in list(tally.items())[:first]
    ]
    return Found(facet.name, values, len(tally))
