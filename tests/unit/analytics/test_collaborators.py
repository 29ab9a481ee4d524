"""The closest ties of everyone with their papers: by hand, against loops, and equal to the build's own ties."""

from collections import defaultdict
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.collaborators import SCHEMA, Ties, all_ties, closest, is_close, tie_arrays, top_ties
from research_graph.analytics.incidence import UNIT, incidence
from research_graph.assembly.build import Build
from research_graph.schema.errors import UsageError
from support.assembled import assembled, paper, rows

PAPERS = [
    paper("R1", "A", "B", year=2020),
    paper("R2", "A", "B", "C", year=2018),
    paper("R3", "B", "C", "D", "E", year=2010),
    paper("R4", "A", "E", year=2021),
    paper("R5", "F", year=2020),
    paper("R6", *"ABCDEFG", year=2019),
    paper("R7", "A", "C"),
    paper("R8", "D", "E"),
]
TEAMS = st.lists(st.tuples(st.sets(st.integers(0, 7), max_size=5), st.sampled_from([2010, 2019, 2020])), max_size=12)
Teams = list[tuple[set[int], int]]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    settings = {"reference_year": 2020, "max_pair_authors": 6, "half_life": 1.0, "close_min_strength": 0.5}
    return assembled(tmp_path_factory.mktemp("builds"), {"zoo": PAPERS}, **settings)


def named(build: Build, table: pa.Table) -> list[dict[str, Any]]:
    """Rows with letters and record ids in the place of keys."""
    names = {row["key"]: row["name"] for row in rows(build, "Author")}
    titles = {row["key"]: row["title"][-2:] for row in rows(build, "Paper")}
    return [
        row
        | {name: names[row[name]] for name in ("author", "collaborator")}
        | {"papers": [titles[key] for key in row["papers"]]}
        for row in table.to_pylist()
    ]


def ties_of(teams: Teams, half_life: float = 1.0, size: int = 8) -> Ties:
    """Ties of papers given by who wrote them and when, as seen from 2020."""
    paper_rows = np.array([number for number, (team, _) in enumerate(teams) for _ in team], dtype=np.int64)
    people = np.array([person for team, _ in teams for person in sorted(team)], dtype=np.int64)
    weight = np.array([UNIT / (len(team) - 1) if len(team) > 1 else 0.0 for team, _ in teams])
    years = np.array([float(year) for _, year in teams])
    matrix = incidence(paper_rows, people, (len(teams), size))
    arrays = tie_arrays(matrix, weight, weight * 0.5 ** ((2020 - years) / half_life))
    keys = pa.array([f"A{number}" for number in range(size)])
    return Ties(keys, pa.array([f"P{number:02}" for number in range(len(teams))], pa.string()), years, *arrays)


