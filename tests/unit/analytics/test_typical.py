"""Which words are typical of a group."""

import numpy as np
import pytest
from research_graph.analytics.typical import typical
from scipy.sparse import csr_array


def found(*rows: list[int], at_least: int = 2, most: int = 5) -> list[list[int]]:
    counts = csr_array(np.array(rows, dtype=np.int64))
    return [each.tolist() for each in typical(counts, at_least=at_least, most=most)]


def test_words_that_a_group_has_oftener_than_the_others_are_typical_of_it() -> None:
    assert found([30, 0, 20], [0, 30, 20]) == [[0], [1]]


def test_the_most_typical_come_first_and_at_most_so_many() -> None:
    rows = [40, 30, 20, 0, 50], [0, 0, 0, 90, 50]
    assert found(*rows) == [[0, 1, 2], [3]]
    assert found(*rows, most=2) == [[0, 1], [3]]


def test_equals_come_in_order_of_their_columns() -> None:
    assert found([30, 30, 0], [0, 0, 60]) == [[0, 1], [2]]


def test_a_word_too_rare_in_the_row_is_not_typical() -> None:
    assert found([30, 9, 0], [0, 0, 90], at_least=10) == [[0], [2]]


def test_a_group_without_typical_words_has_those_that_come_nearest() -> None:
    assert found([2, 1], [1, 2]) == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([[0, 0], [0, 0]], [[], []]), ([[0, 3], [0, 0]], [[1], []])],
)
def test_a_group_without_words_has_none(rows: list[list[int]], expected: list[list[int]]) -> None:
    assert found(*rows) == expected


def test_one_word_in_all_is_no_division_by_zero() -> None:
    assert found([3], [2]) == [[0], [0]]


def test_no_groups() -> None:
    assert typical(csr_array((0, 3), dtype=np.int64), at_least=2, most=5) == []
