"""Every installed algorithm × a zoo of graphs × what must hold whatever it finds."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import networkit as nk
import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.algorithm import Objective, algorithm_names, detect, find_algorithm
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.schema.errors import UsageError
from scipy.sparse.csgraph import connected_components
from support.zoo import ZOO, network_of


def is_here(name: str) -> bool:
    """Whether it runs in this process, its library installed."""
    try:
        return find_algorithm(name).is_local
    except UsageError:
        return False


HERE = [name for name in algorithm_names() if is_here(name)]
OPTIMIZERS = [name for name in HERE if find_algorithm(name).objective is not Objective.NONE]
STARTERS = [name for name in HERE if find_algorithm(name).takes_start]
FACTORS = (2.0**20, 1 / 3, 1e-9, 12345.678)

each_algorithm = pytest.mark.parametrize("name", HERE)
each_graph = pytest.mark.parametrize("graph", ZOO.values(), ids=ZOO.keys())


def scaled(network: Network, factor: float) -> Network:
    return replace(network, weights=network.weights * factor)


def usual(name: str) -> float:
    """A resolution at which cliques are clusters."""
    return 0.5 if find_algorithm(name).objective is Objective.CPM else 1.0


def clusters(partition: Partition) -> set[frozenset[int]]:
    return {frozenset(nodes.tolist()) for nodes in partition.members()}


@each_graph
@each_algorithm
def test_labels_are_canonical_connected_and_complete(name: str, graph: Network) -> None:
    found = detect(graph, name)
    assert found.labels.dtype == np.int32
    assert np.array_equal(Partition.of(found.labels.astype(np.int64)).labels, found.labels)
    linked = np.diff(graph.indptr) > 0
    assert np.array_equal(found.labels >= 0, linked)
    assert found.sizes.sum() == linked.sum()
    for nodes in found.members():
        assert connected_components(graph.part(nodes).matrix, directed=False)[0] == 1


@each_graph
@each_algorithm
def test_the_same_seed_gives_the_same_labels(name: str, graph: Network) -> None:
    for seed in (1, 2):
        assert np.array_equal(detect(graph, name, seed=seed).labels, detect(graph, name, seed=seed).labels)


@each_algorithm
def test_keys_and_descriptions_do_not_matter(name: str) -> None:
    graph = ZOO["karate"]
    keys = pa.array([f"Z{number}" for number in range(100, 134)])
    other = replace(graph, keys=keys, about={"network": "other"})
    assert np.array_equal(detect(graph, name).labels, detect(other, name).labels)


@pytest.mark.parametrize("graph", ["karate", "weighted", "planted", "with isolated nodes"])
@each_algorithm
def test_scaling_all_weights_changes_nothing(name: str, graph: str) -> None:
    found = detect(ZOO[graph], name, seed=3)
    for factor in FACTORS:
        assert np.array_equal(detect(scaled(ZOO[graph], factor), name, seed=3).labels, found.labels), factor


@each_algorithm
def test_two_cliques_with_a_bridge_are_two_clusters(name: str) -> None:
    resolution = usual(name)
    for seed in range(5):
        found = detect(ZOO["two cliques with a bridge"], name, seed=seed, resolution=resolution)
        assert clusters(found) == {frozenset(range(6)), frozenset(range(6, 12))}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_cliques_in_a_ring_and_weights_alone_are_seen(name: str) -> None:
    resolution = usual(name)
    ring = detect(ZOO["ring of cliques"], name, resolution=resolution)
    assert clusters(ring) == {frozenset(range(start, start + 5)) for start in range(0, 40, 5)}
    assert clusters(detect(ZOO["weighted"], name, resolution=resolution)) == {
        frozenset(range(5)),
        frozenset(range(5, 10)),
    }


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_higher_resolution_gives_more_clusters(name: str) -> None:
    lowest = 0.1 if find_algorithm(name).objective is Objective.CPM else 1.0
    low, high = (detect(ZOO["planted"], name, resolution=value).count for value in (lowest, 8 * lowest))
    assert low < high


@pytest.mark.parametrize("name", STARTERS)
def test_a_good_start_is_kept(name: str) -> None:
    graph = ZOO["with isolated nodes"]
    labels = np.full(15, -1, dtype=np.int64)
    labels[2:8], labels[8:14] = 5, 3
    start = Partition.of(labels)
    resolution = usual(name)
    assert np.array_equal(detect(graph, name, start=start, resolution=resolution).labels, start.labels)


@pytest.mark.parametrize("name", STARTERS)
def test_nodes_of_no_cluster_start_alone(name: str) -> None:
    graph = ZOO["two cliques with a bridge"]
    start = Partition.of(np.repeat([0, -1], 6))
    resolution = usual(name)
    assert clusters(detect(graph, name, start=start, resolution=resolution)) == {
        frozenset(range(6)),
        frozenset(range(6, 12)),
    }


@each_algorithm
def test_global_state_is_left_alone(name: str) -> None:
    """But for NetworKit's random numbers: it has no way to read their state."""
    random.seed(11)
    np.random.seed(11)
    threads = nk.getCurrentNumberOfThreads()
    nk.setNumberOfThreads(2)
    before = random.getstate(), repr(np.random.get_state()), nk.getCurrentNumberOfThreads()
    try:
        detect(ZOO["karate"], name)
        assert (random.getstate(), repr(np.random.get_state()), nk.getCurrentNumberOfThreads()) == before
    finally:
        nk.setNumberOfThreads(threads)


