"""Likeness of partitions: small cases by hand, laws, and brute force over all pairs."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.compare import (
    adjusted_rand,
    best_match_f1,
    best_pairs,
    moved,
    normalized_mutual_information,
    overlap,
)
from research_graph.analytics.partition import Partition
from research_graph.schema.errors import UsageError


def of(*labels: int) -> Partition:
    return Partition.of(np.array(labels, dtype=np.int64))


@st.composite
def pairs_of_partitions(draw: st.DrawFn, most: int = 9) -> tuple[Partition, Partition]:
    size = draw(st.integers(1, most))
    labels = st.lists(st.integers(-1, 3), min_size=size, max_size=size)
    return of(*draw(labels)), of(*draw(labels))


def alone(partition: Partition) -> list[int]:
    """Labels with a cluster of its own for every node that is in none."""
    return [100 + place if label < 0 else int(label) for place, label in enumerate(partition.labels)]


def test_overlap_counts_what_clusters_share() -> None:
    left, right, nodes = overlap(of(0, 0, 0, 1, 1, -1), of(0, 0, 1, 1, 1, 1))
    assert list(zip(left, right, nodes, strict=True)) == [(0, 0, 2), (0, 1, 1), (1, 1, 2), (2, 1, 1)]


def test_adjusted_rand_of_hand_checked_cases() -> None:
    # Six nodes, 15 pairs; 2 together in both, 6 in a, 3 in b: (2 - 6*3/15) / ((6 + 3)/2 - 6*3/15)
    assert adjusted_rand(of(0, 0, 0, 1, 1, 1), of(0, 0, 1, 1, 2, 2)) == pytest.approx(0.8 / 3.3, abs=1e-15)
    assert adjusted_rand(of(0, 0, 1, 1), of(0, 1, 0, 1)) == -0.5
    assert adjusted_rand(of(0, 0, 1, 1), of(1, 1, 0, 0)) == 1.0


def test_all_alone_and_all_one_are_as_far_apart_as_chance() -> None:
    alone, one = of(0, 1, 2, 3), of(0, 0, 0, 0)
    assert adjusted_rand(alone, alone) == adjusted_rand(one, one) == 1.0
    assert adjusted_rand(alone, one) == 0.0
    assert normalized_mutual_information(alone, alone) == normalized_mutual_information(one, one) == 1.0
    assert normalized_mutual_information(alone, one) == 0.0


def test_a_node_in_no_cluster_counts_as_alone() -> None:
    assert adjusted_rand(of(0, 0, -1, -1), of(0, 0, 1, 2)) == 1.0
    assert moved(of(0, 0, -1, -1), of(0, 0, 1, 2)) == 0.0
    assert moved(of(0, 0, -1, -1), of(0, 0, 1, 1)) == 0.25


def test_the_empty_partition_is_like_itself() -> None:
    assert adjusted_rand(of(), of()) == normalized_mutual_information(of(), of()) == 1.0
    assert moved(of(), of()) == 0.0


def test_mutual_information_of_a_hand_checked_case() -> None:
    # Two halves against four quarters: I = log 2, entropies log 2 and log 4.
    assert normalized_mutual_information(of(0, 0, 1, 1), of(0, 1, 2, 3)) == pytest.approx(2 / 3, abs=1e-15)
    assert normalized_mutual_information(of(0, 0, 1, 1), of(0, 1, 0, 1)) == 0.0


def test_random_partitions_agree_by_chance_only() -> None:
    random = np.random.default_rng(7)
    one, other = (Partition.of(random.integers(0, 50, 20_000)) for _ in range(2))
    assert abs(adjusted_rand(one, other)) < 0.001
    assert adjusted_rand(one, one) == 1.0


def test_large_counts_do_not_overflow() -> None:
    one = Partition.of(np.zeros(3_000_000, dtype=np.int64))
    half = Partition.of(np.arange(3_000_000) // 1_500_000)
    assert adjusted_rand(one, half) == 0.0
    assert adjusted_rand(half, half) == 1.0


@given(pairs_of_partitions())
def test_adjusted_rand_is_the_brute_force_over_pairs(both: tuple[Partition, Partition]) -> None:
    a, b = both
    one, other = alone(a), alone(b)
    every = list(combinations(range(len(a)), 2))
    in_a = [one[i] == one[j] for i, j in every]
    in_b = [other[i] == other[j] for i, j in every]
    if not every or in_a == in_b == [in_a[0]] * len(every):
        assert adjusted_rand(a, b) == 1.0
        return
    expected = sum(in_a) * sum(in_b) / len(every)
    together = sum(x and y for x, y in zip(in_a, in_b, strict=True))
    assert adjusted_rand(a, b) == pytest.approx(
        (together - expected) / ((sum(in_a) + sum(in_b)) / 2 - expected), abs=1e-12
    )


@given(pairs_of_partitions())
def test_laws(both: tuple[Partition, Partition]) -> None:
    a, b = both
    is_same = np.array_equal(Partition.of(np.array(alone(a))).labels, Partition.of(np.array(alone(b))).labels)
    for measure in (adjusted_rand, normalized_mutual_information):
        assert measure(a, b) == measure(b, a) <= 1.0
        assert measure(a, a) == 1.0
        assert (measure(a, b) == 1.0) == is_same
    assert moved(a, b) == moved(b, a)
    assert moved(a, a) == 0.0


@given(pairs_of_partitions(6))
def test_moved_is_the_best_of_all_matches(both: tuple[Partition, Partition]) -> None:
    shared = overlap(*both)
    size = max(int(shared.left.max()), int(shared.right.max())) + 1
    table = np.zeros((size, size), dtype=int)
    table[shared.left, shared.right] = shared.nodes
    best = max(sum(table[row, column] for row, column in enumerate(order)) for order in permutations(range(size)))
    assert moved(*both) == pytest.approx(1 - best / len(both[0]), abs=1e-12)


@given(pairs_of_partitions(40))
def test_the_best_match_is_one_to_one(both: tuple[Partition, Partition]) -> None:
    shared = overlap(*both)
    found = best_pairs(shared)
    assert len(set(shared.left[found])) == len(set(shared.right[found])) == len(found)


def test_a_match_that_greed_would_miss() -> None:
    # a0 shares 5 with b0 and 4 with b1, a1 shares 4 with b0 only: greed takes 5, the best is 8 of 13.
    old = Partition.of(np.repeat([0, 0, 1], [5, 4, 4]))
    new = Partition.of(np.repeat([0, 1, 0], [5, 4, 4]))
    assert moved(old, new) == pytest.approx(5 / 13)


def test_best_match_f1_of_a_hand_checked_case() -> None:
    found = of(0, 0, 0, 1, 1, -1)
    assert best_match_f1([np.array([0, 1, 2])], found) == 1.0
    assert best_match_f1([np.array([2, 3, 4])], found) == pytest.approx(2 * 2 / 5)
    assert best_match_f1([np.array([4, 5])], found) == pytest.approx(2 / 3)  # node 5, alone, is the better match
    assert best_match_f1([np.array([0, 1, 2]), np.array([2, 3, 4])], found) == pytest.approx((1 + 0.8) / 2)


@pytest.mark.parametrize(
    ("truth", "message"),
    [([], "no true community"), ([np.array([], dtype=np.int64)], "is empty"), ([np.array([0, 3])], "the node 3")],
)
def test_unusable_truth_is_refused(truth: list[np.ndarray], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        best_match_f1(truth, of(0, 0, 1))


def test_partitions_of_other_nodes_are_refused() -> None:
    with pytest.raises(UsageError, match="2 nodes cannot be compared with one of 3"):
        adjusted_rand(of(0, 0), of(0, 0, 0))
