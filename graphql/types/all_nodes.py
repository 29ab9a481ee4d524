"""The lists of all topics, institutions and venues, in orders that they share."""

from __future__ import annotations

from enum import Enum

import strawberry

from ...schema.catalog import node_kind
from ...store.query import Order
from ..connections import Listing


@strawberry.enum(description="Orders of topics, institutions and venues.")
class NamedOrder(Enum):
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers first, then by name.")
    NAME_ASC = strawberry.enum_value("name", description="By name.")


def _all(name: str, kind: str) -> Listing:
    sort_key = Order("sort_key")
    orders = {"PAPER_COUNT_DESC": (Order("paper_count", descending=True), sort_key), "NAME_ASC": (sort_key,)}
    return Listing(name, node_kind(kind), orders)


ALL_TOPICS = _all("all topics", "Topic")
ALL_INSTITUTIONS = _all("all institutions", "Institution")
ALL_VENUES = _all("all venues", "Venue")
