"""What is typical of groups: words that a group has oftener than all the others do, and that people keep using.

Two measures, multiplied. Weighted log-odds (Monroe, Colaresi and Quinn, Fightin' Words, Political Analysis 2008): with
a prior that is the corpus itself, divided by their standard deviation, so that a rare word needs more than luck. And
how much a word stays with who uses it, which words of every field ("challenge", "approach") hardly do.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from .network import Floats, Ints

PRIOR = 100.0
"""Words that the prior weighs as much as."""

CLEAR = 2.0
"""Standard deviations above which a word is typical."""

TRIALS = 10.0
"""Papers that the words of rarely seen people weigh as much as, where they are taken to be as all others'."""


def lasting(authors: csr_array, having: csr_array) -> Floats:
    """How much each word stays with who uses it, 0 to 1 (½: as usual): of papers × people and papers × words, all 1.

    Of the other papers of people who used the word in one: the share that has it as well, less what chance gives;
    against the mean of that over all uses of all words.
    """
    papers_of = np.asarray(authors.sum(axis=0), dtype=np.float64).ravel()
    used = (authors.T.tocsr() @ having).tocsr()
    person = np.repeat(np.arange(used.shape[0]), np.diff(used.indptr))
    times = used.data.astype(np.float64)
    words = having.shape[1]
    again = np.bincount(used.indices, weights=times * (times - 1), minlength=words)
    others = np.bincount(used.indices, weights=times * (papers_of[person] - 1), minlength=words)
    papers = np.asarray(having.sum(axis=0), dtype=np.float64).ravel()
    chance = papers / max(having.shape[0], 1)
    share = (again + TRIALS * chance) / (others + TRIALS)
    kept = np.maximum(share - chance, 0.0) / np.maximum(1 - chance, 1e-9)
    usual = float(kept @ papers) / max(float(papers.sum()), 1.0)
    weights: Floats = kept / (kept + usual) if usual else np.ones(words)
    return weights


def typical(
    counts: csr_array, weights: Floats, *, at_least: int, most: int, clear: float = CLEAR
) -> list[tuple[Ints, Floats]]:
    """The typical columns of each row of `counts` (groups × words), at most `most` each, and how typical they are.

    The most typical come first; of equals the smaller column. A column must occur `at_least` times in the row and lie
    `clear` standard deviations above the other rows; a row where none does has those that come nearest to it.
    `weights`: of each column, see `lasting`.
    """
    counts = counts.tocsr()
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    columns = counts.indices.astype(np.int64)
    here = counts.data.astype(np.float64)
    odds = _log_odds(counts, rows, columns, here)
    is_clear = (here >= at_least) & (odds >= clear)
    has_clear = np.bincount(rows[is_clear], minlength=counts.shape[0]) > 0
    scores = np.maximum(odds, 0.0) * weights[columns]
    kept = np.flatnonzero(is_clear | ~has_clear[rows])
    order = kept[np.lexsort((columns[kept], -scores[kept], rows[kept]))]
    starts = np.searchsorted(rows[order], np.arange(counts.shape[0] + 1))
    ends = np.minimum(starts[:-1] + most, starts[1:])
    return [(columns[order[a:b]], scores[order[a:b]]) for a, b in zip(starts[:-1], ends, strict=True)]


def _log_odds(counts: csr_array, rows: Ints, columns: Ints, here: Floats) -> Floats:
    """The z-score of every entry."""
    everywhere = np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()
    of_row = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    total = float(everywhere.sum()) or 1.0
    prior = PRIOR * everywhere[columns] / total
    there = everywhere[columns] - here
    size_here, size_there = of_row[rows], total - of_row[rows]
    others_here = np.maximum(size_here + PRIOR - here - prior, 1.0)  # none where there is but one word in all
    others_there = np.maximum(size_there + PRIOR - there - prior, 1.0)
    odds = np.log(here + prior) - np.log(others_here)
    rest = np.log(there + prior) - np.log(others_there)
    scores: Floats = (odds - rest) / np.sqrt(1 / (here + prior) + 1 / (there + prior))
    return scores
