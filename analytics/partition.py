"""Which cluster each node of a network is in, in one canonical form: the same partition is the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .network import Ints, Network

NONE = -1
"""The label of a node that is in no cluster."""

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Partition:
    """`labels`: the cluster of each node, 0 … count-1 in order of each cluster's first node, NONE for no cluster."""

    labels: Labels

    @classmethod
    def of(cls, labels: npt.NDArray[np.integer]) -> Self:
        """The partition of any labels; negative ones mean no cluster."""
        if labels.max(initial=NONE) >= 4 * len(labels):  # numbers far apart: close the gaps first
            labels = np.unique(np.maximum(labels, NONE), return_inverse=True)[1] - int(labels.min() < 0)
        count = int(labels.max(initial=NONE)) + 1
        nodes = np.flatnonzero(labels >= 0)[::-1]
        first = np.full(count, len(labels), dtype=np.int64)
        first[labels[nodes]] = nodes  # of several nodes the last one assigned stays: the cluster's first
        order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(labels))]
        rank = np.full(count + 1, NONE, dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        return cls(rank[np.where(labels >= 0, labels, count)])

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def count(self) -> int:
        """Number of clusters."""
        return int(self.labels.max(initial=NONE)) + 1

    @property
    def sizes(self) -> Ints:
        """Nodes of each cluster."""
        return np.bincount(self.labels[self.labels >= 0], minlength=self.count).astype(np.int64)

    def members(self) -> list[Ints]:
        """The nodes of each cluster, ascending."""
        order = np.argsort(self.labels, kind="stable")
        outside = int(np.count_nonzero(self.labels < 0))
        return np.split(order[outside:], np.cumsum(self.sizes)[:-1]) if self.count else []

    def at_least(self, size: int) -> Partition:
        """Without the clusters of fewer nodes; their nodes are in none."""
        small = np.append(self.sizes < size, np.True_)  # the last one stands for NONE
        return Partition.of(np.where(small[self.labels], NONE, self.labels))

    def connected(self, network: Network) -> Partition:
        """With every disconnected cluster fallen into its connected parts."""
        inside = self.labels[network.rows] == self.labels[network.indices]
        starts = np.concatenate([[0], np.cumsum(inside)])[network.indptr]
        size = len(network)
        ties = np.ones(int(starts[-1]), bool), network.indices[inside], starts
        # In a symmetric matrix strong components are the components, found without its transpose.
        kept = csr_array(ties, shape=(size, size))
        parts = connected_components(kept, directed=True, connection="strong")[1]
        return Partition.of(np.where(self.labels >= 0, parts, NONE))
