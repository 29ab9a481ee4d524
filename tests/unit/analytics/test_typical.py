"""Which words are typical of a group, and which stay with the people who use them."""

import numpy as np
import pytest
from research_graph.analytics.typical import lasting, typical
from scipy.sparse import csr_array


def matrix(rows: list[list[int]]) -> csr_array:
    return csr_array(np.array(rows, dtype=np.int64))


def found(*rows: list[int], at_least: int = 2, most: int = 5, weights: list[float] | None = None) -> list[list[int]]:
    counts = matrix(list(rows))
    each = typical(counts, np.array(weights or [1.0] * counts.shape[1]), at_least=at_least, most=most)
    for columns, scores in each:
        assert len(columns) == len(scores)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    return [columns.tolist() for columns, _ in each]


def test_words_that_a_group_has_oftener_than_the_others_are_typical_of_it() -> None:
    assert found([30, 0, 20], [0, 30, 20]) == [[0], [1]]


def test_the_most_typical_come_first_and_at_most_so_many() -> None:
    rows = [40, 30, 20, 0, 50], [0, 0, 0, 90, 50]
    assert found(*rows) == [[0, 1, 2], [3]]
    assert found(*rows, most=2) == [[0, 1], [3]]


def test_words_that_count_more_come_first() -> None:
    assert found([40, 30, 20, 0], [0, 0, 0, 90], weights=[0.1, 0.5, 1.0, 1.0]) == [[2, 1, 0], [3]]


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
    assert typical(csr_array((0, 3), dtype=np.int64), np.ones(3), at_least=2, most=5) == []


# Two people with four papers each: word 0 is in all of one person's, word 1 in every second paper of both.
BY = [[1, 0]] * 4 + [[0, 1]] * 4
HAVING = [[1, 1], [1, 0], [1, 1], [1, 0], [0, 1], [0, 0], [0, 1], [0, 0]]


def test_a_word_counts_as_much_as_it_stays_with_who_uses_it() -> None:
    # Word 0: 12 of 12 other papers have it again, and 10 more are taken to be as all: half. Word 1: 4 of 12.
    kept = [(12 + 10 * 0.5) / (12 + 10) * 2 - 1, 0.0]
    usual = sum(kept) / 2
    assert lasting(matrix(BY), matrix(HAVING)) == pytest.approx([kept[0] / (kept[0] + usual), 0.0])


def test_words_of_people_with_one_paper_all_count_the_same() -> None:
    assert lasting(matrix([[1, 0], [0, 1]]), matrix([[1, 1], [0, 1]])).tolist() == [1.0, 1.0]


def test_no_papers_and_no_words() -> None:
    assert lasting(csr_array((0, 2), dtype=np.int64), csr_array((0, 0), dtype=np.int64)).tolist() == []
    assert lasting(csr_array((0, 2), dtype=np.int64), csr_array((0, 1), dtype=np.int64)).tolist() == [1.0]
