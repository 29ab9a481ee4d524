"""The core level: clusters repaired until each one's minimum cut is above log10 of its size.

The Connectivity Modifier (Park et al., PLOS Complex Systems 2024) with all clusters worked on at once: nodes with too
few edges inside are taken off until there is none; what then has too small a cut is divided there; what was taken off
and what was divided is clustered again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import algorithm
from .cuts import decide, digits
from .network import Ints, Network
from .partition import NONE, Partition
from .subgraph import Flags, entries, inside, keep_nodes

LEAST_SIZE = 3
"""Nodes of the smallest core cluster. Three who wrote together are a group; two are a tie, which the network has."""

Detect = Callable[[Network], Partition]


def core(
    network: Network, partition: Partition, *, detect: Detect = algorithm.detect, least_size: int = LEAST_SIZE
) -> Partition:
    """Well-connected clusters, each inside one of `partition`, of at least `least_size` nodes; other nodes are in none.

    `detect` clusters again, with the resolution that made `partition`; it is given all pieces at once, as a network
    without edges between them. A connected cluster that passes as it is stays as it is. It ends, because every round
    takes nodes off or divides, in each cluster that does not pass.
    """
    result = np.full(len(network), NONE, dtype=np.int64)
    named = 0
    work = _work(network, partition.at_least(least_size), np.arange(len(network), dtype=np.int64))
    while len(work.nodes):
        stays, first = _peel(work)
        kept = Partition.of(np.where(stays, work.clusters.labels, NONE)).connected(work.network)
        cuts = decide(work.network, kept.labels, are_connected=True)
        passes = np.append(cuts.passes, np.False_)[kept.labels]
        result[work.nodes[passes]] = named + kept.labels[passes]
        named += kept.count
        pieces = np.where(stays, work.clusters.count + cuts.pieces, work.clusters.labels)
        work = _again(work, np.where(passes, NONE, pieces), first, detect, least_size)
    return Partition.of(result).at_least(least_size)


@dataclass(frozen=True, slots=True)
class _Work:
    """Clusters that have not passed yet: their nodes in the whole network, and the network inside them."""

    nodes: Ints
    network: Network
    clusters: Partition


def _work(network: Network, clusters: Partition, nodes: Ints) -> _Work:
    """What lies in clusters; `nodes`: what each node of the network is in the whole one."""
    kept = np.flatnonzero(clusters.labels >= 0)
    return _Work(nodes[kept], keep_nodes(inside(network, clusters.labels), kept), Partition(clusters.labels[kept]))


def _peel(work: _Work) -> tuple[Flags, Flags]:
    """The nodes that stay when those with too few edges inside go, again and again; and those that go first.

    Clusters only shrink and need no more edges for it, so that whoever lost none is not looked at again.
    """
    labels, network = work.clusters.labels, work.network
    degree, sizes = np.diff(network.indptr), work.clusters.sizes
    stays = np.ones(len(labels), dtype=np.bool_)
    first = degree < digits(sizes)[labels]
    low = np.flatnonzero(first)
    while len(low):
        stays[low] = False
        np.subtract.at(sizes, labels[low], 1)
        ends = network.indices[entries(network, low)[1]]
        np.subtract.at(degree, ends, 1)
        low = np.unique(ends[stays[ends] & (degree[ends] < digits(sizes)[labels[ends]])])
    return stays, first


def _again(work: _Work, pieces: Ints, first: Flags, detect: Detect, least_size: int) -> _Work:
    """Cluster every piece again; of a cluster that comes back whole, what goes first in peeling it is left out."""
    left = np.flatnonzero(pieces >= 0)
    part = keep_nodes(inside(work.network, pieces), left)
    if not part.edges:
        return _Work(left[:0], part, Partition(work.clusters.labels[:0]))
    found = detect(part).connected(part)
    labels, before = found.labels, work.clusters.labels[left]
    origin = np.zeros(found.count, dtype=np.int64)
    origin[labels[labels >= 0]] = before[labels >= 0]
    is_whole = np.append(found.sizes == work.clusters.sizes[origin], np.False_)[labels]
    rest = Partition.of(np.where(is_whole & first[left], NONE, labels)).connected(part)
    return _work(part, rest.at_least(least_size), work.nodes[left])
