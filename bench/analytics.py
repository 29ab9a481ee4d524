"""`python -m bench.analytics --data FOLDER [--build FOLDER] [--growth EDGES]`: communities and ties, side by side.

Every piece of work runs in processes of its own, one at a time, and its row is the run with the median time: processor
seconds of all threads, how far the memory rose, modularity at resolution 1 by one code for all, clusters of two nodes
or more, and how near the partition is to communities that are known. Compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from research_graph.analytics.network import Network
from research_graph.analytics.network_file import write_network
from research_graph.analytics.network_kind import make_network
from research_graph.assembly.build import Build
from research_graph.bench.bridged import com_dblp, of_size
from research_graph.bench.lfr import Shape, planted

from .analytics_task import BUILDS, NETWORKS
from .analytics_truth import Communities, communities_of, venues, write_truth

HEAD = ("network", "work", "CPU s", "peak MiB", "modularity", "clusters", "truth", "detail")
SLOW = ("python-louvain", "networkx Louvain")
"""Not run on networks of a million edges."""
GROWTH = (
    "partition",
    "NetworKit ParallelLeiden, bare",
    "update after 1% more edges",
    "audit: all clusters described",
    "core level",
    "export of the network (Parquet)",
)
PLANTED = Shape(nodes=10_000, mixing=0.3)
MINUTES = 60
"""Longest time for one piece of work."""


def main() -> None:
    """Prints the table as Markdown, the rows of a network as soon as they are known."""
    parser = argparse.ArgumentParser(prog="python -m bench.analytics", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (com-dblp/ and so on)")
    parser.add_argument(
        "--build", type=Path, help="a build's folder, after `cluster`: the Anthology, with the slow libraries too"
    )
    parser.add_argument("--growth", type=int, default=10**6, help="edges of the largest network of the growth table")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--only", choices=("side-by-side", "growth"), help="one of the two tables")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="research-graph-bench-") as scratch:
        place = Path(scratch)
        _print(HEAD)
        _print(["---"] * len(HEAD))
        if options.only != "growth":
            _print_all(_side_by_side(options.data, options.build, place, options.runs))
        if options.only != "side-by-side":
            _print_all(_growth(options.data, options.growth, place, options.runs))


def _side_by_side(data: Path, build: Path | None, scratch: Path, runs: int) -> Iterator[tuple[str, ...]]:
    if build is not None:
        yield from _rows("Anthology", BUILDS, build, runs)
        yield from _works("Anthology", make_network(Build.open(build), "co-authorship"), NETWORKS, scratch, runs)
    names = [name for name in NETWORKS if name not in SLOW]
    yield from _works("com-dblp", com_dblp(data), names, scratch, runs, venues(data))
    lfr = planted(PLANTED, 1)
    yield from _works("LFR", lfr.network, NETWORKS, scratch, runs, communities_of(lfr.truth))


def _growth(data: Path, largest: int, scratch: Path, runs: int) -> Iterator[tuple[str, ...]]:
    whole = com_dblp(data)
    edges = 10**5
    while edges <= largest:
        network = of_size(whole, edges)
        yield from _works(f"{len(network):,} nodes, {network.edges:,} edges", network, GROWTH, scratch, runs)
        edges *= 10


def _works(
    title: str, network: Network, names: Iterable[str], scratch: Path, runs: int, truth: Communities = ()
) -> Iterator[tuple[str, ...]]:
    folder = write_network(network, scratch / "network", form="parquet")
    write_truth(truth, folder)
    yield from _rows(title, names, folder, runs)
    shutil.rmtree(folder)


def _rows(title: str, names: Iterable[str], folder: Path, runs: int) -> Iterator[tuple[str, ...]]:
    """In turns, so that an hour in which the machine is slower is everybody's."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(runs):
        for name, said in found.items():
            said.append(_measured(name, folder))
    for name, said in found.items():
        said.sort(key=lambda each: each.get("cpu", math.inf))
        yield _row(title, name, said[len(said) // 2])


def _row(title: str, name: str, said: dict[str, Any]) -> tuple[str, ...]:
    return (
        title,
        name,
        f"{said['cpu']:.2f}" if "cpu" in said else "–",
        f"{said['peak']:.0f}" if "peak" in said else "–",
        f"{said['modularity']:.4f}" if "modularity" in said else "",
        f"{said['clusters']:,}" if "clusters" in said else "",
        said.get("truth", ""),
        said.get("detail", ""),
    )


def _measured(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.analytics_task", name, str(folder)]
    root = Path(__file__).parents[1]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=MINUTES * 60, check=True)
    except subprocess.TimeoutExpired:
        return {"detail": f"not finished in {MINUTES} minutes"}
    except subprocess.CalledProcessError as error:
        return {"detail": f"failed: {error.stderr.strip().splitlines()[-1][:80] if error.stderr else error.returncode}"}
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _print_all(rows: Iterable[tuple[str, ...]]) -> None:
    for row in rows:
        _print(row)


def _print(cells: Iterable[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
