"""Papers that share references with a paper: bibliographic coupling (Kessler 1963), rare references weighing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import strawberry

from ...schema.catalog import edge_kind
from ...store.query import Direction, Step
from ...store.query import Node as NodeRow
from ..entities import by_keys
from ..fields import from_row
from ..request import Ask
from .forward import PaperType

MOST_LINKS = 40_000
"""Citations read at most for all papers of one place, shared evenly among these."""

MOST_REFERENCES = 200
MOST_CITING = 200


class Coupled(NamedTuple):
    """A row of RelatedPaper."""

    paper: NodeRow
    strength: float
    shared_references: int


class Related(NamedTuple):
    """A row of RelatedPapers."""

    items: list[Coupled]
    references_followed: int
    references_left_out: int


class _Best(NamedTuple):
    key: str
    strength: float
    shared: int


@strawberry.type(description="A paper that shares references.")
class RelatedPaper:
    paper: PaperType = from_row(description="The other paper.")
    strength: float = from_row(
        description="Sum over the shared references of 1/(n-1), n the papers here that cite it: rare ones weigh more."
    )
    shared_references: int = from_row(description="References followed that both cite.")


@strawberry.type(description="Papers that share references (bibliographic coupling), as far as references are here.")
class RelatedPapers:
    items: list[RelatedPaper] = from_row(description="The papers, strongest first.")
    references_followed: int = from_row(description="References through which others were looked for.")
    references_left_out: int = from_row(
        description="References met and not followed: cited by over 200 papers here (such say little; the bound is "
        "lower where many papers are asked at once), or beyond the first 200 by id, which count as one."
    )


def related(ask: Ask, rows: Sequence[NodeRow], *, first: int) -> list[Related]:
    """The papers most strongly coupled with each row's, in three store calls."""
    keys = list(dict.fromkeys(row.key for row in rows))
    references = _references(ask, keys)
    cited = list(dict.fromkeys(key for found in references.values() for key in found[:MOST_REFERENCES]))
    most = max(2, min(MOST_CITING, MOST_LINKS // max(len(cited), 1)))
    citing = _walk(ask, cited, Direction.IN, most + 1)
    followed = {key: found for key, found in citing.items() if len(found) <= most}
    best = {key: _best(key, references[key][:MOST_REFERENCES], followed)[:first] for key in references}
    keys_of_best = (one.key for found in best.values() for one in found)
    papers = by_keys(ask.snapshot, keys_of_best, lambda _: ask.selection.columns("items", "paper"))
    done: dict[str, Related] = {}
    for key, found in references.items():
        through = sum(reference in followed for reference in found[:MOST_REFERENCES])
        items = [Coupled(papers[one.key], one.strength, one.shared) for one in best[key] if one.key in papers]
        done[key] = Related(items, through, len(found) - through)
    return [done.get(row.key, Related([], 0, 0)) for row in rows]


def _references(ask: Ask, keys: Sequence[str]) -> dict[str, list[str]]:
    return _walk(ask, keys, Direction.OUT, MOST_REFERENCES + 1)


def _walk(ask: Ask, keys: Sequence[str], direction: Direction, size: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    steps = [Step(edge_kind("CITES"), direction, tuple(keys))]
    for link in ask.snapshot.expand(steps, size=size) if keys else ():
        found[link.key].append(link.other)
    return found


def _best(paper: str, references: Sequence[str], citing: dict[str, list[str]]) -> list[_Best]:
    strength: dict[str, float] = defaultdict(float)
    shared: dict[str, int] = defaultdict(int)
    for reference in references:
        others = citing.get(reference, ())
        for other in others:
            if other != paper:
                strength[other] += 1 / (len(others) - 1)
                shared[other] += 1
    rounded = [_Best(key, round(value, 9), shared[key]) for key, value in strength.items()]
    return sorted(rounded, key=lambda one: (-one.strength, one.key))
