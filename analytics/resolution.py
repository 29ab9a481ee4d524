"""How fine clusters are made when nobody says: at the resolution where runs that differ only in the seed agree most.

No truth is used, and "no reliable structure" is an answer. Definition, measurements and limits: docs/communities.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse.csgraph import connected_components

from ..schema.errors import UsageError
from ..schema.run_tables import RUN_TABLES
from .algorithm import DEFAULT, Objective, detect, find_algorithm
from .compare import adjusted_rand, with_everyone
from .foresight import foresight
from .homing import detect_homed, home, is_homed
from .network import Floats, Network
from .partition import Partition
from .quality import modularity

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, the runs done and the runs in all (None: not known)."""

SMALLEST = 10
"""A level is too fine when the median node's cluster has fewer nodes: all nodes alone agree perfectly."""
MOST_ALONE = 0.1
"""A level is too fine when a larger share of nodes is alone."""
AGREEMENT = 0.5
"""The least seed agreement (adjusted Rand index) of a reliable level."""
TRUST = 0.25
"""The least product of seed agreement and foresight of a reliable level."""
COARSE, FINE = 4.0, 2.0
"""Factors between levels of the scan, and between the best of them and its neighbors."""
UNDECIDED = 0.02
"""Levels this near to the best agreement count as equal: all seeds are run, and foresight decides between them."""
MOST_LEVELS = 32


@dataclass(frozen=True, slots=True)
class Level:
    """What detection gave at one resolution, before homing.

    `seed_ari`: mean adjusted Rand index over pairs of `seeds` runs (NaN: only one run). Of the first run: `clusters`;
    `median_size`, nodes in the median node's cluster, and `alone_share`, share of nodes alone in theirs, both over
    nodes that could be in a cluster of 10; `modularity` at resolution 1; nodes of the `largest` cluster. `is_fine`: too
    fine to be chosen by the scan. `foresight`: None where it was not asked.
    """

    resolution: float
    seed_ari: float
    clusters: int
    median_size: int
    alone_share: float
    modularity: float
    largest: int
    seeds: int = 1
    is_fine: bool = False
    foresight: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen level. `verdict`: one sentence for people. `levels`: all that were tried, coarsest first.

    `partition`: at the chosen resolution with the first seed, homed (homing.py); `agreement`: of each node with the
    other seeds' homed runs, see `agreement_of`. Both are given for an unreliable network too: of the level where seeds
    agree most.
    """

    resolution: float
    is_reliable: bool
    verdict: str
    levels: tuple[Level, ...]
    partition: Partition
    agreement: Floats

    @property
    def scan(self) -> pa.Table:
        """The levels as a run's table `scan`."""
        schema = RUN_TABLES["scan"]
        rows = [
            {**asdict(level), "is_chosen": level.resolution == self.resolution}
            | {"seed_ari": level.seed_ari if level.seeds > 1 else None}
            for level in self.levels
        ]
        return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema=schema)


def choose(
    network: Network,
    algorithm: str = DEFAULT,
    *,
    seeds: Sequence[int] = (1, 2, 3),
    progress: Progress | None = None,
) -> Choice:
    """The resolution at which seeds agree most, among those whose clusters are large enough and hold for hidden ties.

    Scans from the coarsest level (1 for modularity, the network's own density for CPM) by factors of 4 until clusters
    get too small, then around the best by 2. The same arguments give the same choice. UsageError for fewer than two
    different seeds or an unknown algorithm.
    """
    scan = _Scan(network, algorithm, _checked(seeds), progress)
    start = _coarsest(network, algorithm)
    scan.measure(start, must_count=True)
    if find_algorithm(algorithm).objective is not Objective.NONE:
        scan.sweep(start)
        scan.refine(start)
    scan.run_undecided()
    return scan.decide()


def judge(
    network: Network,
    algorithm: str,
    resolution: float,
    *,
    seeds: Sequence[int] = (1, 2, 3),
    partition: Partition | None = None,
    progress: Progress | None = None,
) -> Choice:
    """What `choose` would say of this one resolution, however fine it is.

    `partition` stands for the first seed's run, so that one carried on from an earlier run can be judged: against homed
    runs of the other seeds, since it was homed.
    """
    scan = _Scan(network, algorithm, _checked(seeds), progress, is_homed=partition is not None)
    if partition is not None:
        scan.runs[resolution, scan.seeds[0]] = partition
    scan.measure(resolution, must_count=True)
    scan.run_undecided()
    return scan.decide()


