"""Louvain by python-louvain: the reference that many published clusterings of authors were made with. Slow."""

from __future__ import annotations

import community
import networkx as nx
import numpy as np
import numpy.typing as npt

from ...schema.errors import UsageError
from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition


def _detect(network: Network, resolution: float, seed: int, start: Partition | None) -> npt.NDArray[np.integer]:
    """The library moves nodes by gamma but stops by its inverse: below 1 it would end far too early (its issue 94)."""
    if resolution < 1:
        hint = "use louvain-networkx or leiden there"
        raise UsageError(f"the resolution is {resolution}, and python-louvain is wrong below 1", hint=hint)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    graph.add_weighted_edges_from(zip(*(array.tolist() for array in network.once()), strict=True))
    begin = dict(enumerate(start.labels.tolist())) if start is not None else None
    found = community.best_partition(graph, begin, resolution=resolution, random_state=seed)
    return np.array([found[node] for node in range(len(network))], dtype=np.int64)


ALGORITHM = Algorithm(
    name="louvain",
    description="Louvain for modularity (Blondel et al. 2008), python-louvain's; a slow reference.",
    objective=Objective.MODULARITY,
    detect=_detect,
    package="community",
    takes_start=True,
)
