"""Communities that are known, in a file beside a network's folder, for a measured process to tell how near it came.

Communities that share no nodes are compared by adjusted Rand index, others by best-match F1.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from research_graph.analytics.compare import adjusted_rand, best_match_f1
from research_graph.analytics.network import Ints
from research_graph.analytics.partition import Partition

Communities = Sequence[Ints]


def venues(data: Path) -> Communities:
    """The 5,000 venue communities of com-dblp by nodes as `bridged.com_dblp` numbers them; they overlap."""
    folder = data / "com-dblp"
    with gzip.open(folder / "com-dblp.ungraph.tsv.gz", "rt") as lines:
        ids = np.unique(np.array([line.split() for line in lines if line[0].isdigit()], dtype=np.int64))
    with gzip.open(folder / "com-dblp.top5000.cmty.txt.gz", "rt") as lines:
        return [np.searchsorted(ids, np.array(line.split(), dtype=np.int64)) for line in lines]


def communities_of(partition: Partition) -> Communities:
    """The nodes of each cluster."""
    return [np.flatnonzero(partition.labels == label) for label in range(partition.count)]


def write_truth(communities: Communities, folder: Path) -> None:
    """Writes them beside the network in `folder`; none given: a file of an earlier network goes."""
    path = _beside(folder)
    path.unlink(missing_ok=True)
    if communities:
        np.savez(path, nodes=np.concatenate(communities), sizes=np.array([len(each) for each in communities]))


def told_truth(folder: Path, found: Partition) -> dict[str, str]:
    """`truth`: how near a partition of the network in `folder` is to what is known of it; nothing where nothing is."""
    path = _beside(folder)
    if not path.exists():
        return {}
    with np.load(path) as stored:
        nodes, sizes = stored["nodes"], stored["sizes"]
    if len(np.unique(nodes)) < len(nodes):
        return {"truth": f"F1 {best_match_f1(np.split(nodes, np.cumsum(sizes)[:-1]), found):.3f}"}
    labels = np.full(len(found), -1, dtype=np.int64)
    labels[nodes] = np.repeat(np.arange(len(sizes)), sizes)
    return {"truth": f"ARI {adjusted_rand(Partition.of(labels), found):.3f}"}


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-truth.npz")
