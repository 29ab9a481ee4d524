"""Suggested collaborators: by hand, against loops, and whom nobody is ever told to write with."""

from collections import defaultdict
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
import research_graph.analytics.suggestions as module
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.suggestions import SCALE, SCHEMA, Best, barred_pairs, best_of, steps_of, suggestions
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.schema.errors import UsageError
from scipy.sparse import csr_array
from support.assembled import paper, rows
from support.plain_identity import keys_of
from support.views import view_of

SIZE = 8
PAIRS = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda pair: pair[0] < pair[1])
TIES = st.dictionaries(PAIRS, st.sampled_from([0.0, 1e-12, 0.2, 1 / 3, 1.0, 4.5]), max_size=14)
SAME = st.sets(PAIRS, max_size=2)
Ties = dict[tuple[int, int], float]
Pairs = set[tuple[int, int]]

PAPERS = [
    paper("R1", "A", "C", year=2020),
    paper("R2", "B", "C", year=2020),
    paper("R3", "C", "D", year=2019),
    paper("R4", "A", "E", year=2020),
    paper("R5", "B", "E", year=2020),
    paper("R6", "E", "F", year=2020),
    paper("R7", "G", "F", year=2020),
]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_of(tmp_path_factory.mktemp("builds"))


def build_of(folder: Path, *doubles: tuple[str, str]) -> Build:
    view = view_of({"zoo": PAPERS})
    keys = {row["name"]: row["author"] for row in keys_of(view).tables["mentions"].to_pylist()}
    pairs = [sorted((keys[one], keys[other])) for one, other in doubles]
    same = [{"source": one, "target": other, "probability": 0.5, "reasons": ["a test"]} for one, other in sorted(pairs)]
    return assemble(view, keys_of(view, possibly_same=same), parameters=Parameters(half_life=1.0), builds=folder)


def named(build: Build, **options: int) -> dict[str, list[tuple[str, float, list[str]]]]:
    names = {row["key"]: row["name"] for row in rows(build, "Author")}
    found = defaultdict(list)
    for row in suggestions(build, **options).to_pylist():
        assert row["rank"] == len(found[names[row["author"]]]) + 1
        through = sorted(names[key] for key in row["through"])
        found[names[row["author"]]].append((names[row["suggested"]], pytest.approx(row["score"], abs=1e-6), through))
    return found


def pattern(pairs: Pairs) -> csr_array:
    both = [*pairs, *((two, one) for one, two in pairs)]
    ends = tuple(np.array([pair[end] for pair in both], dtype=np.int64) for end in (0, 1))
    return csr_array((np.ones(len(both), dtype=np.int64), ends), shape=(SIZE, SIZE))


def found_by(ties: Ties, same: Pairs, k: int, scale: float = 1.0) -> list[tuple[int, int, int]]:
    source, target = (np.array([pair[end] for pair in ties], dtype=np.int64) for end in (0, 1))
    steps = steps_of(source, target, np.array(list(ties.values())) * scale, SIZE)
    parts: list[Best] = list(best_of(steps, barred_pairs(pattern(set(ties)), pattern(same)), k))
    return [row for part in parts for row in zip(*(array.tolist() for array in part), strict=True)]


def plainly(ties: Ties, same: Pairs, k: int) -> list[tuple[int, int, float]]:
    """The definition, by loops over everybody."""
    recent, double = defaultdict(dict), defaultdict(set)
    for (one, other), strength in ties.items():
        recent[one][other] = recent[other][one] = strength
    for one, other in same:
        double[one].add(other)
        double[other].add(one)
    total = {person: sum(mine.values()) for person, mine in recent.items()}
    found = []
    for person in range(SIZE):
        barred = {person, *recent[person], *double[person]}
        barred |= {other for tied in recent[person] for other in double[tied]}
        barred |= {other for maybe in double[person] for other in recent[maybe]}
        scores = {
            other: sum(
                sqrt(recent[person][bridge] * recent[bridge][other] / total[bridge])
                for bridge in recent[person]
                if recent[person][bridge] > 0 and recent[bridge].get(other, 0) > 0
            )
            for other in set(range(SIZE)) - barred
        }
        ranked = sorted((-round(score, 9), other) for other, score in scores.items() if score > 0)
        found += [(person, other, -score) for score, other in ranked[:k]]
    return found


