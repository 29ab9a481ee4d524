import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.algorithm import Objective
from research_graph.analytics.lineage import update
from research_graph.analytics.moving import changes, move, places, settle
from research_graph.analytics.network import Network
from research_graph.analytics.partition import NONE, Partition

CLIQUES = [(a, b) for base in (0, 4, 8) for a in range(base, base + 4) for b in range(a + 1, base + 4)]
RING = [*CLIQUES, (3, 4), (7, 8), (0, 11)]
THREE = Partition.of(np.repeat([0, 1, 2], 4))


def network(edges, size=12, weights=None, names=None):
    keys = pa.array(names or [f"A{node:04d}" for node in range(size)], pa.string())
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    weight = np.ones(len(pairs)) if weights is None else np.array(weights, dtype=np.float64)
    return Network.from_edges(keys, pairs[:, 0], pairs[:, 1], weight, about={})


def touched(*nodes, size=12):
    return np.isin(np.arange(size), nodes)


def quality(net, labels, objective=Objective.MODULARITY, resolution=1.0):
    """Either objective from its definition, over plain pairs."""
    dense = net.matrix.toarray()
    total = dense.sum()
    if not total:
        return 0.0
    strength = dense.sum(axis=1)
    mean = net.weights.mean()
    same = (labels[:, None] == labels[None, :]) & (labels >= 0)[:, None]
    expected = np.outer(strength, strength) / total if objective is Objective.MODULARITY else mean
    np.fill_diagonal(same, val=False)
    return float(((dense - resolution * expected) * same).sum())


def test_a_node_goes_where_it_gains_most_and_the_rest_stays():
    net = network([*RING, (3, 5), (3, 6), (3, 7)], weights=[1.0] * 21 + [2.0] * 3)
    moved = move(net, THREE, touched(3, 5, 6, 7))
    assert moved.labels.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_only_changed_nodes_move():
    wrong = Partition.of(np.array([0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]))
    assert move(network(RING), wrong, touched()).labels.tolist() == wrong.labels.tolist()
    assert move(network(RING), wrong, touched(2, 3)).labels.tolist() == THREE.labels.tolist()


def test_a_cluster_without_a_changed_node_is_not_joined():
    wrong = Partition.of(np.array([0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]))
    net = network(RING, weights=[2.5 if edge == (3, 4) else 1.0 for edge in RING])
    assert move(net, wrong, touched(3)).labels.tolist() == wrong.labels.tolist()
    assert move(net, wrong, touched(2, 3)).labels.tolist() == THREE.labels.tolist()


def test_a_node_without_a_place_goes_alone():
    net = network([(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)], size=6)
    moved = move(net, Partition.of(np.zeros(6, np.int64)), touched(3, size=6), resolution=3.0)
    assert moved.labels[3] not in set(np.delete(moved.labels, 3).tolist())


def test_a_new_node_joins_its_neighbors_and_new_nodes_found_a_cluster():
    new = [(12, 0), (12, 1), (13, 14), (13, 15), (14, 15), (15, 4)]
    start = Partition.of(np.append(np.repeat([0, 1, 2], 4), [NONE] * 5))
    moved = move(network([*RING, *new], size=17), start, touched(0, 1, 4, 12, 13, 14, 15, 16, size=17))
    assert moved.labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 3, 3, 3, NONE]


def test_clusters_of_new_nodes_join_as_a_whole():
    chain = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    start = Partition.of(np.array([0, 0, 0, NONE, NONE, NONE, NONE]))
    moved = move(network(chain, size=7), start, touched(2, 3, 4, 5, 6, size=7), resolution=0.1)
    assert moved.labels.tolist() == [0] * 7


def test_what_falls_apart_is_split():
    halves = Partition.of(np.array([0] * 8 + [1] * 4))
    without = [edge for edge in RING if edge != (3, 4)]
    assert move(network(without), halves, touched(3, 4)).labels.tolist() == THREE.labels.tolist()


