"""The partitions of a run, from coarse to fine: found cold, carried on from the last run, or given from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from ..schema.run_tables import LEVELS, RUN_TABLES
from .algorithm import Objective, detect, find_algorithm
from .core import core
from .homing import detect_homed, is_homed
from .lineage import Named, carry, update
from .network import Floats, Network
from .partition import NONE, Partition
from .resolution import Choice, Progress, choose, judge

FIELD, GROUP, CORE = LEVELS
FIELD_RESOLUTION = 1.0
FIELD_ALGORITHM = "leiden-thorough"
"""Updates go on from a field for long and cannot be better than it: it is worth more rounds than a run of the scan."""


@dataclass(frozen=True, slots=True)
class Method:
    """How groups are found; `resolution` None: to be chosen. Fields are always found by the same one at 1."""

    algorithm: str
    resolution: float | None
    seed: int

    @property
    def seeds(self) -> tuple[int, int, int]:
        """The seed and two others, which are asked whether they agree with it."""
        return self.seed, self.seed + 1, self.seed + 2


@dataclass(frozen=True, slots=True)
class Levels:
    """`partitions` by level, over all nodes; `agreement` of each node of the groups.

    `resolution` is that of the groups, None where they were given from outside. `changed` by level: what local updates
    left for a warm round, as lineage.update counts it.
    """

    partitions: Mapping[str, Partition]
    agreement: Floats | None
    resolution: float | None
    is_reliable: bool
    verdict: str
    scan: pa.Table
    changed: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Before:
    """What a run leaves to the next one: its network, its levels with names, and what `Levels.changed` said."""

    network: Network
    named: Mapping[str, Named]
    changed: Mapping[str, float]
    redirects: pa.Table


def cold_levels(network: Network, method: Method, *, progress: Progress | None = None) -> Levels:
    """Levels found from nothing; groups and cores are empty where the network has no reliable structure."""
    if method.resolution is None:
        choice = choose(network, method.algorithm, seeds=method.seeds, progress=progress)
    else:
        choice = judge(network, method.algorithm, method.resolution, seeds=method.seeds)
    if method.resolution is None and not choice.is_reliable:
        nothing = Partition.of(np.full(len(network), NONE))
        return _levels(network, method, choice, {FIELD: nothing, GROUP: nothing}, {})
    field = detect(network, FIELD_ALGORITHM, resolution=FIELD_RESOLUTION, seed=method.seed)
    return _levels(network, method, choice, {FIELD: field, GROUP: choice.partition}, {})


def updated_levels(network: Network, method: Method, before: Before) -> Levels:
    """Levels that go on from the last run's: what did not change does not move."""
    found: dict[str, Partition] = {}
    changed: dict[str, float] = {}
    objective = find_algorithm(method.algorithm).objective
    ways = (
        (FIELD, FIELD_RESOLUTION, Objective.MODULARITY, False),
        (GROUP, method.resolution or 1.0, objective, is_homed(method.algorithm)),
    )
    for level, resolution, aim, homed in ways:
        named = before.named[level]
        start = carry(named.partition, named.keys, network.keys, before.redirects)
        step = update(
            network,
            before.network,
            start.connected(network),
            resolution=resolution,
            objective=aim,
            is_homed=homed,
            redirects=before.redirects,
            since=before.changed.get(level, 0.0),
        )
        found[level], changed[level] = step.partition, step.changed
    choice = judge(network, method.algorithm, method.resolution or 1.0, seeds=method.seeds, partition=found[GROUP])
    return _levels(network, method, choice, found, changed)


def given_levels(network: Network, groups: Partition, *, seed: int) -> Levels:
    """Levels of groups that an outside engine found; how far seeds agree on them is not known."""
    groups = groups.connected(network)
    field = detect(network, FIELD_ALGORITHM, resolution=FIELD_RESOLUTION, seed=seed)
    found = {FIELD: field, GROUP: groups}
    found[CORE] = core(network, groups, detect=partial(detect, seed=seed))
    verdict = "groups were given from outside: how far they can be trusted is not known beyond their connectedness"
    return Levels(found, None, None, True, verdict, RUN_TABLES["scan"].empty_table(), {})


def _levels(
    network: Network, method: Method, choice: Choice, found: dict[str, Partition], changed: Mapping[str, float]
) -> Levels:
    again = partial(detect_homed, algorithm=method.algorithm, resolution=choice.resolution, seed=method.seed)
    whole = {**found, CORE: core(network, found[GROUP], detect=again)}
    return Levels(whole, choice.agreement, choice.resolution, choice.is_reliable, choice.verdict, choice.scan, changed)
