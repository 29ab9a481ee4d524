"""One measured piece of work of `bench.analytics`, in a process of its own: its figures as one line of JSON.

The network is in memory before the work begins. `peak`: how far the memory rose above what it had held then.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from research_graph.analytics.algorithm import DEFAULT, algorithm_names, detect, find_algorithm
from research_graph.analytics.collaborators import top_ties
from research_graph.analytics.core import core
from research_graph.analytics.incidence import node_keys, paper_years, row_of
from research_graph.analytics.levels import FIELD_ALGORITHM
from research_graph.analytics.lineage import update
from research_graph.analytics.network import Ints, Network
from research_graph.analytics.network_file import read_network, write_network
from research_graph.analytics.network_kind import make_network
from research_graph.analytics.partition import Partition
from research_graph.analytics.quality import describe, modularity
from research_graph.analytics.resolution import choose
from research_graph.assembly.build import Build
from research_graph.assembly.export import export
from research_graph.bench.analytics_truth import told_truth
from research_graph.bench.bridged import SEED
from research_graph.schema.catalog import edge_kind
from scipy.sparse import csr_array

Work = Callable[[], Any]
TOP = 10


def main() -> None:
    """`python -m bench.analytics_task TASK FOLDER`: of a network, or of a build for the tasks of builds."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    for each in algorithm_names():
        find_algorithm(each)  # libraries are read before the work begins, ours as well as theirs
    work, tell = BUILDS[name](Build.open(folder)) if name in BUILDS else NETWORKS[name](read_network(folder))
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts anew
    started = time.process_time()
    result = work()
    seconds = time.process_time() - started
    peak = max(_memory("VmHWM") - before, 0.0)
    print(json.dumps({"cpu": seconds, "peak": peak, **tell(result), **_near(folder, result)}))


def _near(folder: Path, result: Any) -> dict[str, str]:
    """How near a result that is or has a partition is to the communities that are known."""
    found = Partition.of(result) if isinstance(result, np.ndarray) else getattr(result, "partition", result)
    return told_truth(folder, found) if isinstance(found, Partition) else {}