def test_igraph_draws_from_pythons_generator_again() -> None:
    igraph = pytest.importorskip("igraph")
    detect(ZOO["karate"], "leiden-igraph")
    before = random.getstate()
    igraph.Graph.Erdos_Renyi(n=30, p=0.5)
    assert random.getstate() != before


def digest() -> str:
    """Of the labels that every algorithm finds on the larger graphs, with two seeds."""
    total = sha256()
    for name in HERE:
        for graph in ("karate", "planted", "weighted", "ring of cliques"):
            for seed in (1, 2):
                total.update(detect(ZOO[graph], name, seed=seed).labels.tobytes())
    return total.hexdigest()


def test_another_process_finds_the_same() -> None:
    code = f"import sys; sys.path[:0] = {json.dumps(sys.path)}; import test_zoo; print(test_zoo.digest())"
    here = Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest()


@pytest.mark.parametrize("weight", [-1.0, 0.0, float("nan"), float("inf")])
def test_weights_that_are_no_positive_numbers_are_refused(weight: float) -> None:
    with pytest.raises(UsageError, match=r"edge 1 \(1 – 2\) has the weight"):
        network_of(3, [(0, 1, 1.0), (1, 2, weight)])
    graph = ZOO["karate"]
    weights = graph.weights.copy()
    weights[7] = weight
    with pytest.raises(UsageError, match="entry 7 of the network has the weight"):
        detect(replace(graph, weights=weights))


@pytest.mark.parametrize("resolution", [0.0, -1.0, float("nan"), float("inf")])
@each_algorithm
def test_a_resolution_that_is_no_positive_number_is_refused(name: str, resolution: float) -> None:
    with pytest.raises(UsageError, match="the resolution is"):
        detect(ZOO["karate"], name, resolution=resolution)


@pytest.mark.parametrize("seed", [-1, 2**32])
@each_algorithm
def test_a_seed_out_of_range_is_refused(name: str, seed: int) -> None:
    with pytest.raises(UsageError, match=f"the seed is {seed}"):
        detect(ZOO["karate"], name, seed=seed)


@each_algorithm
def test_the_largest_seed_is_taken(name: str) -> None:
    assert detect(ZOO["karate"], name, seed=2**32 - 1).count > 1


def test_calls_that_cannot_be_meant_are_refused() -> None:
    graph = ZOO["karate"]
    start = detect(graph)
    with pytest.raises(UsageError, match="no algorithm 'magic'"):
        detect(graph, "magic")
    with pytest.raises(UsageError, match="'leiden' cannot start"):
        detect(graph, "leiden", start=start)
    with pytest.raises(UsageError, match="the start has 12 nodes, the network 34"):
        detect(graph, "leiden-cpm", start=Partition.of(np.zeros(12, dtype=np.int64)))
    with pytest.raises(UsageError, match=r"'label-propagation' has no resolution, 2\.0 was given"):
        detect(graph, "label-propagation", resolution=2.0)


def test_python_louvain_is_not_asked_where_it_is_wrong() -> None:
    with pytest.raises(UsageError, match="python-louvain is wrong below 1"):
        detect(ZOO["karate"], "louvain", resolution=0.5)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(UsageError, match="'leiden-igraph' needs igraph") as raised:
        detect(ZOO["karate"], "leiden-igraph")
    assert "research-graph[igraph]" in str(raised.value.hint)
