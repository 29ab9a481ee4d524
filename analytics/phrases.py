"""Words of titles and what stands side by side, as columns of a matrix: what a cluster is named by.

Spellings of a phrase that differ in case or a plural are one column; how it is written: see spelling.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from .network import Ints

LONGEST = 3
"""Words of a phrase at most."""

WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
"""A word as it is written, with what may have to be cut off."""

_PART = re.compile(r"[:;,.?!()\[\]\"“”«»/]|\s[-–—]\s")
"""What no phrase goes across."""

_AROUND = re.compile(r"^(?:[cdjlmnst]|qu)['’]|['’][^\W_]{1,2}$|-?(?:19|20)\d\d$", re.IGNORECASE)
"""What is no part of a word: l' of l'analyse, 's, the year of an event."""

STOP = frozenset(
    """
    a about across after against all along also among an and any application applications approach approaches are as
    at aux avec based be been between beyond both but by can case cases challenge challenges comparative comparing
    comparison con could da dans das de del der des di did die do does don dos du during een effect effective effects
    efficient el em employing en enhancing et example examples exploiting exploring finding findings first for from
    für gli has have het how i if il im implication implications improve improved improving in insight insights into
    introduction investigating investigation investigations is it its la las le les let leveraging like los may method
    methods more most much new no not novel of on one or other our out over overview paper papers par para per por
    pour proceeding proceedings proposal proposals proposed result results should show since so some studies study
    studying such sul sur that the their them there these they this through to toward towards two um uma un una und
    under une up upon use used uses using van vers very via von voor was we well were what when where whether which
    while who why will with within without yet you your zu zur
    """.split()  # noqa: SIM905 - a hundred quoted words would be harder to read
)
"""Words that join others, in European languages, and those of every field's titles; no phrase goes across them.

Others that say little are found by counting: see typical.py.
"""

_WITH_OTHERS = frozenset(["analysis", "data", "framework", "model", "problem", "system", "task", "technology", "tool"])
"""Words, in the singular, that say what a phrase is about only together with others, in any field."""


def phrases(title: str) -> list[str]:
    """Words, and two or three of them side by side, each once, in small letters; weak words never alone."""
    return _phrases(title_parts(title))


def folded(word: str) -> str:
    """Without what looks like the end of a plural, so that both are one; no word to be shown to anybody."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    is_plural = word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


def phrase_matrix(
    titles: Sequence[str], *, at_least: int = 3, see: Callable[[list[list[str]]], None] = lambda _: None
) -> tuple[csr_array, list[str]]:
    """Titles × phrases (1 where the title has it) and the phrases, sorted, in small letters, in the number that is more
    frequent; those in fewer titles are left out. `see` is shown the parts of each title.
    """
    number: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for title in titles:
        parts = title_parts(title)
        see(parts)
        columns += [number.setdefault(phrase, len(number)) for phrase in _phrases(parts)]
        ends.append(len(columns))
    group: dict[str, int] = {}
    group_of = np.array([group.setdefault(folded(phrase), len(group)) for phrase in number], dtype=np.int64)
    which = np.array(columns, dtype=np.int64)
    ones = np.ones(len(which), dtype=np.int64)
    matrix = csr_array((ones, group_of[which], np.array(ends)), shape=(len(titles), len(group)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    often = np.flatnonzero(np.bincount(matrix.indices, minlength=len(group)) >= at_least)
    names = _commonest(list(number), group_of, np.bincount(which, minlength=len(number)), often)
    order = np.argsort(np.array(names, dtype=str), kind="stable")
    return matrix[:, often[order]].tocsr(), [names[place] for place in order]


def title_parts(title: str) -> list[list[str]]:
    """The words of each part as they are written; an empty one where a word that says nothing parts those around it."""
    return [[core_of(match.group()) for match in WORD.finditer(part)] for part in _PART.split(title)]


@lru_cache(maxsize=1 << 16)
def core_of(word: str) -> str:
    """What of a word may stand in a phrase: without l' or 's, nothing where it is too short or says nothing."""
    word = _AROUND.sub("", word)
    is_long = len(word) > 2 or (len(word) == 2 and word == word.upper())
    return word if is_long and word.lower() not in STOP else ""


def _phrases(parts: Iterable[Sequence[str]]) -> list[str]:
    found: list[str] = []
    for part in parts:
        run: list[str] = []
        for word in part:
            run = [*run[1 - LONGEST :], word.lower()] if word else []
            found += [" ".join(run[start:]) for start in range(len(run) - _is_weak(word))]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1 << 16)
def _is_weak(word: str) -> bool:
    return folded(word.lower()) in _WITH_OTHERS


def _commonest(names: Sequence[str], group_of: Ints, counts: Ints, groups: Ints) -> list[str]:
    """The most frequent name of each of the groups, of equals the first in order of the alphabet."""
    some = np.flatnonzero(np.isin(group_of, groups))
    best: dict[int, tuple[int, str]] = {}
    for group, count, place in zip(group_of[some].tolist(), counts[some].tolist(), some.tolist(), strict=True):
        told = (-count, names[place])
        best[group] = min(best.get(group, told), told)
    return [best[group][1] for group in groups.tolist()]
