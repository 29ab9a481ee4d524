import numpy as np
import pytest
from research_graph.analytics.network import Network
from research_graph.bench.lfr import Shape, planted
from research_graph.bench.null_model import shuffled
from support.zoo import ZOO, clique, network_of


@pytest.fixture(scope="module")
def network() -> Network:
    return planted(Shape(1_000, 0.1), 1).network


def pairs(network: Network) -> set[tuple[int, int]]:
    source, target, _ = network.once()
    return set(zip(source.tolist(), target.tolist(), strict=True))


def test_every_node_keeps_its_degree_and_hardly_any_tie(network: Network) -> None:
    other = shuffled(network, 5)
    assert np.array_equal(np.diff(other.indptr), np.diff(network.indptr))
    assert len(pairs(other) & pairs(network)) < 0.03 * network.edges


def test_communities_are_gone(network: Network) -> None:
    truth = planted(Shape(1_000, 0.1), 1).truth.labels
    source, target, _ = shuffled(network, 5).once()
    by_chance = ((np.bincount(truth, weights=np.diff(network.indptr)) / len(network.indices)) ** 2).sum()
    assert np.mean(truth[source] == truth[target]) == pytest.approx(by_chance, abs=0.02)


def test_weights_are_dealt_out_anew() -> None:
    edges = [(a, b, float(place)) for place, (a, b, _) in enumerate(clique(range(7)), start=1)]
    other = shuffled(network_of(7, edges), 1)
    assert sorted(other.once()[2]) == [weight for *_, weight in edges]
    assert other.once()[2].tolist() != [weight for *_, weight in edges]


@pytest.mark.parametrize("name", ["empty", "one node", "one edge", "star", "clique"])
def test_what_has_only_one_wiring_keeps_it(name: str) -> None:
    assert pairs(shuffled(ZOO[name], 1)) == pairs(ZOO[name])


def test_a_seed_names_a_shuffle(network: Network) -> None:
    assert shuffled(network, 1).digest == shuffled(network, 1).digest
    assert pairs(shuffled(network, 1)) != pairs(shuffled(network, 2))