def grown(resolution: float, algorithm: str, before: Network, network: Network) -> float:
    """The resolution that means in a later network what it meant before, when the number of people was another one.

    Modularity's is relative to the whole network: groups stay as they are where it grows as the nodes with a tie do.
    CPM's is a density inside groups, whatever else there is.
    """
    if find_algorithm(algorithm).objective is not Objective.MODULARITY:
        return resolution
    linked, then = (int(np.count_nonzero(np.diff(each.indptr))) for each in (network, before))
    return resolution * linked / then if linked != then and linked and then else resolution


def agreement_of(partition: Partition, others: Iterable[Partition]) -> Floats:
    """For each node the share of its cluster mates that are with it in another partition too, mean over the others.

    For a node alone in its cluster: the share of the others in which it is alone as well. 0 for a node in no cluster,
    and everywhere without others.
    """
    agreement = np.zeros(len(partition))
    member = np.flatnonzero(partition.labels >= 0)
    own = partition.labels[member].astype(np.int64)
    mates = partition.sizes[own] - 1
    count = 0
    for other in others:
        theirs = with_everyone(other)
        alone_there = (np.bincount(theirs, minlength=1) == 1)[theirs[member]]
        pairs = own * (theirs.max(initial=0) + 1) + theirs[member]
        _, which, together = np.unique(pairs, return_inverse=True, return_counts=True)
        kept = (together[which] - 1) / np.maximum(mates, 1)
        agreement[member] += np.where(mates > 0, kept, alone_there)
        count += 1
    return agreement / max(count, 1)


def _checked(seeds: Sequence[int]) -> tuple[int, ...]:
    if len(seeds) < 2 or len(set(seeds)) < len(seeds):
        raise UsageError(f"the seeds are {list(seeds)}", hint="give two or more different ones")
    return tuple(seeds)


def _coarsest(network: Network, algorithm: str) -> float:
    """The resolution that modularity's 1 is for this objective."""
    linked = int(np.count_nonzero(np.diff(network.indptr)))
    is_density = find_algorithm(algorithm).objective is Objective.CPM
    return 2 * network.edges / linked**2 if is_density and linked else 1.0


