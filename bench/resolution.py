"""`python -m bench.resolution --data FOLDER`: how well a resolution that nobody gave is chosen, as a Markdown table."""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import structlog
from research_graph.analytics.algorithm import detect
from research_graph.analytics.compare import adjusted_rand, best_match_f1
from research_graph.analytics.foresight import foresight
from research_graph.analytics.network import Ints, Network
from research_graph.analytics.networks.co_authorship import co_authorship
from research_graph.analytics.partition import Partition
from research_graph.analytics.resolution import choose
from research_graph.assembly.build import Build
from research_graph.bench.corpus import anthology
from research_graph.bench.lfr import Shape, planted
from research_graph.bench.null_model import shuffled

FIXED = (0.5, *(2.0**power for power in range(11)))
HEAD = (
    "graph",
    "chosen",
    "seed ARI",
    "foresight",
    "median cluster",
    "truth: chosen",
    "truth: best fixed (at)",
    "verdict",
    "CPU s: one run / scan / foresight",
)
COLLABORATIONS = ("CA-CondMat.txt.gz", "CA-HepTh.txt.gz", "CA-HepPh.txt.gz", "grqc.txt.gz", "netscience.out.gz")

T = TypeVar("T")
Score = Callable[[Partition], float]


@dataclass(frozen=True, slots=True)
class Case:
    """A network and, where truth is known, how near a partition is to it."""

    name: str
    network: Network
    score: Score | None = None
    fixed: tuple[float, ...] = FIXED


def main() -> None:
    """Prints a row a graph of the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.resolution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (com-dblp/ and so on)")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="a part; may be repeated")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print("|".join(["", *HEAD, ""]))
    print("|".join(["", *["---"] * len(HEAD), ""]))
    for part in options.only or PARTS:
        for case in PARTS[part](options.data):
            print("| " + " | ".join(_row(case)) + " |", flush=True)


def _row(case: Case) -> Iterator[str]:
    once, _ = _timed(lambda: detect(case.network))
    whole, choice = _timed(lambda: choose(case.network))
    level = next(level for level in choice.levels if level.resolution == choice.resolution)
    hidden, _ = _timed(lambda: foresight(case.network, resolution=choice.resolution))
    asked = sum(level.foresight is not None for level in choice.levels)
    yield case.name
    yield f"{choice.resolution:g}"
    yield f"{level.seed_ari:.3f}"
    yield "–" if level.foresight is None else f"{level.foresight:.2f}"
    yield str(level.median_size)
    if case.score is None:
        yield from ("–", "–")
    else:
        best, at = max((case.score(detect(case.network, resolution=at)), -at) for at in case.fixed)
        yield f"{case.score(choice.partition):.3f}"
        yield f"{best:.3f} ({-at:g})"
    yield "reliable" if choice.is_reliable else "none"
    yield f"{once:.2f} / {whole - hidden * asked:.1f} / {hidden * asked:.1f}"


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def _lfr(name: str, shape: Shape, seed: int) -> Case:
    made = planted(shape, seed)
    return Case(f"LFR {name}, seed {seed}", made.network, lambda found: adjusted_rand(found, made.truth))


def _small(_: Path) -> Iterator[Case]:
    for mixing in (0.1, 0.2, 0.3, 0.5, 0.6):
        for seed in (1, 2, 3):
            yield _lfr(f"10k, mixing {mixing}", Shape(10_000, mixing), seed)


def _large(_: Path) -> Iterator[Case]:
    for mixing in (0.1, 0.3, 0.6):
        for seed in (1, 2):
            yield _lfr(f"100k, mixing {mixing}", Shape(100_000, mixing), seed)


def _varied(_: Path) -> Iterator[Case]:
    for mixing in (0.1, 0.3, 0.6):
        for degree in (5.0, 8.0, 15.0, 20.0):
            yield _lfr(f"10k, mixing {mixing}, mean degree {degree:g}", Shape(10_000, mixing, degree), 1)
        small = Shape(10_000, mixing, 10.0, min_community=10, max_community=50, max_degree=40)
        yield _lfr(f"10k, mixing {mixing}, communities of 10–50", small, 1)
        big = Shape(10_000, mixing, 20.0, min_community=100, max_community=1_000, max_degree=100)
        yield _lfr(f"10k, mixing {mixing}, mean degree 20, communities of 100–1,000", big, 1)
        yield _lfr(f"1k, mixing {mixing}", Shape(1_000, mixing), 1)


def _sparse(data: Path) -> Iterator[Case]:
    for nodes in (1_000, 10_000, 100_000):
        for mixing in (0.1, 0.3, 0.5):
            stem = f"lfr-benchmark/LFR_N{nodes}_ad5_mc50_mu{mixing}"
            network, ids = _read_edges(data / f"{stem}.csv.gz")
            communities = json.loads(gzip.decompress((data / f"{stem}.json.gz").read_bytes()))["communities"]
            truth = np.full(nodes, -1)
            for label, members in enumerate(communities):
                truth[members] = label
            planted_there = Partition.of(truth[ids])
            yield Case(
                f"cdlib's LFR {nodes:,}, mixing {mixing}",
                network,
                lambda found, truth=planted_there: adjusted_rand(found, truth),  # type: ignore[misc]
            )


def _dblp(data: Path) -> Iterator[Case]:
    network, ids = _read_edges(data / "com-dblp/com-dblp.ungraph.tsv.gz")
    with gzip.open(data / "com-dblp/com-dblp.top5000.cmty.txt.gz", "rt") as lines:
        venues = [np.searchsorted(ids, np.array(line.split(), dtype=np.int64)) for line in lines]
    yield Case(
        "com-dblp (truth: F1 of 5,000 venues)", network, lambda found: best_match_f1(venues, found), (1, 1000, 3000)
    )
    yield Case("com-dblp, shuffled", shuffled(network, 1))


def _anthology(data: Path) -> Iterator[Case]:
    with tempfile.TemporaryDirectory(prefix="research-graph-bench-") as scratch:
        workspace = anthology(data, Path(scratch))
        build = Build.open(workspace.builds / workspace.current.read_text(encoding="utf-8").strip())
        network = co_authorship(build)
    yield Case("Anthology, co-authorship", network)
    for seed in (1, 2, 3):
        yield Case(f"Anthology, shuffled {seed}", shuffled(network, seed))


def _collaborations(data: Path) -> Iterator[Case]:
    for name in COLLABORATIONS:
        network, _ = _read_edges(data / "collab-graphs" / name)
        yield Case(name.split(".")[0], network)
        yield Case(f"{name.split('.')[0]}, shuffled", shuffled(network, 1))


def _read_edges(path: Path) -> tuple[Network, Ints]:
    """The network of a file of number pairs, and the number of each node."""
    with gzip.open(path, "rt") as lines:
        pairs = np.array([line.split()[:2] for line in lines if line[0].isdigit()], dtype=np.int64)
    ids, ends = np.unique(pairs, return_inverse=True)
    ends = np.unique(np.sort(ends.reshape(-1, 2), axis=1), axis=0)
    keys = pa.array([f"n{number:09d}" for number in ids.tolist()])
    about = {"network": path.name}
    return Network.from_edges(keys, ends[:, 0], ends[:, 1], np.ones(len(ends)), about=about), ids


PARTS: dict[str, Callable[[Path], Iterator[Case]]] = {
    "small": _small,
    "large": _large,
    "varied": _varied,
    "sparse": _sparse,
    "dblp": _dblp,
    "anthology": _anthology,
    "collaborations": _collaborations,
}

if __name__ == "__main__":
    main()
