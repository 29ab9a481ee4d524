"""Suggested collaborators: people without a shared paper whom recent ties through others join.

A suggestion is a guess and always called one. The score is that of store/suggestions.py, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array, csr_array, eye_array

from ..assembly.build import Build
from ..schema.catalog import edge_kind
from ..schema.errors import UsageError
from .collaborators import places
from .incidence import UNIT, node_keys, row_of
from .network import Floats, Ints

SCALE = 2**22
"""Steps are whole numbers of 1/SCALE, so that scores are whole numbers of 1/SCALE² and no order of adding shows."""

WAYS = 1_000_000
"""Ways over a collaborator to somebody that are followed at a time: what bounds the memory."""

_BARRED = -(2**62)

SCHEMA = pa.schema(
    [
        ("author", pa.string()),
        ("rank", pa.int64()),
        ("suggested", pa.string()),
        ("score", pa.float64()),
        ("through_count", pa.int64()),
        ("through", pa.list_(pa.string())),
    ]
)
"""Of `suggestions`: `rank` from 1, `through` the shared collaborators that say most for it."""


class Best(NamedTuple):
    """The best suggestions: rows of two people, by the first and then best first; scores in units of 1/SCALE²."""

    author: Ints
    suggested: Ints
    score: Ints


def suggestions(build: Build, *, k: int = 10, evidence: int = 3) -> pa.Table:
    """At most `k` people for every author to write with, by SCHEMA: authors by key, best first, then by key.

    The score of a and b is Σ √(r(a,c) · r(c,b) / R(c)) over their shared collaborators c, r the recent strength of a
    tie and R that of all of c's ties together: weighted resource allocation (Zhou, Lü & Zhang 2009; Lü & Zhou 2010) on
    recent strength. Nobody is suggested who shares a paper with the author, may be the author (POSSIBLY_SAME_AS), or
    may be somebody who shares one. `through` names `evidence` of the shared collaborators, `through_count` counts all.
    UsageError for a number out of range.
    """
    if k < 1 or evidence < 0:
        raise UsageError(f"{k} suggestions through {evidence} people each", hint="ask for at least 1 suggestion")
    authors = node_keys(build, "Author")
    ties = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target", "recent_strength"])
    same = build.table(edge_kind("POSSIBLY_SAME_AS"), ["source", "target"])
    source, target = row_of(authors, ties["source"]), row_of(authors, ties["target"])
    steps = steps_of(source, target, ties["recent_strength"].to_numpy(), len(authors))
    doubles = _both_ways(row_of(authors, same["source"]), row_of(authors, same["target"]), len(authors))
    barred = barred_pairs(_both_ways(source, target, len(authors)), doubles)
    parts = [_table(authors, steps, best, evidence) for best in best_of(steps, barred, k)]
    return pa.concat_tables([SCHEMA.empty_table(), *parts]).combine_chunks()


def steps_of(source: Ints, target: Ints, recent_strength: Floats, size: int) -> csr_array:
    """Authors × collaborators: √(r / √R) in units of 1/SCALE; two people's score is the product of their rows.

    Ties are given once each, as rows below `size`; those without recent strength lead nowhere.
    """
    units = np.rint(recent_strength * UNIT).astype(np.int64)
    kept = units > 0
    ends = np.concatenate([source[kept], target[kept]]), np.concatenate([target[kept], source[kept]])
    units = np.tile(units[kept], 2)
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, ends[1], units)
    step = np.sqrt(units / UNIT / np.sqrt(total[ends[1]] / UNIT))
    return csr_array((np.rint(step * SCALE).astype(np.int64), ends), shape=(size, size))


def barred_pairs(tied: csr_array, doubles: csr_array) -> csr_array:
    """Pairs that are never suggested: oneself, one's collaborators, one's possible doubles, and theirs either way."""
    pattern = tied + doubles + tied @ doubles + doubles @ tied + eye_array(tied.shape[0], dtype=np.int64, format="csr")
    pattern.data[:] = _BARRED
    return pattern.tocsr()


def best_of(steps: csr_array, barred: csr_array, k: int, *, asked: Ints | None = None) -> Iterator[Best]:
    """The `k` best of the authors asked for (rows, ascending; all by default), some authors at a time, in order."""
    rows = np.arange(steps.shape[0]) if asked is None else asked
    ways = np.cumsum((steps[rows] != 0).astype(np.int64) @ np.diff(steps.indptr))
    back = steps.T.tocsr()
    for some in np.split(rows, np.flatnonzero(np.diff(ways // WAYS)) + 1):
        scores = steps[some] @ back + barred[some]
        row, score, other = np.repeat(np.arange(len(some)), np.diff(scores.indptr)), scores.data, scores.indices
        kept = score > 0
        row, score, other = row[kept], score[kept], other[kept].astype(np.int64)
        order = np.lexsort((other, -score, row))
        order = order[places(row[order]) < k]
        yield Best(some[row[order]], other[order], score[order])


def _table(authors: pa.StringArray, steps: csr_array, best: Best, evidence: int) -> pa.Table:
    shared = csr_array(steps[best.author].multiply(steps[best.suggested]))
    pair = np.repeat(np.arange(len(best.author)), np.diff(shared.indptr))
    order = np.lexsort((shared.indices, -shared.data, pair))
    count = np.diff(shared.indptr).astype(np.int64)
    through = shared.indices[order[places(pair) < evidence]]
    offsets = np.concatenate([[0], np.cumsum(np.minimum(count, evidence))])
    columns = [
        authors.take(pa.array(best.author)),
        pa.array(places(best.author) + 1),
        authors.take(pa.array(best.suggested)),
        pa.array(best.score / SCALE**2),
        pa.array(count),
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), authors.take(pa.array(through))),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _both_ways(source: Ints, target: Ints, size: int) -> csr_array:
    ends = np.concatenate([source, target]), np.concatenate([target, source])
    return coo_array((np.ones(len(ends[0]), dtype=np.int64), ends), shape=(size, size)).tocsr()