@dataclass(slots=True)
class _Scan:
    """The levels tried so far, and the partitions of those that may still be chosen.

    `is_homed`: whether runs are homed when found; otherwise those of the chosen level are at the end.
    """

    network: Network
    algorithm: str
    seeds: tuple[int, ...]
    progress: Progress | None
    is_homed: bool = False
    levels: dict[float, Level] = field(default_factory=dict)
    runs: dict[tuple[float, int], Partition] = field(default_factory=dict)
    done: int = 0
    counted: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.counted = _free_nodes(self.network)

    def measure(self, resolution: float, *, must_count: bool = False) -> None:
        """Two runs of a level; only one where that shows clusters to be too small, unless the level must count."""
        self.levels[resolution] = self._shape(resolution)
        if must_count or not self.levels[resolution].is_fine:
            self._agree(resolution, self.seeds[:2])

    def sweep(self, start: float) -> None:
        """Ever finer levels until one is too fine."""
        resolution = start
        while not self.levels[resolution].is_fine and len(self.levels) < MOST_LEVELS:
            resolution *= COARSE
            self.measure(resolution)

    def refine(self, start: float) -> None:
        """The levels beside the best so far."""
        best = self._ranking()[0].resolution
        for resolution in (best / FINE, best * FINE):
            if start < resolution < max(self.levels):
                self.measure(resolution)

    def run_undecided(self) -> None:
        """All seeds for the best level and those about as good."""
        ranking = self._ranking()
        for level in ranking:
            if level.seed_ari >= ranking[0].seed_ari - UNDECIDED:
                self._agree(level.resolution, self.seeds)

    def decide(self) -> Choice:
        """The reliable level with most agreement, of about equal ones that with most foresight; else the best one."""
        ranking = self._ranking()
        while ranking and ranking[0].seed_ari >= AGREEMENT:
            least = max(ranking[0].seed_ari - UNDECIDED, AGREEMENT)
            near = [self._hide(level) for level in ranking if level.seed_ari >= least]
            trusted = [level for level in near if level.seed_ari * (level.foresight or 0.0) >= TRUST]
            if trusted:
                best = max(trusted, key=lambda level: (level.foresight or 0.0, -level.resolution))
                return self._choice(best.resolution, is_reliable=True)
            ranking = ranking[len(near) :]
        return self._choice(self._ranking()[0].resolution, is_reliable=False)

    def _ranking(self) -> list[Level]:
        """Levels that may be chosen, most agreement first, of equals the coarser first."""
        able = [level for level in self.levels.values() if level.seeds > 1]
        return sorted(able, key=lambda level: (-level.seed_ari, level.resolution))

    def _choice(self, resolution: float, *, is_reliable: bool) -> Choice:
        self._agree(resolution, self.seeds)
        levels = tuple(self.levels[key] for key in sorted(self.levels))
        first, *others = (self._homed(resolution, seed) for seed in self.seeds)
        verdict = _verdict(self.levels[resolution], levels, is_reliable=is_reliable)
        return Choice(resolution, is_reliable, verdict, levels, first, agreement_of(first, others))

    def _shape(self, resolution: float) -> Level:
        partition = self._run(resolution, self.seeds[0])
        sizes = partition.sizes
        of_node = np.sort(sizes[partition.labels[self.counted]])
        median = int(of_node[(len(of_node) - 1) // 2]) if len(of_node) else 0
        alone = float((of_node == 1).mean()) if len(of_node) else 0.0
        return Level(
            resolution=resolution,
            seed_ari=float("nan"),
            clusters=partition.count,
            median_size=median,
            alone_share=alone,
            modularity=modularity(self.network, partition),
            largest=int(sizes.max(initial=0)),
            is_fine=median < SMALLEST or alone > MOST_ALONE,
        )

    def _agree(self, resolution: float, seeds: tuple[int, ...]) -> None:
        level = self.levels[resolution]
        if level.seeds >= len(seeds):
            return
        partitions = [self._run(resolution, seed) for seed in seeds]
        ari = float(np.mean([adjusted_rand(a, b) for a, b in combinations(partitions, 2)]))
        self.levels[resolution] = replace(level, seed_ari=ari, seeds=len(seeds))
        least = self._ranking()[0].seed_ari - UNDECIDED
        self.runs = {key: run for key, run in self.runs.items() if not self.levels[key[0]].seed_ari < least}

    def _run(self, resolution: float, seed: int) -> Partition:
        if (resolution, seed) not in self.runs:
            find = detect_homed if self.is_homed else detect
            self.runs[resolution, seed] = find(self.network, self.algorithm, resolution=resolution, seed=seed)
            self._tell()
        return self.runs[resolution, seed]

    def _homed(self, resolution: float, seed: int) -> Partition:
        run = self._run(resolution, seed)
        return run if self.is_homed or not is_homed(self.algorithm) else home(self.network, run, resolution=resolution)

    def _hide(self, level: Level) -> Level:
        found = foresight(self.network, self.algorithm, resolution=level.resolution, seed=self.seeds[0])
        self.levels[level.resolution] = replace(level, foresight=found)
        self._tell()
        return self.levels[level.resolution]

    def _tell(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress("resolution", self.done, None)


def _free_nodes(network: Network) -> npt.NDArray[np.bool_]:
    """The nodes that could be in a cluster of the smallest size; where there are none, all that have a tie."""
    component = connected_components(network.matrix, directed=False)[1]
    free: npt.NDArray[np.bool_] = np.bincount(component)[component] >= SMALLEST if len(component) else np.zeros(0, bool)
    return free if free.any() else np.diff(network.indptr) > 0


def _verdict(chosen: Level, levels: tuple[Level, ...], *, is_reliable: bool) -> str:
    if is_reliable:
        return (
            f"reliable: at resolution {chosen.resolution:g} seeds agree to {chosen.seed_ari:.2f} (adjusted Rand index) "
            f"and {chosen.foresight or 0.0:.0%} of what clusters hold together holds for hidden ties"
        )
    if not chosen.clusters:
        return "no reliable structure: the network has no ties"
    told = [level.foresight for level in levels if level.foresight is not None]
    if not told:
        return f"no reliable structure: at no resolution do seeds agree to more than {chosen.seed_ari:.2f}"
    return (
        f"no reliable structure: seeds agree to {chosen.seed_ari:.2f}, but of what clusters hold together "
        f"at most {max(*told, 0.0):.0%} holds for hidden ties"
    )
