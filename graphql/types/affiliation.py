"""Where a person is or was: institutions by their papers and profiles, and what is printed on the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction, Neighbor, Order, Page, Side
from ...store.query import Node as NodeRow
from ..counters import counted
from ..fields import edge_column, from_row
from ..request import Ask
from .forward import InstitutionType

LATEST = (Order("last_year", descending=True, side=Side.EDGE), Order("paper_count", descending=True, side=Side.EDGE))
MOST_PAPERS_READ = 2_000
"""Papers from which printed affiliations are read, for all people of one place; of one person at most PAPERS_OF_ONE."""

PAPERS_OF_ONE = 200


@strawberry.enum(description="What is known about somebody's affiliations.")
class AffiliationStatus(Enum):
    KNOWN = strawberry.enum_value("KNOWN", description="There are some.")
    SOURCE_SILENT = strawberry.enum_value("SOURCE_SILENT", description="The sources say nothing.")
    NOT_IMPORTED = strawberry.enum_value(
        "NOT_IMPORTED", description="Papers name some as text that leads to no institution here."
    )
    CONFLICTING = strawberry.enum_value("CONFLICTING", description="The sources contradict each other.")


class Printed(NamedTuple):
    """A printed affiliation: papers read that have it, with the years of these."""

    name: str
    paper_count: int
    first_year: int | None
    last_year: int | None


class AllPrinted(NamedTuple):
    """A person's printed affiliations, from how many papers of how many."""

    items: list[Printed]
    papers_read: int
    paper_count: int


@strawberry.type(description="An institution that a person was at, by their papers or a profile.")
class Affiliation:
    institution: InstitutionType = from_row("row.node", description="The institution.")
    paper_count: int = edge_column("AFFILIATED_WITH", "paper_count")
    first_year: int | None = edge_column("AFFILIATED_WITH", "first_year")
    last_year: int | None = edge_column("AFFILIATED_WITH", "last_year")
    is_latest: bool = edge_column("AFFILIATED_WITH", "is_latest")


@strawberry.type(description="An affiliation as it is printed on papers.")
class PrintedAffiliation:
    name: str = from_row(description="The text.")
    paper_count: int = from_row(description="Papers with it, of those that were read.")
    first_year: int | None = from_row(description="Year of the first of these.")
    last_year: int | None = from_row(description="Year of the last of these.")


@strawberry.type(description="Affiliations as printed on a person's newest papers.")
class PrintedAffiliations:
    items: list[PrintedAffiliation] = from_row(description="The affiliations, newest first.")
    papers_read: int = from_row(description="The newest papers, from which these were read: at most 200.")
    paper_count: int = from_row(description="Papers of the person.")


def printed_affiliations(ask: Ask, rows: Sequence[NodeRow], *, first: int) -> list[AllPrinted]:
    """For each person at most `first`, in two store calls: the papers, and how many there are."""
    kind, keys = edge_kind("AUTHORED"), list(dict.fromkeys(row.key for row in rows))
    authored = ask.snapshot.neighbors(
        kind,
        keys,
        direction=Direction.OUT,
        page=Page(max(1, min(PAPERS_OF_ONE, MOST_PAPERS_READ // len(keys)))),
        order=(Order("year", descending=True), Order("sort_key")),
        edge_fields=("affiliations",),
        node_fields=("year",),
    )
    totals = counted(ask, kind, keys, direction=Direction.OUT)
    found = {key: AllPrinted(_printed(read)[:first], len(read), totals.get(key, 0)) for key, read in authored.items()}
    return [found.get(row.key, AllPrinted([], 0, 0)) for row in rows]


def _printed(papers: Iterable[Neighbor]) -> list[Printed]:
    years: dict[str, list[int | None]] = {}
    for row in papers:
        for name in row.edge["affiliations"] or ():
            years.setdefault(name, []).append(row.node.fields["year"])
    items = [_one(name, found) for name, found in years.items()]
    return sorted(items, key=lambda item: (-(item.last_year or 0), -item.paper_count, item.name))


def _one(name: str, years: Sequence[int | None]) -> Printed:
    known = [year for year in years if year is not None]
    return Printed(name, len(years), min(known, default=None), max(known, default=None))
