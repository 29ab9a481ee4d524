"""Whether clusters hold together: is each one's minimum cut above log10 of its size? (the Connectivity Modifier's rule)

The rule is of Park et al. (PLOS Complex Systems 2024, pcsy.0000009). A cut counts edges inside the cluster, whatever
their weights. Least degrees and cuts of one or two edges decide all clusters below 1,000 nodes and nearly all others;
the few that are left are cut exactly. Every answer is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from math import floor

import numpy as np
import numpy.typing as npt

from .contraction import cut_below
from .cycle_space import SmallCuts, components, small_cuts
from .network import Ints, Network
from .subgraph import Flags, entries, inside, keep_nodes, without

UNFOUND = 3
"""A component without a cut of one or two edges has a minimum cut of at least this."""


class Decided(IntEnum):
    """What told whether a cluster's minimum cut is above the threshold."""

    SINGLE = 0  # one node: there is nothing to cut, it does not pass
    DISCONNECTED = 1
    LEAST_DEGREE = 2  # a node has too few edges inside
    SMALL_CUT = 3  # a cut of one or two edges is below the threshold
    NO_SMALL_CUT = 4  # there is none, or it is enough
    DENSE = 5  # every node is tied to half of the others: the least degree is the minimum cut (Chartrand 1966)
    CONTRACTION = 6  # the exact algorithm ran


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is known of the minimum cut of each cluster; arrays of one entry a cluster, `pieces` of one a node.

    lower <= minimum cut <= upper, in edges; a cluster passes when its cut is at least `needed`. `pieces`: numbers that
    differ where cuts below the threshold divide a cluster that does not pass; -1 for a node in no cluster.
    """

    sizes: Ints
    needed: Ints
    lower: Ints
    upper: Ints
    decided: npt.NDArray[np.int8]
    pieces: Ints

    @property
    def is_connected(self) -> Flags:
        """Whether each cluster is one component."""
        return np.asarray(self.decided != Decided.DISCONNECTED)

    @property
    def passes(self) -> Flags:
        """Whether each cluster's minimum cut is above the threshold; a single node does not pass."""
        return np.asarray((self.lower >= self.needed) & (self.sizes > 1))

    @property
    def is_exact(self) -> Flags:
        """Whether each cluster's minimum cut is known; a single node has none."""
        return np.asarray((self.lower == self.upper) & (self.sizes > 1))


def digits(sizes: Ints) -> Ints:
    """The least whole number above log10 of each size: how many decimal digits it has."""
    return np.searchsorted(10 ** np.arange(19, dtype=np.int64), sizes, side="right").astype(np.int64)


def exceeds(part: Network, threshold: float) -> bool:
    """Whether the minimum cut of a network, in edges, is above a threshold; False below two nodes."""
    if len(part) < 2:
        return False
    needed = np.array([max(floor(threshold) + 1, 0)], dtype=np.int64)
    return bool(decide(part, np.zeros(len(part), np.int64), needed=needed).passes[0])


def decide(
    network: Network, labels: npt.NDArray[np.integer], *, needed: Ints | None = None, are_connected: bool = False
) -> Cuts:
    """Decide for every cluster whether its minimum cut is at least `needed`, or else `digits` of its size.

    `labels`: the cluster 0, 1, … of each node, with no number left out; negative for none. `are_connected`: whether it
    is known already that all clusters are.
    """
    members = np.flatnonzero(labels >= 0)
    graph, owner = keep_nodes(inside(network, labels), members), labels[members].astype(np.int64)
    sizes = np.bincount(owner).astype(np.int64)
    enough = digits(sizes) if needed is None else needed
    found = small_cuts(graph, owner if are_connected else components(graph))
    lower, upper = _bounds(graph, owner, found, sizes)
    decided = _decided(sizes, enough, lower, upper)
    parts = _contract(graph, owner, enough, lower, upper)
    pieces = np.full(len(labels), -1, dtype=np.int64)
    pieces[members] = _pieces(graph, owner, found, np.where(lower < enough, upper, 0), parts)
    return Cuts(sizes, enough, lower, upper, decided, pieces)


