"""Homing: nobody is left outside the group that holds them, no group swallows the rest, and it ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics import greedy
from research_graph.analytics.algorithm import detect
from research_graph.analytics.compare import adjusted_rand
from research_graph.analytics.homing import detect_homed, home, is_homed
from research_graph.analytics.network import Floats, Network
from research_graph.analytics.partition import NONE, Labels, Partition
from research_graph.bench.lfr import Shape, planted
from support.zoo import ZOO, clique, network_of

TEAMS, EACH, HUB = 12, 8, 96


def teams() -> Network:
    """Twelve teams, and one person who writes a lot with the first team and now and then with one of each other."""
    edges = [edge for team in range(TEAMS) for edge in clique(range(team * EACH, (team + 1) * EACH))]
    own = [(member, HUB, 6.0) for member in range(EACH)]
    return network_of(HUB + 1, [*edges, *own, *((team * EACH, HUB, 1.0) for team in range(1, TEAMS))])


def partition(*labels: int) -> Partition:
    return Partition.of(np.array(labels))


def team_of(found: Partition) -> set[int]:
    return set(np.flatnonzero(found.labels == found.labels[HUB]).tolist())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whom_everybody_writes_with_is_put_where_they_write_most(seed: int) -> None:
    network = teams()
    raw = detect(network, resolution=8.0, seed=seed)
    assert not team_of(raw) & set(range(EACH))
    homed = home(network, raw, resolution=8.0)
    assert team_of(homed) == {*range(EACH), HUB}
    assert np.array_equal(homed.labels, detect_homed(network, resolution=8.0, seed=seed).labels)
    others = {frozenset(nodes.tolist()) for nodes in homed.members()} - {frozenset(team_of(homed))}
    assert others == {frozenset(range(team * EACH, (team + 1) * EACH)) for team in range(1, TEAMS)}


def test_the_group_of_a_hub_does_not_swallow_whoever_has_one_tie_more_to_it() -> None:
    """Each of many pairs is tied to the hub's clique more than to each other: by strength alone all would join it."""
    pairs = [(6 + 2 * pair, 7 + 2 * pair, 1.0) for pair in range(40)]
    outside = [(6 + node, node % 6, 1.1) for node in range(80)]
    network = network_of(86, [*clique(range(6), 4.0), *pairs, *outside])
    start = Partition.of(np.array([0] * 6 + [1 + pair // 2 for pair in range(80)]))
    assert home(network, start, resolution=1e-6).count == 1
    found = home(network, start, resolution=40.0)
    assert found.sizes.max() < 30
    assert found.count > 20


def test_ties_stay_else_go_to_the_smallest_label() -> None:
    network = network_of(5, [(0, 1, 4.0), (2, 3, 4.0), (1, 4, 1.0), (3, 4, 1.0)])
    assert home(network, partition(0, 0, 1, 1, 1), resolution=0.01).labels.tolist() == [0, 0, 1, 1, 1]
    assert home(network, partition(0, 0, 1, 1, 2), resolution=0.01).labels.tolist() == [0, 0, 1, 1, 0]


def test_what_falls_apart_when_somebody_leaves_is_split() -> None:
    network = network_of(7, [*clique(range(3), 5.0), (2, 3, 3.0), (3, 4, 1.0), (3, 5, 1.0), (4, 6, 2.0)])
    found = home(network, partition(0, 0, 0, 1, 1, 1, 1), resolution=0.5)
    assert found.labels[3] == 0
    assert np.array_equal(found.connected(network).labels, found.labels)


def test_only_finds_of_modularity_are_homed() -> None:
    assert [name for name in ("leiden", "louvain", "leiden-cpm", "label-propagation") if is_homed(name)] == [
        "leiden",
        "louvain",
    ]
    network = teams()
    for name, resolution in (("leiden-cpm", 0.5), ("label-propagation", 1.0)):
        found = detect_homed(network, name, resolution=resolution)
        assert np.array_equal(found.labels, detect(network, name, resolution=resolution).labels)


@pytest.mark.parametrize("graph", ZOO.values(), ids=ZOO.keys())
@pytest.mark.parametrize("resolution", [1.0, 8.0])
def test_the_zoo_is_homed(graph: Network, resolution: float) -> None:
    found = detect_homed(graph, resolution=resolution)
    assert np.array_equal(Partition.of(found.labels.astype(np.int64)).labels, found.labels)
    assert np.array_equal(found.connected(graph).labels, found.labels)
    assert np.array_equal(found.labels >= 0, np.diff(graph.indptr) > 0)
    scaled = Network(graph.keys, graph.indptr, graph.indices, graph.weights * 1024.0, graph.about)
    assert np.array_equal(detect_homed(scaled, resolution=resolution).labels, found.labels)


def test_planted_communities_are_found_at_least_as_well() -> None:
    made = planted(Shape(2_000, 0.4, min_community=15, max_community=60), 3)
    raw, homed = (find(made.network, resolution=16.0) for find in (detect, detect_homed))
    assert adjusted_rand(homed, made.truth) >= adjusted_rand(raw, made.truth) > 0.5


def gains(network: Network, labels: Labels, resolution: float) -> Floats:
    """What each node would gain by going into each cluster, from where it is now; by the definition, over all pairs."""
    dense = network.matrix.toarray()
    strength = dense.sum(axis=1)
    linked = strength > 0
    mass = np.minimum(strength, strength[linked].mean()) if linked.any() else strength
    worth = dense - resolution * np.outer(mass, mass) / max(strength.sum(), 1e-9)
    np.fill_diagonal(worth, 0)
    member = (labels[:, None] == np.arange(labels.max(initial=NONE) + 1)).astype(np.float64)
    held = worth @ member
    own = held[np.arange(len(labels)), labels]
    return np.where(dense @ member > 0, held - own[:, None], -np.inf)


def worth(network: Network, labels: Labels, resolution: float) -> float:
    dense = network.matrix.toarray()
    strength = dense.sum(axis=1)
    mass = np.minimum(strength, strength[strength > 0].mean()) if (strength > 0).any() else strength
    together = (labels[:, None] == labels[None, :]) & (labels >= 0)[:, None]
    np.fill_diagonal(together, val=False)
    return float(((dense - resolution * np.outer(mass, mass) / max(strength.sum(), 1e-9)) * together).sum())


@st.composite
def started(draw: st.DrawFn) -> tuple[Network, Partition]:
    size = draw(st.integers(2, 14))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1])
    edges = draw(st.dictionaries(ends, st.integers(1, 30), max_size=40))
    network = network_of(size, [(a, b, float(weight)) for (a, b), weight in edges.items()])
    labels = np.array(draw(st.lists(st.integers(-1, 4), min_size=size, max_size=size)))
    return network, Partition.of(np.where(np.diff(network.indptr) > 0, labels, NONE)).connected(network)


@pytest.mark.parametrize("few", [0, greedy.FEW])
@settings(max_examples=100, deadline=None)
@given(given_=started(), resolution=st.sampled_from([0.3, 1.0, 4.0, 40.0]))
def test_it_ends_where_nobody_is_held_more_elsewhere(
    few: int, given_: tuple[Network, Partition], resolution: float
) -> None:
    network, start = given_
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(greedy, "FEW", few)
        found = home(network, start, resolution=resolution)
        again = home(network, found, resolution=resolution)
    member = found.labels >= 0
    assert np.array_equal(member, start.labels >= 0)
    if member.any():
        assert gains(network, found.labels, resolution)[member].max() <= 1e-6
    assert worth(network, found.labels, resolution) >= worth(network, start.labels, resolution) - 1e-6
    assert np.array_equal(found.connected(network).labels, found.labels)
    assert np.array_equal(again.labels, found.labels)
