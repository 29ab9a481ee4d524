"""The core level: what is repaired, what is left out, and that every cluster passes by an independent check."""

import time
from collections.abc import Callable
from math import log10

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.algorithm import detect
from research_graph.analytics.core import core
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from support.zoo import ZOO, clique, network_of, ring_of_cliques


def together(network: Network) -> Partition:
    return Partition.of(np.zeros(len(network), np.int64))


def alone(network: Network) -> Partition:
    return Partition.of(np.arange(len(network)))


def halves(network: Network) -> Partition:
    return Partition.of(np.arange(len(network)) % 2)


AGAIN: dict[str, Callable[[Network], Partition]] = {
    "leiden": detect,
    "together": together,
    "alone": alone,
    "halves": halves,
}


def graph_of(network: Network) -> nx.Graph:
    graph = nx.empty_graph(len(network))
    graph.add_edges_from(zip(*(ends.tolist() for ends in network.once()[:2]), strict=True))
    return graph


def is_well_connected(graph: nx.Graph) -> bool:
    return nx.is_connected(graph) and nx.stoer_wagner(graph)[0] > log10(len(graph))


@st.composite
def clustered(draw: st.DrawFn) -> tuple[Network, Partition]:
    size = draw(st.integers(2, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    density = draw(st.sampled_from([0.03, 0.06, 0.1, 0.2, 0.5]))
    graph = nx.fast_gnp_random_graph(size, density, seed=draw(st.integers(0, 2**32)))
    labels = random.integers(-1, draw(st.integers(1, 3)), size)
    return network_of(size, [(a, b, 1.0) for a, b in graph.edges]), Partition.of(labels)


@pytest.mark.parametrize("again", AGAIN)
@settings(max_examples=60)
@given(given_one=clustered(), least=st.integers(2, 5))
def test_every_core_cluster_passes_and_lies_in_one_cluster(
    again: str, given_one: tuple[Network, Partition], least: int
) -> None:
    network, before = given_one
    found = core(network, before, detect=AGAIN[again], least_size=least)
    graph = graph_of(network)
    assert np.array_equal(Partition.of(found.labels).labels, found.labels)
    for members in found.members():
        assert len(members) >= least
        assert len(set(before.labels[members].tolist())) == 1
        assert before.labels[members[0]] >= 0
        assert is_well_connected(graph.subgraph(members.tolist()))


@given(clustered())
def test_what_passes_stays_as_it_is(given_one: tuple[Network, Partition]) -> None:
    network, before = given_one
    found = core(network, before, detect=alone)
    graph = graph_of(network)
    for members in before.members():
        if len(members) >= 3 and is_well_connected(graph.subgraph(members.tolist())):
            label = found.labels[members[0]]
            assert label >= 0
            assert np.flatnonzero(found.labels == label).tolist() == members.tolist()


def labels_of(size: int, edges: list[tuple[int, int, float]], again: Callable[[Network], Partition]) -> list[int]:
    network = network_of(size, edges)
    return core(network, together(network), detect=again).labels.tolist()


def test_a_ring_of_cliques_falls_into_its_cliques() -> None:
    assert labels_of(100, ring_of_cliques(20), together) == [number // 5 for number in range(100)]
    assert labels_of(95, ring_of_cliques(19), together) == [0] * 95


def test_a_guest_of_one_paper_is_left_out_of_a_large_group_only() -> None:
    assert labels_of(12, [*clique(range(11)), (10, 11, 1.0)], together) == [0] * 11 + [-1]
    assert labels_of(9, [*clique(range(8)), (7, 8, 1.0)], together) == [0] * 9


def test_a_small_group_that_came_off_is_a_cluster_of_its_own() -> None:
    edges = [*clique(range(100)), *clique([100, 101, 102]), (99, 100, 1.0)]
    assert labels_of(103, edges, together) == [0] * 100 + [1] * 3


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.path_graph(9), [0] * 9),
        (nx.path_graph(10), [-1, *[0] * 8, -1]),
        (nx.star_graph(8), [0] * 9),
        (nx.star_graph(9), [-1] * 10),
        (nx.cycle_graph(99), [0] * 99),
        (nx.cycle_graph(100), [-1] * 100),
        (nx.path_graph(2), [-1, -1]),
    ],
    ids=str,
)
def test_sparse_clusters_that_come_back_whole_lose_their_thinnest_nodes(graph: nx.Graph, expected: list[int]) -> None:
    assert labels_of(len(graph), [(a, b, 1.0) for a, b in graph.edges], together) == expected


def test_groups_appear_when_those_who_only_link_them_are_left_out() -> None:
    """40 paths of three and 100 nodes of two links between them: nothing stays in peeling, one layer off frees them."""
    paths = [(3 * path + step, 3 * path + step + 1, 1.0) for path in range(40) for step in (0, 1)]
    pairs = [(3 * path, 3 * ((path + step) % 40) + 2) for path in range(40) for step in (1, 3)]
    pairs += [(3 * path + 1, 3 * path + 61) for path in range(20)]
    links = [(end, 120 + number, 1.0) for number, pair in enumerate(pairs) for end in pair]
    assert labels_of(220, paths + links, together) == [number // 3 for number in range(120)] + [-1] * 100


def test_large_halves_held_by_three_edges_part() -> None:
    half = nx.random_regular_graph(8, 600, seed=3)
    edges = [(a, b, 1.0) for a, b in nx.disjoint_union(half, half).edges]
    bridges = [(step, 600 + step, 1.0) for step in range(3)]
    assert labels_of(1200, edges + bridges, together) == [0] * 600 + [1] * 600
    assert labels_of(1200, [*edges, *bridges, (3, 603, 1.0)], together) == [0] * 1200


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name: str) -> None:
    network = ZOO[name]
    found = core(network, detect(network))
    graph = graph_of(network)
    assert all(is_well_connected(graph.subgraph(members.tolist())) for members in found.members())
    assert np.array_equal(core(network, found).labels, found.labels)


def strip(size: int) -> Network:
    """Everybody tied to three before and three behind: of 1,000 nodes and more the ends peel off, one by one."""
    return network_of(size, [(node, node + step, 1.0) for step in (1, 2, 3) for node in range(size - step)])


def test_peeling_takes_as_long_as_there_are_edges() -> None:
    def seconds(network: Network) -> float:
        started = time.process_time()
        found = core(network, together(network), detect=alone)
        assert 900 < found.sizes.tolist()[0] < 1000
        return time.process_time() - started

    few, many = strip(3_000), strip(24_000)
    assert min(seconds(many) for _ in range(2)) < 16 * min(seconds(few) for _ in range(2))


def test_what_is_clustered_again_has_no_edges_between_pieces() -> None:
    seen: list[Network] = []

    def again(network: Network) -> Partition:
        seen.append(network)
        return together(network)

    labels_of(100, ring_of_cliques(20), again)
    assert [(len(network), network.edges) for network in seen] == [(100, 200)]


def test_weights_do_not_matter() -> None:
    heavy = [(a, b, 1e6 * (a + 1)) for a, b, _ in ring_of_cliques(20)]
    assert labels_of(100, heavy, together) == [number // 5 for number in range(100)]
