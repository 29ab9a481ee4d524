"""The exact minimum cut of one graph when it is small, by contracting what no small cut can separate.

Nagamochi, Ono and Ibaraki's algorithm (Mathematical Programming 67, 1994) with priorities bounded by the cut looked
for: a scan in maximum adjacency order finds edges whose ends are joined by that many edge-disjoint paths or more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .network import Ints


@dataclass(frozen=True, slots=True)
class Cut:
    """`value`: edges of a minimum cut. `pieces`: 0 or a part's number for each node; each part hangs by a small cut."""

    value: int
    pieces: Ints


def cut_below(indptr: Ints, indices: Ints, bound: int) -> Cut | None:
    """A minimum cut, in edges, of a connected graph if it is below `bound`, else None.

    `indptr`, `indices`: its rows in CSR form, every edge in both of them. The pieces are all parts met on the way that
    fewer than `bound` edges hold to the rest, at least one.
    """
    weights = np.ones(len(indices), dtype=np.int64)
    holder = np.arange(len(indptr) - 1, dtype=np.int64)  # the contracted node that each node is in
    pieces = np.zeros(len(holder), dtype=np.int64)
    best = bound
    while len(indptr) > 2:
        degree = np.add.reduceat(weights, indptr[:-1])
        low = degree < bound
        fresh = low[holder] & (pieces == 0)
        pieces[fresh] = holder[fresh] + 1 + pieces.max()
        best = min(best, int(degree.min()))
        parts = _joined(indptr, indices, weights, best)
        holder = parts[holder]
        indptr, indices, weights = _contracted(indptr, indices, weights, parts)
    return Cut(best, pieces) if best < bound else None


def _joined(indptr: Ints, indices: Ints, weights: Ints, best: int) -> Ints:
    """Which nodes to contract: part numbers such that no cut below `best` runs through a part."""
    size = len(indptr) - 1
    starts, ends, counts = indptr.tolist(), indices.tolist(), weights.tolist()
    reach = [0] * size  # edges to nodes that are done, at most `best`; -1: done itself
    waiting: list[list[int]] = [[] for _ in range(best + 1)]
    waiting[0].append(0)
    top = 0
    one: list[int] = []
    other_one: list[int] = []
    while top >= 0:
        if not waiting[top]:
            top -= 1
            continue
        node = waiting[top].pop()
        if reach[node] < 0:
            continue
        reach[node] = -1
        row = slice(starts[node], starts[node + 1])
        for other, count in zip(ends[row], counts[row], strict=True):
            before = reach[other]
            if before < 0:
                continue
            total = before + count
            if total >= best:
                one.append(node)
                other_one.append(other)
                total = best
            if total > before:
                reach[other] = total
                waiting[total].append(other)
                if total > top:
                    top = total
    links = coo_array((np.ones(len(one), np.bool_), (np.array(one), np.array(other_one))), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _contracted(indptr: Ints, indices: Ints, weights: Ints, parts: Ints) -> tuple[Ints, Ints, Ints]:
    size = int(parts.max()) + 1
    rows = parts[np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))]
    columns = parts[indices]
    outer = rows != columns
    matrix = coo_array((weights[outer], (rows[outer], columns[outer])), shape=(size, size)).tocsr()
    matrix.sum_duplicates()
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data
