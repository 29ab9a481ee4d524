import numpy as np
import pytest
from research_graph.bench.lfr import Shape, planted


@pytest.mark.parametrize("mixing", [0.1, 0.3, 0.6])
def test_a_planted_graph_has_the_shape_that_was_asked_for(mixing: float) -> None:
    shape = Shape(2_000, mixing, 8.0, min_community=20, max_community=100)
    made = planted(shape, 3)
    degrees = np.diff(made.network.indptr)
    assert len(made.network) == 2_000
    assert degrees.mean() == pytest.approx(8.0, rel=0.03)
    assert degrees.max() <= 51
    assert made.network.weights.max() == 1.0
    assert made.truth.sizes.sum() == 2_000
    assert made.truth.sizes.min() >= 20


@pytest.mark.parametrize("mixing", [0.0, 0.1, 0.6])
def test_the_mixing_reported_is_the_one_realized(mixing: float) -> None:
    made = planted(Shape(2_000, mixing), 1)
    source, target, _ = made.network.once()
    outside = np.mean(made.truth.labels[source] != made.truth.labels[target])
    assert made.mixing == pytest.approx(outside)
    assert made.mixing == pytest.approx(mixing, abs=0.02)


def test_a_seed_names_a_graph() -> None:
    shape = Shape(1_000, 0.2)
    assert planted(shape, 1).network.digest == planted(shape, 1).network.digest
    assert not np.array_equal(planted(shape, 1).network.indices, planted(shape, 2).network.indices)


def test_no_node_has_more_neighbors_inside_than_its_community_has_members() -> None:
    made = planted(Shape(1_500, 0.05, 12.0, min_community=12, max_community=80), 4)
    network, labels = made.network, made.truth.labels
    inside = np.bincount(network.rows[labels[network.rows] == labels[network.indices]], minlength=1_500)
    assert (inside < made.truth.sizes[labels]).all()
