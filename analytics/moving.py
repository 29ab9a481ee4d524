"""Local moving: an earlier partition follows its network by moving only the nodes that changed.

Clusters without a changed node keep exactly their members. The moves are those of Louvain (Blondel et al. 2008),
bounded to the changed nodes and to the clusters that hold one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array

from .algorithm import Objective
from .greedy import SAME, Bools, Moves, NullModel
from .network import Floats, Ints, Network
from .partition import NONE, Partition

INERTIA = 0.03
"""A node that was in a cluster leaves it only for a gain of more than this share of its strength."""

PART_INERTIA = 0.01
"""The same for a part of a cluster, in a warm round."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became otherwise between two networks.

    `nodes`: which nodes of the later one are new, stand for several earlier ones, or have an edge that was added,
    removed or reweighted. `share`: the weight that came, went or changed, as a share of the larger network's weight.
    """

    nodes: Bools
    share: float


def places(old: pa.Array, new: pa.Array, redirects: pa.Table | None = None) -> Ints:
    """The place in `new` of every key of `old`, followed through `redirects` (key, target); NONE: gone.

    A key that is in `new` stays itself whatever the redirects say.
    """
    found = pc.index_in(old, value_set=new)
    if redirects is not None and len(redirects) and found.null_count:
        steps = pc.index_in(old, value_set=redirects["key"].combine_chunks())
        targets = redirects["target"].combine_chunks().take(steps)
        found = pc.coalesce(found, pc.index_in(targets, value_set=new, skip_nulls=True))
    return np.asarray(pc.fill_null(found, NONE).to_numpy(zero_copy_only=False), dtype=np.int64)


def changes(before: Network | None, network: Network, start: Partition, redirects: pa.Table | None = None) -> Changes:
    """What changed since `before`; where that is not known: nodes without a cluster in `start`, and their neighbors.

    Nodes that redirects merged count as one node before already. A factor that most edges share is no change (when a
    year passes, every tie of a network with decay loses the same share).
    """
    source, target, weight = network.once()
    found = np.zeros(len(network), dtype=bool)
    if before is None:
        alone = (start.labels < 0) & (np.diff(network.indptr) > 0)
        fresh = alone[source] | alone[target]
        found[source[fresh]] = found[target[fresh]] = True
        return Changes(found, _share(weight[fresh], weight, weight))
    place = places(before.keys, network.keys, redirects)
    found[np.bincount(place[place >= 0], minlength=len(network)) != 1] = True
    source, target, earlier = before.once()
    source, target = place[source], place[target]
    gone = (source < 0) | (target < 0)
    for ends in (source[gone], target[gone]):
        found[ends[ends >= 0]] = True
    kept = ~gone & (source != target)
    low, high = np.minimum(source, target)[kept], np.maximum(source, target)[kept]
    shape = (len(network), len(network))
    old = coo_array((earlier[kept], (low, high)), shape=shape).tocsr()
    source, target, weight = network.once()
    difference = _differing(old, coo_array((weight, (source, target)), shape=shape).tocsr())
    for ends in difference.coords:
        found[ends] = True
    return Changes(found, _share(np.append(earlier[gone], np.abs(difference.data)), earlier, weight))


def _differing(old: csr_array, new: csr_array) -> coo_array:
    """The entries in which two matrices differ, up to a factor that most of their common entries share."""
    difference = (new - old).tocoo()
    if difference.nnz * 2 > new.nnz:
        ratio = new.multiply(old != 0).tocsr().data / old.multiply(new != 0).tocsr().data
        middle = float(np.median(ratio)) if len(ratio) else 1.0
        if np.count_nonzero(np.abs(ratio - middle) <= SAME * middle) * 2 > len(ratio):
            difference = (new - old * middle).tocoo()
    row, column = difference.coords
    size = np.abs(difference.data)
    differs = size > SAME * np.maximum(size, np.asarray(new[row, column]).ravel())
    return coo_array((difference.data[differs], (row[differs], column[differs])), shape=new.shape)


def _share(changed: Floats, earlier: Floats, weight: Floats) -> float:
    whole = max(float(earlier.sum()), float(weight.sum()))
    return min(float(changed.sum()) / whole, 1.0) if whole else 0.0


def move(
    network: Network,
    start: Partition,
    changed: Bools,
    *,
    resolution: float = 1.0,
    objective: Objective = Objective.MODULARITY,
    is_homed: bool = False,
    inertia: float = INERTIA,
) -> Partition:
    """`start` after greedy moves of the changed nodes; every cluster without one of them keeps exactly its members.

    A changed node that is in no cluster starts alone; one without edges is in none. It moves to the neighboring cluster
    with a changed node that gains most, or to one of its own: where it was in a cluster, only for more than `inertia`.
    Clusters of new nodes alone may then join others as a whole. What falls apart is split. Gains are those of
    `objective` (CPM as `leiden-cpm`: the resolution in edges of mean weight); `is_homed`: as homing.py counts them, for
    an earlier partition that was homed. Ties go to the smallest label: the same
    input gives the same partition. `start` must be connected.
    """
    changed = changed & (np.diff(network.indptr) > 0)
    labels, named = _begun(network, start, changed)
    model = NullModel.of(network, resolution, objective, is_homed=is_homed)
    labels = Moves(network.matrix, model, labels, changed).run(changed, np.where(named, inertia, 0.0))
    return Partition.of(_joined(network.matrix, model, labels, changed, anchored=named)).connected(network)


def settle(
    network: Network,
    start: Partition,
    *,
    resolution: float = 1.0,
    objective: Objective = Objective.MODULARITY,
    inertia: float = INERTIA,
) -> Partition:
    """A warm round: as `move`, but all nodes with edges may move, then parts of clusters, then clusters as a whole.

    The parts are what the nodes of a cluster form among themselves, as in Leiden (Traag et al. 2019): so large clusters
    can break up, which moves of single nodes never do.
    """
    linked = np.diff(network.indptr) > 0
    labels, named = _begun(network, start, linked)
    model = NullModel.of(network, resolution, objective, is_homed=False)
    labels = _settled(network.matrix, model, labels, np.where(named, inertia, 0.0))
    labels = np.where(linked, labels, NONE)
    return Partition.of(_joined(network.matrix, model, labels, linked, anchored=~linked)).connected(network)


def _begun(network: Network, start: Partition, changed: Bools) -> tuple[Ints, Bools]:
    """Labels in which changed nodes outside any cluster are alone, and which nodes were in a cluster."""
    labels = np.where(np.diff(network.indptr) > 0, start.labels, NONE).astype(np.int64)
    named = labels >= 0
    alone = changed & ~named
    labels[alone] = start.count + np.arange(int(alone.sum()))
    return labels, named


def _joined(matrix: csr_array, model: NullModel, labels: Ints, changed: Bools, *, anchored: Bools) -> Ints:
    """The labels after clusters without an anchored node have moved as a whole, next to clusters that may change."""
    partition = Partition.of(labels)
    label, count = partition.labels.astype(np.int64), partition.count
    may_change, free = np.zeros(count, dtype=bool), np.ones(count, dtype=bool)
    may_change[label[changed & (label >= 0)]] = True
    free[label[anchored & (label >= 0)]] = False
    free &= may_change
    if not free.any():
        return label
    smaller, masses = _contracted(matrix, model, label, count)
    alone = np.arange(count, dtype=np.int64)
    joined = Moves(smaller, masses, alone, may_change).run(free, np.zeros(count))
    if not np.array_equal(joined, alone):
        joined = _joined(smaller, masses, joined, may_change, anchored=~free)
    return np.append(joined, NONE)[label]


def _settled(matrix: csr_array, model: NullModel, labels: Ints, inertia: Floats) -> Ints:
    """The labels after moves of nodes, then of the parts that the nodes of each cluster form, then of their parts."""
    everyone = labels >= 0
    labels = Moves(matrix, model, labels, everyone).run(everyone, inertia)
    parts = _parts(matrix, model, labels)
    if parts.count == int(everyone.sum()):
        return labels
    part = parts.labels.astype(np.int64)
    outer = np.zeros(parts.count, dtype=np.int64)
    outer[part[everyone]] = labels[everyone]
    smaller, masses = _contracted(matrix, model, part, parts.count)
    return np.append(_settled(smaller, masses, outer, np.full(parts.count, PART_INERTIA)), NONE)[part]


def _parts(matrix: csr_array, model: NullModel, labels: Ints) -> Partition:
    """What the nodes of each cluster form if each starts alone and meets only the others of its cluster."""
    rows = np.repeat(np.arange(len(labels)), np.diff(matrix.indptr))
    inner = labels[rows] == labels[matrix.indices]
    inside = coo_array((matrix.data[inner], (rows[inner], matrix.indices[inner])), shape=matrix.shape).tocsr()
    everyone = labels >= 0
    alone = np.where(everyone, np.arange(len(labels)), NONE)
    return Partition.of(Moves(inside, model, alone, everyone).run(everyone, np.zeros(len(labels))))


def _contracted(matrix: csr_array, model: NullModel, label: Ints, count: int) -> tuple[csr_array, NullModel]:
    """The matrix between the clusters and their masses; nodes in none are left out."""
    rows, columns = label[np.repeat(np.arange(len(label)), np.diff(matrix.indptr))], label[matrix.indices]
    between = (rows >= 0) & (columns >= 0) & (rows != columns)
    smaller = coo_array((matrix.data[between], (rows[between], columns[between])), shape=(count, count)).tocsr()
    named = label >= 0
    mass = np.bincount(label[named], weights=model.mass[named], minlength=count).astype(np.float64)
    return smaller, NullModel(mass, model.penalty)