def plainly(teams: Teams) -> dict[tuple[int, int], tuple[float, float, list[int]]]:
    """Recent strength, strength and papers of each two, by loops."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (team, _) in enumerate(teams):
        for pair in combinations(sorted(team), 2):
            found[pair].append(number)
    shares = [1 / max(len(team) - 1, 1) for team, _ in teams]
    return {
        pair: (
            sum(shares[each] * 0.5 ** (2020 - teams[each][1]) for each in papers),
            sum(shares[each] for each in papers),
            papers,
        )
        for pair, papers in found.items()
    }


def test_the_closest_by_hand(build: Build) -> None:
    found = [row for row in named(build, top_ties(build)) if row["author"] == "A"]
    assert [(row["rank"], row["collaborator"], row["recent_strength"], row["papers"]) for row in found] == [
        (1, "B", 1.125, ["R1", "R2"]),
        (2, "E", 1.0, ["R4"]),
        (3, "C", 0.125, ["R2", "R7"]),
    ]
    assert [(row["strength"], row["paper_count"], row["first_year"], row["last_year"]) for row in found] == [
        (1.5, 2, 2018, 2020),
        (1.0, 1, 2021, 2021),
        (1.5, 2, 2018, 2018),
    ]
    assert [row["is_close"] for row in found] == [True, False, False]


def test_everyone_comes_in_order_of_key_closest_first(build: Build) -> None:
    found = top_ties(build)
    assert found.schema == SCHEMA
    pairs = list(zip(found["author"].to_pylist(), found["rank"].to_pylist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert {row["author"] for row in named(build, found)} == set("ABCDE")


def test_unknown_years_count_for_strength_alone_and_come_last(build: Build) -> None:
    (row,) = [row for row in named(build, top_ties(build)) if row["author"] + row["collaborator"] == "DE"]
    assert row["papers"] == ["R3", "R8"]
    assert row["strength"] == 1 + round(UNIT / 3) / UNIT
    assert (row["first_year"], row["last_year"]) == (2010, 2010)
    assert row["recent_strength"] == round(UNIT / 3 / 1024) / UNIT


def test_only_so_many_ties_and_papers_are_given(build: Build) -> None:
    whole, cut = named(build, top_ties(build)), named(build, top_ties(build, k=2, evidence=1))
    assert cut == [row | {"papers": row["papers"][:1]} for row in whole if row["rank"] <= 2]
    assert all(row["papers"] == [] for row in named(build, top_ties(build, evidence=0)))


@pytest.mark.parametrize("half_life", [1.0, 5.0])
def test_ties_are_those_of_the_build_to_the_last_bit(tmp_path: Path, half_life: float) -> None:
    random = Random(3)
    papers = [
        paper(
            f"R{number}",
            *random.sample("ABCDEFGHIJKL", random.randrange(1, 6)),
            year=random.choice([None, 2009, 2015, 2020]),
        )
        for number in range(60)
    ]
    build = assembled(tmp_path, {"zoo": papers}, half_life=half_life, max_pair_authors=4)
    found = {(row["author"], row["collaborator"]): row for row in top_ties(build, k=100).to_pylist()}
    own = rows(build, "CO_AUTHORED_WITH")
    assert any(row["is_close"] for row in own)
    assert not all(row["is_close"] for row in own)
    assert len(found) == 2 * len(own)
    for row in own:
        for pair in ((row["source"], row["target"]), (row["target"], row["source"])):
            assert {name: found[pair][name] for name in SCHEMA.names if name in row} == {
                name: row[name] for name in SCHEMA.names if name in row
            }


@settings(max_examples=40)
@given(TEAMS)
def test_ties_equal_plain_loops(teams: Teams) -> None:
    ties, expected = ties_of(teams), plainly(teams)
    assert list(zip(ties.source.tolist(), ties.target.tolist(), strict=True)) == sorted(expected)
    for place, pair in enumerate(sorted(expected)):
        recent, strength, papers = expected[pair]
        assert ties.recent[place] / UNIT == pytest.approx(recent, abs=1e-11 * len(papers))
        assert ties.strength[place] / UNIT == pytest.approx(strength, abs=1e-11 * len(papers))
        assert sorted(ties.shared[ties.start[place] : ties.start[place + 1]].tolist()) == papers


@settings(max_examples=40)
@given(TEAMS, st.integers(1, 4))
def test_the_closest_equal_a_plain_sort(teams: Teams, k: int) -> None:
    ties = ties_of(teams)
    expected = []
    for person in range(8):
        mine = [
            (-int(ties.recent[each]), int(ties.source[each] + ties.target[each]) - person, each)
            for each in range(len(ties.source))
            if person in (ties.source[each], ties.target[each])
        ]
        expected += [(person, rank, each) for rank, (*_, each) in enumerate(sorted(mine)[:k])]
    assert list(zip(*(array.tolist() for array in closest(ties, k)), strict=True)) == expected


def test_where_nothing_is_recent_the_strongest_come_first() -> None:
    ties = ties_of([({0, 1, 2}, -9000), ({0, 2}, -9000), ({0, 3}, 2020)])
    assert ties.recent.tolist() == [0, 0, UNIT, 0]
    owner, _, tie = closest(ties, 9)
    assert [int(ties.target[each]) for each in tie[owner == 0]] == [3, 2, 1]


@settings(max_examples=40)
@given(TEAMS, st.tuples(st.sets(st.integers(0, 7), min_size=2, max_size=5), st.sampled_from([2010, 2020])))
def test_one_more_paper_makes_no_tie_weaker_or_less_close(teams: Teams, more: tuple[set[int], int]) -> None:
    before, after = ties_of(teams), ties_of([*teams, more])
    pairs = {pair: place for place, pair in enumerate(zip(after.source.tolist(), after.target.tolist(), strict=True))}
    for place, pair in enumerate(zip(before.source.tolist(), before.target.tolist(), strict=True)):
        grown = pairs[pair]
        has_more = set(pair) <= more[0]
        assert (after.recent[grown] > before.recent[place]) == has_more
        assert (after.paper_count[grown] > before.paper_count[place]) == has_more
        was, now = (
            is_close(ties.paper_count[[at]], ties.recent[[at]] / UNIT, min_papers=2, min_strength=0.2)[0]
            for ties, at in ((before, place), (after, grown))
        )
        assert now >= was


@settings(max_examples=40)
@given(st.integers(2, 30))
def test_a_paper_of_a_larger_team_says_less(size: int) -> None:
    small, large = (ties_of([(set(range(each)), 2020)], size=40).recent[0] for each in (size, size + 1))
    assert large < small
    assert ties_of([(set(range(size)), 2020)], size=40).strength[: size - 1].sum() == pytest.approx(UNIT, abs=size)


@pytest.mark.parametrize(
    ("papers", "strength", "expected"), [(2, 0.2, True), (1, 5.0, False), (9, 0.19, False), (2, 0.2 - 1e-12, False)]
)
def test_close_asks_for_papers_and_recent_strength(papers: int, strength: float, expected: bool) -> None:
    found = is_close(np.array([papers]), np.array([strength]), min_papers=2, min_strength=0.2)
    assert found.tolist() == [expected]


def test_bad_numbers_and_a_build_without_ties_are_named(build: Build, lonely_build: Build) -> None:
    with pytest.raises(UsageError, match="the 0 closest"):
        top_ties(build, k=0)
    with pytest.raises(UsageError, match="with -1 papers"):
        top_ties(build, evidence=-1)
    with pytest.raises(UsageError, match=f"build {lonely_build.id} has no co-authorships"):
        all_ties(lonely_build)
