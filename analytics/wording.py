"""Which of many typical phrases are said of a cluster: few, none that repeats another, each as long as it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from .network import Floats, Ints
from .phrases import STOP, folded

BESIDE = 0.25
"""A phrase is left out that is less than this share as typical as the most typical one."""

STANDS_FOR = 0.6
"""A phrase is lengthened where at least this share of the papers that have it have the longer one."""

_START = 4
"""Letters that two words must share at their beginning to be taken for forms of one."""


Ranked = tuple[Ints, Floats]
"""Places of names and how typical they are, the most typical first."""


class Wording:
    """Finds what to say of clusters among names: those of topics, venues or phrases."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._within = [f" {name.lower()} " for name in names]
        self._length = [name.count(" ") for name in names]

    def said(self, typical: Ranked, papers: Mapping[int, int], *, most: int) -> list[str]:
        """The names to be said of one cluster, the most typical first.

        `typical`: places of names and how typical they are, in that order; `papers`: how many of the cluster's have
        the name of each place.
        """
        chosen: list[str] = []
        for name, share in self._worded(typical, papers):
            if len(chosen) == most or share < BESIDE:
                break
            if not any(are_alike(name, other) for other in chosen):
                chosen.append(name)
        return chosen

    def others(self, ranked: Iterable[Ranked], papers: Mapping[int, int], said: Sequence[str]) -> Iterator[str]:
        """What else could be said after that: names however typical, none like one before it."""
        chosen = [*said]
        for typical in ranked:
            for name, _ in self._worded(typical, papers):
                if not any(are_alike(name, other) for other in chosen):
                    chosen.append(name)
                    yield name

    def _worded(self, typical: Ranked, papers: Mapping[int, int]) -> Iterator[tuple[str, float]]:
        """Each name as it would be said, and how typical the place is that it stands for, as a share of the first's."""
        places, scores = (each.tolist() for each in typical)
        having = {place: papers[place] for place in places}
        for place, score in zip(places, scores, strict=True):
            yield self._names[self._lengthened(place, having)], score / scores[0] if scores[0] else 1.0

    def _lengthened(self, place: int, having: Mapping[int, int]) -> int:
        """The longest name around that one which most papers with the one have too."""
        inside, least, found = self._within[place], STANDS_FOR * having[place], place
        for other, papers in having.items():
            if self._length[other] > self._length[found] and papers >= least and inside in self._within[other]:
                found = other
        return found


def are_alike(phrase: str, other: str) -> bool:
    """Whether two phrases share a word or forms of one: parsing and parser, human-robot and robot."""
    theirs = _words(other)
    return any(_is_form(a, b) for a in _words(phrase) for b in theirs)


@lru_cache(maxsize=1 << 16)
def _words(phrase: str) -> list[str]:
    return [folded(word) for word in phrase.lower().replace("-", " ").split() if word not in STOP]


def _is_form(one: str, other: str) -> bool:
    if one == other:
        return True
    least = max(_START, min(len(one), len(other)) - 2)
    return one[:least] == other[:least] and min(len(one), len(other)) >= least