def test_scores_by_hand(build: Build) -> None:
    found = named(build)
    both = sqrt(1 / 2.5) + sqrt(1 / 3)
    assert found["A"] == [("B", both, ["C", "E"]), ("F", sqrt(1 / 3), ["E"]), ("D", sqrt(0.5 / 2.5), ["C"])]
    assert found["G"] == [("E", sqrt(1 / 2), ["F"])]
    assert set(found) == set("ABCDEFG")


def test_only_the_first_are_given_and_their_ways_counted(build: Build) -> None:
    table = suggestions(build, k=1, evidence=1)
    assert table.schema == SCHEMA
    assert [(row["through_count"], len(row["through"])) for row in table.to_pylist()].count((2, 1)) == 4
    whole = named(build, evidence=1)
    assert named(build, k=1, evidence=1) == {name: ranked[:1] for name, ranked in whole.items()}


def test_nobody_is_told_of_a_possible_double_or_of_whom_one_may_know(tmp_path: Path) -> None:
    found = named(build_of(tmp_path, ("A", "B"), ("F", "C")))
    names = {name: [suggested for suggested, *_ in ranked] for name, ranked in found.items()}
    assert names["A"] == ["D"]  # B may be A; F may be C, with whom A wrote
    assert "A" not in names["B"] + names.get("F", [])
    assert "C" not in names["G"]  # C may be F, with whom G wrote
    assert "G" not in names.get("C", [])


@settings(max_examples=30)
@given(TIES, SAME, st.integers(1, 4))
def test_suggestions_equal_plain_loops(ties: Ties, same: Pairs, k: int) -> None:
    plain = [(person, other, score) for person, other, score in plainly(ties, same, SIZE)]
    found = {(person, other): score / SCALE**2 for person, other, score in found_by(ties, same, SIZE)}
    assert found == {(person, other): pytest.approx(score, abs=1e-5) for person, other, score in plain}
    first = found_by(ties, same, k)
    whole = found_by(ties, same, SIZE)
    assert first == [row for place, row in enumerate(whole) if sum(each[0] == row[0] for each in whole[:place]) < k]
    assert whole == sorted(whole, key=lambda row: (row[0], -row[2], row[1]))


@settings(max_examples=30)
@given(TIES, SAME)
def test_the_score_of_two_is_one_and_the_same(ties: Ties, same: Pairs) -> None:
    found = {(person, other): score for person, other, score in found_by(ties, same, SIZE)}
    assert found == {(other, person): score for (person, other), score in found.items()}


@settings(max_examples=30)
@given(TIES.filter(lambda ties: 1e-12 not in ties.values()))
def test_four_times_the_strength_is_twice_the_score(ties: Ties) -> None:
    once = {(person, other): score for person, other, score in found_by(ties, set(), SIZE)}
    larger = {(person, other): score for person, other, score in found_by(ties, set(), SIZE, 4.0)}
    assert larger == {pair: pytest.approx(2 * score, rel=1e-5) for pair, score in once.items()}


@settings(max_examples=30)
@given(TIES, SAME)
def test_blocks_change_nothing(ties: Ties, same: Pairs) -> None:
    whole, before = found_by(ties, same, 3), module.WAYS
    module.WAYS = 3
    try:
        assert found_by(ties, same, 3) == whole
    finally:
        module.WAYS = before


def test_some_people_can_be_asked_for() -> None:
    ties = np.array([0, 1, 2]), np.array([1, 2, 3]), np.ones(3)
    steps = steps_of(*ties, SIZE)
    barred = barred_pairs(pattern({(0, 1), (1, 2), (2, 3)}), pattern(set()))
    (best,) = best_of(steps, barred, 5, asked=np.array([1, 3]))
    assert (best.author.tolist(), best.suggested.tolist()) == ([1, 3], [3, 1])


def test_bad_numbers_are_named(build: Build) -> None:
    with pytest.raises(UsageError, match="0 suggestions"):
        suggestions(build, k=0)
    with pytest.raises(UsageError, match="through -1 people"):
        suggestions(build, evidence=-1)
