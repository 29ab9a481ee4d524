"""Ties out of shared things: authors of papers, citing papers of cited ones. One sparse product, with exact sums."""

from __future__ import annotations

from math import pow as power
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from ..assembly.build import Build
from ..schema.catalog import node_kind
from ..schema.errors import UsageError
from .network import Floats, Ints

UNIT = 10**12
"""Fractional weights are whole numbers of 1/UNIT while they are summed, so that no order of papers shows in them."""

Years = tuple[int, int]
"""First and last year, both included."""


class Ties(NamedTuple):
    """Pairs of rows, source < target, each once, by source, then target; and what they share."""

    source: Ints
    target: Ints
    shared: Ints


def node_keys(build: Build, label: str) -> pa.StringArray:
    """The keys of all nodes of a label, ascending."""
    return _one_chunk(build.table(node_kind(label), ["key"])["key"])


def row_of(keys: pa.StringArray, values: pa.ChunkedArray | pa.Array) -> Ints:
    """The row of each value in `keys`; -1 where it has none."""
    found = pc.fill_null(pc.index_in(_one_chunk(values), value_set=keys), -1)
    return np.asarray(found, dtype=np.int64)


def incidence(things: Ints, holders: Ints, shape: tuple[int, int]) -> csr_array:
    """Things × holders, 1 where the holder has the thing however often it is said."""
    matrix = csr_array((np.ones(len(things), dtype=np.int64), (things, holders)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def ties(matrix: csr_array, weight: Ints) -> Ties:
    """What each two holders share: the weights of their common things, added up; without those that come to nothing.

    `matrix`: things × holders; `weight`: of each thing. The sum over things of AᵀDA, above the diagonal.
    """
    kept = matrix[np.flatnonzero(weight)]
    product = (kept.T.multiply(weight[weight != 0]).tocsr() @ kept).tocoo()
    row, column = (ends.astype(np.int64) for ends in product.coords)
    upper = row < column
    row, column, shared = row[upper], column[upper], product.data[upper]
    order = np.lexsort((column, row))
    return Ties(row[order], column[order], shared[order])


def team_weight(sizes: Ints, most: int) -> Floats:
    """Newman's 1/(n - 1) of each team of n, in units; 0 for one alone and for more than `most`: they make no ties."""
    makes_ties = (sizes >= 2) & (sizes <= most)
    return np.where(makes_ties, UNIT / np.maximum(sizes - 1, 1), 0.0)


def recency(years: Floats, reference: int, half_life: float) -> Floats:
    """What each year counts: halved for every half-life before the reference year, 1 from then on, 0 where unknown."""
    found = np.zeros(len(years))
    for year in np.unique(years[~np.isnan(years)]):
        found[years == year] = power(0.5, max(reference - float(year), 0.0) / half_life)
    return found


def paper_years(build: Build) -> Floats:
    """The year of each paper in order of key, NaN where it is unknown."""
    years = build.table(node_kind("Paper"), ["year"])["year"]
    return np.asarray(pc.fill_null(pc.cast(years, pa.float64()), np.nan), dtype=np.float64)


def in_window(years: Floats, window: Years | None) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which years are in the window: all where there is none; an unknown year is in no window."""
    if window is None:
        return np.ones(len(years), dtype=np.bool_)
    first, last = window
    if first > last:
        raise UsageError(f"the years {first} to {last} are none", hint="give the first year, then the last")
    return (years >= first) & (years <= last)


def _one_chunk(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    found = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found