def _bounds(graph: Network, owner: Ints, found: SmallCuts, sizes: Ints) -> tuple[Ints, Ints]:
    """Bounds on each cluster's minimum cut from degrees and small cuts."""
    count = len(sizes)
    first = np.unique(found.component, return_index=True)[1]
    is_split = np.bincount(owner[first], minlength=count) > 1
    least = np.full(count, len(graph), dtype=np.int64)
    np.minimum.at(least, owner, np.diff(graph.indptr))
    has_bridge, has_pair = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    has_bridge[owner[found.source[found.group < 0]]] = True
    has_pair[owner[found.source[found.group >= 0]]] = True
    settled = [sizes < 2, is_split, has_bridge, has_pair]
    is_dense = ~np.logical_or.reduce(settled) & (least >= sizes // 2)
    lower = np.select([*settled, is_dense], [0, 0, 1, 2, least], UNFOUND).astype(np.int64)
    upper = np.select(settled, [0, 0, 1, 2], least).astype(np.int64)
    return lower, upper


def _decided(sizes: Ints, enough: Ints, lower: Ints, upper: Ints) -> npt.NDArray[np.int8]:
    rules = [
        (sizes < 2, Decided.SINGLE),
        (upper == 0, Decided.DISCONNECTED),
        (np.minimum(lower, UNFOUND) >= enough, Decided.NO_SMALL_CUT),
        (lower >= enough, Decided.DENSE),
        ((upper < enough) & (upper < UNFOUND), Decided.SMALL_CUT),
        (upper < enough, Decided.LEAST_DEGREE),
    ]
    return np.select([rule for rule, _ in rules], [int(name) for _, name in rules], Decided.CONTRACTION).astype(np.int8)


def _contract(graph: Network, owner: Ints, enough: Ints, lower: Ints, upper: Ints) -> Ints:
    """Cut exactly what the bounds, which it narrows, leave open; 0 or the part that each node is in."""
    parts = np.zeros(len(graph), dtype=np.int64)
    for cluster, nodes, rows in _separated(graph, owner, (lower < enough) & (enough <= upper)):
        cut = cut_below(*rows, int(enough[cluster]))
        if cut is None:
            lower[cluster] = enough[cluster]
        else:
            lower[cluster] = upper[cluster] = cut.value
            parts[nodes] = cut.pieces
    degree = np.diff(graph.indptr)
    low = (parts == 0) & (degree < enough[owner]) & ((lower < enough) & (lower >= UNFOUND))[owner]
    parts[low] = len(graph) + np.flatnonzero(low)
    return parts


def _separated(graph: Network, owner: Ints, chosen: Flags) -> Iterator[tuple[int, Ints, tuple[Ints, Ints]]]:
    """Each chosen cluster, its nodes and their rows by place among these, of a graph without edges between clusters.

    All of them are copied side by side at once: looking for each in the whole graph takes clusters times nodes.
    """
    nodes = np.flatnonzero(chosen[owner])
    nodes = nodes[np.argsort(owner[nodes], kind="stable")]
    indptr, taken = entries(graph, nodes)
    place = np.zeros(len(graph), dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    indices = place[graph.indices[taken]]
    starts = np.flatnonzero(np.diff(owner[nodes], prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(nodes)]):
        first, last = indptr[start], indptr[end]
        yield int(owner[nodes[start]]), nodes[start:end], (indptr[start : end + 1] - first, indices[first:last] - start)


def _pieces(graph: Network, owner: Ints, found: SmallCuts, value: Ints, parts: Ints) -> Ints:
    """Components without the bridges or pairs that are minimum cuts (of `value` edges), and the parts."""
    bridge = found.group < 0
    cut = np.where(bridge, 1, 2) == value[owner[found.source]]
    rest = components(without(graph, found.source[cut], found.target[cut]))
    return np.asarray(np.unique(rest * (2 * len(graph) + 1) + parts, return_inverse=True)[1], dtype=np.int64)
