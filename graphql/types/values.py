"""Small values that several types have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import strawberry

from ...schema.external_ids import web_address
from ..fields import batched, from_row
from ..request import Ask

AS_OF = (
    "The newest release among the sources, as its source names it and compared as text: mostly a date such as "
    "2026-02-07, yet a source may name releases as it likes; null where none has a name."
)
"""What `asOf` says wherever it stands."""


@strawberry.enum(description="How an attribution came about; ASSERTED is the strongest.")
class Evidence(Enum):
    ASSERTED = strawberry.enum_value("asserted", description="Somebody who knows said so.")
    MATCHED = strawberry.enum_value("matched", description="Found by more than the name: people, places, subjects.")
    NAME_ONLY = strawberry.enum_value("name_only", description="Nothing but the name speaks for it.")


@strawberry.type(description="An id that somebody else gave.")
class ExternalId:
    id: str = from_row("row", description="The id with its scheme: `orcid:0000-0002-1825-0097`.")
    scheme: str = from_row(
        lambda row: row.partition(":")[0], description="Whose id it is: orcid, doi, openalex, acl, …"
    )
    value: str = from_row(lambda row: row.partition(":")[2], description="The id in its scheme's normal form.")
    url: str | None = from_row(web_address, description="Where it leads; null where there is no page.")


@strawberry.type(description="How many in a year.")
class YearCount:
    year: int | None = from_row(description="The year; null counts those without one.")
    count: int = from_row(description="How many.")


@dataclass(frozen=True, slots=True)
class Year:
    """A row of YearCount."""

    year: int | None
    count: int


def by_year(tally: Mapping[int | None, int]) -> list[Year]:
    """The years of a tally from the first on; those without a year last."""
    years = sorted(year for year in tally if year is not None)
    return [Year(year, tally[year]) for year in (*years, *((None,) if None in tally else ()))]


@strawberry.type(description="A figure as a source claims it and as it is counted here; the two are never mixed.")
class Figure:
    claimed: int | None = from_row("row[0]", description="As a source claims it; null where none does.")
    claimed_by: str | None = from_row("row[1]", description="The source that claims it.")
    in_graph: int | None = from_row(
        "row[2]", description="Counted among the papers here; null where no source has references."
    )
    coverage: float | None = from_row(
        "row[3]", description="Share of the papers for which some source has references, 0 to 1; null for a paper."
    )

    @batched(
        str | None,
        description="The release that claims it, as the source names it; null where it names none.",
    )
    def claimed_as_of(ask: Ask, rows: Sequence[tuple[Any, ...]]) -> list[str | None]:
        releases = {source.name: source.release for source in ask.request.publication.sources}
        return [releases.get(row[1]) for row in rows]
