"""How far a partition and each of its clusters can be trusted: published with every cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .compare import with_everyone
from .cuts import decide
from .network import Floats, Network
from .partition import Partition
from .subgraph import Flags


def modularity(network: Network, partition: Partition, *, resolution: float = 1.0) -> float:
    """Newman and Girvan's modularity with a resolution: sum over clusters of inside/M - resolution (volume/2M)².

    M is the total weight of the edges, a cluster's volume the sum of its nodes' strengths. A node in no cluster counts
    as a cluster of its own. 0 for a network without edges. The same for weights of any scale.
    """
    total = float(network.weights.sum())
    if not total:
        return 0.0
    labels = with_everyone(partition)
    inside, outside = _weights(network, labels)
    volume = (inside + outside) / total
    return float(inside.sum() / total - resolution * (volume**2).sum())


def cpm(network: Network, partition: Partition, *, resolution: float) -> float:
    """Constant Potts model (Traag et al. 2011) over M: inside/M - resolution (pairs of nodes in one cluster)/edges.

    That is the sum over clusters of inside - resolution w pairs, where w is the mean weight of an edge, as a share of
    the total weight M; the resolution is that of the algorithm `leiden-cpm`. A node in no cluster counts as a cluster
    of its own. 0 for a network without edges. The same for weights of any scale.
    """
    total = float(network.weights.sum())
    if not total:
        return 0.0
    sizes = partition.sizes
    inside, _ = _weights(network, partition.labels)
    return float(inside.sum() / total - resolution * int((sizes * (sizes - 1) // 2).sum()) / network.edges)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of nodes that are in a cluster: of those with an edge, and of all; 1 where there are none."""

    linked: float
    all: float


def coverage(network: Network, partition: Partition) -> Coverage:
    """How much of a network its clusters cover."""
    has_cluster = partition.labels >= 0
    linked = has_cluster[np.diff(network.indptr) > 0]
    return Coverage(*(float(some.mean()) if len(some) else 1.0 for some in (linked, has_cluster)))


def describe(network: Network, partition: Partition, *, agreement: Floats | None = None) -> pa.Table:
    """One row a cluster, in label order.

    `cluster`: the label. `size`: nodes. `internal_share`: of the sum of its nodes' strengths (its volume), the share
    that goes to nodes of the cluster; null where it has no edges at all. `conductance`: weight of the edges that leave
    it over its volume, or over the volume of all other nodes if that is less; 0 where none leave. `cut`: edges of its
    minimum cut, null where only bounds are known or for one node. `is_connected`. `is_well_connected`: the cut is
    above log10 of the size, exactly decided; an edge is (1 > 0.30), one node is not. `seed_agreement`: mean of its
    nodes' `agreement` (one a node of the network), null without it.
    """
    inside, outside = _weights(network, partition.labels)
    volume = inside + outside
    cuts = decide(network, partition.labels)
    lesser = np.minimum(volume, np.maximum(network.weights.sum() - volume, outside))  # rounding may take too much
    share = np.divide(inside, volume, out=np.zeros(len(volume)), where=volume > 0)
    columns = {
        "cluster": pa.array(np.arange(partition.count, dtype=np.int32)),
        "size": pa.array(partition.sizes),
        "internal_share": pa.array(share, mask=volume == 0),
        "conductance": pa.array(np.divide(outside, lesser, out=np.zeros(len(volume)), where=outside > 0)),
        "cut": pa.array(cuts.lower, mask=~cuts.is_exact),
        "is_connected": pa.array(cuts.is_connected),
        "is_well_connected": pa.array(cuts.passes),
        "seed_agreement": _mean_agreement(partition, agreement),
    }
    return pa.table(columns)


def _weights(network: Network, labels: npt.NDArray[np.integer]) -> tuple[Floats, Floats]:
    """For each cluster the sum of its nodes' weights to nodes inside it (each edge twice) and to others."""
    rows = network.rows
    owner = labels[rows]
    stays = owner == labels[network.indices]
    count = int(labels.max(initial=-1)) + 1

    def total(which: Flags) -> Floats:
        return np.bincount(owner[which], weights=network.weights[which], minlength=count).astype(np.float64)

    return total(stays & (owner >= 0)), total(~stays & (owner >= 0))


def _mean_agreement(partition: Partition, agreement: Floats | None) -> pa.Array:
    if agreement is None:
        return pa.nulls(partition.count, pa.float64())
    member = partition.labels >= 0
    total = np.bincount(partition.labels[member], weights=agreement[member], minlength=partition.count)
    return pa.array(total / partition.sizes)
