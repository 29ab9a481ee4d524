"""Label propagation by NetworKit on one thread: no objective, no resolution, nearly the time of reading the edges."""

from __future__ import annotations

import networkit as nk
import numpy as np
import numpy.typing as npt

from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition


def _detect(network: Network, _resolution: float, seed: int, _start: Partition | None) -> npt.NDArray[np.integer]:
    """NetworKit's takes the nodes by number and no seed: the seed decides the numbers."""
    number = np.random.default_rng(seed).permutation(len(network))
    threads = nk.getCurrentNumberOfThreads()
    nk.setNumberOfThreads(1)
    try:
        source, target, weight = network.once()
        ends = (number[source], number[target])
        graph = nk.GraphFromCoo((weight, ends), n=len(network), weighted=True, directed=False)
        found = nk.community.PLP(graph)
        found.run()
        return np.asarray(found.getPartition().getVector(), dtype=np.int64)[number]
    finally:
        nk.setNumberOfThreads(threads)


ALGORITHM = Algorithm(
    name="label-propagation",
    description="Label propagation (Raghavan et al. 2007), NetworKit's on one thread; no resolution.",
    objective=Objective.NONE,
    detect=_detect,
    package="networkit",
)
