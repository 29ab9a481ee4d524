"""Words and pairs of words of titles, as columns of a matrix: what a cluster is named by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W_]+)*")
_STOP = frozenset(
    """
    a about across after all also an analysis and any approach approaches are as at aux avec based be been between
    beyond both but by can can't case con conference da dans das de del der des die do does don't dos du el em en et
    evaluate evaluating evaluation exploration exploring findings first for from get has have how il improve
    improved improving in international into introduction investigating is it its la las le learn les let like los
    make method methods model models more most new no not novel of on one or our out over overview paper par para
    por pour proceedings report results second several shall shared should show so sobre some study such sur system
    systems task tasks than that the their them there these they third this to toward towards two um uma und under
    une up us use used using via was we well what when where whether which while who why will with within without
    work workshop you your
    """.split()  # noqa: SIM905 - a hundred quoted words would be harder to read
)
"""Words that say nothing of a field, in titles of papers in European languages."""


def phrases(title: str) -> Iterator[str]:
    """The words that say something, and pairs of them that stand side by side, in small letters; each once."""
    seen = set()
    before: str | None = None
    for found in _WORD.finditer(title):
        word = found.group().lower()
        if word in _STOP or len(word) < 3:
            before = None
            continue
        for phrase in (word, f"{before} {word}" if before else None):
            if phrase and phrase not in seen:
                seen.add(phrase)
                yield phrase
        before = word


def phrase_matrix(titles: Sequence[str], *, at_least: int = 3) -> tuple[csr_array, list[str]]:
    """Titles × phrases (1 where the title has it) and the phrases, sorted; those in fewer titles are left out."""
    number: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for title in titles:
        columns += [number.setdefault(phrase, len(number)) for phrase in phrases(title)]
        ends.append(len(columns))
    matrix = csr_array(
        (np.ones(len(columns), np.int64), np.array(columns, np.int64), np.array(ends, np.int64)),
        shape=(len(titles), len(number)),
    )
    names = np.array(list(number), dtype=object)
    often = np.flatnonzero(np.bincount(columns, minlength=len(number)) >= at_least)
    order = often[np.argsort(names[often].astype(str), kind="stable")]
    return matrix[:, order].tocsr(), [str(name) for name in names[order]]
