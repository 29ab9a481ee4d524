"""Suggested collaborators of one person, above the port: whom recent ties through others join to them.

A suggestion is a guess and always called one. The score is that of analytics/suggestions.py, to the last bit; asking
costs two `expand` and one `subgraph`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from ..schema.catalog import edge_kind
from ..schema.errors import UsageError
from .port import Snapshot
from .query import Direction, Link, Order, Side, Step

MOST_TIES = 500
"""Ties of one person that are followed, the most recent first; `truncated` says where there were more."""

SCALE = 2**22
"""Steps are whole numbers of 1/SCALE, so that scores do not depend on the order in which links come."""

_UNIT = 10**12
"""Recent strengths are whole numbers of 1/UNIT."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to write with, and the shared collaborators that say most for it; `through_count` counts all."""

    key: str
    name: str
    score: float
    through: tuple[str, ...]
    through_count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Best first; `truncated`: somebody involved has more ties than are followed, so scores are those of the rest."""

    items: tuple[Suggestion, ...]
    truncated: bool


class _Around(NamedTuple):
    """What one `expand` met: recent strengths, in units, by key and other end; possible doubles; whether it was cut."""

    ties: dict[str, dict[str, int]]
    doubles: dict[str, list[str]]
    is_cut: bool


def suggestions(
    snapshot: Snapshot, author: str, *, first: int = 10, evidence: int = 3, most_ties: int = MOST_TIES
) -> Suggestions:
    """The `first` best people for the author to write with; none for an unknown key.

    The score of a and b is Σ √(r(a,c) · r(c,b) / R(c)) over their shared collaborators c, r the recent strength of a
    tie and R that of all of c's ties together. Nobody is suggested who shares a paper with the author, may be the
    author (POSSIBLY_SAME_AS), or may be somebody who shares one. UsageError for a number below 1.
    """
    if first < 1 or evidence < 0 or most_ties < 1:
        raise UsageError(f"{first} suggestions by {most_ties} ties a person", hint="ask for at least 1")
    near = _expand(snapshot, [author], [author], most_ties)
    mine, doubles = near.ties.get(author, {}), near.doubles.get(author, [])
    bridges = [key for key, recent in mine.items() if recent > 0]
    far = _expand(snapshot, [*bridges, *doubles], list(mine), most_ties)
    barred = {author, *mine, *doubles, *(key for found in far.doubles.values() for key in found)}
    barred.update(other for double in doubles for other in far.ties.get(double, ()))
    parts = _parts(mine, {key: far.ties[key] for key in bridges}, barred)
    is_cut = near.is_cut or far.is_cut
    scores = {other: sum(through.values()) for other, through in parts.items()}
    # Where the author's own ties were cut, some of the best may turn out to be among the rest of them.
    ranked = sorted((key for key in scores if scores[key]), key=lambda key: (-scores[key], key))
    asked = ranked[: first * 2 if near.is_cut else first]
    names = _names(snapshot, author, asked)
    items = (
        Suggestion(key, names[key], scores[key] / SCALE**2, *_strongest(parts[key], evidence))
        for key in asked
        if key in names
    )
    return Suggestions(tuple(items)[:first], is_cut)


def _expand(snapshot: Snapshot, people: Sequence[str], doubted: Sequence[str], most: int) -> _Around:
    """The ties of some people and the possible doubles of some, `most` for each."""
    tie, same = edge_kind("CO_AUTHORED_WITH"), edge_kind("POSSIBLY_SAME_AS")
    newest = (Order("recent_strength", descending=True, side=Side.EDGE),)
    steps = [
        Step(tie, Direction.BOTH, tuple(dict.fromkeys(people)), order=newest, fields=("recent_strength",)),
        Step(same, Direction.BOTH, tuple(doubted)),
    ]
    links = snapshot.expand(steps, size=most + 1) if people or doubted else []
    kept = list(_at_most(links, most))
    ties: dict[str, dict[str, int]] = defaultdict(dict)
    doubles: dict[str, list[str]] = defaultdict(list)
    for step, key, other, fields in kept:
        if step:
            doubles[key].append(other)
        else:
            ties[key][other] = round(fields[0] * _UNIT)
    return _Around(ties, doubles, len(kept) < len(links))


def _at_most(links: Iterable[Link], most: int) -> Iterable[Link]:
    met: Counter[tuple[int, str]] = Counter()
    for link in links:
        met[link.step, link.key] += 1
        if met[link.step, link.key] <= most:
            yield link


def _parts(mine: dict[str, int], ties: dict[str, dict[str, int]], barred: set[str]) -> dict[str, dict[str, int]]:
    """What each shared collaborator adds to each score, in units of 1/SCALE²."""
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    for bridge, others in ties.items():
        total = sqrt(sum(others.values()) / _UNIT)
        mine_there = _step(mine[bridge], total)
        for other, recent in others.items():
            if other not in barred and (part := mine_there * _step(recent, total)):
                parts[other][bridge] = part
    return parts


def _step(recent: int, total: float) -> int:
    return round(sqrt(recent / _UNIT / total) * SCALE)


def _strongest(through: dict[str, int], most: int) -> tuple[tuple[str, ...], int]:
    ranked = sorted(through, key=lambda key: (-through[key], key))
    return tuple(ranked[:most]), len(through)


def _names(snapshot: Snapshot, author: str, keys: Sequence[str]) -> dict[str, str]:
    """Names of those who are there and indeed without an edge to the author."""
    if not keys:
        return {}
    kinds = [edge_kind("CO_AUTHORED_WITH"), edge_kind("POSSIBLY_SAME_AS")]
    found = snapshot.subgraph(kinds, [author, *keys], node_fields=("name",))
    met = {end for edge in found.edges if author in (edge.source, edge.target) for end in (edge.source, edge.target)}
    return {key: found.nodes[key].fields["name"] for key in keys if key in found.nodes and key not in met}