def _memory(name: str) -> float:
    """A figure of this process, in MiB; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def _silent(_: object) -> dict[str, Any]:
    return {}


def _found(network: Network, labels: Partition | Ints) -> dict[str, Any]:
    partition = labels if isinstance(labels, Partition) else Partition.of(labels)
    return {"modularity": modularity(network, partition), "clusters": int((partition.sizes > 1).sum())}


def _ours(name: str, network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    return partial(detect, network, name), partial(_found, network)


def _scan(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    return partial(choose, network), lambda choice: {
        "detail": f"resolution {choice.resolution:g}, seed agreement "
        f"{next(level.seed_ari for level in choice.levels if level.resolution == choice.resolution):.2f}, "
        f"{len(choice.levels)} levels tried",
        "clusters": choice.partition.count,
    }


def _audit(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    partition = detect(network)

    def tell(table: Any) -> dict[str, Any]:
        large = np.array(table["size"]) >= 11
        return {
            "detail": f"{np.array(table['is_well_connected'])[large].mean():.0%} of clusters from 11 well connected"
        }

    return partial(describe, network, partition), tell


def _core(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    partition = detect(network)
    return partial(core, network, partition), partial(_found, network)


def _update(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    """From the network without 1% of its edges, chosen by chance, to the whole one; begins as fields do."""
    source, target, weight = network.once()
    kept = np.random.default_rng(SEED).random(len(source)) >= 0.01
    before = Network.from_edges(network.keys, source[kept], target[kept], weight[kept], about={})
    start = detect(before, FIELD_ALGORITHM)
    return partial(update, network, before, start), lambda done: _found(network, done.partition)


def _export(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    folder = Path(tempfile.mkdtemp(prefix="research-graph-bench-")) / "network"
    return partial(write_network, network, folder, form="parquet"), _silent


def _networkit(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    import networkit as nk

    def work() -> Ints:
        nk.setNumberOfThreads(1)
        nk.setSeed(1, False)
        source, target, weight = network.once()
        graph = nk.GraphFromCoo((weight, (source, target)), n=len(network), weighted=True, directed=False)
        found = nk.community.ParallelLeiden(graph)
        found.run()
        return np.asarray(found.getPartition().getVector(), dtype=np.int64)

    return work, partial(_found, network)


def _igraph(rounds: int, network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    import igraph

    def work() -> Ints:
        source, target, weight = network.once()
        igraph.set_random_number_generator(random.Random(1))
        graph = igraph.Graph(n=len(network), edges=np.column_stack([source, target]))
        found = graph.community_leiden("modularity", weights=weight.tolist(), n_iterations=rounds)
        return np.array(found.membership, dtype=np.int64)

    return work, partial(_found, network)


def _graspologic(network: Network) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    import graspologic_native as gn

    def work() -> Ints:
        arrays = network.indptr, network.indices.astype(np.int32), network.weights
        _, found = gn.leiden_csr(*arrays, len(network), seed=1)
        return np.fromiter((found[node] for node in range(len(network))), dtype=np.int64, count=len(network))

    return work, partial(_found, network)


def _build_top(evidence: int, build: Build) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    return partial(top_ties, build, k=TOP, evidence=evidence), lambda table: {"detail": f"{table.num_rows:,} ties"}


def _build_projection(build: Build) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    work = partial(make_network, build, "co-authorship", years=(0, 9999))
    return work, lambda network: {"detail": f"{network.edges:,} edges"}


def _build_export(build: Build) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    out = Path(tempfile.mkdtemp(prefix="research-graph-bench-")) / "clusters.parquet"
    work = partial(export, build, "clusters", "parquet", out)
    return work, lambda rows: {"detail": f"{rows:,} rows, {out.stat().st_size / 2**20:.1f} MiB"}


def _bare_top(build: Build) -> tuple[Work, Callable[[Any], dict[str, Any]]]:
    """The sparse product with floats, decay of 5 years, and one sort: no evidence, no exact sums."""

    def work() -> int:
        authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
        keys, authors = node_keys(build, "Paper"), node_keys(build, "Author")
        paper, author = row_of(keys, authored["target"]), row_of(authors, authored["source"])
        year = paper_years(build)
        size = np.bincount(paper, minlength=len(keys))
        weight = np.where((size > 1) & (size <= 100), 1 / np.maximum(size - 1, 1), 0.0)
        weight *= 0.5 ** ((np.nanmax(year) - np.nan_to_num(year)) / 5)
        wrote = csr_array((np.ones(len(paper)), (paper, author)), shape=(len(keys), len(authors)))
        ties = (wrote.T @ wrote.multiply(weight[:, None])).tocoo()
        row, column = ties.coords
        kept = (row != column) & (ties.data > 0)
        row, column, strength = row[kept], column[kept], ties.data[kept]
        row = row[np.lexsort((column, -strength, row))]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        return int((rank < TOP).sum())

    return work, lambda count: {"detail": f"{count:,} ties"}


NETWORKS: Mapping[str, Callable[[Network], tuple[Work, Callable[[Any], dict[str, Any]]]]] = {
    "partition": partial(_ours, DEFAULT),
    "partition of fields, 10 rounds": partial(_ours, FIELD_ALGORITHM),
    "NetworKit ParallelLeiden, bare": _networkit,
    "igraph Leiden, 2 rounds": partial(_igraph, 2),
    "igraph Leiden, 10 rounds": partial(_igraph, 10),
    "graspologic-native leiden_csr": _graspologic,
    "python-louvain": partial(_ours, "louvain"),
    "networkx Louvain": partial(_ours, "louvain-networkx"),
    "update after 1% more edges": _update,
    "audit: all clusters described": _audit,
    "core level": _core,
    "scan of resolutions": _scan,
    "export of the network (Parquet)": _export,
}
BUILDS: Mapping[str, Callable[[Build], tuple[Work, Callable[[Any], dict[str, Any]]]]] = {
    "projection": _build_projection,
    "mentions to top-10 ties": partial(_build_top, 0),
    "mentions to top-10 ties, with papers": partial(_build_top, 5),
    "mentions to top-10 ties, bare product": _bare_top,
    "export of clusters (Parquet)": _build_export,
}

if __name__ == "__main__":
    main()
