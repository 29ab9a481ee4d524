"""Cuts of one or two edges, in every component of a graph at once: what makes most minimum cuts cheap to decide.

Every edge gets a label from the cycle space over a spanning tree (Pritchard and Thurimella, ACM TALG 7(4), 2011): the
label of a bridge is 0 and two edges that cut together have the same, always. The converse holds but for chance, so what
is found is checked, and what is not found is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from .network import Ints, Network
from .subgraph import without

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class SmallCuts:
    """Edges, once each, that are in a cut of one or two edges; `component`: of each node, numbered from 0.

    `source` and `target`: their ends. `group`: edges of one group and component cut it, any two of them; -1 for a
    bridge. Groups are looked for in all components; with a bridge the minimum cut is 1 nonetheless.
    """

    component: Ints
    source: Ints
    target: Ints
    group: Ints


def components(graph: Network) -> Ints:
    """The component of each node."""
    # In a symmetric matrix strong components are the components, found without its transpose.
    return np.asarray(connected_components(graph.matrix, directed=True, connection="strong")[1], dtype=np.int64)


def small_cuts(graph: Network, component: Ints) -> SmallCuts:
    """All cuts of one or two edges of a graph's components."""
    salt = 0
    while True:
        found = _candidates(graph, component, salt)
        if _holds(graph, found):
            return found
        salt += 1


def _candidates(graph: Network, component: Ints, salt: int) -> SmallCuts:
    order, parent = _tree(graph, component)
    rows = graph.rows
    is_tree = (parent[rows] == graph.indices) | (parent[graph.indices] == rows)
    labels = _hash(np.minimum(rows, graph.indices), np.maximum(rows, graph.indices), salt)
    labels[is_tree] = 0
    running = np.concatenate([np.zeros(1, np.uint64), np.bitwise_xor.accumulate(labels)])
    at_node = running[graph.indptr[1:]] ^ running[graph.indptr[:-1]]
    below = _subtrees(at_node, order, parent)
    child = np.flatnonzero(parent < len(graph))
    other = ~is_tree & (rows < graph.indices)
    source = np.concatenate([np.minimum(child, parent[child]), rows[other]])
    target = np.concatenate([np.maximum(child, parent[child]), graph.indices[other]])
    label = np.concatenate([below[child], labels[other]])
    kept, group = _grouped(label, component[source])
    return SmallCuts(component, source[kept], target[kept], group)


def _tree(graph: Network, component: Ints) -> tuple[Ints, Ints]:
    """Nodes breadth first from a root above all components, which is node n and comes first, and each one's parent."""
    size = len(graph)
    roots = np.unique(component, return_index=True)[1].astype(np.int64)
    indices = np.concatenate([graph.indices, roots])
    indptr = np.append(graph.indptr, len(indices))
    matrix = csr_array((np.ones(len(indices)), indices, indptr), shape=(size + 1, size + 1))
    order, parent = breadth_first_order(matrix, size, directed=True)
    return order.astype(np.int64), parent.astype(np.int64)[:size]


def _subtrees(values: Hashes, order: Ints, parent: Ints) -> Hashes:
    """Every node's value combined with those of all below it in the tree."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    above = place[parent[order[1:]]]  # of the nodes in order, without the root: never decreasing
    total = np.append(np.zeros(1, np.uint64), values[order[1:]])
    levels = [1]
    while levels[-1] < len(order):
        levels.append(1 + int(np.searchsorted(above, levels[-1])))
    for start, end in zip(levels[-2::-1], levels[:0:-1], strict=True):
        parents = above[start - 1 : end - 1]
        first = np.flatnonzero(np.diff(parents, prepend=-1))
        total[parents[first]] ^= np.bitwise_xor.reduceat(total[start:end], first)
    result = np.empty(len(values), dtype=np.uint64)
    result[order[1:]] = total[1:]
    return result


def _grouped(label: Hashes, component: Ints) -> tuple[Ints, Ints]:
    """The edges with the label 0 or one that is not alone in its component, and their groups."""
    ordered = np.sort(label)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    again = again[np.append(again[1:] != again[:-1], np.ones(len(again[:1]), np.bool_))]  # of equals the last
    place = np.minimum(np.searchsorted(again, label), max(len(again) - 1, 0))
    chosen = np.flatnonzero((label == 0) | (again[place] == label if len(again) else np.zeros(len(label), np.bool_)))
    chosen = chosen[np.lexsort((label[chosen], component[chosen]))]
    new = (np.diff(component[chosen], prepend=-1) != 0) | (np.diff(label[chosen], prepend=np.uint64(0)) != 0)
    group = np.cumsum(new) - 1
    alone = np.bincount(group, minlength=1)[group] == 1
    bridge = label[chosen] == 0
    kept = bridge | ~alone
    return chosen[kept], np.where(bridge, -1, group)[kept]


def _holds(graph: Network, found: SmallCuts) -> bool:
    """Whether the bridges are bridges and the first two edges of every component's first group cut it."""
    bridge = found.group < 0
    count = int(found.component.max(initial=-1)) + 1
    if _parts_without(graph, found.source[bridge], found.target[bridge]) != count + int(bridge.sum()):
        return False
    pair = np.flatnonzero(~bridge)
    owner = found.component[found.source[pair]]
    first = np.unique(owner, return_index=True)[1]
    two = np.concatenate([pair[first], pair[first + 1]])
    return _parts_without(graph, found.source[two], found.target[two]) == count + len(first)


def _parts_without(graph: Network, source: Ints, target: Ints) -> int:
    return int(components(without(graph, source, target)).max(initial=-1)) + 1


def _hash(low: Ints, high: Ints, salt: int) -> Hashes:
    """A number for each edge that looks drawn by chance (splitmix64 of both ends), the same in every process."""
    with np.errstate(over="ignore"):
        return _mix(_mix(low.astype(np.uint64) + np.uint64(salt << 40)) ^ high.astype(np.uint64))


def _mix(value: Hashes) -> Hashes:
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
