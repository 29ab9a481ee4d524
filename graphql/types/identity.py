"""How sure it is that a person is one person: the evidence behind the authorships, and the doubts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction, Group, Order, Side
from ...store.query import Node as NodeRow
from ..fields import batched, column, edge_column, from_row
from ..request import Ask
from .forward import AuthorType
from .values import Evidence

NEEDED = ("evidence", "merge_risk", "merge_risk_reasons", "is_partial")
"""Columns of a person's identity."""

MOST_LIKELY = (Order("probability", descending=True, side=Side.EDGE),)


class Share(NamedTuple):
    """Authorships of one evidence, and those of all."""

    evidence: str
    number: int
    total: int


@strawberry.type(description="Authorships that were attributed in one way.")
class EvidenceShare:
    evidence: Evidence = from_row(description="How they were attributed.")
    authorships: int = from_row("row.number", description="How many.")
    share: float = from_row("row.number / row.total", description="Share of all of the person's authorships, 0 to 1.")


@strawberry.type(description="How sure it is that this is one person, with all of their papers here.")
class Identity:
    evidence: Evidence | None = from_row(
        lambda row: (row.fields["evidence"] or "").upper() or None,
        description="The strongest evidence behind an authorship.",
    )
    merge_risk: float | None = column("Author", "merge_risk")
    reasons: list[str] = column("Author", "merge_risk_reasons")
    is_partial: bool | None = column("Author", "is_partial")

    @batched(list[EvidenceShare], description="Authorships by the way they were attributed, the strongest first.")
    def shares(ask: Ask, rows: Sequence[NodeRow]) -> list[list[Share]]:
        found = _tally(ask, rows, "evidence")
        return [_shares(found.get(row.key, {})) for row in rows]

    @batched(float | None, description="Mean confidence of the authorships, 0 to 1; null without any.")
    def confidence(ask: Ask, rows: Sequence[NodeRow]) -> list[float | None]:
        found = _tally(ask, rows, "confidence")
        return [_mean(found.get(row.key, {})) for row in rows]


@strawberry.type(description="Somebody who may be the same person: kept apart, but the doubt is shown.")
class PossiblySame:
    author: AuthorType = from_row("row.node", description="The other one.")
    probability: float = edge_column("POSSIBLY_SAME_AS", "probability")
    reasons: list[str] = edge_column("POSSIBLY_SAME_AS", "reasons")


def _tally(ask: Ask, rows: Sequence[NodeRow], field: str) -> dict[str, dict[Any, int]]:
    keys = list(dict.fromkeys(row.key for row in rows))
    return ask.snapshot.tally(edge_kind("AUTHORED"), keys, direction=Direction.OUT, by=Group(field, Side.EDGE))


def _shares(found: dict[Any, int]) -> list[Share]:
    total = sum(found.values())
    return [Share(one.name, found[one.value], total) for one in Evidence if one.value in found]


def _mean(found: dict[Any, int]) -> float | None:
    total = sum(found.values())
    return round(sum(value * number for value, number in found.items()) / total, 6) if total else None
