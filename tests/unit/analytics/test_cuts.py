"""Minimum cuts against the threshold: known graphs, brute force over random ones, and labels that collide."""

from itertools import combinations
from math import log10

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics import cycle_space
from research_graph.analytics.contraction import cut_below
from research_graph.analytics.cuts import Cuts, Decided, decide, digits, exceeds
from research_graph.analytics.network import Network
from support.zoo import ZOO, clique, network_of, ring_of_cliques, two_cliques


def network(graph: nx.Graph) -> Network:
    numbered = nx.convert_node_labels_to_integers(graph)
    return network_of(len(graph), [(a, b, 1.0) for a, b in numbered.edges])


def whole(part: Network, needed: int | None = None) -> Cuts:
    return decide(part, np.zeros(len(part), np.int64), needed=None if needed is None else np.array([needed]))


def minimum_cut(graph: nx.Graph) -> int:
    return int(nx.stoer_wagner(graph)[0]) if nx.is_connected(graph) else 0


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> nx.Graph:
    size = draw(st.integers(2, most))
    pairs = list(combinations(range(size), 2))
    graph = nx.empty_graph(size)
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs))))
    return graph


def blobs(bridges: int, size: int = 600) -> Network:
    """Two well-knit halves of a graph that needs 4, held together by some edges without a common end."""
    half = nx.random_regular_graph(8, size, seed=3)
    edges = [(a, b, 1.0) for a, b in nx.disjoint_union(half, half).edges]
    return network_of(2 * size, edges + [(7 * step, size + 11 * step, 1.0) for step in range(bridges)])


def test_the_threshold_in_whole_edges_is_just_above_log10() -> None:
    sizes = np.array([1, 2, 9, 10, 11, 99, 100, 999, 1000, 10**6 - 1, 10**6])
    assert digits(sizes).tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 4, 6, 7]
    assert all(need - 1 <= log10(size) < need for size, need in zip(sizes, digits(sizes), strict=True))


@pytest.mark.parametrize(
    ("graph", "cut"),
    [
        (nx.path_graph(2), 1),
        (nx.path_graph(500), 1),
        (nx.star_graph(8), 1),
        (nx.cycle_graph(3), 2),
        (nx.cycle_graph(50), 2),
        (nx.complete_graph(9), 8),
        (nx.petersen_graph(), 3),
        (nx.grid_2d_graph(4, 5), 2),
        (nx.hypercube_graph(4), 4),
        (nx.barbell_graph(5, 0), 1),
        (nx.barbell_graph(5, 3), 1),
        (nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4)), 0),
        (nx.complete_bipartite_graph(3, 7), 3),
        (nx.karate_club_graph(), 1),
    ],
    ids=str,
)
def test_known_minimum_cuts(graph: nx.Graph, cut: int) -> None:
    part = network(graph)
    for needed in range(1, 11):
        cuts = whole(part, needed)
        assert bool(cuts.passes[0]) == (cut >= needed)
        assert cuts.lower[0] <= cut <= cuts.upper[0]
        assert (len(set(cuts.pieces.tolist())) == 1) == (cut >= needed)


@given(graphs(), st.integers(1, 6))
def test_any_graph_as_brute_force_says(graph: nx.Graph, needed: int) -> None:
    true = minimum_cut(graph)
    cuts = whole(network(graph), needed)
    assert bool(cuts.passes[0]) == (true >= needed)
    assert cuts.lower[0] <= true <= cuts.upper[0]
    assert cuts.is_connected[0] == nx.is_connected(graph)
    assert exceeds(network(graph), needed - 0.5) == (true > needed - 0.5)


@given(graphs(), st.integers(1, 6))
def test_pieces_of_a_failing_graph_hang_by_too_small_cuts(graph: nx.Graph, needed: int) -> None:
    cuts = whole(network(graph), needed)
    pieces = cuts.pieces
    assert (len(set(pieces.tolist())) > 1) == (not cuts.passes[0])
    leaving = [int(sum((pieces[a] == piece) != (pieces[b] == piece) for a, b in graph.edges)) for piece in set(pieces)]
    assert cuts.passes[0] or min(leaving) < needed


@given(graphs(), st.integers(2, 7))
def test_contraction_finds_the_minimum_cut_or_that_there_is_none(graph: nx.Graph, bound: int) -> None:
    true = minimum_cut(graph)
    if true:
        rows = network(graph)
        found = cut_below(rows.indptr, rows.indices, bound)
        assert (found.value if found else None) == (true if true < bound else None)


