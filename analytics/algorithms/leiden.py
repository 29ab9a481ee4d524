"""Leiden by NetworKit on one thread: best modularity for the time, the same labels in every process."""

from __future__ import annotations

import networkit as nk
import numpy as np
import numpy.typing as npt

from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition

ROUNDS = 3
"""NetworKit's own default."""


def _detect(network: Network, resolution: float, seed: int, _start: Partition | None) -> npt.NDArray[np.integer]:
    return run(network, resolution, seed, rounds=ROUNDS)


def run(network: Network, resolution: float, seed: int, *, rounds: int) -> npt.NDArray[np.integer]:
    """At most so many rounds of NetworKit's ParallelLeiden."""
    threads = nk.getCurrentNumberOfThreads()
    nk.setNumberOfThreads(1)
    try:
        nk.setSeed(seed, False)
        source, target, weight = network.once()
        graph = nk.GraphFromCoo((weight, (source, target)), n=len(network), weighted=True, directed=False)
        found = nk.community.ParallelLeiden(graph, iterations=rounds, gamma=resolution)
        found.run()
        return np.asarray(found.getPartition().getVector(), dtype=np.int64)
    finally:
        nk.setNumberOfThreads(threads)


ALGORITHM = Algorithm(
    name="leiden",
    description="Leiden for modularity (Traag et al. 2019), NetworKit's on one thread: the default.",
    objective=Objective.MODULARITY,
    detect=_detect,
    package="networkit",
)
