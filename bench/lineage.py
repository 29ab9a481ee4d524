"""`python -m bench.lineage --data FOLDER [--build FOLDER]`: what an update of communities costs, moves and keeps.

com-dblp with 1% and 5% more edges, and a build's co-authorships year by year; each against keeping the old labels and
against cold runs.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from research_graph.analytics.algorithm import DEFAULT, detect
from research_graph.analytics.compare import moved
from research_graph.analytics.homing import detect_homed
from research_graph.analytics.levels import FIELD_ALGORITHM
from research_graph.analytics.lineage import Named, carry, descend, update
from research_graph.analytics.moving import changes, settle
from research_graph.analytics.network import Ints, Network
from research_graph.analytics.partition import Partition
from research_graph.analytics.quality import modularity
from research_graph.assembly.build import Build
from research_graph.schema.catalog import edge_kind, node_kind
from scipy.sparse import csr_array

T = TypeVar("T")
SEED = 7
GROUPS = 1000.0
COLUMNS = ("network", "way", "CPU s", "modularity", "moved", "untouched clusters", "of these changed")


class Case(NamedTuple):
    """A network before and after, and the partition of the one before."""

    name: str
    before: Network
    after: Network
    old: Partition
    resolution: float
    is_homed: bool = False


def main() -> None:
    """Prints both tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.lineage", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (com-dblp/ and so on)")
    parser.add_argument("--build", type=Path, help="a build's folder, for 2022 to 2023 and 2013 to 2023 of it")
    options = parser.parse_args()
    build = Build.open(options.build) if options.build else None
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}")
    for case in [*_dblp(options.data), *(_years(build) if build else ())]:
        for row in _rows(case):
            print(f"| {' | '.join(row)} |", flush=True)
    if build:
        print("\n| year | changed | way | moved | modularity | cold modularity |\n|" + " --- |" * 6)
        for row in _chain(build, range(2013, 2024)):
            print(f"| {' | '.join(row)} |", flush=True)


def _dblp(data: Path) -> Iterator[Case]:
    with gzip.open(data / "com-dblp" / "com-dblp.ungraph.tsv.gz", "rt") as lines:
        ends = np.array([line.split() for line in lines if line[0].isdigit()], dtype=np.int64)
    nodes, numbered = np.unique(ends, return_inverse=True)
    edges, size = numbered.reshape(-1, 2).astype(np.int64), len(nodes)
    before = _plain(edges, size)
    starts = (
        ("fields", detect(before, FIELD_ALGORITHM), 1.0, False),
        ("groups", detect_homed(before, resolution=GROUPS), GROUPS, True),
    )
    for start, old, resolution, is_homed in starts:
        for share in (0.01, 0.05):
            for kind, more in (("random", _random(size)), ("triadic", _triadic(before))):
                added = _new_edges(edges, size, int(len(edges) * share), more)
                name = f"com-dblp + {share:.0%} {kind}, resolution {resolution:g}, from {start}"
                yield Case(name, before, _plain(np.concatenate([edges, added]), size), old, resolution, is_homed)


def _plain(edges: Ints, size: int) -> Network:
    names = pa.array([f"A{node:07d}" for node in range(size)])
    return Network.from_edges(names, edges[:, 0], edges[:, 1], np.ones(len(edges)), about={})


def _random(size: int) -> Callable[[np.random.Generator, int], Ints]:
    return lambda rng, count: rng.integers(0, size, (count, 2))


def _triadic(network: Network) -> Callable[[np.random.Generator, int], Ints]:
    degree = np.diff(network.indptr)

    def step(rng: np.random.Generator, nodes: Ints) -> Ints:
        return network.indices[network.indptr[nodes] + (rng.random(len(nodes)) * degree[nodes]).astype(np.int64)]

    def draw(rng: np.random.Generator, count: int) -> Ints:
        first = rng.integers(0, len(network), count)
        return np.column_stack([first, step(rng, step(rng, first))])

    return draw


