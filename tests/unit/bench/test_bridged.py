import numpy as np
import pyarrow as pa
from research_graph.analytics.network import Network
from research_graph.bench.bridged import BRIDGED, bridged, of_size
from scipy.sparse.csgraph import connected_components


def ring(size: int) -> Network:
    nodes = np.arange(size)
    names = pa.array([f"A{node:04d}" for node in nodes])
    return Network.from_edges(names, nodes, (nodes + 1) % size, np.ones(size), about={})


def test_copies_have_the_edges_of_all_and_few_that_join_them() -> None:
    made = bridged(ring(500), 4)
    assert len(made) == 2_000
    assert 1_990 <= made.edges <= 2_000  # an edge that is there already is not made twice
    assert made.weights.max() == 1.0
    parts = connected_components(bridged(ring(500), 4).matrix, directed=False)[0]
    assert parts < 4 + 2 * BRIDGED * made.edges
    assert connected_components(made.matrix, directed=False)[1].tolist().count(0) > 500
    assert np.diff(made.indptr).max() > 2


def test_the_same_seed_gives_the_same_network_and_another_one_another() -> None:
    assert bridged(ring(50), 3).digest == bridged(ring(50), 3).digest
    assert bridged(ring(50), 3).digest != bridged(ring(50), 3, seed=8).digest


def test_a_network_of_a_size_is_a_connected_part_itself_or_copies() -> None:
    whole = ring(1_000)
    part = of_size(whole, 300)
    assert 300 <= part.edges <= 302
    assert connected_components(part.matrix, directed=False)[0] == 1
    assert of_size(whole, 1_200) is whole
    assert len(of_size(whole, 3_000)) == 3_000
