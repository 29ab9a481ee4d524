import numpy as np
import pytest
from research_graph.analytics.foresight import foresight
from research_graph.analytics.network import Network
from research_graph.bench.lfr import Shape, planted
from research_graph.bench.null_model import shuffled
from support.zoo import ZOO


@pytest.fixture(scope="module")
def made() -> Network:
    return planted(Shape(1_000, 0.2), 1).network


def test_planted_clusters_hold_for_hidden_ties(made: Network) -> None:
    assert foresight(made) == pytest.approx(1.0, abs=0.1)


def test_a_shuffle_foretells_nothing(made: Network) -> None:
    assert abs(foresight(shuffled(made, 1))) < 0.1


def test_chance_weights_foretell_nothing_though_seeds_agree(made: Network) -> None:
    null = shuffled(made, 1)
    source, target, _ = null.once()
    heavy = np.random.default_rng(1).lognormal(0.0, 1.5, len(source))
    weighted = Network.from_edges(null.keys, source, target, heavy, about={})
    assert abs(foresight(weighted, resolution=4.0)) < 0.1


@pytest.mark.parametrize("name", ["empty", "one node", "only isolated nodes", "one edge", "star", "clique"])
def test_one_cluster_or_none_holds_nothing_together(name: str) -> None:
    assert foresight(ZOO[name]) == 0.0


def test_cliques_hold(made: Network) -> None:
    assert foresight(ZOO["two cliques with a bridge"]) > 0.9
    assert foresight(ZOO["disconnected"]) == pytest.approx(1.0)


def test_it_stays_in_bounds() -> None:
    assert -1.0 <= foresight(ZOO["weights of all sizes"]) <= 1.0
