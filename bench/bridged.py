"""Networks of com-dblp's kind in any size: a part of it, itself, or shuffled copies of it that are bridged."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
from research_graph.analytics.network import Ints, Network
from scipy.sparse.csgraph import breadth_first_order

BRIDGED = 0.02
"""Share of the edges that lead to another copy."""
SEED = 7


def com_dblp(data: Path) -> Network:
    """The network itself: 317,080 nodes, 1,049,866 edges of weight 1."""
    with gzip.open(data / "com-dblp" / "com-dblp.ungraph.tsv.gz", "rt") as lines:
        ends = np.array([line.split() for line in lines if line[0].isdigit()], dtype=np.int64)
    nodes, numbered = np.unique(ends, return_inverse=True)
    return plain(numbered.reshape(-1, 2).astype(np.int64), len(nodes))


def of_size(network: Network, edges: int) -> Network:
    """A network of about so many edges: a part around the busiest node, or bridged copies rounded to whole ones."""
    if edges < network.edges:
        return _part(network, edges)
    copies = max(round(edges / network.edges), 1)
    return network if copies == 1 else bridged(network, copies)


def bridged(network: Network, copies: int, *, seed: int = SEED) -> Network:
    """So many copies, their nodes numbered anew by chance; BRIDGED of all edges end in another copy instead.

    Which end stays and where the other one goes is chance; an edge that is there already is not made twice.
    """
    random = np.random.default_rng(seed)
    size = len(network)
    source, target, _ = network.once()
    ends = np.concatenate([np.column_stack([source, target]) + copy * size for copy in range(copies)])
    moved = np.flatnonzero(random.random(len(ends)) < BRIDGED)
    own = ends[moved, 0] // size
    other = (own + random.integers(1, copies, len(moved))) % copies
    ends[moved, random.integers(0, 2, len(moved))] = other * size + random.integers(0, size, len(moved))
    return plain(random.permutation(copies * size)[ends], copies * size)


def plain(ends: Ints, size: int) -> Network:
    """The network of these edges, each counted once and of weight 1."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    codes = np.unique(low * size + high)
    names = pa.array([f"A{node:08d}" for node in range(size)])
    return Network.from_edges(names, codes // size, codes % size, np.ones(len(codes)), about={})


def _part(network: Network, edges: int) -> Network:
    """The first nodes of a breadth-first walk that hold so many edges among them."""
    busiest = int(np.argmax(np.diff(network.indptr)))
    order = breadth_first_order(network.matrix, busiest, directed=False, return_predecessors=False)
    place = np.full(len(network), len(network), dtype=np.int64)
    place[order] = np.arange(len(order))
    source, target, _ = network.once()
    held = np.sort(np.maximum(place[source], place[target]))
    return network.part(np.sort(order[: int(held[edges - 1]) + 1]).astype(np.int64))
