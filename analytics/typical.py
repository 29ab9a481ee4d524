"""What is typical of groups: words that a group has oftener than all the others do, by weighted log-odds.

The measure is Monroe, Colaresi and Quinn's (Fightin' Words, Political Analysis 2008): log-odds with a prior that is
the corpus itself, divided by their standard deviation, so that a rare word needs more than luck.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from .network import Floats, Ints

PRIOR = 100.0
"""Words that the prior weighs as much as."""

CLEAR = 2.0
"""Standard deviations above which a word is typical."""


def typical(counts: csr_array, *, at_least: int, most: int) -> list[Ints]:
    """The typical columns of each row of `counts` (groups × words), the most typical first, at most `most` each.

    A column must occur `at_least` times in the row and lie CLEAR standard deviations above the other rows; a row
    where none does has those that come nearest to it. Ties go to the smaller column.
    """
    counts = counts.tocsr()
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    columns = counts.indices.astype(np.int64)
    here = counts.data.astype(np.float64)
    scores = _scores(counts, rows, columns, here)
    is_clear = (here >= at_least) & (scores >= CLEAR)
    has_clear = np.bincount(rows[is_clear], minlength=counts.shape[0]) > 0
    kept = np.flatnonzero(is_clear | ~has_clear[rows])
    order = kept[np.lexsort((columns[kept], -scores[kept], rows[kept]))]
    starts = np.searchsorted(rows[order], np.arange(counts.shape[0] + 1))
    return [columns[order[a : min(b, a + most)]] for a, b in pairwise(starts)]


def _scores(counts: csr_array, rows: Ints, columns: Ints, here: Floats) -> Floats:
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
