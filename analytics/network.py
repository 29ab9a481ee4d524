"""The array view that all analytics work on: keys of nodes and an undirected weighted graph in CSR form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
from scipy.sparse import coo_array, csr_array

from ..schema.errors import UsageError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected network without self-loops; every edge stands in the rows of both its ends.

    `keys`: the n nodes' keys, ascending. `indptr` (n + 1), `indices` and `weights` (one entry an edge and direction):
    row i's neighbors, ascending, are indices[indptr[i]:indptr[i + 1]]. Weights are positive and finite. `about` says
    what the network is and how it was made; it is part of the digest.
    """

    keys: pa.StringArray
    indptr: Ints
    indices: Ints
    weights: Floats
    about: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_edges(
        cls, keys: pa.StringArray, source: Ints, target: Ints, weight: Floats, *, about: Mapping[str, Any]
    ) -> Self:
        """The network of edges given once each, as row numbers of `keys`; parallel edges are added up.

        Self-loops are left out. UsageError for a weight that is not a positive number or an end that is no node.
        """
        _check(len(keys), source, target, weight)
        kept = source != target
        low, high = np.minimum(source, target)[kept], np.maximum(source, target)[kept]
        size = len(keys)
        once = coo_array((weight[kept], (low, high)), shape=(size, size)).tocsr()
        once.sum_duplicates()
        matrix = (once + once.T).tocsr()
        matrix.sort_indices()
        return cls(keys, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data, about)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def edges(self) -> int:
        """Number of edges, each counted once."""
        return len(self.indices) // 2

    @property
    def strength(self) -> Floats:
        """Sum of each node's weights."""
        return np.asarray(self.matrix.sum(axis=1)).ravel()

    @property
    def matrix(self) -> csr_array:
        """The symmetric adjacency matrix, sharing these arrays."""
        return csr_array((self.weights, self.indices, self.indptr), shape=(len(self), len(self)))

    @property
    def rows(self) -> Ints:
        """The row of every entry of `indices`."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    def once(self) -> tuple[Ints, Ints, Floats]:
        """Every edge once, as source < target, and its weight; by source, then target."""
        rows = self.rows
        upper = rows < self.indices
        return rows[upper], self.indices[upper], self.weights[upper]

    def part(self, nodes: Ints) -> Self:
        """The network among some nodes, given ascending."""
        matrix = self.matrix[nodes][:, nodes].tocsr()
        matrix.sort_indices()
        keys = self.keys.take(pa.array(nodes))
        return type(self)(
            keys, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data, self.about
        )

    @property
    def digest(self) -> str:
        """20 hex digits that name the network: equal keys, edges, weights and `about` give the same."""
        total = sha256(orjson.dumps(dict(self.about), option=orjson.OPT_SORT_KEYS))
        for text in self.keys.to_pylist():
            total.update(text.encode() + b"\0")
        for array in (self.indptr, self.indices, self.weights):
            total.update(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
        return total.hexdigest()[:20]


def _check(size: int, source: Ints, target: Ints, weight: Floats) -> None:
    bad = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    if len(bad):
        place = int(bad[0])
        raise UsageError(
            f"edge {place} ({source[place]} – {target[place]}) has the weight {weight[place]}",
            hint="weights must be positive numbers",
        )
    ends = np.concatenate([source, target])
    if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= size):
        raise UsageError(f"an edge ends at node {int(ends.max())} of {size}", hint="nodes are numbered from 0")
