"""Guesses whom a person could write with, always called guesses, with the people who would bring them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import strawberry

from ...store.query import Node as NodeRow
from ...store.suggestions import suggestions
from ..entities import by_keys
from ..errors import BadInput
from ..fields import from_row
from ..request import Ask
from .forward import AuthorType

MOST_THROUGH = 3


class Suggested(NamedTuple):
    """A row of Suggestion."""

    author: NodeRow
    score: float
    through: list[NodeRow]
    through_count: int
    is_partial: bool


@strawberry.type(description="A guess: somebody without a shared paper to whom recent ties through others lead.")
class Suggestion:
    author: AuthorType = from_row(description="Somebody to write with.")
    score: float = from_row(description="How much speaks for it; comparable within one person's suggestions only.")
    through: list[AuthorType] = from_row(
        description="The shared collaborators that say most for it, at most three.", rows_at_most=MOST_THROUGH
    )
    through_count: int = from_row(description="How many shared collaborators there are.")
    is_partial: bool = from_row(
        description="Somebody involved has more ties than the 500 most recent, which the score is made of."
    )


def suggested(ask: Ask, rows: Sequence[NodeRow], *, first: int) -> list[list[Suggested]]:
    """The best guesses, in four store calls; BadInput for more than one person, whose ties alone are thousands."""
    people = {row.key for row in rows}
    if len(people) > 1:
        raise BadInput("suggestedCollaborators is answered for one person a request")
    found = suggestions(ask.snapshot, rows[0].key, first=first, evidence=MOST_THROUGH)
    through = {key for one in found.items for key in one.through}
    keys = [*(one.key for one in found.items), *sorted(through)]
    fields = tuple(dict.fromkeys(ask.selection.columns("author") + ask.selection.columns("through")))
    known = by_keys(ask.snapshot, keys, lambda _: fields)
    items = [
        Suggested(
            known[one.key],
            one.score,
            [known[key] for key in one.through if key in known],
            one.through_count,
            found.truncated,
        )
        for one in found.items
        if one.key in known
    ]
    return [items] * len(rows)
