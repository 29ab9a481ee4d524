"""How words are written: as a cluster's titles and topics mostly do, else as all titles do, else as abstracts do.

Most titles Begin Every Word With a Capital: there a first capital tells nothing of a word, nor does it at the beginning
of any title. Capitals inside a word (BERT, WordNet) tell in all of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_array

from .phrases import STOP, WORD, core_of

Abstracts = Callable[[Set[str]], Iterable[str]]
"""Running texts that may have some of these words, which are in small letters."""

Write = Callable[[int, str], str]
"""A phrase or a name as a cluster writes it."""

ALSO = 2
"""Titles that write as all titles do, counted with a cluster's own: a single odd one does not turn the scales."""

_IN_TEXT = re.compile(r"(?<=[^\W\d_A-ZÀ-ÖØ-Þ] )[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
"""A word that begins no sentence."""


class Forms(NamedTuple):
    """Words as texts write them: `forms`, and by word, in small letters, the places of its forms.

    `seen`, `told`: texts × forms, how often. Seen is a word that neither begins a part of its text nor is in one that
    is all capitals; told is one that is seen small, or in a part that writes most other words small. `first`: by word,
    how often each of its forms begins a part.
    """

    forms: Sequence[str]
    places: Mapping[str, Sequence[int]]
    seen: csr_array
    told: csr_array
    first: Mapping[str, Mapping[str, int]]

    def spread(self, papers: csr_array) -> Self:
        """The forms of papers: what their texts have together; `papers`: papers × texts, 1 where a paper has it."""
        return self._replace(seen=(papers @ self.seen).tocsr(), told=(papers @ self.told).tocsr())


class Reader:
    """Reads texts one by one: titles, names of topics and the like."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._first: dict[str, Counter[str]] = defaultdict(Counter)
        self._columns: list[int] = []
        self._tells: list[bool] = []
        self._ends = [0]

    def see(self, parts: Sequence[Sequence[str]]) -> None:
        """A text in parts, as phrases.title_parts gives them."""
        for part in parts:
            if all(word.isupper() for word in part if word):
                continue
            for word in filter(None, part[:1]):
                self._first[word.lower()][word] += 1
            rest = [word for word in part[1:] if word]
            small = [word[0].islower() for word in rest]
            self._columns += [self._number.setdefault(word, len(self._number)) for word in rest]
            self._tells += small if 2 * sum(small) <= len(rest) else [True] * len(rest)
        self._ends.append(len(self._columns))

    def forms(self) -> Forms:
        """Of all texts so far."""
        places: dict[str, list[int]] = defaultdict(list)
        for form, place in self._number.items():
            places[form.lower()].append(place)
        where, size = (
            (np.array(self._columns, np.int64), np.array(self._ends)),
            (len(self._ends) - 1, len(self._number)),
        )
        counts = (np.ones(len(self._columns), np.int64), np.array(self._tells, np.int64))
        seen, told = (csr_array((each, *where), shape=size) for each in counts)
        return Forms(list(self._number), places, seen, told, self._first)


class _Counts(NamedTuple):
    """How often each form, by its place, is seen and told; one that is not there never."""

    seen: Mapping[int, float]
    told: Mapping[int, float]


class Spelling:
    """How words are written in clusters of papers."""

    def __init__(self, forms: Forms, words: Iterable[str], abstracts: Abstracts) -> None:
        """`forms`: of papers. `words`, bare: all of which abstracts are to tell where nothing else does."""
        self._forms = forms
        self._all = _Counts(*(dict(enumerate(each.sum(axis=0).tolist())) for each in (forms.seen, forms.told)))
        found = {word: self._most(word, self._all) or self._begun(word) for word in words}
        self._usual = {word: form for word, form in found.items() if form}
        self._usual |= _in_texts(found.keys() - self._usual.keys(), abstracts)

    def inside(self, clusters: csr_array) -> Write:
        """Writes phrases and names as the papers of clusters do; `clusters`: clusters × papers."""
        matrices = [(clusters @ each).tocsr() for each in (self._forms.seen, self._forms.told)]

        @lru_cache(maxsize=1)
        def counts(cluster: int) -> _Counts:
            return _Counts(*(_row(each, cluster) for each in matrices))

        def write(cluster: int, text: str) -> str:
            return WORD.sub(lambda match: self._written(match.group(), counts(cluster)), text)

        return write

    def _written(self, word: str, here: _Counts) -> str:
        core, low = core_of(word) or word, word.lower()
        if low in STOP:
            return low
        low = core.lower()
        form = self._most(low, here) if any(place in here.seen for place in self._forms.places.get(low, ())) else None
        unknown = low if len(core) > 2 else core
        return word.replace(core, form or self._usual.get(low, unknown), 1)

    def _most(self, word: str, here: _Counts) -> str | None:
        """The most frequent form of a word that is seen, of equals the one in small letters; None: nothing tells."""
        forms, of_shape = self._forms.forms, defaultdict(list)
        for place in self._forms.places.get(word, ()):
            of_shape[_shape(forms[place])].append(place)
        if not of_shape:
            return None
        seen = _often([place for places in of_shape.values() for place in places], here.seen, self._all.seen)
        shape = max(of_shape, key=lambda each: (sum(seen[place] for place in of_shape[each]), each))
        told = _often(of_shape[shape], here.told, self._all.told)
        if not any(told.values()) and shape == word:
            return None
        often = told if any(told.values()) else seen
        return forms[max(of_shape[shape], key=lambda place: (often[place], forms[place]))]

    def _begun(self, word: str) -> str | None:
        """How a word is written that stands nowhere but at beginnings, if it has capitals inside."""
        if word in self._forms.places:
            return None
        forms = [form for form in self._forms.first.get(word, {}) if _shape(form) != word]
        return max(forms, key=lambda form: (self._forms.first[word][form], form), default=None)


def bare(word: str) -> str:
    """A word in small letters, without what hangs on it: the form by which it is looked up."""
    return (core_of(word) or word).lower()


def _often(places: Sequence[int], here: Mapping[int, float], everywhere: Mapping[int, float]) -> dict[int, float]:
    """How often each of a word's forms is there, and ALSO times more, shared out as all papers write it."""
    total = sum(everywhere[place] for place in places)
    return {place: here.get(place, 0) + (ALSO * everywhere[place] / total if total else 0.0) for place in places}


def _shape(form: str) -> str:
    """With small letters where a word or a part of it begins: what of its capitals tells in any title."""
    return "-".join(part[:1].lower() + part[1:] for part in form.split("-"))


def _row(matrix: csr_array, row: int) -> dict[int, int]:
    where = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return dict(zip(matrix.indices[where].tolist(), matrix.data[where].tolist(), strict=True))


def _in_texts(words: Set[str], abstracts: Abstracts) -> dict[str, str]:
    """How running text mostly writes words, of those that it has."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in abstracts(words) if words else ():
        for form in _IN_TEXT.findall(text):
            if bare(form) in words:
                counts[bare(form)][core_of(form) or form] += 1
    return {word: max(of_word, key=lambda form: (of_word[form], form)) for word, of_word in counts.items()}
