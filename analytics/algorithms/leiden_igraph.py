"""Leiden by igraph in ten rounds: the highest modularity known, and warm starts; GPL, so an extra."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition

ROUNDS = 10
WARM_ROUNDS = 2
"""From a start more rounds move more nodes and gain little."""


def _detect(network: Network, resolution: float, seed: int, start: Partition | None) -> npt.NDArray[np.integer]:
    import igraph  # an extra: this file must be readable without it

    source, target, weight = network.once()
    graph = igraph.Graph(n=len(network), edges=np.column_stack([source, target]))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
    try:
        found = graph.community_leiden(
            objective_function="modularity",
            weights=weight.tolist(),
            resolution=resolution,
            n_iterations=ROUNDS if start is None else WARM_ROUNDS,
            initial_membership=None if start is None else start.labels.tolist(),
        )
    finally:
        igraph.set_random_number_generator(random)
    return np.array(found.membership, dtype=np.int64)


ALGORITHM = Algorithm(
    name="leiden-igraph",
    description="Leiden for modularity (Traag et al. 2019), ten rounds of igraph's (GPL); takes a start.",
    objective=Objective.MODULARITY,
    detect=_detect,
    package="igraph",
    extra="igraph",
    takes_start=True,
)