def _new_edges(edges: Ints, size: int, count: int, draw: Callable[[np.random.Generator, int], Ints]) -> Ints:
    """So many edges that are not there yet."""
    drawn = np.sort(draw(np.random.default_rng(SEED), count * 20), axis=1)
    codes = drawn[drawn[:, 0] < drawn[:, 1]] @ np.array([size, 1])
    fresh = codes[~np.isin(codes, np.sort(edges, axis=1) @ np.array([size, 1]))]
    _, first = np.unique(fresh, return_index=True)
    chosen = fresh[np.sort(first)[:count]]
    return np.column_stack([chosen // size, chosen % size])


def _years(build: Build) -> Iterator[Case]:
    before, after = _until(build, 2022), _until(build, 2023)
    field, groups = detect(before, FIELD_ALGORITHM), detect_homed(before, resolution=GROUPS)
    yield Case("build 2022 to 2023, fields", before, after, field, 1.0)
    yield Case(f"build 2022 to 2023, groups at {GROUPS:g}", before, after, groups, GROUPS, is_homed=True)


def _until(build: Build, year: int) -> Network:
    """Newman strengths of the papers up to a year."""
    papers = build.table(node_kind("Paper"), ["key", "year"])
    authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
    years = pc.fill_null(papers["year"].take(pc.index_in(authored["target"], papers["key"])), year + 1)
    authored = authored.filter(pc.less_equal(years, year))
    keys = pc.unique(authored["source"]).sort()
    author = pc.index_in(authored["source"], keys).to_numpy()
    _, paper = np.unique(authored["target"].to_numpy(), return_inverse=True)
    size = np.bincount(paper)
    share = np.where((size > 1) & (size <= 100), 1 / np.maximum(size - 1, 1), 0.0)
    wrote = csr_array((np.ones(len(author)), (paper, author)), shape=(len(size), len(keys)))
    ties = (wrote.T @ wrote.multiply(share[:, None])).tocoo()
    row, column = (ends.astype(np.int64) for ends in ties.coords)
    once = (row < column) & (ties.data > 0)
    return Network.from_edges(keys, row[once], column[once], ties.data[once], about={"until": year})


def _rows(case: Case) -> Iterator[tuple[str, ...]]:
    start = carry(case.old, case.before.keys, case.after.keys)
    options = {"resolution": case.resolution, "is_homed": case.is_homed}
    seconds, found = _timed(lambda: update(case.after, case.before, start, warm_from=2.0, **options))
    alone = Partition.of(np.where(start.labels < 0, start.count + np.arange(len(start)), start.labels))
    yield _row(case, "old labels, new nodes alone", 0.0, alone)
    yield _row(case, "local moving", seconds, found.partition)
    yield _row(case, "warm round", *_timed(lambda: settle(case.after, start, **options)))
    find = detect_homed if case.is_homed else detect
    for algorithm in (DEFAULT, "leiden-igraph") if case.is_homed else (DEFAULT, FIELD_ALGORITHM, "leiden-igraph"):
        cold = _timed(lambda name=algorithm: find(case.after, name, resolution=case.resolution))
        yield _row(case, f"cold {algorithm}", *cold)
    named = Named(case.before.keys, case.old, tuple(f"C{label}" for label in range(case.old.count)))
    seconds, (_, events) = _timed(lambda: descend(named, case.after.keys, found.partition, level="field"))
    counts = ", ".join(f"{count} {event}" for event, count in Counter(events["event"].to_pylist()).most_common())
    yield case.name, f"lineage of local moving: {counts}", f"{seconds:.2f}", "", "", "", ""


def _row(case: Case, way: str, seconds: float, found: Partition) -> tuple[str, ...]:
    start = carry(case.old, case.before.keys, case.after.keys)
    there = start.labels >= 0
    share = moved(Partition.of(start.labels[there]), Partition.of(found.labels[there]))
    changed = changes(case.before, case.after, start).nodes
    later = {nodes.tobytes() for nodes in found.members()}
    untouched = [nodes for nodes in start.members() if not changed[nodes].any()]
    lost = sum(nodes.tobytes() not in later for nodes in untouched)
    quality = modularity(case.after, found, resolution=case.resolution)
    return case.name, way, f"{seconds:.2f}", f"{quality:.4f}", f"{share:.2%}", str(len(untouched)), str(lost)


def _chain(build: Build, years: range) -> Iterator[tuple[str, ...]]:
    """Year by year from one cold run, each update from the one before."""
    before = _until(build, years[0])
    partition, since = detect(before, FIELD_ALGORITHM), 0.0
    for year in years[1:]:
        network = _until(build, year)
        start = carry(partition, before.keys, network.keys)
        found = update(network, before, start, since=since)
        share = changes(before, network, start).share
        there = start.labels >= 0
        gone = moved(Partition.of(start.labels[there]), Partition.of(found.partition.labels[there]))
        figures = [modularity(network, each) for each in (found.partition, detect(network, FIELD_ALGORITHM))]
        way = "warm" if found.is_warm else "local"
        yield str(year), f"{share:.1%}", way, f"{gone:.1%}", *(f"{figure:.4f}" for figure in figures)
        before, partition, since = network, found.partition, found.changed


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


if __name__ == "__main__":
    main()
