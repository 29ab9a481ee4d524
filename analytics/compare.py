"""How alike two partitions of the same nodes are: the yardsticks of seeds, resolutions, updates and truths.

Everywhere a node that is in no cluster counts as alone, as a cluster of one.
"""

from __future__ import annotations

from math import fsum
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from ..schema.errors import UsageError
from .network import Floats, Ints
from .partition import Partition


class Overlap(NamedTuple):
    """The pairs of clusters that share nodes, by left, then right: `nodes[k]` nodes are in left[k] and right[k]."""

    left: Ints
    right: Ints
    nodes: Ints


def overlap(a: Partition, b: Partition) -> Overlap:
    """What two partitions share; a node in no cluster gets a number of its own above the clusters'.

    UsageError where they have different numbers of nodes.
    """
    if len(a) != len(b):
        raise UsageError(f"a partition of {len(a)} nodes cannot be compared with one of {len(b)}")
    left, right = with_everyone(a), with_everyone(b)
    width = int(right.max(initial=0)) + 1
    pairs, count = np.unique(left * width + right, return_counts=True)
    return Overlap(pairs // width, pairs % width, count.astype(np.int64))


def with_everyone(partition: Partition) -> Ints:
    """Labels in which a node that is in no cluster has a number of its own, above those of the clusters."""
    labels = partition.labels.astype(np.int64)
    outside = labels < 0
    labels[outside] = partition.count + np.arange(int(outside.sum()))
    return labels


def adjusted_rand(a: Partition, b: Partition) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985): 1 for equal partitions, about 0 for independent ones.

    (S·P - A·B) / ((A + B)·P / 2 - A·B) with P pairs of nodes, S of them together in both partitions, A and B in the one
    and the other: whole numbers up to the one division, so exact and symmetric. 1 where both are all alone or all one.
    """
    shared = overlap(a, b)
    together = _pairs(shared.nodes)
    in_a, in_b = _pairs(_totals(shared.left, shared.nodes)), _pairs(_totals(shared.right, shared.nodes))
    every = len(a) * (len(a) - 1) // 2
    below = (in_a + in_b) * every - 2 * in_a * in_b
    return 2 * (together * every - in_a * in_b) / below if below else 1.0


def normalized_mutual_information(a: Partition, b: Partition) -> float:
    """Mutual information over the mean of the two entropies (Danon et al. 2005), 0 to 1; 1 for equal partitions.

    Not corrected for chance: it rises with ever smaller clusters. Choose by `adjusted_rand`.
    """
    shared = overlap(a, b)
    of_a, of_b = _entropy(_totals(shared.left, shared.nodes)), _entropy(_totals(shared.right, shared.nodes))
    if of_a + of_b == 0:
        return 1.0
    mutual = of_a + of_b - _entropy(shared.nodes)
    return min(max(2 * mutual / (of_a + of_b), 0.0), 1.0)


def best_match_f1(truth: list[Ints], found: Partition) -> float:
    """Mean over the true communities of the best F1 that any found cluster has with it (Yang and Leskovec 2013).

    `truth`: the nodes of each community; communities may overlap and leave nodes out. UsageError where there is none,
    or one is empty or names a node that the partition has not.
    """
    communities = [np.unique(community) for community in truth]
    sizes = np.array([len(community) for community in communities], dtype=np.int64)
    if not len(sizes) or not sizes.all():
        raise UsageError("there is no true community" if not len(sizes) else "a true community is empty")
    nodes = np.concatenate(communities)
    if int(nodes.min()) < 0 or int(nodes.max()) >= len(found):
        raise UsageError(f"a true community has the node {int(nodes.max())}, the partition ends at {len(found) - 1}")
    labels = with_everyone(found)
    width = int(labels.max()) + 1
    pairs, common = np.unique(np.repeat(np.arange(len(sizes)), sizes) * width + labels[nodes], return_counts=True)
    community = pairs // width
    f1 = 2 * common / (sizes[community] + np.bincount(labels)[pairs % width])
    best = np.zeros(len(sizes))
    np.maximum.at(best, community, f1)
    return fsum(best) / len(sizes)


def moved(old: Partition, new: Partition) -> float:
    """Share of nodes outside the best one-to-one match of old and new clusters, 0 to 1; 0 for no nodes."""
    if not len(old):
        return 0.0
    shared = overlap(old, new)
    return 1 - int(shared.nodes[best_pairs(shared)].sum()) / len(old)


def best_pairs(shared: Overlap) -> Ints:
    """Which overlaps form a one-to-one match of the most nodes: an optimal assignment, as ascending places in `shared`.

    A pair that outweighs the best other pairs of both its ends together is in some best match; taking those away leaves
    little for the exact solver.
    """
    left, right, count = shared
    open_pairs = np.arange(len(count), dtype=np.int64)
    taken: list[Ints] = []
    while len(open_pairs):
        own = count[open_pairs]
        rival = _best_other(left[open_pairs], own) + _best_other(right[open_pairs], own)
        sure = open_pairs[own > rival]
        if not len(sure):
            taken.append(open_pairs[_assignment(left[open_pairs], right[open_pairs], own)])
            break
        taken.append(sure)
        free = ~(np.isin(left[open_pairs], left[sure]) | np.isin(right[open_pairs], right[sure]))
        open_pairs = open_pairs[free]
    return np.sort(np.concatenate(taken)) if taken else open_pairs


def _assignment(left: Ints, right: Ints, count: Ints) -> Ints:
    """Places of a heaviest matching; every left end also has a place of its own to stay out, one lighter than 1."""
    rows, row = np.unique(left, return_inverse=True)
    columns, column = np.unique(right, return_inverse=True)
    stay = np.arange(len(rows))
    table = coo_array(
        (
            np.concatenate([count + 1, np.ones(len(rows), np.int64)]).astype(np.float64),
            (np.concatenate([row, stay]), np.concatenate([column, len(columns) + stay])),
        ),
        shape=(len(rows), len(columns) + len(rows)),
    )
    matched_row, matched_column = min_weight_full_bipartite_matching(csr_array(table), maximize=True)
    partner = np.full(len(rows), -1, dtype=np.int64)
    partner[matched_row] = matched_column
    return np.flatnonzero(partner[row] == column)


def _best_other(end: Ints, count: Ints) -> Ints:
    """For each pair the greatest count among the other pairs of the same end; 0 where there is none."""
    order = np.lexsort((-count, end))
    sorted_end, sorted_count = end[order], count[order]
    first = np.concatenate([[True], sorted_end[1:] != sorted_end[:-1]])
    start = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    best = sorted_count[start]
    has_second = np.diff(np.append(start, len(order))) > 1
    second = np.where(has_second, sorted_count[np.minimum(start + 1, len(order) - 1)], 0)
    found = np.empty_like(count)
    found[order] = np.where(first, second[group], best[group])
    return found


def _totals(end: Ints, count: Ints) -> Ints:
    """Nodes of each cluster that an end of the pairs names."""
    total = np.zeros(int(end.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(total, end, count)
    return total


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _entropy(sizes: Ints) -> float:
    """Entropy in nats; its terms are summed exactly, so that their order does not show."""
    shares: Floats = sizes[sizes > 0] / max(int(sizes.sum()), 1)
    return -fsum(shares * np.log(shares))
