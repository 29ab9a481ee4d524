"""Louvain by networkx: a second reference, of other hands than python-louvain's. Slow."""

from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt

from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition


def _detect(network: Network, resolution: float, seed: int, _start: Partition | None) -> npt.NDArray[np.integer]:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    graph.add_weighted_edges_from(zip(*(array.tolist() for array in network.once()), strict=True))
    labels = np.empty(len(network), dtype=np.int64)
    for label, nodes in enumerate(nx.community.louvain_communities(graph, resolution=resolution, seed=seed)):
        labels[list(nodes)] = label
    return labels


ALGORITHM = Algorithm(
    name="louvain-networkx",
    description="Louvain for modularity (Blondel et al. 2008), networkx's; a slow reference.",
    objective=Objective.MODULARITY,
    detect=_detect,
    package="networkx",
)
