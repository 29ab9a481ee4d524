"""What an algorithm says of itself, and the one front door to all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import numpy as np
import numpy.typing as npt

from ..schema.errors import UsageError
from . import algorithms
from .compare import with_everyone
from .network import Floats, Network
from .partition import Partition

DEFAULT = "leiden"


class Objective(StrEnum):
    """What an algorithm makes as large as it can."""

    MODULARITY = "modularity"
    CPM = "cpm"
    NONE = "none"


SEEDS = 2**32
"""Seeds are below this: what every library takes."""

Detect = Callable[[Network, float, int, Partition | None], npt.NDArray[np.integer]]
"""Network, resolution, seed and start in; a label for each node out, in any numbering.

The network has no isolated nodes and its largest weight is 1 (see `relative`); a start has every node in a cluster.
"""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """`detect` does the work; `package` and `extra`: what must be installed, and by which extra if not always.

    `takes_start`: whether it can begin from an earlier partition. `is_local`: whether it runs in this process; one that
    does not needs a connection (see leiden_gds.py).
    """

    name: str
    description: str
    objective: Objective
    detect: Detect
    package: str
    extra: str | None = None
    takes_start: bool = False
    is_local: bool = True

    @property
    def is_installed(self) -> bool:
        """Whether its library is here."""
        return find_spec(self.package) is not None


@cache
def algorithm_names() -> tuple[str, ...]:
    """Names of all algorithms, sorted; `leiden-cpm` is algorithms/leiden_cpm.py."""
    return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(algorithms.__path__)))


def find_algorithm(name: str) -> Algorithm:
    """The algorithm of that name; UsageError where there is none, or its library is missing."""
    if name not in algorithm_names():
        raise UsageError(f"no algorithm {name!r}", hint=f"there are: {', '.join(algorithm_names())}")
    found: Algorithm = import_module(f"{algorithms.__name__}.{name.replace('-', '_')}").ALGORITHM
    if not found.is_installed:
        raise UsageError(
            f"the algorithm {name!r} needs {found.package}",
            hint=f'install it: pip install "research-graph[{found.extra}]"',
        )
    return found


def detect(
    network: Network,
    algorithm: str | Algorithm = DEFAULT,
    *,
    resolution: float = 1.0,
    seed: int = 1,
    start: Partition | None = None,
) -> Partition:
    """The clusters that an algorithm finds: canonical, each connected; a node without edges is in none.

    The same network, arguments and library versions give the same partition in every process, and so does the network
    with all weights multiplied by one factor. For modularity the resolution is gamma of Reichardt and Bornholdt (2006);
    for CPM it is the density that a cluster must have inside, in edges of mean weight. UsageError for an unknown
    algorithm or parameter, weights that are not positive numbers, or a start that the algorithm cannot take.
    """
    found = find_algorithm(algorithm) if isinstance(algorithm, str) else algorithm
    _check(found, len(network), resolution=resolution, seed=seed, start=start)
    labels = np.full(len(network), -1, dtype=np.int64)
    linked = np.flatnonzero(np.diff(network.indptr))
    if len(linked):
        part = network if len(linked) == len(network) else network.part(linked)
        part = replace(part, weights=relative(part.weights))
        begin = Partition.of(with_everyone(start)[linked]) if start is not None else None
        labels[linked] = found.detect(part, resolution, seed, begin)
    return Partition.of(labels).connected(network)


def relative(weights: Floats) -> Floats:
    """Weights as shares of the largest, to 24 binary digits each: no factor on all of them shows in the result.

    A factor other than a power of two changes the last of a double's 53 digits; half of the digits are kept, so that
    it cannot turn the scales. UsageError for a weight that is not a positive number.
    """
    least, most = weights.min(), weights.max()
    if not (least > 0 and np.isfinite(most)):
        place = int(np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))[0])
        raise UsageError(f"entry {place} of the network has the weight {weights[place]}", hint="weights are positive")
    if least == most:
        return np.ones_like(weights)
    digits, exponent = np.frexp(weights / most)
    short: Floats = np.ldexp(np.rint(np.ldexp(digits, 24)), exponent - 24)
    return np.maximum(short, np.finfo(np.float64).tiny)


def _check(found: Algorithm, size: int, *, resolution: float, seed: int, start: Partition | None) -> None:
    if not (np.isfinite(resolution) and resolution > 0):
        raise UsageError(f"the resolution is {resolution}", hint="give a positive number")
    if found.objective is Objective.NONE and resolution != 1:
        raise UsageError(f"the algorithm {found.name!r} has no resolution, {resolution} was given")
    if not 0 <= seed < SEEDS:
        raise UsageError(f"the seed is {seed}", hint=f"give a whole number from 0 to {SEEDS - 1}")
    if start is not None and not found.takes_start:
        raise UsageError(f"the algorithm {found.name!r} cannot start from an earlier partition")
    if start is not None and len(start) != size:
        raise UsageError(f"the start has {len(start)} nodes, the network {size}")