@settings(max_examples=40)
@given(st.lists(graphs(6), min_size=1, max_size=4))
def test_clusters_are_decided_each_on_its_own(parts: list[nx.Graph]) -> None:
    union = nx.disjoint_union_all([*parts, nx.empty_graph(1)])
    labels = np.repeat(np.arange(len(parts) + 1), [*map(len, parts), 1])
    labels[-1] = -1  # a node in no cluster, tied to all
    edges = [(a, b, 1.0) for a, b in union.edges] + [(len(union) - 1, node, 1.0) for node in range(len(union) - 1)]
    joint = decide(network_of(len(union), edges), labels)
    for label, part in enumerate(parts):
        alone = whole(network(part))
        for name in ("sizes", "needed", "lower", "upper", "decided"):
            assert getattr(joint, name)[label] == getattr(alone, name)[0], name
    assert joint.pieces[-1] == -1


@pytest.mark.parametrize("bridges", [3, 4])
def test_a_large_cluster_is_cut_exactly(bridges: int) -> None:
    cuts = whole(blobs(bridges))
    assert cuts.decided.tolist() == [Decided.CONTRACTION]
    assert cuts.passes.tolist() == [bridges == 4]
    if bridges == 3:
        assert (cuts.lower[0], cuts.upper[0]) == (3, 3)
        assert len(set(cuts.pieces[:600])) == len(set(cuts.pieces[600:])) == 1
        assert cuts.pieces[0] != cuts.pieces[600]


@pytest.mark.parametrize("ends", [(0, 1, 2), (0, 0, 0)], ids=["apart", "fan"])
def test_two_cliques_held_by_three_edges(ends: tuple[int, ...]) -> None:
    """Dense, but not dense enough for the least degree, 5, to be the cut; and one edge more must not be seen."""
    bridges = [(a, 6 + b, 1.0) for a, b in enumerate(ends)]
    part = network_of(12, [*clique(range(6)), *clique(range(6, 12)), *bridges])
    assert [bool(whole(part, needed).passes[0]) for needed in (3, 4, 5, 6)] == [True, False, False, False]
    assert [whole(part, needed).lower[0] for needed in (4, 5)] == [3, 3]


def test_what_decides() -> None:
    by_name = {
        "one node": (ZOO["one node"], Decided.SINGLE),
        "disconnected": (ZOO["disconnected"], Decided.DISCONNECTED),
        "two cliques": (ZOO["two cliques with a bridge"], Decided.SMALL_CUT),
        "ring of 20": (network_of(100, ring_of_cliques(20)), Decided.SMALL_CUT),
        "ring of 19": (network_of(95, ring_of_cliques(19)), Decided.NO_SMALL_CUT),
    }
    assert {name: Decided(int(whole(part).decided[0])) for name, (part, _) in by_name.items()} == {
        name: expected for name, (_, expected) in by_name.items()
    }
    assert whole(network_of(8, clique(range(8))), 6).decided.tolist() == [Decided.DENSE]
    assert whole(network(nx.hypercube_graph(3)), 4).decided.tolist() == [Decided.LEAST_DEGREE]


def test_all_bridges_and_pairs_divide_at_once() -> None:
    ring = whole(network_of(100, ring_of_cliques(20)))
    assert [len(set(ring.pieces[start : start + 5])) for start in range(0, 100, 5)] == [1] * 20
    assert len(set(ring.pieces.tolist())) == 20
    two = whole(network_of(12, two_cliques()))
    assert len(set(two.pieces.tolist())) == 2


@pytest.mark.parametrize("same", [0, 7])
def test_labels_that_collide_are_noticed(same: int, monkeypatch: pytest.MonkeyPatch) -> None:
    good, asked = cycle_space._hash, []

    def colliding(low: np.ndarray, high: np.ndarray, salt: int) -> np.ndarray:
        asked.append(salt)
        return np.full(len(low), same, np.uint64) if salt == 0 else good(low, high, salt)

    monkeypatch.setattr(cycle_space, "_hash", colliding)
    cuts = whole(network_of(8, clique(range(8))), 3)
    assert asked == [0, 1]
    assert cuts.passes.tolist() == [True]


def test_a_single_node_or_none_does_not_exceed() -> None:
    assert not exceeds(ZOO["one node"], -1)
    assert not exceeds(ZOO["empty"], -1)
    assert exceeds(ZOO["only isolated nodes"], -1)
    assert not exceeds(ZOO["only isolated nodes"], 0)
    assert exceeds(ZOO["one edge"], log10(2))
    assert decide(ZOO["empty"], np.zeros(0, np.int64)).sizes.tolist() == []
    assert decide(ZOO["clique"], np.full(8, -1)).pieces.tolist() == [-1] * 8
