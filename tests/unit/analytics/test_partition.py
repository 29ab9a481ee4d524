import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.network import Network
from research_graph.analytics.partition import NONE, Partition

LABELS = st.lists(st.integers(-3, 5) | st.integers(10**6, 10**6 + 3), max_size=12)


def network(size: int, *edges: tuple[int, int]) -> Network:
    ends = np.array(edges, np.int64).reshape(-1, 2)
    keys = pa.array([f"A{node:02d}" for node in range(size)])
    return Network.from_edges(keys, ends[:, 0], ends[:, 1], np.ones(len(ends)), about={})


@given(LABELS)
def test_clusters_are_numbered_by_their_first_node(labels: list[int]) -> None:
    number: dict[int, int] = {}
    expected = [NONE if label < 0 else number.setdefault(label, len(number)) for label in labels]
    found = Partition.of(np.array(labels, np.int64))
    assert found.labels.tolist() == expected
    assert found.labels.dtype == np.int32
    assert found.count == len(number)


@given(LABELS)
def test_sizes_and_members_agree(labels: list[int]) -> None:
    found = Partition.of(np.array(labels, np.int64))
    assert [len(nodes) for nodes in found.members()] == found.sizes.tolist()
    for label, nodes in enumerate(found.members()):
        assert np.flatnonzero(found.labels == label).tolist() == nodes.tolist()


@pytest.mark.parametrize(
    ("labels", "size", "expected"),
    [([0, 0, 1, 1, 1, NONE], 3, [NONE, NONE, 0, 0, 0, NONE]), ([NONE, NONE], 2, [NONE, NONE]), ([], 2, [])],
)
def test_small_clusters_are_dissolved(labels: list[int], size: int, expected: list[int]) -> None:
    assert Partition.of(np.array(labels, np.int64)).at_least(size).labels.tolist() == expected


def test_a_cluster_without_a_path_inside_falls_apart() -> None:
    given_labels = Partition.of(np.array([0, 1, 0, 0, NONE, NONE]))
    found = given_labels.connected(network(6, (0, 1), (1, 2), (2, 3), (4, 5)))
    assert found.labels.tolist() == [0, 1, 2, 2, NONE, NONE]


def test_a_node_in_no_cluster_joins_nothing() -> None:
    found = Partition.of(np.array([0, NONE, 0])).connected(network(3, (0, 1), (1, 2)))
    assert found.labels.tolist() == [0, NONE, 1]
