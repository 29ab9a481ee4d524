"""CO_AUTHORED_WITH: exact strengths, recency, and the published definition of close."""

from fractions import Fraction
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.schema.errors import UsageError
from support.assembled import assembled, only, paper, rows, together


def tie(build, one: str, other: str) -> dict:
    names = {row["key"]: row["name"] for row in rows(build, "Author")}
    (found,) = [
        row for row in rows(build, "CO_AUTHORED_WITH") if {names[row["source"]], names[row["target"]]} == {one, other}
    ]
    return found


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build whose reference year is given: 2020."""
    records = [
        paper("R1", "A", "B", year=2020),
        paper("R2", "A", "B", "C", year=2015),
        paper("R3", "B", "A", "C", "D"),
        paper("S", "E", "F", year=2025),
    ]
    return assembled(tmp_path_factory.mktemp("builds"), {"zoo": records}, reference_year=2020, half_life=5.0)


def test_strength_is_newmans_and_recency_halves(dated: Build) -> None:
    found = tie(dated, "A", "B")
    assert found["paper_count"] == 3
    assert found["strength"] == pytest.approx(1 + 1 / 2 + 1 / 3, abs=1e-11)
    assert found["recent_strength"] == 1 + 1 / 4
    assert (found["first_year"], found["last_year"], found["sources"]) == (2015, 2020, ["zoo"])
    assert tie(dated, "C", "D")["recent_strength"] == 0
    assert tie(dated, "C", "D")["last_year"] is None


MANY = {
    "zoo": [
        *(paper(f"M{number}", "E", "F", *(f"X{number}-{i}" for i in range(6)), year=2020) for number in range(100)),
        paper("S", "E", "F", "G", "H", year=2020),
    ]
}


def test_strengths_are_exact_sums(build: Build) -> None:
    """Floats would depend on the order: here 1/7 comes a hundred times and 1/3 once."""
    units = 100 * round(Fraction(10**12, 7)) + round(Fraction(10**12, 3))
    assert tie(build, "E", "F")["strength"] == units / 1e12


def test_large_teams_make_no_pairs_and_are_counted(tmp_path: Path) -> None:
    world = {"zoo": [paper("R1", "A", "B", "C"), paper("R2", "A", "B"), paper("R3", "A")]}
    build = assembled(tmp_path, world, max_pair_authors=2)
    assert [row["paper_count"] for row in rows(build, "CO_AUTHORED_WITH")] == [1]
    assert build.manifest["counts"]["papers_without_pairs"] == 1
    assert len(rows(build, "AUTHORED")) == 6


LISTED = {
    "openalex": [paper("W", "I", "J", ids=["doi:10.1/x"])],
    "zoo": [paper("Z", "I", ids=["doi:10.1/x"])],
}


def test_a_source_says_a_tie_if_it_lists_both(build: Build) -> None:
    assert tie(build, "I", "J")["sources"] == ["openalex"]


def test_reference_year_is_the_newest_with_a_hundredth_of_the_papers(tmp_path: Path) -> None:
    usual = [paper(f"R{number}", "A", year=2020) for number in range(198)]
    assert assembled(tmp_path, {"zoo": [*usual, paper("S", "A", year=2031)]}).reference_year == 2020
    build = assembled(tmp_path, {"zoo": [*usual, paper("S", "A", year=2031), paper("T", "A", year=2031)]})
    assert build.reference_year == 2031


def test_papers_after_the_reference_year_count_whole(dated: Build) -> None:
    assert dated.reference_year == 2020, "what is asked for comes before what the papers say"
    assert tie(dated, "E", "F")["recent_strength"] == 1


CLOSE = {"zoo": [paper("R1", "A", "B", year=2020), paper("R2", "A", "B", "C", year=2020)]}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), together(MANY, LISTED, CLOSE))


def test_close_people_are_counted(build: Build, tmp_path: Path) -> None:
    assert {name: tie(build, *name)["is_close"] for name in ("AB", "AC", "BC")} == {
        "AB": True,
        "AC": False,
        "BC": False,
    }
    author = only(build, "Author", name="A")
    assert (author["collaborator_count"], author["close_collaborator_count"]) == (2, 1)
    assert not tie(assembled(tmp_path, CLOSE, close_min_papers=3), "A", "B")["is_close"]
    assert tie(assembled(tmp_path, CLOSE, close_min_papers=1), "A", "C")["is_close"]


def test_parameters_are_checked() -> None:
    for wrong in ({"max_pair_authors": 1}, {"half_life": 0.0}, {"source_order": ("a", "a")}):
        with pytest.raises(UsageError):
            Parameters(**wrong)
