"""Lists of people: all of the graph, with their order and filter."""

from __future__ import annotations

from enum import Enum

import strawberry

from ...schema.catalog import node_kind
from ...store.query import Order, Side
from ..connections import (
    Listing,
    PageInfo,
    cursor_field,
    edges_field,
    nodes_field,
    page_info,
    total_count_field,
)
from ..fields import from_row
from ..filters import BooleanFilter, FloatFilter, IntFilter, StringFilter
from .forward import AuthorType


@strawberry.enum(description="Orders of people.")
class AuthorOrder(Enum):
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers first, then by name.")
    NAME_ASC = strawberry.enum_value("name", description="By name, family name first.")


@strawberry.input(description="Tests of people; all of them must hold.")
class AuthorFilter:
    name: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The name.")
    family: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The family name.")
    orcid: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The ORCID, without prefix.")
    paper_count: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Papers here.")
    collaborator_count: IntFilter | None = strawberry.field(
        default=strawberry.UNSET, description="People with a shared paper."
    )
    first_year: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Year of the first paper.")
    last_year: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Year of the last paper.")
    merge_risk: FloatFilter | None = strawberry.field(
        default=strawberry.UNSET, description="How likely this is more than one person."
    )
    is_partial: BooleanFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Some source delivered only part of the papers."
    )
    affiliation_status: StringFilter | None = strawberry.field(
        default=strawberry.UNSET, description="KNOWN, SOURCE_SILENT, NOT_IMPORTED or CONFLICTING."
    )
    and_: list[AuthorFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="and", description="All of these hold."
    )
    or_: list[AuthorFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="or", description="One of these holds."
    )
    not_: AuthorFilter | None = strawberry.field(
        default=strawberry.UNSET, name="not", description="This does not hold."
    )


_COLUMNS = (
    "name",
    "family",
    "orcid",
    "paper_count",
    "collaborator_count",
    "first_year",
    "last_year",
    "merge_risk",
    "is_partial",
    "affiliation_status",
)
ALL_AUTHORS = Listing(
    "all people",
    node_kind("Author"),
    {
        "PAPER_COUNT_DESC": (Order("paper_count", descending=True), Order("sort_key")),
        "NAME_ASC": (Order("sort_key"),),
    },
    filters={name: (name, Side.NODE) for name in _COLUMNS},
)


@strawberry.type(description="A person in a list.")
class AuthorEdge:
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The person.")


@strawberry.type(description="People.")
class AuthorConnection:
    edges: list[AuthorEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()
