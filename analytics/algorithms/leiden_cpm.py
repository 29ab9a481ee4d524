"""Leiden for the constant Potts model by graspologic-native: no resolution limit, and warm starts without GPL."""

from __future__ import annotations

import graspologic_native as gn
import numpy as np
import numpy.typing as npt

from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition


def _detect(network: Network, resolution: float, seed: int, start: Partition | None) -> npt.NDArray[np.integer]:
    """The resolution is in edges of mean weight, so that it means the same for weights of any scale."""
    density = resolution * float(network.weights.mean())
    return _cold(network, density, seed) if start is None else _warm(network, density, seed, start)


def _cold(network: Network, density: float, seed: int) -> npt.NDArray[np.integer]:
    _, found = gn.leiden_csr(
        network.indptr,
        network.indices.astype(np.int32),
        network.weights,
        len(network),
        resolution=density,
        use_modularity=False,
        seed=seed,
    )
    return np.fromiter((found[node] for node in range(len(network))), dtype=np.int64, count=len(network))


def _warm(network: Network, density: float, seed: int, start: Partition) -> npt.NDArray[np.integer]:
    """Only the form with names takes a start; it numbers nodes as edges name them, so labels differ from a cold run."""
    names = [str(node) for node in range(len(network))]
    source, target, weight = (array.tolist() for array in network.once())
    _, found = gn.leiden(
        [(names[a], names[b], size) for a, b, size in zip(source, target, weight, strict=True)],
        starting_communities=dict(zip(names, start.labels.tolist(), strict=True)),
        resolution=density,
        use_modularity=False,
        seed=seed,
    )
    return np.fromiter((found[name] for name in names), dtype=np.int64, count=len(names))


ALGORITHM = Algorithm(
    name="leiden-cpm",
    description="Leiden for the constant Potts model (Traag et al. 2011), graspologic-native's; takes a start.",
    objective=Objective.CPM,
    detect=_detect,
    package="graspologic_native",
    takes_start=True,
)
