"""Everybody in the cluster that holds them: mends what modularity at a fine resolution does to those with many ties.

Modularity expects of a node with ten times the ties ten times as much of every cluster. At a fine resolution no cluster
holds that of the most connected: they are put where least is expected, among two or three others with next to none of
their ties. So after detection the nodes move once more, with nobody counted as more than an average node.
"""

from __future__ import annotations

import numpy as np

from .algorithm import DEFAULT, Objective, detect, find_algorithm
from .greedy import Moves, NullModel
from .network import Network
from .partition import Partition


def is_homed(algorithm: str) -> bool:
    """Whether what an algorithm finds is homed: what optimizes modularity; CPM counts all nodes alike already."""
    return find_algorithm(algorithm).objective is Objective.MODULARITY


def detect_homed(network: Network, algorithm: str = DEFAULT, *, resolution: float = 1.0, seed: int = 1) -> Partition:
    """What `detect` finds, homed where that algorithm's finds are."""
    found = detect(network, algorithm, resolution=resolution, seed=seed)
    return home(network, found, resolution=resolution) if is_homed(algorithm) else found


def home(network: Network, partition: Partition, *, resolution: float = 1.0) -> Partition:
    """The partition after single nodes have moved to the clusters that hold most of them.

    A node moves to the cluster c next to it with the largest w(c) - r s m(c) / 2M, or stays where that is as large, or
    goes alone where all are negative; of equal clusters the one with the smallest label. w(c): its ties there; s: its
    strength, but at most the mean; m(c): the sum of these over the others in c; 2M: the sum of all strengths; r: the
    resolution. What falls apart is split, until nobody moves any more. It ends: every move, and every split, raises the
    sum of (ties - r s s' / 2M) over all pairs inside clusters. Clusters are connected; who was in none stays so.
    """
    model = NullModel.of(network, resolution, Objective.MODULARITY, is_homed=True)
    while True:
        everyone = partition.labels >= 0
        moves = Moves(network.matrix, model, partition.labels.astype(np.int64), everyone)
        moved = Partition.of(moves.run(everyone, np.zeros(len(network))))
        partition = moved.connected(network)
        if partition.count == moved.count:
            return partition
