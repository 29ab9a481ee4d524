"""Words of titles and what stands side by side, as columns of a matrix: what a cluster is named by.

Spellings of a phrase that differ in case or a plural are one column, shown as it is written most often.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from .network import Ints

LONGEST = 3
"""Words of a phrase at most."""

UNLIKELY = 0.05
"""A chance so small that it is taken for none."""

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[:;,.?!()\[\]\"“”«»/]|\s[-–—]\s")
"""What no phrase goes across."""

_INSIDE = re.compile(r"[^\W_](?=[A-ZÀ-ÖØ-Þ])")
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
    return _phrases(_parts(title))


def folded(word: str) -> str:
    """Without what looks like the end of a plural, so that both are one; no word to be shown to anybody."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    is_plural = word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


def phrase_matrix(titles: Sequence[str], *, at_least: int = 3) -> tuple[csr_array, list[str]]:
    """Titles × phrases (1 where the title has it) and the phrases, sorted; those in fewer titles are left out."""
    number: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    spelling = _Spelling()
    for title in titles:
        parts = _parts(title)
        for part in parts:
            spelling.see(part)
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
    shown = _commonest(list(number), group_of, np.bincount(which, minlength=len(number)), often)
    written = spelling.table()
    names = [" ".join(written.get(word, word) for word in phrase.split()) for phrase in shown]
    order = np.argsort(np.array(names, dtype=str), kind="stable")
    return matrix[:, often[order]].tocsr(), [names[place] for place in order]


def _parts(title: str) -> list[list[str]]:
    """The words of each part as they are written; an empty one where a word that says nothing parts those around it."""
    return [[_said(match.group()) for match in _WORD.finditer(part)] for part in _PART.split(title)]


@lru_cache(maxsize=1 << 16)
def _said(word: str) -> str:
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


class _Spelling:
    """How words are written in running text, though most titles write Every Word With a Capital."""

    def __init__(self) -> None:
        self._all: Counter[str] = Counter()
        self._telling: Counter[str] = Counter()

    def see(self, part: Sequence[str]) -> None:
        """Counts the words of a part; the first one's capital tells nothing, nor any where most words have one."""
        if all(word.isupper() for word in part if word):
            return
        rest = [word for word in part[1:] if word]
        self._all.update(rest)
        is_running = 2 * sum(word[0].islower() for word in rest) > len(rest)
        self._telling.update(word for word in rest if is_running or word[0].islower())

    def table(self) -> dict[str, str]:
        """How each word, given in small letters, is written: with capitals inside (BERT) where most write it so, else
        as in running text; with a first capital where nobody writes it small, though chance would have it.
        """
        as_seen, in_text = _commonest_forms(self._all), _commonest_forms(self._telling)
        small = sum(count for word, count in self._all.items() if word[0].islower())
        is_rare = 1 - small / max(self._all.total(), 1)
        found = {}
        for low, form in as_seen.items():
            is_name = low not in self._all and is_rare ** self._all[form] < UNLIKELY
            found[low] = form if _INSIDE.search(form) or is_name else in_text.get(low, low)
        return found


def _commonest_forms(counts: Counter[str]) -> dict[str, str]:
    best: dict[str, str] = {}
    for word, count in counts.items():
        low = word.lower()
        if low not in best or (count, word) > (counts[best[low]], best[low]):
            best[low] = word
    return best


def _commonest(names: Sequence[str], group_of: Ints, counts: Ints, groups: Ints) -> list[str]:
    """The most frequent name of each of the groups, of equals the first in order of the alphabet."""
    some = np.flatnonzero(np.isin(group_of, groups))
    best: dict[int, tuple[int, str]] = {}
    for group, count, place in zip(group_of[some].tolist(), counts[some].tolist(), some.tolist(), strict=True):
        told = (-count, names[place])
        best[group] = min(best.get(group, told), told)
    return [best[group][1] for group in groups.tolist()]