def test_a_small_gain_is_not_worth_a_move():
    edges = [*CLIQUES[:12], (3, 4), (3, 5), (3, 6)]
    weights = [1.0] * 12 + [1.0, 1.0, 3.0]
    net, start = network(edges, 8, weights), Partition.of(np.repeat([0, 1], 4))
    assert move(net, start, touched(3, 6, size=8), inertia=0.2).labels.tolist() == start.labels.tolist()
    assert move(net, start, touched(3, 6, size=8), inertia=0.0).labels[3] == 1


def test_ties_go_to_the_smallest_label():
    star = network([(0, 1), (2, 3), (1, 4), (3, 4)], size=5)
    start = Partition.of(np.array([0, 0, 1, 1, NONE]))
    assert move(star, start, touched(1, 3, 4, size=5)).labels.tolist() == [0, 0, 1, 1, 0]


def test_a_touched_node_of_a_homed_partition_stays_where_it_is_held():
    teams = [(a, b) for base in range(0, 48, 6) for a in range(base, base + 6) for b in range(a + 1, base + 6)]
    edges = [*teams, *((node, 48) for node in range(5)), *((6 * team, 48) for team in range(1, 8))]
    net = network(edges, 49, [1.0] * len(teams) + [4.0] * 5 + [0.5] * 7)
    start = Partition.of(np.append(np.arange(48) // 6, 0))
    assert move(net, start, touched(48, size=49), resolution=8.0).labels[48] != 0
    homed = move(net, start, touched(48, size=49), resolution=8.0, is_homed=True)
    assert homed.labels.tolist() == start.labels.tolist()
    assert settle(net, start, resolution=8.0).labels[48] != 0
    warm = update(net, None, start, resolution=8.0, is_homed=True, warm_from=0.0)
    assert (warm.is_warm, warm.partition.labels.tolist()) == (True, start.labels.tolist())


def test_a_warm_round_breaks_up_a_cluster_and_joins_others():
    everything, pieces = Partition.of(np.zeros(12, np.int64)), Partition.of(np.arange(12) // 2)
    assert settle(network(RING), everything).labels.tolist() == THREE.labels.tolist()
    assert settle(network(RING), pieces).labels.tolist() == THREE.labels.tolist()


@pytest.mark.parametrize("work", [settle, lambda net, start: move(net, start, np.ones(len(net), dtype=bool))])
@pytest.mark.parametrize("size", [0, 1, 3])
def test_without_edges_nobody_is_in_a_cluster(work, size):
    found = work(network([], size), Partition.of(np.arange(size)))
    assert found.labels.tolist() == [NONE] * size


@st.composite
def updated(draw):
    """A network, which of its nodes changed, and a connected partition with some nodes in no cluster."""
    size = draw(st.integers(2, 14))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1])
    edges = draw(st.lists(ends, max_size=40, unique=True))
    weights = draw(st.lists(st.integers(1, 8), min_size=len(edges), max_size=len(edges)))
    net = network(edges, size, weights)
    labels = np.array(draw(st.lists(st.integers(-1, 4), min_size=size, max_size=size)))
    changed = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    return net, Partition.of(labels).connected(net), changed


OBJECTIVES = st.sampled_from(list(Objective)[:2])


@settings(max_examples=80, deadline=None)
@given(updated(), OBJECTIVES, st.sampled_from([0.3, 1.0, 4.0]), st.booleans())
def test_untouched_clusters_keep_exactly_their_members(given_, objective, resolution, is_homed):
    net, start, changed = given_
    moved = move(net, start, changed, resolution=resolution, objective=objective, is_homed=is_homed)
    linked = np.diff(net.indptr) > 0
    later = {tuple(nodes.tolist()) for nodes in moved.members()}
    for nodes in start.members():
        if not changed[nodes].any() and linked[nodes].all():
            assert tuple(nodes.tolist()) in later
    assert not (moved.labels[~linked] >= 0).any()
    assert (moved.labels[linked & changed] >= 0).all()
    assert moved.connected(net).labels.tolist() == moved.labels.tolist()


@settings(max_examples=80, deadline=None)
@given(updated(), OBJECTIVES, st.sampled_from([0.3, 1.0, 4.0]), st.booleans())
def test_quality_never_falls(given_, objective, resolution, is_warm):
    net, start, changed = given_
    options = {"resolution": resolution, "objective": objective}
    moved = settle(net, start, **options) if is_warm else move(net, start, changed, **options)
    before, after = quality(net, start.labels, objective, resolution), quality(net, moved.labels, objective, resolution)
    assert after >= before - 1e-6


@settings(max_examples=50, deadline=None)
@given(updated(), OBJECTIVES, st.booleans())
def test_scaling_the_weights_changes_nothing(given_, objective, is_warm):
    net, start, changed = given_
    scaled = Network(net.keys, net.indptr, net.indices, net.weights * 4.0, net.about)
    found = [settle(each, start) if is_warm else move(each, start, changed) for each in (net, scaled)]
    assert found[0].labels.tolist() == found[1].labels.tolist()


BEFORE = network(RING)


@pytest.mark.parametrize(
    ("edges", "weights", "nodes", "share"),
    [
        (RING, None, [], 0.0),
        ([*RING, (1, 9)], None, [1, 9], 1 / 22),
        (RING[:-1], None, [0, 11], 1 / 21),
        (RING, [1.0] * 20 + [1.5], [0, 11], 0.5 / 21.5),
        (RING, [3.0] * 21, [], 0.0),
        (RING, [0.5] * 20 + [4.5], [0, 11], 4 / 21),
        (RING, [1.0 + 1e-12] * 21, [], 0.0),
    ],
    ids=["nothing", "added", "removed", "reweighted", "all by one factor", "all but one by a factor", "last bits"],
)
def test_what_changed(edges, weights, nodes, share):
    found = changes(BEFORE, network(edges, weights=weights), THREE)
    assert np.flatnonzero(found.nodes).tolist() == nodes
    assert found.share == pytest.approx(share)


def test_new_and_gone_nodes():
    names = [*(f"A{node:04d}" for node in range(11)), "B"]
    edges = [edge for edge in RING if 11 not in edge]
    found = changes(BEFORE, network(edges, names=names), THREE)
    assert np.flatnonzero(found.nodes).tolist() == [0, 8, 9, 10, 11]
    assert found.share == pytest.approx(4 / 21)


def test_merged_nodes_were_one_before_already():
    redirects = pa.table({"key": ["A0011", "A9999"], "target": ["A0003", None]})
    edges = [(a if a != 11 else 3, b if b != 11 else 3) for a, b in RING]
    found = changes(BEFORE, network(edges, size=11), THREE, redirects)
    assert np.flatnonzero(found.nodes).tolist() == [3]
    assert found.share == 0.0


def test_without_an_earlier_network_new_nodes_and_their_neighbors_changed():
    start = Partition.of(np.append(THREE.labels[:11], NONE))
    found = changes(None, network(RING), start)
    assert np.flatnonzero(found.nodes).tolist() == [0, 8, 9, 10, 11]
    assert found.share == pytest.approx(4 / 21)


def test_an_emptied_network_changed_wholly():
    assert changes(BEFORE, network([]), THREE).share == 1.0
    assert changes(network([]), network([]), THREE).share == 0.0


def test_places_follow_redirects_of_keys_that_are_gone():
    old, new = pa.array(["A", "B", "C", "D", "E"]), pa.array(["A", "B", "F"])
    redirects = pa.table({"key": ["B", "C", "D"], "target": ["F", "F", None]})
    assert places(old, new, redirects).tolist() == [0, 1, 2, NONE, NONE]
    assert places(old, new).tolist() == [0, 1, NONE, NONE, NONE]
